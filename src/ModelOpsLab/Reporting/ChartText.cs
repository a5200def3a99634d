namespace ModelOpsLab.Reporting;

/// <summary>A chart in words: its title, then the few numbers a reader would take from the picture.</summary>
static class ChartText
{
    public static IEnumerable<string> Lines(Chart chart)
    {
        ChartShape.Check(chart);
        return
        [
            chart.Title,
            .. (chart switch
            {
                LineChart line => Numbers(line),
                DrawdownChart drawdown => Numbers(drawdown),
                BarChart bars => Numbers(bars),
                PairedHistogram histogram => Numbers(histogram),
                MonthHeatMap months => Numbers(months),
                SpanChart spans => Numbers(spans),
                ScatterChart scatter => Numbers(scatter),
                FanChart fan => Numbers(fan),
                _ => [],
            }).Select(line => "  " + line),
            .. chart.Caption.Length == 0 ? Array.Empty<string>() : [chart.Caption],
        ];
    }

    static IEnumerable<string> Numbers(LineChart chart) =>
    [
        .. chart.Series.Select(s => $"{s.Name}: {Path(s.X, s.Y, chart.X, chart.Y)}"),
        .. chart.Bands.Select(b => $"{b.Name} (band): {(b.X.Count == 0 ? "no values" : $"{chart.Y.Write(b.Low[^1])} to {chart.Y.Write(b.High[^1])} at {chart.X.Write(b.X[^1])}")}"),
        .. Markers(chart.Markers, chart.X),
    ];

    static readonly Axis Dates = new("", AxisFormat.Date), Shares = new("", AxisFormat.Percent);

    static IEnumerable<string> Numbers(DrawdownChart chart) =>
        [$"drawdown: {Path(chart.X, chart.Drawdown, Dates, Shares)}", .. Markers(chart.Markers, Dates)];

    static IEnumerable<string> Numbers(BarChart chart) => chart.Labels.Select((label, i) =>
        $"{label}: {chart.Y.Write(chart.Values[i])}" + (chart.Reference.Count > 0 ? $" (reference {chart.Y.Write(chart.Reference[i])})" : ""));

    static IEnumerable<string> Numbers(PairedHistogram chart) => chart.Reference.Select((share, i) =>
        $"{Bin(chart, i)}: reference {Format.Percent(share)}, current {Format.Percent(chart.Current[i])}");

    /// <summary>A bin as a label; open ends as inequalities.</summary>
    public static string Bin(PairedHistogram chart, int i) => (chart.Edges[i], chart.Edges[i + 1]) switch
    {
        (double.NegativeInfinity, double.PositiveInfinity) => "all",
        (double.NegativeInfinity, var high) => $"< {chart.X.Write(high)}",
        (var low, double.PositiveInfinity) => $"≥ {chart.X.Write(low)}",
        (var low, var high) => $"{chart.X.Write(low)} to {chart.X.Write(high)}",
    };

    static IEnumerable<string> Numbers(MonthHeatMap chart) =>
    [
        "year" + string.Concat(Enumerable.Range(1, 12).Select(m => MonthHeatMapSvg.MonthName(m).PadLeft(8))),
        .. chart.Months.GroupBy(m => m.Year).OrderBy(y => y.Key).Select(year =>
            Format.Fixed(year.Key, 0).PadRight(4) + string.Concat(Enumerable.Range(1, 12).Select(m =>
                (year.FirstOrDefault(v => v.Month == m) is { } value ? MonthHeatMapSvg.CellText(chart.Format, value.Value) : "").PadLeft(8)))),
    ];

    /// <summary>A row as its kinds, each with the number of its spans and its ends.</summary>
    static IEnumerable<string> Numbers(SpanChart chart) =>
    [
        .. chart.Rows.Select((row, r) => $"{row}: " + (string.Join("; ", chart.Kinds.Select((kind, k) => (kind.Name, Spans: chart.Spans.Where(s => s.Row == r && s.Kind == k).ToArray())).Where(k => k.Spans.Length > 0)
            .Select(k => $"{k.Name} {chart.X.Write(k.Spans.Min(s => s.From))} to {chart.X.Write(k.Spans.Max(s => s.To))}{(k.Spans.Length == 1 ? "" : $" in {Format.Count(k.Spans.Length)} stretches")}")) is { Length: > 0 } text ? text : "nothing")),
        .. Markers(chart.Markers, chart.X),
    ];

    static IEnumerable<string> Numbers(ScatterChart chart)
    {
        var pairs = chart.XValues.Zip(chart.YValues).Where(p => double.IsFinite(p.First) && double.IsFinite(p.Second)).ToArray();
        yield return $"{Format.Count(pairs.Length)} points" + (pairs.Length == 0 ? ""
            : $", {Name(chart.X, "x")} {chart.X.Write(pairs.Min(p => p.First))} to {chart.X.Write(pairs.Max(p => p.First))}, {Name(chart.Y, "y")} {chart.Y.Write(pairs.Min(p => p.Second))} to {chart.Y.Write(pairs.Max(p => p.Second))}");
        var fit = chart.XValues.Zip(chart.Fit).Where(p => double.IsFinite(p.First) && double.IsFinite(p.Second)).OrderBy(p => p.First).ToArray();
        if (fit.Length > 0)
            yield return $"fit: {chart.Y.Write(fit[0].Second)} at {chart.X.Write(fit[0].First)}, {chart.Y.Write(fit[^1].Second)} at {chart.X.Write(fit[^1].First)}";
    }

    static string Name(Axis axis, string otherwise) => axis.Label.Length > 0 ? axis.Label : otherwise;

    static IEnumerable<string> Numbers(FanChart chart)
    {
        var end = chart.Path.Count - 1;
        while (end >= 0 && !double.IsFinite(chart.Path[end])) end--;
        yield return end < 0
            ? $"{chart.PathName}: no values"
            : $"{chart.PathName}: {chart.Y.Write(chart.Path[end])} at {chart.XAxis.Write(chart.X[end])}, {FanPosition.Words(chart, end)}";
        if (chart.X.Count > 0 && chart.Quantiles.Count > 0)
            yield return $"expected at {chart.XAxis.Write(chart.X[^1])}: " + string.Join(", ", chart.Probabilities.Select((p, i) => $"{FanPosition.Quantile(p)} {chart.Y.Write(chart.Quantiles[i][^1])}"));
        foreach (var marker in Markers(chart.Markers, chart.XAxis))
            yield return marker;
    }

    static IEnumerable<string> Markers(IReadOnlyList<Marker> markers, Axis axis) =>
        markers.Select(m => $"{m.Label}: {axis.Write(m.From)}" + (m.To is { } to ? $" to {axis.Write(to)}" : ""));

    /// <summary>First, last, lowest and highest value of a line and where they are.</summary>
    public static string Path(IReadOnlyList<double> x, IReadOnlyList<double> y, Axis xAxis, Axis yAxis)
    {
        var there = Enumerable.Range(0, y.Count).Where(i => double.IsFinite(y[i])).ToArray();
        if (there.Length == 0) return "no values";
        string At(int i) => $"{yAxis.Write(y[i])} at {xAxis.Write(x[i])}";
        var missing = y.Count - there.Length;
        return $"first {At(there[0])}, last {At(there[^1])}, min {At(there.MinBy(i => y[i]))}, max {At(there.MaxBy(i => y[i]))}, n {Format.Count(there.Length)}" + (missing > 0 ? $", {Format.Count(missing)} missing" : "");
    }
}
