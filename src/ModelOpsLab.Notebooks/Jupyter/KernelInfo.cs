using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>How the kernel introduces itself. It needs no compiler, so a client gets it while that is still being loaded.</summary>
static class KernelInfo
{
    public static JsonObject Answer() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = WireSession.ProtocolVersion,
        ["implementation"] = "modelops",
        ["implementation_version"] = Directives.LibraryVersion,
        ["language_info"] = new JsonObject
        {
            ["name"] = "C#",
            ["version"] = "15.0",
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        },
        ["banner"] = $"ModelOpsLab {Directives.LibraryVersion}, C#",
        ["help_links"] = new JsonArray(),
        ["debugger"] = false,
    };
}
