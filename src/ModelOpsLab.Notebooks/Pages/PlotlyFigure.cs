using System.Text.Json.Nodes;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>A Plotly figure as the library's own charts, which need no script: lines, points, bars and histograms; the data of any other kind as a table.</summary>
static class PlotlyFigure
{
    const int MostRows = 200, MostCharts = 8;

    static readonly string[] Columns = ["x", "y", "z", "labels", "values"];

    /// <summary>The pictures that can be drawn.</summary>
    public static IReadOnlyList<Chart> Charts(JsonObject figure)
    {
        var traces = Traces(figure).Where(trace => Text(trace["visible"]) is not ("legendonly" or "false")).ToArray();
        var (title, x, y) = (Title(figure["layout"]?["title"]), Title(figure["layout"]?["xaxis"]?["title"]), Title(figure["layout"]?["yaxis"]?["title"]));
        if (title.Length == 0) title = "Plotly figure";
        var lines = traces.Where(t => Kind(t) == "lines").Select((t, i) => Line(t, i)).OfType<(Series Series, bool Dates)>().ToArray();
        var charts = new List<Chart>();
        foreach (var group in lines.GroupBy(line => line.Dates))
            charts.Add(new LineChart { Title = title, Series = [.. group.Select(line => line.Series)], X = new(x, group.Key ? AxisFormat.Date : AxisFormat.Number), Y = new(y) });
        foreach (var trace in traces)
            if (One(trace, traces.Length == 1 ? title : $"{title}: {Name(trace)}", x, y) is { } chart) charts.Add(chart);
        return [.. charts.Take(MostCharts)];
    }

    /// <summary>What the traces hold, side by side; null where there is nothing of the kind.</summary>
    public static Table? Data(JsonObject figure)
    {
        var traces = Traces(figure).Select(trace => (Name: Name(trace), Lists: Columns.Select(name => PlotlyValues.Of(trace, name)).ToArray())).ToArray();
        int[] used = [.. Enumerable.Range(0, Columns.Length).Where(c => traces.Any(trace => trace.Lists[c] is { Texts.Count: > 0 }))];
        var rows = new List<IReadOnlyList<ModelOpsLab.Reporting.Cell>>();
        var count = 0;
        foreach (var (name, lists) in traces)
        {
            var length = used.Select(c => lists[c]?.Texts.Count ?? 0).DefaultIfEmpty(0).Max();
            count += length;
            for (var i = 0; i < length && rows.Count < MostRows; i++)
                rows.Add([new TextCell(name), .. used.Select(c => (ModelOpsLab.Reporting.Cell)new TextCell(Shown(lists[c], i)))]);
        }
        if (rows.Count == 0) return null;
        return new(["trace", .. used.Select(c => new TableColumn(Columns[c], Align.Right))], rows, count > rows.Count ? $"The first {Format.Count(rows.Count)} of {Format.Count(count)} values." : "");

        static string Shown(PlotlyValues? list, int i) => list is not null && i < list.Texts.Count ? HtmlText.Printable(Lines.Shorten(list.Texts[i], 80)) : "";
    }

    static IEnumerable<JsonObject> Traces(JsonObject figure) => (figure["data"] as JsonArray ?? []).OfType<JsonObject>();

    static string Kind(JsonObject trace) => Text(trace["type"]) switch
    {
        "" or "scatter" or "scattergl" => Text(trace["mode"]) is var mode && (mode.Contains("lines", StringComparison.Ordinal) || mode.Length == 0) ? "lines" : "points",
        var type => type,
    };

    static (Series, bool)? Line(JsonObject trace, int index)
    {
        if (Points(trace) is not var (x, y)) return null;
        var order = Enumerable.Range(0, x.Numbers.Count).Where(i => double.IsFinite(x.Numbers[i])).OrderBy(i => x.Numbers[i]).ToArray();
        var role = (index % 3) switch { 0 => SeriesRole.Live, 1 => SeriesRole.Reference, _ => SeriesRole.Secondary };
        return (new(Name(trace), [.. order.Select(i => x.Numbers[i])], [.. order.Select(i => y.Numbers[i])], role), x.AreDates);
    }

    static Chart? One(JsonObject trace, string title, string x, string y)
    {
        switch (Kind(trace))
        {
            case "points" when Points(trace) is var (xs, ys):
                return new ScatterChart { Title = title, XValues = xs.Numbers, YValues = ys.Numbers, X = new(x, xs.AreDates ? AxisFormat.Date : AxisFormat.Number), Y = new(y) };
            case "bar":
                var lying = Text(trace["orientation"]) == "h";
                var (labels, values) = (PlotlyValues.Of(trace, lying ? "y" : "x"), PlotlyValues.Of(trace, lying ? "x" : "y"));
                if (values is not { AreNumbers: true, AreDates: false }) return null;
                labels ??= PlotlyValues.Counted(values.Texts.Count);
                return labels.Texts.Count != values.Texts.Count || labels.Texts.Count > 60 ? null
                    : new BarChart { Title = title, Labels = [.. labels.Texts.Select(HtmlText.Printable)], Values = values.Numbers, Y = new(lying ? x : y) };
            case "histogram" when (PlotlyValues.Of(trace, "x") ?? PlotlyValues.Of(trace, "y")) is { AreNumbers: true, AreDates: false } sample:
                return Histogram(sample.Numbers, title, x);
            default:
                return null;
        }
    }

    /// <summary>Counts in equal bins, as many as Sturges' rule gives.</summary>
    static BarChart? Histogram(IReadOnlyList<double> sample, string title, string x)
    {
        double[] there = [.. sample.Where(double.IsFinite)];
        if (there.Length == 0) return null;
        var (low, high) = (there.Min(), there.Max());
        var bins = low < high ? Math.Min(30, 1 + (int)Math.Ceiling(Math.Log2(there.Length))) : 1;
        var counts = new double[bins];
        foreach (var value in there) counts[Math.Min(bins - 1, (int)((value - low) / (high - low) * bins))]++;
        double Edge(int i) => low + (high - low) * i / bins;
        return new() { Title = title, Labels = [.. Enumerable.Range(0, bins).Select(i => $"{Format.Number(Edge(i))} to {Format.Number(Edge(i + 1))}")], Values = counts, Y = new(x.Length > 0 ? $"count of {x}" : "count") };
    }

    static (PlotlyValues X, PlotlyValues Y)? Points(JsonObject trace)
    {
        if (PlotlyValues.Of(trace, "y") is not { AreNumbers: true, AreDates: false } y) return null;
        var x = PlotlyValues.Of(trace, "x") ?? PlotlyValues.Counted(y.Texts.Count);
        return x.AreNumbers && x.Texts.Count == y.Texts.Count && x.Texts.Count > 0 ? (x, y) : null;
    }

    static string Name(JsonObject trace) => Text(trace["name"]) is { Length: > 0 } name ? name : Text(trace["type"]) is { Length: > 0 } type ? type : "trace";

    static string Title(JsonNode? title) => HtmlText.OneLine(HtmlText.Printable(HtmlText.Plain(Text(title is JsonObject titled ? titled["text"] : title))));

    static string Text(JsonNode? node) => node is JsonValue value ? value.ToString() : "";
}
