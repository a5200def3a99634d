using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>What editors ask about code that is not run: how it could go on, what a name means, whether it is finished. The protocol counts code points, .NET counts UTF-16 units.</summary>
sealed class CodeQuestions(Lazy<CSharpKernel> kernel)
{
    public JsonObject Complete(WireMessage request)
    {
        _ = kernel;
        var cursor = request.Number("cursor_pos");
        return new() { ["status"] = "ok", ["matches"] = new JsonArray(), ["cursor_start"] = cursor, ["cursor_end"] = cursor, ["metadata"] = new JsonObject() };
    }

    public JsonObject Inspect(WireMessage request)
    {
        _ = kernel;
        _ = request.Text("code");
        return new() { ["status"] = "ok", ["found"] = false, ["data"] = new JsonObject(), ["metadata"] = new JsonObject() };
    }

    public JsonObject IsComplete(WireMessage request)
    {
        _ = kernel;
        _ = request.Text("code");
        return new() { ["status"] = "unknown" };
    }
}
