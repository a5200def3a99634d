using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>What editors ask about code that is not run: how it could go on, what a name means, whether it is finished.</summary>
sealed class CodeQuestions(Lazy<CSharpKernel> kernel)
{
    /// <summary>Answers a <c>complete_request</c>, with what each proposal is in the form that VS Code and JupyterLab read.</summary>
    public JsonObject Complete(WireMessage request)
    {
        var (code, cursor) = Place(request);
        var found = kernel.Value.Complete(code, cursor);
        var (start, end) = (CodePoints.FromIndex(code, found.Start), CodePoints.FromIndex(code, found.End));
        return new()
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. found.Items.Select(item => (JsonNode)item.Text)]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray([.. found.Items.Select(item => (JsonNode)new JsonObject
                {
                    ["text"] = item.Text, ["type"] = item.Kind, ["signature"] = item.Signature, ["start"] = start, ["end"] = end,
                })]),
            },
        };
    }

    /// <summary>Answers an <c>inspect_request</c>.</summary>
    public JsonObject Inspect(WireMessage request)
    {
        var (code, cursor) = Place(request);
        var found = kernel.Value.Inspect(code, cursor);
        return new() { ["status"] = "ok", ["found"] = found is not null, ["data"] = WireSession.Data(found ?? new()), ["metadata"] = new JsonObject() };
    }

    /// <summary>Answers an <c>is_complete_request</c>.</summary>
    public static JsonObject IsComplete(WireMessage request)
    {
        var answer = CSharpKernel.IsComplete(request.Text("code"));
        var reply = new JsonObject { ["status"] = answer.Status };
        if (answer.Status == "incomplete") reply["indent"] = answer.Indent;
        return reply;
    }

    static (string Code, int Cursor) Place(WireMessage request)
    {
        var code = request.Text("code");
        return (code, CodePoints.ToIndex(code, request.Number("cursor_pos")));
    }
}
