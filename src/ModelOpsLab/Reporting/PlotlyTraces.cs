using System.Text.Json.Nodes;

namespace ModelOpsLab.Reporting;

/// <summary>The traces of each kind of chart.</summary>
static class PlotlyTraces
{
    public static JsonArray Line(LineChart chart) =>
    [
        .. chart.Bands.SelectMany(b => Band(b.Name, b.X, b.Low, b.High, chart.X.Format)),
        .. chart.Series.Select((s, i) => Path(s.Name, s.X, s.Y, chart.X.Format, Colour(s.Role, LineChartSvg.Repeat(chart, i)), Dash(s.Role, LineChartSvg.Repeat(chart, i)))),
    ];

    public static JsonArray Drawdown(DrawdownChart chart)
    {
        var trace = Path("drawdown", chart.X, chart.Drawdown, AxisFormat.Date, HtmlStyle.Live);
        trace["fill"] = "tozeroy";
        trace["fillcolor"] = "rgba(213,94,0,0.17)";
        return [trace];
    }

    public static JsonArray Bars(BarChart chart)
    {
        JsonObject Bar(string name, IReadOnlyList<double> values, string type, string colour) => new()
        {
            ["type"] = type, ["name"] = name, ["x"] = Values(values), ["y"] = Texts(chart.Labels), ["marker"] = new JsonObject { ["color"] = colour },
        };
        var value = Bar("value", chart.Values, "bar", HtmlStyle.Live);
        value["orientation"] = "h";
        if (chart.Reference.Count == 0) return [value];
        var reference = Bar("reference", chart.Reference, "scatter", HtmlStyle.Reference);
        reference["mode"] = "markers";
        reference["marker"]!["symbol"] = "line-ns-open";
        reference["marker"]!["size"] = 16;
        return [value, reference];
    }

    public static JsonArray Histogram(PairedHistogram chart)
    {
        string[] bins = [.. Enumerable.Range(0, chart.Reference.Count).Select(i => ChartText.Bin(chart, i, Language.English))];
        JsonObject Bars(string name, IReadOnlyList<double> shares, string colour) => new()
        {
            ["type"] = "bar", ["name"] = name, ["x"] = Texts(bins), ["y"] = Values(shares), ["marker"] = new JsonObject { ["color"] = colour },
        };
        return [Bars("reference", chart.Reference, HtmlStyle.Reference), Bars("current", chart.Current, HtmlStyle.Live)];
    }

    public static JsonArray Months(MonthHeatMap chart)
    {
        var years = chart.Months.Select(m => m.Year).Distinct().Order().ToArray();
        var most = chart.Months.Select(m => Math.Abs(m.Value)).Where(Scale.Drawable).DefaultIfEmpty(0).Max();
        JsonArray Grid(Func<MonthValue?, JsonNode?> cell) =>
            [.. years.Select(y => (JsonNode)new JsonArray([.. Enumerable.Range(1, 12).Select(m => cell(chart.Months.FirstOrDefault(v => v.Year == y && v.Month == m)))]))];
        return
        [
            new JsonObject
            {
                ["type"] = "heatmap",
                ["x"] = Texts(Enumerable.Range(1, 12).Select(Language.English.ShortMonth)),
                ["y"] = Texts(years.Select(y => Format.Fixed(y, 0))),
                ["z"] = Grid(m => m is null ? null : Value(m.Value, AxisFormat.Number)),
                ["text"] = Grid(m => m is null ? "" : MonthHeatMapSvg.CellText(chart.Format, m.Value, Language.English)),
                ["texttemplate"] = "%{text}",
                ["textfont"] = new JsonObject { ["color"] = "#1b2733" },
                ["colorscale"] = new JsonArray(new JsonArray(0, "#e48e4d"), new JsonArray(0.5, "#ffffff"), new JsonArray(1, "#4d9cc9")),
                ["zmin"] = most > 0 ? -most : -1,
                ["zmax"] = most > 0 ? most : 1,
                ["showscale"] = false,
                ["xgap"] = 2,
                ["ygap"] = 2,
            },
        ];
    }

    /// <summary>A kind as thick lines, broken between its spans.</summary>
    public static JsonArray Spans(SpanChart chart) =>
    [
        .. chart.Kinds.Select((kind, k) =>
        {
            Span[] spans = [.. chart.Spans.Where(s => s.Kind == k)];
            var trace = Path(kind.Name, [.. spans.SelectMany(s => new[] { s.From, s.To, double.NaN })], [], chart.X.Format, SpanChartSvg.Colour(kind.Role));
            trace["y"] = new JsonArray([.. spans.SelectMany(s => new JsonNode?[] { Text(chart.Rows[s.Row]), Text(chart.Rows[s.Row]), null })]);
            trace["line"]!["width"] = 16 * SpanChartSvg.Height(kind.Role);
            return (JsonNode)trace;
        }),
    ];

