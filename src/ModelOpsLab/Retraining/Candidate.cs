using ModelOpsLab.Data;
using ModelOpsLab.Models;

namespace ModelOpsLab.Retraining;

/// <summary>A way to retrain, and once it has walked the predictions it made, one a row of the frame, or why it made none.</summary>
sealed record Candidate
{
    /// <summary>Name of the model in production.</summary>
    public const string Production = "champion";

    public required string Name { get; init; }
    public ITrainer? Trainer { get; init; }
    public Window? Window { get; init; }
    public IModel? Model { get; init; }
    public bool Baseline { get; init; }
    public double[] Predictions { get; init; } = [];
    public IReadOnlyList<Refit> Refits { get; init; } = [];
    public string? Failure { get; init; }

    /// <summary>The model in production: it predicts as it stands.</summary>
    public static Candidate Standing(IModel model) => new() { Name = Production, Model = model };

    /// <summary>Walks forward. What a trainer throws, and a time limit, are recorded as a failure; that the run is cancelled is not.</summary>
    public Candidate Walk(RetrainingExperiment experiment, Frame prepared, int firstRow, ExperimentStore? store, CancellationToken cancel)
    {
        if (Model is not null) return this with { Predictions = Model.Predict(prepared) };
        if (Window is SlidingWindow { Size: var size } && prepared.Starts.Length - 1 is var points && size > points)
            return this with { Failure = FormattableString.Invariant($"its window takes {size} points in time, and there are {points}: it would be an expanding one by another name") };
        if (store?.Find(this) is { } stored) return stored;
#pragma warning disable CA1031 // Whatever a trainer of somebody else throws, the others go on without it
        try
        {
            var walked = Limited(experiment.CandidateLimit, stop => WalkForward.Predict(prepared, Trainer!, Window!, experiment.RefitEvery, experiment.Gap, firstRow, null, stop), cancel);
            if (Array.FindIndex(walked.Predictions, firstRow, double.IsInfinity) is >= 0 and var row) return this with { Failure = $"it predicts infinity for row {row}" };
            var done = this with { Predictions = walked.Predictions, Refits = walked.Refits };
            store?.Keep(done);
            return done;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            return this with { Failure = e.Message.Split(" (Parameter")[0] };
        }
#pragma warning restore CA1031
    }

    static T Limited<T>(TimeSpan? limit, Func<CancellationToken, T> work, CancellationToken cancel)
    {
        if (limit is not { } most) return work(cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var token = stop.Token;
        var task = Task.Factory.StartNew(() => work(token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return task.WaitAsync(most, cancel).GetAwaiter().GetResult();
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            stop.Cancel();
            throw new TimeoutException(FormattableString.Invariant($"it was not done after {most.TotalSeconds:0.###} s; the thread it runs on was left behind"));
        }
    }
}
