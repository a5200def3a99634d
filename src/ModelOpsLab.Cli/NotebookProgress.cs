using ModelOpsLab.Notebooks;

namespace ModelOpsLab.Cli;

/// <summary>Runs and verifies notebooks and shows which cell is at work.</summary>
static class NotebookProgress
{
    public static Task<NotebookRun> RunAsync(Session session, Notebook notebook, RunOptions options) =>
        Progress.During(session, notebook.Path, steps => NotebookRunner.RunAsync(notebook, options with { Progress = new Cells(steps), Notices = new Remarks(session) }, session.Cancel));

    public static Task<NotebookVerification> VerifyAsync(Session session, Notebook notebook, VerifyOptions options) =>
        Progress.During(session, notebook.Path, steps => NotebookVerifier.VerifyAsync(notebook, options with { Progress = new Cells(steps), Notices = new Remarks(session) }, session.Cancel));

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
