using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Monitoring;

/// <summary>What was seen of the predictions in some rows, and how it is judged among past windows of the reference.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Count">Those with a finite prediction, at least one.</param>
sealed record PredictionFigures(long Rows, long Count)
{
    /// <summary>Whether all are equal.</summary>
    public bool IsConstant { get; init; }
    /// <summary>Their mean.</summary>
    public double Mean { get; init; }
    /// <summary>Signed distance from the reference in its median absolute deviations; NaN where the reference has none.</summary>
    public double Distance { get; init; }
    /// <summary>Largest gap between the distribution functions.</summary>
    public double KolmogorovSmirnov { get; init; }
    /// <summary>Population stability index over the bins of the reference.</summary>
    public double StabilityIndex { get; init; }
    /// <summary>The largest change from one prediction to the next.</summary>
    public double LargestStep { get; init; }

    /// <summary>The measurements under the names of the glossary.</summary>
    /// <param name="past">Distances of the past windows of the reference.</param>
    /// <param name="steps">Their largest steps, asked for only where there are windows enough.</param>
    /// <param name="options">How many windows are enough.</param>
    public IReadOnlyList<Measurement> Measure(ReadOnlySpan<double> past, Func<double[]> steps, MonitoringOptions options)
    {
        Measurement With(string metric, double value, string of, string unit = "", string because = "") => Measurement.Maybe(metric, value, because) with { Of = of, Unit = unit, Count = Count };
        List<Measurement> measured =
        [
            With("prediction_missing", 1 - (double)Count / Rows, "", "%"),
            With("prediction_constant", Count > 4 && IsConstant ? 1 : 0, ""),
            With("prediction_mean", Mean, "", "%"),
            With("prediction_distance", Distance, "level", "MAD", "half of the reference predictions are equal"),
            With("prediction_ks", KolmogorovSmirnov, "level"),
            With("prediction_psi", StabilityIndex, "level"),
            With("prediction_step", LargestStep, "step", "%"),
        ];
        if (double.IsNaN(Distance) || past.Length < options.MinimumWindows)
            return [.. measured, With("prediction_q", double.NaN, "level", because: $"{past.Length} past windows, {options.MinimumWindows} needed")];
        var level = WindowRank.Of(Distance, past);
        var step = WindowRank.Upper(LargestStep, steps());
        var q = BenjaminiHochberg.Adjust([level.PValue, step.PValue]);
        return
        [
            .. measured,
            With("prediction_windows", level.Windows, "level"), With("prediction_windows", step.Windows, "step"),
            With("prediction_rank", level.Rank, "level"), With("prediction_rank", step.Rank, "step"),
            With("prediction_q", Math.Abs(Distance) < 1 ? 1 : q[0], "level"), With("prediction_q", q[1], "step"),
            With("prediction_excess", Math.Abs(Distance) / Math.Max(1, level.Furthest), "level"),
        ];
    }
}
