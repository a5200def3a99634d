using ModelOpsLab.Notebooks;

namespace ModelOpsLab.Cli;

/// <summary>Runs and verifies notebooks and shows which cell is at work.</summary>
static class NotebookProgress
{
    /// <summary>Runs a notebook; where another process was at it and ended, answers what that one has left.</summary>
    public static async Task<NotebookRun> RunAsync(Session session, Notebook notebook, RunOptions options)
    {
        if (session.Crash is { } crash)
            return crash.Recover() ?? throw new InvalidOperationException($"The process that was to run {notebook.Path} ended before its first cell: {crash.Reason}.");
        using var journal = session.Journal is { } file ? new RunJournal(file) : null;
        return await Progress.During(session, notebook.Path, steps => NotebookRunner.RunAsync(notebook, options with { Progress = new Cells(steps), Notices = new Remarks(session), Journal = journal }, session.Cancel)).ConfigureAwait(false);
    }

    public static async Task<NotebookVerification> VerifyAsync(Session session, Notebook notebook, VerifyOptions options)
    {
        using var journal = session.Journal is { } file ? new RunJournal(file) : null;
        return await Progress.During(session, notebook.Path, steps => NotebookVerifier.VerifyAsync(notebook, options with { Progress = new Cells(steps), Notices = new Remarks(session), Journal = journal }, session.Cancel)).ConfigureAwait(false);
    }

    sealed class Remarks(Session session) : IProgress<string>
    {
        public void Report(string value) => session.Remark(value);
    }

    sealed class Cells(IProgress<Step> steps) : IProgress<CellProgress>
    {
        public void Report(CellProgress value)
        {
            if (value.Elapsed is null) steps.Report(new(value.Cell, value.Count, value.FirstLine));
        }
    }
}
