using System.CommandLine;
using System.Text.Json.Nodes;
using ModelOpsLab.Audit;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops audit check</c>: verifies a bundle on a machine that has nothing else, and where asked runs its notebooks again.</summary>
static class AuditCheckCommand
{
    public static Command Of(Action<Command, Work> handle)
    {
        var bundle = new Argument<string>("BUNDLE.zip") { Description = "The file that 'modelops audit bundle' wrote." };
        var key = Inputs.FileOption("--key", "The public key that signed it, got another way than in the bundle.");
        var outside = Inputs.FileOption("--checkpoint", "A checkpoint that was kept elsewhere: the bundle must begin with what it signed.");
        var run = new Option<bool>("--run") { Description = "Also unpack it to a temporary folder and run its notebooks again, comparing every output. That runs code from the bundle: only where you trust who made it." };
        var timeout = Inputs.Timeout();
        var check = new Command("check", "Verify a bundle offline: every hash, the order, the tree, signatures, proofs, blobs, state tables.") { bundle, key, outside, run, timeout };
        handle(check, (parsed, session) => CheckAsync(session, parsed.GetRequiredValue(bundle), AuditCommand.Read(parsed.GetValue(key), NoteVerifier.Parse), AuditCommand.Read(parsed.GetValue(outside), Checkpoint.Parse), parsed.GetValue(run), parsed.GetValue(timeout)));
        return check;
    }

    static async Task<int> CheckAsync(Session session, string bundle, NoteVerifier? key, Checkpoint? outside, bool run, TimeSpan? timeout)
    {
        if (session.Crash is { } crash) return Crashed(session, crash);
        var report = AuditBundleCheck.Verify(bundle, AuditBundleCommand.Projections, key is null ? null : [key], outside);
        var holds = report.Severity != Severity.Critical;
        if (!session.Json) session.Out.Write(report.ToString());
        if (run && !holds) session.Remark("Its notebooks were not run: what does not hold is not run.");
        var notebooks = run && holds ? await RunAsync(session, bundle, timeout).ConfigureAwait(false) : [];
        holds = holds && notebooks.All(n => n.Holds);
        session.Result(new
        {
            severity = holds ? report.Severity : Severity.Critical, holds, bundle, report = JsonNode.Parse(ReportJson.Write(report)),
            notebooks = notebooks.Select(n => new { notebook = Path.GetFileName(n.Notebook), n.Holds, cells = n.ComparedCells, n.Outputs, mismatches = n.Mismatches.Select(m => m with { Notebook = Path.GetFileName(m.Notebook) }) }),
        });
        return holds ? ExitCode.Done : ExitCode.DoesNotHold;
    }

    static async Task<IReadOnlyList<NotebookVerification>> RunAsync(Session session, string bundle, TimeSpan? timeout)
    {
        var temporary = Directory.CreateTempSubdirectory("modelops-bundle-");
        try
        {
            var folder = Path.Combine(temporary.FullName, "bundle");
            var files = AuditBundle.Unpack(bundle, folder, AuditBundleCommand.Projections);
            if (files.Count == 0) throw new InvalidDataException($"{bundle} holds no notebook to run. 'modelops audit bundle --notebook FILE' puts one in.");
            List<NotebookVerification> all = [];
            foreach (var file in files)
            {
                var one = await NotebookProgress.VerifyAsync(session, Notebook.Read(file), new() { WorkingDirectory = folder, CellTimeout = timeout }).ConfigureAwait(false);
                all.Add(one);
                foreach (var mismatch in one.Mismatches) session.Say(mismatch.ToString());
                session.Say($"{Path.GetFileName(file)}: {(one.Holds ? $"{Format.Count(one.Outputs)} outputs of {Format.Count(one.ComparedCells)} cells came out again." : $"{Format.Count(one.Mismatches.Count)} differences.")}");
            }
            return all;
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    /// <summary>The process that ran a notebook has ended in a cell: that notebook does not hold.</summary>
    static int Crashed(Session session, Crash crash)
    {
        var run = crash.Recover();
        session.Remark(run is null ? $"The process that ran the notebooks ended before the first cell: {crash.Reason}." : RunCommand.FailureText(run.Notebook.Path, run.Failure!));
        session.Result(new { severity = Severity.Critical, holds = false, notebook = run?.Notebook.Path, failure = run?.Failure });
        return ExitCode.DoesNotHold;
    }
}
