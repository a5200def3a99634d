using System.CommandLine;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops verify</c>: runs notebooks again and compares every stored output.</summary>
static class VerifyCommand
{
    public static void Add(Action<Command, Work> add)
    {
        var paths = new Argument<string[]>("NOTEBOOK|DIR") { Description = "Notebooks, or folders of them. Default: notebooks.", Arity = ArgumentArity.ZeroOrMore };
        var strict = new Option<bool>("--strict") { Description = "Compare numbers digit by digit, not within 1e-9." };
        var timeout = Inputs.Timeout();
        add(new("verify", "Run notebooks again and compare every stored output.") { paths, strict, timeout }, (parsed, session) => VerifyAsync(
            session,
            parsed.GetValue(paths) is { Length: > 0 } given ? given : ["notebooks"],
            new() { Tolerance = parsed.GetValue(strict) ? 0 : new VerifyOptions().Tolerance, CellTimeout = parsed.GetValue(timeout), WorkingDirectory = session.WorkspaceFolder }));
    }

    static async Task<int> VerifyAsync(Session session, IReadOnlyList<string> paths, VerifyOptions options)
    {
        if (session.Crash is { } crash) return Crashed(session, crash);
        Notebook[] notebooks = [.. NotebookFiles.Of(paths).Select(Notebook.Read)];
        var all = new List<NotebookVerification>();
        foreach (var notebook in notebooks)
        {
            var one = await NotebookProgress.VerifyAsync(session, notebook, options).ConfigureAwait(false);
            all.Add(one);
            foreach (var mismatch in one.Mismatches) session.Say(mismatch.ToString());
            session.Say(one.Holds
                ? $"{one.Notebook}: {Format.Count(one.Outputs)} outputs of {Format.Count(one.Cells)} cells came out again{Exceptions(one)}."
                : $"{one.Notebook}: {Format.Count(one.Mismatches.Count)} differences.");
        }
        var holds = all.TrueForAll(one => one.Holds);
        session.Result(new
        {
            severity = holds ? Severity.Healthy : Severity.Critical,
            notebooks = all.Select(one => new { one.Notebook, one.Holds, one.Cells, one.Outputs, one.Mismatches, one.Tolerated, volatileCells = one.Volatile }),
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
