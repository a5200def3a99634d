using System.CommandLine;

namespace ModelOpsLab.Cli;

/// <summary>The options that every command takes.</summary>
sealed class GlobalOptions
{
    public Option<string?> Workspace { get; } = new("--workspace") { Description = "Folder with modelops.json. Default: the nearest one upward, then its data-samples.", HelpName = "DIR", Recursive = true };
    public Option<bool> Json { get; } = new("--json") { Description = "Print the result as one JSON object; everything else goes to standard error.", Recursive = true };
    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Show stack traces.", Recursive = true };

    public Session Of(ParseResult parsed, Session session) => session with
    {
        WorkspaceFolder = parsed.GetValue(Workspace),
        Json = parsed.GetValue(Json),
        Verbose = parsed.GetValue(Verbose),
    };
}
