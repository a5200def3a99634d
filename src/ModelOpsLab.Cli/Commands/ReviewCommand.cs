using System.CommandLine;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops review</c>: the monthly review of a model as a page, with what is needed before it done first.</summary>
static class ReviewCommand
{
    const string NotebookName = "monthly-review.ipynb";

    public static void Add(Action<Command, Work> add)
    {
        var model = new Argument<string>("MODEL") { Description = "A model of modelops.json." };
        var month = new Option<string?>("--month") { Description = "The month under review.", HelpName = "YYYY-MM" };
        var from = Inputs.Date("--from", "First day under review, with --to.");
        var to = Inputs.Date("--to", "Last day under review, with --from.");
        var output = Inputs.FileOption("--out", "Folder of the page. Default: reports.", "DIR");
        var locked = Inputs.Locked();
        var failOn = Inputs.FailOn();
        add(new("review", "Review a model's month: run the review notebook and write its page.") { model, month, from, to, output, locked, failOn }, (parsed, session) => RunAsync(
            session, parsed.GetRequiredValue(model), Period(parsed.GetValue(month), parsed.GetValue(from), parsed.GetValue(to)), parsed.GetValue(output) ?? "reports", parsed.GetValue(locked), parsed.GetValue(failOn)));
    }

    static async Task<int> RunAsync(Session session, string model, ReviewPeriod period, string folder, bool locked, Severity? failOn)
    {
        var started = session.Clock.GetUtcNow();
        var workspace = session.OpenWorkspace();
        var page = Inputs.Writable(Path.Combine(folder, $"{model}-{period.Id}.html"))!;
        var state = await LiveState.EnsureAsync(session, workspace, model).ConfigureAwait(false);
        var review = MonthlyReview.Of(state.Record, period, state.Options);
        var notebook = Find(workspace);
        var options = new RunOptions
        {
            Parameters = new Dictionary<string, ParameterValue> { ["model"] = model, ["period"] = Text(period) },
            AsOf = new DateTimeOffset(review.Record.Rows.LastDay, TimeOnly.MinValue, TimeSpan.Zero),
            WorkingDirectory = workspace.Folder,
            Locked = locked,
        };
        var run = await NotebookProgress.RunAsync(session, notebook, options).ConfigureAwait(false);
        if (run.Failure is { } failure)
        {
            session.Remark($"{RunCommand.FailureText(notebook.Path, failure)}\nNo page was written. 'modelops run' with the same parameters stores the notebook with the error.");
            return ExitCode.DoesNotHold;
        }
        AtomicFile.Write(page, NotebookPage.Of(run.Notebook, title: $"{model}, {period.Name}", facts: [new("Data", review.Provenance.DataHashes["raw"][..16]), new("Model version", state.Live.Version.Label)]));
        var record = Path.ChangeExtension(page, ".run.json");
        string[] inputs = [.. new[] { notebook.Path, Path.Combine(workspace.Folder, Workspace.FileName), workspace.Resolve(state.Live.Definition.Data), workspace.Resolve(state.Live.Definition.Schema) }.Where(File.Exists)];
        RunRecord.Write(record, session, started, notebook, run, options, RunRecord.Hashes(inputs), RunRecord.Hashes(NotebookRunner.FilesNamed(notebook, workspace.Folder)), [page]);

        var verdict = Shown(session, run.Notebook, review);
        session.Say($"{model}, {period.Name}: {verdict.Text} [{verdict.Severity.ToString().ToLowerInvariant()}]");
        foreach (var reason in verdict.Points) session.Say($"- {reason.Text}");
        session.Say(page);
        session.Result(new { severity = verdict.Severity, model, version = state.Live.Version.Label, period = period.Id, period.From, period.To, decision = ReviewVerdict.DecisionOf(verdict.Text), headline = verdict.Text, reasons = verdict.Points, page, record, notebook = notebook.Path });
        return Inputs.Judge(verdict.Severity, failOn);
    }

    /// <summary>The verdict of the page; where its notebook shows none, that of a review with the workspace's options.</summary>
    static Verdict Shown(Session session, Notebook notebook, MonthlyReview review)
    {
        if (OutputFacts.VerdictOf(notebook) is { } shown) return shown;
        session.Remark($"{notebook.Path} shows no verdict: this one is of a review with the options of {Workspace.FileName}. A cell that ends with 'review.Summary' shows it on the page.");
        return new(review.Verdict.Severity, review.Verdict.Headline, review.Verdict.Reasons);
    }

    /// <summary>The workspace's own notebook, then the current folder's, then the one this program carries.</summary>
    static Notebook Find(Workspace workspace)
    {
        string[] folders = [workspace.Folder, Environment.CurrentDirectory];
        return folders.Select(folder => Path.Combine(folder, "notebooks", NotebookName)).FirstOrDefault(File.Exists) is { } own
            ? Notebook.Read(own)
            : BundledNotebooks.Read(NotebookName);
    }

    static ReviewPeriod Period(string? month, DateOnly? from, DateOnly? to) => (month, from, to) switch
    {
        ({ } text, null, null) => ReviewPeriod.Month(text),
        (null, { } first, { } last) => ReviewPeriod.Between(first, last),
        (null, null, null) => throw new FormatException("Which days? Give --month YYYY-MM, or --from DATE --to DATE."),
        ({ }, _, _) => throw new FormatException("Give --month or --from and --to, not both."),
        _ => throw new FormatException("--from and --to go together: give both days."),
    };

    /// <summary>The period as the notebook's parameter holds it.</summary>
    static string Text(ReviewPeriod period) => period.Id.Length == 7 ? period.Id : $"{Format.Date(period.From)}:{Format.Date(period.To)}";
}
