using ModelOpsLab.Data;
using ModelOpsLab.Models;

namespace ModelOpsLab.Retraining;

/// <summary>Compares ways to retrain on the same dates, each walking forward: every trainer with every window, beside two baselines that are always there and, where given, the champion as it stands.</summary>
public sealed record RetrainingExperiment
{
    /// <summary>The windows to compare.</summary>
    public IReadOnlyList<Window> Windows { get; init => field = value is [] ? throw new ArgumentException("An experiment needs a window.", nameof(Windows)) : value; } = [Window.Expanding()];

    /// <summary>The trainers to compare.</summary>
    public IReadOnlyList<ITrainer> Trainers { get; init => field = value is [] ? throw new ArgumentException("An experiment needs a trainer.", nameof(Trainers)) : value; } = [new RidgeTrainer()];

    /// <summary>The only trainer: sets <see cref="Trainers"/>.</summary>
    public ITrainer Trainer { get => Trainers[0]; init => Trainers = [value]; }

    /// <summary>The model in production, predicting as it stands and never refitted; it comes first, and the others are compared with it. Rows it was trained on flatter it.</summary>
    public IModel? Champion { get; init; }

    /// <summary>Points in time between refits, at least 1.</summary>
    public int RefitEvery { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(RefitEvery), value, "Refits need at least 1 point in time between them."); } = 21;

    /// <summary>Newest points in time left out of training, at least 0.</summary>
    public int Gap { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Gap), value, "A gap is 0 or more points in time."); }

    /// <summary>Points in time before the first prediction, the gap not counted; at least 2. A larger window is filled as rows come.</summary>
    public int MinimumTraining { get; init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(MinimumTraining), value, "Training needs at least 2 points in time."); } = 500;

    /// <summary>Runs every candidate over the frame's features and target.</summary>
    /// <exception cref="ArgumentException">There are too few points in time, no target, or a trainer refuses a row.</exception>
    public RetrainingExperimentResult Run(Frame prepared)
    {
        var starts = WalkForward.Starts(prepared);
        var needed = MinimumTraining + Gap + 2;
        if (starts.Length - 1 < needed)
            throw new ArgumentException($"One fold needs {MinimumTraining} train + {Gap} gap + 2 test = {needed} points in time; the frame has {starts.Length - 1}. Give more rows, or lower MinimumTraining.", nameof(prepared));
        if (prepared.Schema.Target is null) throw new ArgumentException("The schema names no target, so there is nothing to predict.", nameof(prepared));
        var first = starts[MinimumTraining + Gap];
        var candidates = new List<Candidate>();
        if (Champion is not null) candidates.Add(new("champion", Champion.Predict(prepared), 0, false));
        foreach (var trainer in Trainers)
            foreach (var window in Windows)
                candidates.Add(Walk(prepared, trainer, window, first, Trainers.Count == 1 ? window.Name : $"{trainer.Name}, {window.Name}", false));
        candidates.Add(Walk(prepared, new NoChangeTrainer(), Window.Expanding(), first, "no change", true));
        candidates.Add(Walk(prepared, new ExpandingMeanTrainer(), Window.Expanding(), first, "expanding mean", true));
        if (candidates.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new InvalidOperationException($"Two candidates are named '{twice.Key}': give each trainer and window once.");
        return ExperimentComparison.Report(this, prepared, first, candidates);
    }

    Candidate Walk(Frame prepared, ITrainer trainer, Window window, int first, string name, bool baseline)
    {
        var walked = WalkForward.Predict(prepared, trainer, window, RefitEvery, Gap, first);
        return new(name, walked.Predictions, walked.Refits.Count, baseline);
    }
}

/// <summary>A way to retrain and the predictions it made, one a row of the frame.</summary>
sealed record Candidate(string Name, double[] Predictions, int Refits, bool Baseline);
