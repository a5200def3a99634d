using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>Which points in time an experiment trains on first, chooses on, and judges on.</summary>
/// <param name="Starts">First row of each point in time, and the number of rows at the end.</param>
/// <param name="First">The first point that is predicted.</param>
/// <param name="Validation">The first point that judges; those from <paramref name="First"/> to it choose.</param>
sealed record ExperimentRows(int[] Starts, int First, int Validation)
{
    public int FirstRow => Starts[First];
    public int ValidationRow => Starts[Validation];

    /// <exception cref="ArgumentException">There are too few points in time, no target, or none is later than the champion's training.</exception>
    public static ExperimentRows Of(RetrainingExperiment experiment, Frame prepared)
    {
        if (prepared.Schema.Target is null) throw new ArgumentException("The schema names no target, so there is nothing to predict.", nameof(prepared));
        var starts = prepared.Starts;
        var points = starts.Length - 1;
        var first = experiment.MinimumTraining + experiment.Gap;
        var validation = experiment.Validation ?? Math.Max(2, (points - first) / 3);
        var needed = (long)first + 2 + validation;
        if (points < needed)
            throw new ArgumentException($"One fold needs {experiment.MinimumTraining} train + {experiment.Gap} gap + 2 test + {validation} validation = {needed} points in time; the frame has {points}. Give more rows, or lower MinimumTraining or Validation.", nameof(prepared));
        var from = points - validation;
        if (experiment is { Champion: not null, ChampionTrainedUntil: { } until })
        {
            while (from < points && prepared.Time[starts[from]] <= until) from++;
            if (points - from < 2) throw new ArgumentException($"The champion was trained on rows until {Format.Time(until)}, and the frame has {points - from} later points in time: it can be judged only on rows it has not seen. Give newer rows.", nameof(prepared));
        }
        return new(starts, first, from);
    }
}
