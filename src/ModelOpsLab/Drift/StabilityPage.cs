using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>The stability report as a page: each metric against its band, decline and fall, and what cannot be told yet.</summary>
static class StabilityPage
{
    const int Drawn = 1500;

    public static IReadOnlyList<Block> Of(StabilityFindings found, IReadOnlyList<Measurement> measured, DriftOptions options)
    {
        var size = options.StabilityWindow;
        double Q(string of) => measured.FirstOrDefault(m => m.Metric == "stability_q" && m.Of == of)?.Value ?? double.NaN;
        string Text(RollingMetric m, double v) => double.IsNaN(v) ? "–" : m.Unit == "%" ? Format.Percent(v) : Format.Fixed(v, 3);
        IReadOnlyList<Cell> Row(RollingMetric m) =>
        [
            m.Name, Text(m, found.Last[m]), found.Past[m] is { Length: >= 5 } p ? $"{Text(m, RobustScale.Quantile(p, 0.05))} to {Text(m, RobustScale.Quantile(p, 0.95))}" : "–",
            found.Ranks[m] is { } rank ? $"{Format.Count(rank.Rank)} of {Format.Count(rank.Windows)}" : "–", Format.Probability(Q(m.Name)),
        ];
        return
        [
            new Paragraph(Sentence(found)),
            new Table(["aspect", new($"last {Format.Count(size)} {found.All.Unit}", Align.Right), new("reference, 5 to 95 %", Align.Right), new("rank", Align.Right), new("q", Align.Right)],
            [
                .. RollingMetric.All.Select(Row),
                [TemporalStability.Trend, found.Slope is { } s ? $"{Signed(s.Value)} a year [{Signed(s.Interval.Low)}, {Signed(s.Interval.High)}]" : "–", "–", found.Kendall is { } k ? "Mann-Kendall p " + Format.Probability(k.PValue) : "–", Format.Probability(Q(TemporalStability.Trend))],
                [TemporalStability.Sudden, found.Fall.Change is { } c ? $"loss {Signed(c.After - c.Before)} from {Format.Date(found.Fall.Day(found.All, c.Index))}" : "–", "–", found.Fall.Change is { } d ? "change point p " + Format.Probability(d.PValue) : "–", Format.Probability(Q(TemporalStability.Sudden))],
            ], Id: "stability-aspects"),
            new Note($"Rank: 1 is the worst among windows of {Format.Count(size)} {found.All.Unit} of the reference that do not overlap. Hit rate: of rows where neither prediction nor outcome is zero. Information coefficient: {(found.All.IsPanel ? "mean over the sessions of the " : "")}rank correlation of prediction and outcome{(found.All.IsPanel ? " among the assets" : "")}. " +
                $"Trend: Theil-Sen slope of the relative error of the last {TemporalStability.TrendWindows} such windows, interval and Mann-Kendall corrected for autocorrelation; only a rise counts. " +
                $"Sudden fall: largest change of level in the last {Format.Count(Math.Max(SuddenFall.MinimumRows, TemporalStability.TrendWindows * size))} {found.All.Unit} of the {(found.All.IsPanel ? "mean " : "")}loss (|error| − |target|) / (|error| + |target|), from −1 to 1, whatever the volatility; " +
                "only a rise of it counts, from the last window of the reference on. q: Benjamini-Hochberg over relative error, hit rate, trend and fall, the last two sharing one weight; information coefficient and calibration slope are evidence."),
            .. RollingMetric.All.Select(m => Picture(m, found, size)).OfType<Block>(),
        ];
    }

    static string Sentence(StabilityFindings found)
    {
        var change = found.Fall.Change is { } c
            ? found.Fall.IsFall && c.PValue < 0.05
                ? $"The loss rose on {Format.Date(found.Fall.Day(found.All, c.Index))} (95 %: {Format.Date(found.Fall.Day(found.All, c.Low))} to {Format.Date(found.Fall.Day(found.All, c.High))}), p {Format.Probability(c.PValue)}."
                : c.PValue < 0.05 ? $"The largest change of the loss, on {Format.Date(found.Fall.Day(found.All, c.Index))}, {(c.After > c.Before ? "lies before the live rows" : "is a fall of it")}: no sudden fall of performance."
                : "No sudden fall: the largest change of the loss is what chance gives."
            : $"A sudden fall was not looked for: {found.Fall.Because}.";
        return string.Join(" ", [change, .. found.Detectable.Select(d => d.Sentence)]);
    }

    static LineChart? Picture(RollingMetric metric, StabilityFindings found, int size)
    {
        var all = found.All;
        var first = Math.Max(size, all.TimeCount - Drawn);
        // A rolling figure moves by one row of its window at a time: twenty points a window lose nothing to the eye.
        var step = Math.Max(1, size / 20);
        int[] ends = [.. Enumerable.Range(first, all.TimeCount - first + 1).Where(end => (all.TimeCount - end) % step == 0)];
        double[] x = [.. ends.Select(end => all.Days[end - 1])], y = [.. ends.Select(end => metric.Of(all, all.RowsOf((end - size)..end)))];
        if (!y.Any(double.IsFinite)) return null;
        var past = found.Past[metric];
        Band Reference(double low, double high) => new("reference, 5 to 95 %", [x[0], x[^1]], [low, low], [high, high]);
        List<Marker> markers = found.Before.Days.Length > 0 && found.Before.Days[^1] > x[0] && found.Before.Days[^1] < x[^1] ? [new("live", found.Before.Days[^1] + 1)] : [];
        if (metric == RollingMetric.RelativeError && found.Fall is { IsFall: true, Change: { PValue: < 0.05 } c })
            markers.Add(new("fall", all.Days[found.Fall.First + c.Low], all.Days[Math.Min(found.Fall.First + c.High, all.Days.Length - 1)]));
        return new()
        {
            Title = $"{char.ToUpperInvariant(metric.Name[0])}{metric.Name[1..]} over the last {size} {all.Unit}",
            Series = [new(metric.Name, x, y)],
            Bands = past.Length < 5 ? [] : [Reference(RobustScale.Quantile(past, 0.05), RobustScale.Quantile(past, 0.95))],
            Markers = markers,
            Y = new("", metric.Unit == "%" ? AxisFormat.Percent : AxisFormat.Number),
            Id = metric == RollingMetric.RelativeError ? "stability" : "stability-" + metric.Name.Replace(' ', '-'),
            Caption = metric == RollingMetric.RelativeError
                ? $"Root mean squared error over the root mean square of the target: 1 is no better than predicting zero, whatever the volatility. Band: windows of {size} {all.Unit} of the reference that do not overlap."
                : "",
        };
    }

    static string Signed(double value) => (value > 0 ? "+" : "") + Format.Fixed(value, 3);
}
