using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>
/// Six steps in one run: collect the rows whose target is known, combine old and new by window, train walking forward, choose on earlier rows and validate on the newest
/// against production, decide, and hand over what there is to record. Every trainer with every window, beside baselines that are always there.
/// </summary>
/// <remarks>The winner is chosen on rows before those on which it is judged, so that looking at many candidates does not flatter it. The same at any number of threads.</remarks>
public sealed record RetrainingExperiment
{
    /// <summary>The windows to compare.</summary>
    public IReadOnlyList<Window> Windows { get; init => field = value is [] ? throw new ArgumentException("An experiment needs a window.", nameof(Windows)) : value; } = [Window.Expanding()];

    /// <summary>The trainers to compare.</summary>
    public IReadOnlyList<ITrainer> Trainers { get; init => field = value is [] ? throw new ArgumentException("An experiment needs a trainer.", nameof(Trainers)) : value; } = [new RidgeTrainer()];

    /// <summary>The only trainer: sets <see cref="Trainers"/>.</summary>
    public ITrainer Trainer { get => Trainers[0]; init => Trainers = [value]; }

    /// <summary>The model in production, predicting as it stands and never refitted; the others are compared with it. Null to compare with the first candidate.</summary>
    public IModel? Champion { get; init; }

    /// <summary>Time of the last row the champion was trained on: it is judged on later ones only. Null where it saw none of the rows.</summary>
    public DateTime? ChampionTrainedUntil { get; init; }

    /// <summary>Points in time between refits, at least 1.</summary>
    public int RefitEvery { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(RefitEvery), value, "Refits need at least 1 point in time between them."); } = 21;

    /// <summary>Newest points in time left out of training, at least 0, besides those whose target is not known yet by the schema.</summary>
    public int Gap { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Gap), value, "A gap is 0 or more points in time."); }

    /// <summary>Points in time before the first prediction, the gap not counted; at least 2. A larger window is filled as rows come.</summary>
    public int MinimumTraining { get; init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(MinimumTraining), value, "Training needs at least 2 points in time."); } = 500;

    /// <summary>Newest points in time, on which the winner is judged; at least 2. Null for a third of those predicted.</summary>
    public int? Validation { get; init => field = value is null or >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(Validation), value, "A validation needs at least 2 points in time."); }

    /// <summary>What a refit costs, in the unit of the summed squared errors; 0 or more.</summary>
    public double CostPerRefit { get; init => field = value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(CostPerRefit), value, "A cost is a finite number, 0 or more."); }

    /// <summary>What a challenger has to show before it is deployed.</summary>
    public PromotionGate Gate { get; init; } = new();

    /// <summary>Candidates trained at a time; results do not depend on it.</summary>
    public int Threads { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Threads), value, "At least one thread."); } = Environment.ProcessorCount;

    /// <summary>How long one candidate may take; null for as long as it does. One that is not done then has failed, and its thread is left behind.</summary>
    public TimeSpan? CandidateLimit { get; init => field = value is null || value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(CandidateLimit), value, "A limit is a positive time."); }

    /// <summary>Folder in which finished candidates are kept, so that a run that was cut goes on where it was; null to keep none. A trainer's name must tell all of its settings, for it is what a candidate is found by.</summary>
    public string? Folder { get; init; }

    /// <summary>Runs every candidate over the frame's features and target.</summary>
    /// <exception cref="ArgumentException">There are too few points in time, no target, a candidate stands twice, or no candidate could be trained.</exception>
    public RetrainingExperimentResult Run(Frame prepared) => Run(prepared, null, CancellationToken.None);

    /// <summary>Runs every candidate over the frame's features and target.</summary>
    /// <param name="prepared">Rows with features and target, by its schema.</param>
    /// <param name="progress">Told of each candidate that is done; null for nobody.</param>
    /// <param name="cancel">Stops between trainings; finished candidates are kept where there is a <see cref="Folder"/>.</param>
    /// <exception cref="ArgumentException">There are too few points in time, no target, a candidate stands twice, or no candidate could be trained.</exception>
    public RetrainingExperimentResult Run(Frame prepared, IProgress<ExperimentProgress>? progress, CancellationToken cancel)
    {
        var points = ExperimentRows.Of(this, prepared);
        var asked = Candidates();
        if (asked.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new ArgumentException($"Two candidates are named '{twice.Key}': give each trainer and window once.", nameof(prepared));
        var store = Folder is null ? null : new ExperimentStore(Folder, this, prepared);
        var walked = new Candidate[asked.Count];
        var done = 0;
        Parallel.For(0, asked.Count, new() { MaxDegreeOfParallelism = Threads, CancellationToken = cancel }, i =>
        {
            walked[i] = asked[i].Walk(this, prepared, points.FirstRow, store, cancel);
            progress?.Report(new(walked[i].Name, Interlocked.Increment(ref done), asked.Count, walked[i].Failure));
        });
        if (walked.Where(c => !c.Baseline && c.Name != Candidate.Production).All(c => c.Failure is not null))
            throw new ArgumentException($"No candidate could be trained. {string.Join(" ", walked.Where(c => c.Failure is not null).Select(c => $"'{c.Name}': {c.Failure}"))}", nameof(prepared));
        return ExperimentReport.Of(this, prepared, points, walked);
    }

    /// <summary>What each window would train on and predict, drawn before anything is trained.</summary>
    /// <exception cref="ArgumentException">There are too few points in time, or no target.</exception>
    public SpanChart Folds(Frame prepared) => ExperimentFolds.Of(this, prepared, ExperimentRows.Of(this, prepared));

    /// <summary>How a candidate is called: by its window, and by its trainer where there are several.</summary>
    internal static string NameOf(ITrainer trainer, Window window, int trainers) => trainers == 1 ? window.Name : $"{trainer.Name}, {window.Name}";

    List<Candidate> Candidates()
    {
        List<Candidate> candidates = Champion is null ? [] : [Candidate.Standing(Champion)];
        foreach (var trainer in Trainers)
            foreach (var window in Windows)
                candidates.Add(new() { Name = NameOf(trainer, window, Trainers.Count), Trainer = trainer, Window = window });
        candidates.Add(new() { Name = "no change", Trainer = new NoChangeTrainer(), Window = Window.Expanding(), Baseline = true });
        candidates.Add(new() { Name = "expanding mean", Trainer = new ExpandingMeanTrainer(), Window = Window.Expanding(), Baseline = true });
        return candidates;
    }
}

/// <summary>How far an experiment is.</summary>
/// <param name="Candidate">The candidate that is done.</param>
/// <param name="Done">How many are.</param>
/// <param name="Of">How many there are.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
public sealed record ExperimentProgress(string Candidate, int Done, int Of, string? Failure);
