using System.CommandLine;
using System.Text.Json.Nodes;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops audit</c>: checks the ledger of a workspace, and writes the signed checkpoint that is kept outside.</summary>
static class AuditCommand
{
    /// <summary>The command with its own commands below it.</summary>
    public static Command Of(Action<Command, Work> handle)
    {
        var audit = new Command("audit", "Check the ledger: what happened, in order, for good.");
        audit.Add(Verify(handle));
        audit.Add(CheckpointOf(handle));
        audit.Add(AuditModelCommand.Of(handle));
        audit.Add(AuditRecordCommand.Of(handle));
        audit.Add(AuditBundleCommand.Of(handle));
        audit.Add(AuditCheckCommand.Of(handle));
        return audit;
    }

    static Command Verify(Action<Command, Work> handle)
    {
        var outside = Inputs.FileOption("--checkpoint", "A checkpoint that was kept elsewhere: the ledger must begin with what it signed.");
        var key = Inputs.FileOption("--key", "The public key that signed the checkpoints; by default ledger.pub beside the ledger.");
        var pages = Inputs.FileOption("--pages", "Folder of reviews' pages, compared with what was signed. Default: reports, where there is one.", "DIR");
        var verify = new Command("verify", "Hash every event again, check order, tree, checkpoints and blobs, compute each state table again and compare; and compare signed pages with what was signed.") { outside, key, pages };
        handle(verify, (parsed, session) =>
        {
            var workspace = session.OpenRegistry();
            var folder = workspace.Ledger;
            var report = folder.Verify(ModelRegistry.Projections, Read(parsed.GetValue(key), NoteVerifier.Parse), Read(parsed.GetValue(outside), Checkpoint.Parse));
            if (!session.Json) session.Out.Write(report.ToString());
            var signed = report.Severity == Severity.Critical ? [] : Signed(workspace, parsed.GetValue(pages));
            foreach (var page in signed.Where(p => p.State == SignedPageState.Changed)) session.Remark(Safe.Text(page.Message));
            var severity = signed.Any(p => p.State == SignedPageState.Changed) ? Severity.Critical : report.Severity;
            session.Result(new { severity, holds = severity != Severity.Critical, ledger = folder.Database, events = report.Provenance.Rows, report = JsonNode.Parse(ReportJson.Write(report)), pages = signed.Select(p => new { p.Review.File, p.State, p.Message }) });
            return Task.FromResult(severity == Severity.Critical ? ExitCode.DoesNotHold : ExitCode.Done);
        });
        return verify;
    }

    /// <summary>Signed pages in a folder; of the default one only where it is there.</summary>
    static IReadOnlyList<SignedPage> Signed(Workspace workspace, string? folder)
    {
        if (folder is null && !Directory.Exists("reports")) return [];
        if (folder is not null && !Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        using var registry = ModelRegistry.OpenToRead(workspace);
        return registry is null ? [] : SignedPages.Check(registry.Signed.All(), folder ?? "reports");
    }

    static Command CheckpointOf(Action<Command, Work> handle)
    {
        var to = Inputs.FileOption("--out", "The file to write; by default it is printed.");
        var checkpoint = new Command("checkpoint", "Print the newest signed checkpoint. Keep a copy where who owns the ledger cannot write: another disk, a commit, a mail.") { to };
        handle(checkpoint, (parsed, session) =>
        {
            var file = Inputs.Writable(parsed.GetValue(to));
            using var ledger = Ledger.Open(session.OpenRegistry().Ledger.Database, readOnly: true);
            var newest = ledger.LatestCheckpoint ?? throw new InvalidDataException($"{ledger.Path} has no signed checkpoint yet: the first is signed with the first event.");
            if (file is not null) AtomicFile.Write(file, newest.Note);
            if (!session.Json && file is null) session.Out.Write(newest.Note);
            else session.Say($"{Format.Count(newest.Size)} events of {newest.Origin}{(file is null ? "" : $", written to {file}")}.");
            session.Result(new { origin = newest.Origin, size = newest.Size, root = Convert.ToHexStringLower(newest.Root.Span), note = newest.Note, file });
            return Task.FromResult(ExitCode.Done);
        });
        return checkpoint;
    }

    internal static T? Read<T>(string? file, Func<string, T> parse) where T : class
    {
        if (file is null) return null;
        try
        {
            return parse(File.ReadAllText(file));
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{file}: {error.Message}", error);
        }
    }
}
