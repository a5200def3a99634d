using System.Text.Json.Nodes;
using ModelOpsLab.Cli.Commands;
using ModelOpsLab.Live;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli;

/// <summary>Writes reviews as pages: what is needed before a review is done first, then its notebook is run.</summary>
/// <param name="Folder">Where pages go.</param>
/// <param name="Locked">Whether packages are taken only as the notebook's lock file names them.</param>
/// <param name="Language">Language of the pages.</param>
sealed record ReviewPages(string Folder, bool Locked, Language Language)
{
    /// <summary>The page of a review; null where the notebook failed, which was said.</summary>
    /// <exception cref="InvalidDataException">The model was not live in the period, or has no session in it.</exception>
    public async Task<ReviewPage?> WriteAsync(Session session, LiveState state, ReviewPeriod period)
    {
        var (workspace, model) = (state.Live.Workspace, state.Live.Definition.Name);
        var started = session.Clock.GetUtcNow();
        var suffix = Language == Language.English ? "" : "." + Language.Code;
        var page = Inputs.Writable(Path.Combine(Folder, $"{model}-{period.Id}{suffix}.html"))!;
        var record = MonthlyReview.Known(state.Record, period);
        using var seen = LedgerAsOf.Now(workspace);
        var evidence = Evidence.Of(workspace, seen, model);
        var notebook = Find(workspace, Language);
        var options = new RunOptions
        {
            Parameters = new Dictionary<string, ParameterValue> { ["model"] = model, ["period"] = period.Text },
            AsOf = new DateTimeOffset(record.Rows.LastDay, TimeOnly.MinValue, TimeSpan.Zero),
            WorkingDirectory = workspace.Folder,
            Locked = Locked,
            Keep = [Variable],
        };
        var run = await NotebookProgress.RunAsync(session, notebook, options).ConfigureAwait(false);
        await state.Replayed.ConfigureAwait(false);
        if (run.Failure is { } failure)
        {
            Computed(state, period); // where what the workspace declares makes no review, that is the error, and no cell's
            session.Remark($"{RunCommand.FailureText(notebook.Path, failure)}\nNo page was written. 'modelops run' with the same parameters stores the notebook with the error.");
            return null;
        }
        var review = run.Values.GetValueOrDefault(Variable) as MonthlyReview is { } shown && shown.Record.Model == model && shown.Period == period ? shown : Computed(state, period);
        var version = state.Live.VersionOn(record.Rows.LastDay).Label;
        AtomicFile.Write(page, NotebookPage.Of(run.Notebook, title: $"{model}, {period.NameIn(Language)}", facts: [new(Language.Say("Data", "Données"), record.Raw.ContentHash()[..16]), new(Language.Say("Model version", "Version du modèle"), version)], language: Language));
        var (executed, runRecord) = (Path.ChangeExtension(page, ".ipynb"), Path.ChangeExtension(page, ".run.json"));
        run.Notebook.Write(executed);
        string[] inputs = [.. new[] { notebook.Path, Path.Combine(workspace.Folder, Workspace.FileName), workspace.Resolve(state.Live.Definition.Data), workspace.Resolve(state.Live.Definition.Schema) }.Where(File.Exists)];
        RunRecord.Write(runRecord, session, started, notebook, run, options, RunRecord.Hashes(inputs), RunRecord.Hashes(NotebookRunner.FilesNamed(notebook, workspace.Folder)), [page, executed], evidence);

        using (var registry = ModelRegistry.Open(workspace, session.Clock)) registry.Actions.Propose(review.Actions, "modelops", review.End);
        var verdict = Shown(session, run.Notebook, review);
        Measurement Of(string metric) => review.Performance.Measurements.FirstOrDefault(m => m.Metric == metric && m.Of.Length == 0) ?? Measurement.Missing(metric, "it was not measured");
        return new()
        {
            File = page,
            Verdict = verdict,
            Ranked = new(model, period, review.Verdict, Of("pnl"), Of("max_drawdown"), Path.GetFileName(page)),
            Result = new
            {
                severity = verdict.Severity, model, version, period = period.Id, period.From, period.To, decision = ReviewVerdict.DecisionOf(verdict.Text), headline = verdict.Text, reasons = verdict.Points,
                page, executed, record = runRecord, notebook = notebook.Path, content = Content(run.Notebook),
            },
        };
    }

    /// <summary>The variable of the notebook that holds its review: the page and what follows from it are of one.</summary>
    const string Variable = "review";

    /// <summary>The same review with the workspace's options, where the notebook holds none.</summary>
    MonthlyReview Computed(LiveState state, ReviewPeriod period)
    {
        var others = LiveAlternatives.Of(state.Live, state.Record.AsOf(period.To));
        return MonthlyReview.Of(state.Record, period, state.Options.Knowing(state.Live.Workspace, state.Record, period, others.Earlier, others.Newer) with { Language = Language });
    }

    /// <summary>Everything the page shows, in its order: the results of the cells as they were computed.</summary>
    static JsonNode[] Content(Notebook notebook) => [.. notebook.Cells.SelectMany(c => c.Outputs).Select(o => o.Data[MimeBundle.Json]).OfType<JsonObject>().Select(o => o.DeepClone())];

    /// <summary>The verdict of the page; where its notebook shows none, that of a review with the workspace's options.</summary>
    static Verdict Shown(Session session, Notebook notebook, MonthlyReview review)
    {
        if (OutputFacts.VerdictOf(notebook) is { } shown) return shown;
        session.Remark($"{notebook.Path} shows no verdict: this one is of a review with the options of {Workspace.FileName}. A cell that ends with 'review.Summary' shows it on the page.");
        return new(review.Verdict.Severity, review.Verdict.Headline, review.Verdict.Reasons);
    }

    /// <summary>The workspace's own notebook, then the current folder's, then the one this program carries.</summary>
    static Notebook Find(Workspace workspace, Language language)
    {
        var name = language == Language.French ? "revue-mensuelle.ipynb" : "monthly-review.ipynb";
        string[] folders = [workspace.Folder, Environment.CurrentDirectory];
        return folders.Select(folder => Path.Combine(folder, "notebooks", name)).FirstOrDefault(File.Exists) is { } own
            ? Notebook.Read(own)
            : BundledNotebooks.Read(name);
    }
}

/// <summary>A review that was written.</summary>
sealed record ReviewPage
{
    /// <summary>The page.</summary>
    public required string File { get; init; }
    /// <summary>The verdict it shows.</summary>
    public required Verdict Verdict { get; init; }
    /// <summary>The review as a front page lists it.</summary>
    public required RankedReview Ranked { get; init; }
    /// <summary>The result as JSON has it.</summary>
    public required object Result { get; init; }
}
