using System.CommandLine;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops verify</c>: runs notebooks again and compares every stored output.</summary>
static class VerifyCommand
{
    public static void Add(Action<Command, Work> add)
    {
        var paths = new Argument<string[]>("NOTEBOOK|DIR") { Description = "Notebooks, pages or run records of reviews, or folders of them. Default: notebooks.", Arity = ArgumentArity.ZeroOrMore };
        var strict = new Option<bool>("--strict") { Description = "Compare numbers digit by digit, without tolerances, and refuse a notebook with stale outputs: code changed since, cells run out of order or never." };
        var html = Inputs.FileOption("--html", "Also write the verdict as one page.");
        var timeout = Inputs.Timeout();
        var locked = Inputs.Locked();
        add(new("verify", "Run notebooks again and compare every stored output; a review's on what it knew.") { paths, strict, html, timeout, locked }, (parsed, session) => VerifyAsync(
            session,
            parsed.GetValue(paths) is { Length: > 0 } given ? given : ["notebooks"],
            new()
            {
                Tolerance = parsed.GetValue(strict) ? 0 : new VerifyOptions().Tolerance, Fresh = parsed.GetValue(strict), CellTimeout = parsed.GetValue(timeout),
                WorkingDirectory = session.WorkspaceFolder, Locked = parsed.GetValue(locked),
            },
            parsed.GetValue(html)));
    }

    static async Task<int> VerifyAsync(Session session, IReadOnlyList<string> paths, VerifyOptions options, string? html)
    {
        if (session.Crash is { } crash) return Crashed(session, crash);
        Notebook[] notebooks = [.. NotebookFiles.Of([.. paths.Select(ReviewRecord.NotebookOf)]).Select(Notebook.Read)];
        Inputs.Writable(html);
        var all = new List<NotebookVerification>();
        foreach (var notebook in notebooks)
        {
            var one = await (ReviewRecord.Beside(notebook.Path) is { } review ? review.VerifyAsync(session, notebook, options) : NotebookProgress.VerifyAsync(session, notebook, options)).ConfigureAwait(false);
            all.Add(one);
            foreach (var mismatch in one.Mismatches) session.Say(mismatch.ToString());
            session.Say(one.Holds
                ? $"{one.Notebook}: {Format.Count(one.Outputs)} outputs of {Format.Count(one.ComparedCells)} cells came out again{Exceptions(one)}."
                : $"{one.Notebook}: {Format.Count(one.Mismatches.Count)} differences.");
        }
        var holds = all.TrueForAll(one => one.Holds);
        if (html is not null) AtomicFile.Write(html, HtmlWriter.Page(VerdictPage.Of(all, options, session), "Verdict on stored outputs"));
        session.Result(new
        {
            severity = holds ? Severity.Healthy : Severity.Critical,
            html,
            notebooks = all.Select(one => new
            {
                one.Notebook, one.Holds, cells = one.ComparedCells, one.Outputs, one.Mismatches, one.Tolerated, volatileCells = one.Volatile,
                excluded = one.Cells.Where(cell => cell.Excluded.Length > 0).Select(cell => new { cell.Cell, cell.FirstLine, because = cell.Excluded }),
                rules = one.Cells.Where(cell => cell.Rules.Count > 0).Select(cell => new { cell.Cell, cell.Rules }),
            }),
        });
        return holds ? ExitCode.Done : ExitCode.DoesNotHold;
    }

    /// <summary>The process that verified has ended in a cell: that notebook does not hold, and those after it were not looked at.</summary>
    static int Crashed(Session session, Crash crash)
    {
        var run = crash.Recover();
        var text = run is null ? $"The process that verified ended before the first cell: {crash.Reason}." : RunCommand.FailureText(run.Notebook.Path, run.Failure!);
        session.Remark($"{text}\nNotebooks after it were not verified.");
        session.Result(new { severity = Severity.Critical, notebook = run?.Notebook.Path, failure = run?.Failure });
        return ExitCode.DoesNotHold;
    }

    static string Exceptions(NotebookVerification one)
    {
        List<string> parts = [];
        if (one.Tolerated.Count > 0) parts.Add($"{Format.Count(one.Tolerated.Count)} numbers equal by value, not by digits");
        if (one.Volatile.Count > 0) parts.Add($"{Format.Count(one.Volatile.Count)} cells tagged volatile not compared");
        return parts.Count == 0 ? "" : $" ({string.Join("; ", parts)})";
    }
}
