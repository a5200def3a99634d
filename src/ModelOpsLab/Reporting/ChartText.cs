namespace ModelOpsLab.Reporting;

/// <summary>A chart in words: its title, then the few numbers a reader would take from the picture.</summary>
static class ChartText
{
    public static IEnumerable<string> Lines(Chart chart, Language language)
    {
        ChartShape.Check(chart);
        return
        [
            chart.Title,
            .. (chart switch
            {
                LineChart line => Numbers(line, language),
                DrawdownChart drawdown => Numbers(drawdown, language),
                BarChart bars => Numbers(bars, language),
                PairedHistogram histogram => Numbers(histogram, language),
                MonthHeatMap months => Numbers(months, language),
                SpanChart spans => Numbers(spans, language),
                ScatterChart scatter => Numbers(scatter, language),
                FanChart fan => Numbers(fan, language),
                _ => [],
            }).Select(line => "  " + line),
            .. chart.Caption.Length == 0 ? Array.Empty<string>() : [chart.Caption],
        ];
    }

    static IEnumerable<string> Numbers(LineChart chart, Language language) =>
    [
        .. chart.Series.Select(s => language.Named(s.Name, Path(s.X, s.Y, chart.X, chart.Y, language))),
        .. chart.Bands.Select(b => language.Named($"{b.Name} ({language.Say("band", "bande")})", b.X.Count == 0 ? language.NoValues : language.At(language.Range(chart.Y.Write(b.Low[^1], language), chart.Y.Write(b.High[^1], language)), chart.X.Write(b.X[^1], language), chart.X.Format))),
        .. Markers(chart.Markers, chart.X, language),
    ];

    static readonly Axis Dates = new("", AxisFormat.Date), Shares = new("", AxisFormat.Percent);

    static IEnumerable<string> Numbers(DrawdownChart chart, Language language) =>
        [language.Named(language.Say("drawdown", "repli"), Path(chart.X, chart.Drawdown, Dates, Shares, language)), .. Markers(chart.Markers, Dates, language)];

    static IEnumerable<string> Numbers(BarChart chart, Language language) => chart.Labels.Select((label, i) =>
        language.Named(label, chart.Y.Write(chart.Values[i], language)) + (chart.Reference.Count > 0 ? $" ({language.Say("reference", "référence")} {chart.Y.Write(chart.Reference[i], language)})" : ""));

    static IEnumerable<string> Numbers(PairedHistogram chart, Language language) => chart.Reference.Select((_, i) => BinShares(chart, i, language));

    /// <summary>A bin with its shares.</summary>
    public static string BinShares(PairedHistogram chart, int i, Language language) => language.Named(Bin(chart, i, language), language.Say(
        $"reference {language.Percent(chart.Reference[i])}, current {language.Percent(chart.Current[i])}",
        $"référence {language.Percent(chart.Reference[i])}, période {language.Percent(chart.Current[i])}"));

    /// <summary>A bin as a label; open ends as inequalities.</summary>
    public static string Bin(PairedHistogram chart, int i, Language language) => (chart.Edges[i], chart.Edges[i + 1]) switch
    {
        (double.NegativeInfinity, double.PositiveInfinity) => language.Say("all", "toutes"),
        (double.NegativeInfinity, var high) => language.Say("< ", "<\u00A0") + chart.X.Write(high, language),
        (var low, double.PositiveInfinity) => language.Say("≥ ", "≥\u00A0") + chart.X.Write(low, language),
        (var low, var high) => language.Range(chart.X.Write(low, language), chart.X.Write(high, language)),
    };

    static IEnumerable<string> Numbers(MonthHeatMap chart, Language language) =>
    [
        language.Say("year", "année") + string.Concat(Enumerable.Range(1, 12).Select(m => language.ShortMonth(m).PadLeft(8))),
        .. chart.Months.GroupBy(m => m.Year).OrderBy(y => y.Key).Select(year =>
            Format.Fixed(year.Key, 0).PadRight(4) + string.Concat(Enumerable.Range(1, 12).Select(m =>
                (year.FirstOrDefault(v => v.Month == m) is { } value ? MonthHeatMapSvg.CellText(chart.Format, value.Value, language) : "").PadLeft(8)))),
    ];