    public static JsonArray Scatter(ScatterChart chart)
    {
        var points = Path("observations", chart.XValues, chart.YValues, chart.X.Format, HtmlStyle.Live);
        points["mode"] = "markers";
        points["marker"] = new JsonObject { ["color"] = HtmlStyle.Live, ["opacity"] = 0.5, ["size"] = 5 };
        points.Remove("line");
        if (chart.Fit.Count == 0) return [points];
        var fit = chart.XValues.Zip(chart.Fit).Where(p => double.IsFinite(p.First)).OrderBy(p => p.First).ToArray();
        return [points, Path("fit", [.. fit.Select(p => p.First)], [.. fit.Select(p => p.Second)], chart.X.Format, HtmlStyle.Reference)];
    }

    public static JsonArray Fan(FanChart chart)
    {
        var (p, q) = (chart.Probabilities, chart.Quantiles);
        JsonArray traces = [];
        for (var i = 0; i < p.Count / 2; i++)
            foreach (var edge in Band($"{FanPosition.Quantile(p[i], Language.English)} to {FanPosition.Quantile(p[^(i + 1)], Language.English)}", chart.X, q[i], q[^(i + 1)], chart.XAxis.Format))
                traces.Add(edge);
        for (var i = 0; i < p.Count; i++)
            if (p[i] == 0.5)
                traces.Add(Path("median", chart.X, q[i], chart.XAxis.Format, HtmlStyle.Reference, "dash"));
        traces.Add(Path(chart.PathName, [.. chart.X.Take(chart.Path.Count)], chart.Path, chart.XAxis.Format, HtmlStyle.Live));
        return traces;
    }

    /// <summary>A number, or an ISO date; null where there is none.</summary>
    public static JsonNode? Value(double value, AxisFormat format) =>
        !double.IsFinite(value) ? null : format == AxisFormat.Date && AxisText.IsDate(value) ? Format.Time(AxisText.Date(value)) : value;

    /// <summary>Plotly reads a few HTML tags in text; data must not.</summary>
    public static string Text(string text) => text.Replace("<", "‹", StringComparison.Ordinal).Replace(">", "›", StringComparison.Ordinal);

    static JsonObject Path(string name, IReadOnlyList<double> x, IReadOnlyList<double> y, AxisFormat format, string colour, string dash = "solid") => new()
    {
        ["type"] = "scatter",
        ["mode"] = "lines",
        ["name"] = Text(name),
        ["x"] = new JsonArray([.. x.Select(v => Value(v, format))]),
        ["y"] = Values(y),
        ["line"] = new JsonObject { ["color"] = colour, ["width"] = 2, ["dash"] = dash },
    };

    /// <summary>Two lines without ink, the area between them filled.</summary>
    static JsonObject[] Band(string name, IReadOnlyList<double> x, IReadOnlyList<double> low, IReadOnlyList<double> high, AxisFormat format)
    {
        var (bottom, top) = (Path(name + ", low", x, low, format, HtmlStyle.Reference), Path(name, x, high, format, HtmlStyle.Reference));
        foreach (var edge in new[] { bottom, top })
            edge["line"] = new JsonObject { ["width"] = 0 };
        bottom["showlegend"] = false;
        top["fill"] = "tonexty";
        top["fillcolor"] = "rgba(0,114,178,0.17)";
        return [bottom, top];
    }

    static string Dash(SeriesRole role, int repeat) => repeat switch
    {
        0 => role == SeriesRole.Limit ? "dash" : "solid",
        _ => (repeat % 3) switch { 1 => "dash", 2 => "dot", _ => "dashdot" },
    };

    static string Colour(SeriesRole role, int repeat) => role switch
    {
        SeriesRole.Live => HtmlStyle.Live,
        SeriesRole.Reference => HtmlStyle.Reference,
        SeriesRole.Limit => HtmlStyle.Warning,
        _ => repeat % 2 == 0 ? HtmlStyle.Grey : HtmlStyle.Second,
    };

    static JsonArray Values(IReadOnlyList<double> values) => [.. values.Select(v => Value(v, AxisFormat.Number))];

    static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode)Text(t))];
}
