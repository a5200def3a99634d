using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Monitoring;

/// <summary>The distribution of predictions against history, and their largest step from one row to the next.</summary>
static class PredictionConsistency
{
    public static Report Of(Frame reference, Frame current, MonitoringOptions options)
    {
        if (current.Schema.Prediction is not { } name) throw new ArgumentException("The schema names no prediction column: set Schema.Prediction.", nameof(current));
        double[] before = reference[name].Finite(), now = current[name].Finite();
        var thresholds = options.Over(
            Threshold.Below("prediction_q", options.FalseDiscoveryRate, null, $"{Format.Percent(options.FalseDiscoveryRate, 0)} false discovery rate over level and step"),
            Threshold.Above("prediction_excess", null, 1, "further than every past window and than one median absolute deviation"),
            Threshold.Above("prediction_missing", 0, 0.2, "rows without a prediction were not traded"),
            Threshold.Above("prediction_constant", null, 0, "a model that always says the same"));
        var measured = now.Length == 0 ? [Measurement.Missing("prediction_q", $"none of {current.Count} rows has a prediction")]
            : before.Length < 2 ? [Measurement.Missing("prediction_q", "the reference has no predictions") with { Count = now.Length }]
            : Measure(reference, current, name, before, now, options);
        return new()
        {
            Title = "Prediction consistency",
            Of = current.Count == 0 ? "no rows" : $"{Format.Date(current.FirstDay)} to {Format.Date(current.LastDay)}",
            Measurements = measured,
            Thresholds = thresholds,
            Provenance = current.Count == 0 ? new() { Rows = reference.Count } : FrameWindows.Provenance(reference, current),
            Body = now.Length == 0 || before.Length < 2 ? [] : Body(current, before, now, measured),
        };
    }

    static IReadOnlyList<Measurement> Measure(Frame reference, Frame current, string name, double[] before, double[] now, MonitoringOptions options)
    {
        var windows = FrameWindows.Filled(reference[name], FrameWindows.Like(current, reference), now.Length);
        var history = new ReferenceWindows(reference[name].Span, windows);
        var distance = history.Distance(now);
        Measurement With(string metric, double value, string of, string unit = "", string because = "") => Measurement.Maybe(metric, value, because) with { Of = of, Unit = unit, Count = now.Length };
        List<Measurement> measured =
        [
            With("prediction_missing", 1 - (double)now.Length / current.Count, "", "%"),
            With("prediction_constant", now.Length > 4 && Moments.IsConstant(now) ? 1 : 0, ""),
            With("prediction_mean", Moments.Mean(now), "", "%"),
            With("prediction_distance", distance, "level", "MAD", "half of the reference predictions are equal"),
            With("prediction_ks", KolmogorovSmirnov.Test(before, now).Statistic, "level"),
            With("prediction_psi", PopulationStabilityIndex.Between(before, now), "level"),
            With("prediction_step", LargestStep(now), "step", "%"),
        ];
        if (double.IsNaN(distance) || history.Past.Length < options.MinimumWindows)
            return [.. measured, With("prediction_q", double.NaN, "level", because: $"{history.Past.Length} past windows, {options.MinimumWindows} needed")];
        var level = WindowRank.Of(distance, history.Past);
        var steps = FrameWindows.Split(reference, windows).Select(w => LargestStep(w[name].Finite())).ToArray();
        var step = WindowRank.Upper(LargestStep(now), steps);
        var q = BenjaminiHochberg.Adjust([level.PValue, step.PValue]);
        return
        [
            .. measured,
            With("prediction_windows", level.Windows, "level"), With("prediction_windows", step.Windows, "step"),
            With("prediction_rank", level.Rank, "level"), With("prediction_rank", step.Rank, "step"),
            With("prediction_q", Math.Abs(distance) < 1 ? 1 : q[0], "level"), With("prediction_q", q[1], "step"),
            With("prediction_excess", Math.Abs(distance) / Math.Max(1, level.Furthest), "level"),
        ];
    }

    static double LargestStep(double[] x)
    {
        var largest = 0.0;
        for (var i = 1; i < x.Length; i++) largest = Math.Max(largest, Math.Abs(x[i] - x[i - 1]));
        return largest;
    }

    static IReadOnlyList<Block> Body(Frame current, double[] before, double[] now, IReadOnlyList<Measurement> measured)
    {
        string Text(string metric, string of) => measured.FirstOrDefault(m => m.Metric == metric && m.Of == of) is { Exists: true } m ? metric == "prediction_q" ? Format.Probability(m.Value) : m.Text : "–";
        var bins = QuantileBins.From(before);
        return
        [
            new Table(["aspect", new("period", Align.Right), new("rank", Align.Right), new("q", Align.Right)],
            [
                ["level, distance from the reference", Text("prediction_distance", "level"), $"{Text("prediction_rank", "level")} of {Text("prediction_windows", "level")}", Text("prediction_q", "level")],
                ["step, largest from one row to the next", Text("prediction_step", "step"), $"{Text("prediction_rank", "step")} of {Text("prediction_windows", "step")}", Text("prediction_q", "step")],
            ], Id: "predictions"),
            new PairedHistogram
            {
                Title = "Predictions of the period in the quantile bins of the reference",
                Edges = [double.NegativeInfinity, .. bins.Edges, double.PositiveInfinity],
                Reference = Array.ConvertAll(bins.Count(before), c => (double)c / before.Length),
                Current = Array.ConvertAll(bins.Count(now), c => (double)c / now.Length),
                X = new("prediction"),
                Caption = $"{Format.Count(now.Length)} predictions against {Format.Count(before.Length)}. Rank among {FrameWindows.Describe(current)} of the reference; 1 is the furthest.",
            },
        ];
    }
}