    /// <summary>A row as its kinds, each with the number of its spans and its ends.</summary>
    static IEnumerable<string> Numbers(SpanChart chart, Language language) =>
    [
        .. chart.Rows.Select((row, r) => language.Named(row, string.Join(language.Say("; ", "\u202F; "), chart.Kinds.Select((kind, k) => (kind.Name, Spans: chart.Spans.Where(s => s.Row == r && s.Kind == k).ToArray())).Where(k => k.Spans.Length > 0)
            .Select(k => $"{k.Name} {language.Range(chart.X.Write(k.Spans.Min(s => s.From), language), chart.X.Write(k.Spans.Max(s => s.To), language))}{(k.Spans.Length == 1 ? "" : language.Say($" in {language.Count(k.Spans.Length)} stretches", $" en {language.Count(k.Spans.Length)} périodes"))}")) is { Length: > 0 } text ? text : language.Say("nothing", "rien"))),
        .. Markers(chart.Markers, chart.X, language),
    ];

    static IEnumerable<string> Numbers(ScatterChart chart, Language language)
    {
        var pairs = chart.XValues.Zip(chart.YValues).Where(p => double.IsFinite(p.First) && double.IsFinite(p.Second)).ToArray();
        string Span(Axis axis, string otherwise, IEnumerable<double> values) => $"{Name(axis, otherwise)} {language.Range(axis.Write(values.Min(), language), axis.Write(values.Max(), language))}";
        yield return Points(pairs.Length, language) + (pairs.Length == 0 ? "" : $", {Span(chart.X, "x", pairs.Select(p => p.First))}, {Span(chart.Y, "y", pairs.Select(p => p.Second))}");
        var fit = chart.XValues.Zip(chart.Fit).Where(p => double.IsFinite(p.First) && double.IsFinite(p.Second)).OrderBy(p => p.First).ToArray();
        if (fit.Length > 0)
            yield return language.Named(language.Say("fit", "ajustement"), $"{At(fit[0])}, {At(fit[^1])}");
        string At((double First, double Second) p) => language.At(chart.Y.Write(p.Second, language), chart.X.Write(p.First, language), chart.X.Format);
    }

    /// <summary>How many points.</summary>
    public static string Points(int count, Language language) => $"{language.Count(count)} points";

    static string Name(Axis axis, string otherwise) => axis.Label.Length > 0 ? axis.Label : otherwise;

    static IEnumerable<string> Numbers(FanChart chart, Language language)
    {
        var end = chart.Path.Count - 1;
        while (end >= 0 && !double.IsFinite(chart.Path[end])) end--;
        yield return end < 0
            ? language.Named(chart.PathName, language.NoValues)
            : language.Named(chart.PathName, $"{language.At(chart.Y.Write(chart.Path[end], language), chart.XAxis.Write(chart.X[end], language), chart.XAxis.Format)}, {FanPosition.Words(chart, end, language)}");
        if (chart.X.Count > 0 && chart.Quantiles.Count > 0)
            yield return language.Named(language.At(language.Say("expected", "attendu"), chart.XAxis.Write(chart.X[^1], language), chart.XAxis.Format), string.Join(", ", chart.Probabilities.Select((p, i) => $"{FanPosition.Quantile(p, language)} {chart.Y.Write(chart.Quantiles[i][^1], language)}")));
        foreach (var marker in Markers(chart.Markers, chart.XAxis, language))
            yield return marker;
    }

    static IEnumerable<string> Markers(IReadOnlyList<Marker> markers, Axis axis, Language language) =>
        markers.Select(m => language.Named(m.Label, m.To is { } to ? language.Range(axis.Write(m.From, language), axis.Write(to, language)) : axis.Write(m.From, language)));

    /// <summary>First, last, lowest and highest value of a line and where they are.</summary>
    public static string Path(IReadOnlyList<double> x, IReadOnlyList<double> y, Axis xAxis, Axis yAxis, Language language)
    {
        var there = Enumerable.Range(0, y.Count).Where(i => double.IsFinite(y[i])).ToArray();
        if (there.Length == 0) return language.NoValues;
        string At(int i) => language.At(yAxis.Write(y[i], language), xAxis.Write(x[i], language), xAxis.Format);
        var missing = y.Count - there.Length;
        var (first, last, min, max) = (At(there[0]), At(there[^1]), At(there.MinBy(i => y[i])), At(there.MaxBy(i => y[i])));
        return language.Say(
            $"first {first}, last {last}, min {min}, max {max}, n {language.Count(there.Length)}{(missing > 0 ? $", {language.Count(missing)} missing" : "")}",
            $"début {first}, fin {last}, min. {min}, max. {max}, n = {language.Count(there.Length)}{(missing > 0 ? $", {language.Count(missing)} manquants" : "")}");
    }
}
