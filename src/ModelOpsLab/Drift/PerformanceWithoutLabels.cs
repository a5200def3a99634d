using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>What performance is to be expected of a period whose targets are not known yet.</summary>
static class PerformanceWithoutLabels
{
    public static Report Of(Frame reference, Frame current, DriftOptions options)
    {
        var before = Residuals.Of(reference);
        if (current.Schema.Prediction is not { } prediction || !current.Has(prediction)) throw new ArgumentException("The period has no prediction column; the estimate needs one: set Schema.Prediction.", nameof(current));
        var windows = FrameWindows.Like(current, before.Frame);
        PerformanceEstimate[] estimates = [PerformanceEstimate.HitRate(before, current, windows, options), PerformanceEstimate.AbsoluteError(before, current, windows, options)];
        var (outside, checkedRows, escaped) = Unsupported(before, current);
        List<Measurement> measured = [];
        foreach (var e in estimates)
            measured.Add(Measurement.Maybe(e.Metric, e.Value, e.Because) with { Of = e.Name, Count = e.Count, Interval = e.Interval, Unit = "%" });
        foreach (var e in estimates)
            measured.Add(Measurement.Maybe("reference_value", e.Reference, "the reference has no row to take it from") with { Of = e.Name, Count = before.TimeCount, Unit = "%" });
        var ranked = estimates.Where(e => e.Rank(options.MinimumWindows) is not null).ToArray();
        var q = BenjaminiHochberg.Adjust(ranked.Select(e => e.Rank(options.MinimumWindows)!.PValue).ToArray());
        foreach (var e in estimates)
        {
            var i = Array.IndexOf(ranked, e);
            if (i >= 0) measured.Add(new Measurement("estimate_rank", e.Rank(options.MinimumWindows)!.Rank) { Of = e.Name, Count = e.Count });
            measured.Add(Measurement.Maybe("estimate_q", i >= 0 ? q[i] : double.NaN, e.Because.Length > 0 ? e.Because : $"{e.Windows.Count} past windows, {options.MinimumWindows} needed") with { Of = e.Name, Count = e.Count });
        }
        measured.Add(Measurement.Maybe("unsupported_share", checkedRows == 0 ? double.NaN : (double)outside / checkedRows, "no row of the period can be checked") with { Of = "inputs", Count = checkedRows, Unit = "%" });
        return new()
        {
            Title = "Performance without labels",
            Of = InputDistributionDrift.Period(current),
            Measurements = measured,
            Thresholds =
            [
                Threshold.Below("estimate_q", options.FalseDiscoveryRate, null, $"worse than nearly every past window was estimated to be; {Format.Percent(options.FalseDiscoveryRate, 0)} false discovery rate over the measures"),
                Threshold.Above("unsupported_share", UnsupportedLimit, null, "rows outside the range of the reference, where the estimate extrapolates"),
            ],
            Provenance = FrameWindows.Provenance(reference, current, options.Parameters),
            Body = Body(estimates, measured, escaped, current, options),
        };
    }

    const double UnsupportedLimit = 0.1;

    /// <summary>Rows with an input, or a size of the prediction, outside all the reference had; and which inputs those were.</summary>
    static (int Outside, int Rows, IReadOnlyList<string> Names) Unsupported(Residuals before, Frame current)
    {
        if (before.Values.Length == 0) return (0, 0, []);
        var outside = new bool[current.Count];
        var names = new List<string>();
        foreach (var name in current.Schema.Features.Append(current.Schema.Prediction!).Where(f => current.Has(f) && current[f].IsNumeric && before.Frame.Has(f) && before.Frame[f].IsNumeric))
        {
            double[] past = before.Frame[name].Finite(), now = current[name].Span.ToArray();
            if (past.Length == 0) continue;
            double low = past.Min(), high = past.Max();
            var any = false;
            for (var i = 0; i < now.Length; i++)
                if (now[i] < low || now[i] > high) any = outside[i] = true;
            if (any) names.Add(name);
        }
        return (outside.Count(o => o), current.Count, names);
    }

    static IReadOnlyList<Block> Body(PerformanceEstimate[] estimates, List<Measurement> measured, IReadOnlyList<string> escaped, Frame current, DriftOptions options)
    {
        double Value(string metric, string of) => measured.Single(m => m.Metric == metric && m.Of == of).Value;
        IReadOnlyList<Cell> Row(PerformanceEstimate e) =>
        [
            e.Name, Format.Percent(e.Value, 2), e.Interval is { } i ? $"{Format.Percent(i.Low, 2)} to {Format.Percent(i.High, 2)}" : "–", Format.Percent(e.Reference, 2),
            e.Windows.Count >= 5 ? $"{Format.Percent(RobustScale.Quantile([.. e.Windows.Select(w => w.Truth)], 0.05), 2)} to {Format.Percent(RobustScale.Quantile([.. e.Windows.Select(w => w.Truth)], 0.95), 2)}" : "–",
            e.Rank(options.MinimumWindows) is { } rank ? $"{Format.Count(rank.Rank)} of {Format.Count(rank.Windows)}" : "–", Format.Probability(Value("estimate_q", e.Name)),
        ];
        var share = Value("unsupported_share", "inputs");
        return
        [
            new Paragraph(string.Join(" ", [.. estimates.Select(Sentence), share > 0 ? $"{Format.Percent(share, 0)} of the rows lie outside what the reference had ({string.Join(", ", escaped)}): there the estimate extrapolates." : "Every row lies inside what the reference had."])),
            new Table(["measure", new("estimate", Align.Right), new("error bar", Align.Right), new("reference", Align.Right), new("past windows, 5 to 95 %", Align.Right), new("rank", Align.Right), new("q", Align.Right)], [.. estimates.Select(Row)], Id: "without-labels"),
            new Note("Hit rate: the probability that the sign is right given the size of the prediction, by isotonic regression on the reference. Mean absolute error: ridge regression of the absolute error on the inputs and their distances from the mean. " +
                $"Error bar: the outer 2.5 % of what the same estimate missed by on {FrameWindows.Describe(current)} of the reference, each made without its own tenth of it; for the error as a ratio. Rank: of the estimate among theirs, 1 is the worst. " +
                (current.TimeCount < current.Count ? "Counts are of sessions: of each the mean over its assets, which are never parted. " : "") +
                "Both suppose that the relation of inputs to outcome is what it was: a change of that relation shows only once the targets are there."),
            .. estimates.Where(e => e.Windows.Count >= 10).Select(e => new ScatterChart
            {
                Title = $"{char.ToUpperInvariant(e.Name[0])}{e.Name[1..]}: what was true against what was estimated, past windows",
                XValues = [.. e.Windows.Select(w => w.Estimate)],
                YValues = [.. e.Windows.Select(w => w.Truth)],
                Fit = [.. e.Windows.Select(w => w.Estimate)],
                X = new("estimate", AxisFormat.Percent),
                Y = new("truth", AxisFormat.Percent),
                Caption = $"{Format.Count(e.Windows.Count)} windows. The line is truth as estimated.",
                Id = e.Metric,
            }),
        ];
    }

    static string Sentence(PerformanceEstimate e) => double.IsNaN(e.Value)
        ? $"The {e.Name} cannot be estimated: {e.Because}."
        : $"Expected {e.Name}: {Format.Percent(e.Value, 2)}{(e.Interval is { } i ? $" ({Format.Percent(i.Level, 0)} error bar {Format.Percent(i.Low, 2)} to {Format.Percent(i.High, 2)})" : "")}, {Format.Percent(e.Reference, 2)} in the reference.";
}
