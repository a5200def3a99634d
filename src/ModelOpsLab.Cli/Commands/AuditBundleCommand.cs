using System.CommandLine;
using System.Globalization;
using ModelOpsLab.Audit;
using ModelOpsLab.Lineage;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops audit bundle</c>: writes the one file that is handed to an auditor.</summary>
static class AuditBundleCommand
{
    /// <summary>The rules of the state tables that a bundle holds and a check computes again.</summary>
    internal static IReadOnlyList<LedgerProjection> Projections => ModelRegistry.Projections;

    public static Command Of(Action<Command, Work> handle)
    {
        var to = Inputs.FileOption("--out", "The file to write. Default: audit.zip, or audit-MODEL.zip.", "FILE.zip");
        var model = new Option<string?>("--model") { Description = "Only the events about this model, each with its proof. Default: all events.", HelpName = "NAME" };
        var notebooks = new Option<string[]>("--notebook") { Description = "An executed notebook to put in; may be given several times.", HelpName = "FILE" };
        var most = new Option<long?>("--max-file")
        {
            Description = "Megabytes of the largest blob or data file that is put in; larger ones are listed with their hash. Default: 64.",
            HelpName = "MB",
            CustomParser = result => long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes) && megabytes < 1 << 20 ? megabytes << 20
                : Inputs.Refuse<long?>(result, $"--max-file '{result.Tokens[0].Value}' is not a number of megabytes. Write one like 64."),
        };
        var bundle = new Command("bundle", "Write one zip file for an auditor: events, tree, signed states, keys, blobs, data, notebooks, and how to check them by hand.") { to, model, notebooks, most };
        handle(bundle, (parsed, session) => Task.FromResult(Write(session, parsed.GetValue(to), parsed.GetValue(model), parsed.GetValue(notebooks) ?? [], parsed.GetValue(most))));
        return bundle;
    }

    static int Write(Session session, string? to, string? model, IReadOnlyList<string> notebooks, long? most)
    {
        var workspace = session.OpenRegistry();
        if (model is not null) model = workspace.Model(model).Name;
        foreach (var notebook in notebooks) _ = Notebook.Read(notebook);
        var file = Inputs.Writable(to ?? (model is null ? "audit.zip" : $"audit-{model}.zip"))!;
        var options = new BundleOptions { Model = model, Projections = Projections, Notebooks = notebooks, Environment = EnvironmentRecord.Capture(session.Clock) };
        var manifest = AuditBundle.Write(workspace, file, most is { } bytes ? options with { MaxFileBytes = bytes } : options);
        var sha256 = ContentId.OfFile(file);
        session.Say($"{file}: {Format.Count(manifest.Events)} of {Format.Count(manifest.LedgerSize)} events, {Format.Count(manifest.Files.Count)} files, SHA-256 {sha256}.");
        foreach (var one in manifest.LeftOut) session.Say($"Left out: {one.Name}, {(one.Bytes is { } length ? $"{Format.Count(length)} bytes" : "not to be had")}: {one.Because}.");
        session.Result(new { file, sha256, model, events = manifest.Events, ledgerSize = manifest.LedgerSize, ledgerRoot = manifest.LedgerRoot, files = manifest.Files, leftOut = manifest.LeftOut });
        return ExitCode.Done;
    }
}
