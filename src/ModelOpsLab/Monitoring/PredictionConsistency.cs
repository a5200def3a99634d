using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Monitoring;

/// <summary>The distribution of predictions against history, and their largest step from one row to the next.</summary>
static class PredictionConsistency
{
    public static IReadOnlyList<Threshold> Limits(MonitoringOptions options) =>
    [
        Threshold.Below("prediction_q", options.FalseDiscoveryRate, null, $"{Format.Percent(options.FalseDiscoveryRate, 0)} false discovery rate over level and step"),
        Threshold.Above("prediction_excess", null, 1, "further than every past window and than one median absolute deviation"),
        Threshold.Above("prediction_missing", 0, 0.2, "rows without a prediction were not traded"),
        Threshold.Above("prediction_constant", null, 0, "a model that always says the same"),
    ];

    public static Report Of(Frame reference, Frame current, MonitoringOptions options)
    {
        if (current.Schema.Prediction is not { } name) throw new ArgumentException("The schema names no prediction column: set Schema.Prediction.", nameof(current));
        double[] before = reference[name].Finite(), now = current[name].Finite();
        var thresholds = options.Over(Limits(options));
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
        return new PredictionFigures(current.Count, now.Length)
        {
            IsConstant = Moments.IsConstant(now),
            Mean = Moments.Mean(now),
            Distance = history.Distance(now),
            KolmogorovSmirnov = KolmogorovSmirnov.Test(before, now).Statistic,
            StabilityIndex = PopulationStabilityIndex.Between(before, now),
            LargestStep = new LargestSteps(current, name).In(..),
        }.Measure(history.Past, () => new LargestSteps(reference, name).In(windows), options);
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
