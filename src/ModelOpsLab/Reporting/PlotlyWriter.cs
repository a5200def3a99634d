using System.Text.Json.Nodes;

namespace ModelOpsLab.Reporting;

/// <summary>Charts as Plotly figures (<c>application/vnd.plotly.v1+json</c>), which editors draw interactively. Dates are ISO strings, missing values null, colours those of the page.</summary>
public static class PlotlyWriter
{
    /// <summary>The media type under which a notebook output carries the figure.</summary>
    public const string MediaType = "application/vnd.plotly.v1+json";

    /// <summary>The figure: <c>{"data": [...], "layout": {...}}</c>, one line.</summary>
    /// <exception cref="ArgumentException">Lists that belong together differ in length: the message names them.</exception>
    public static string Write(Chart chart)
    {
        ChartShape.Check(chart);
        var (data, layout) = chart switch
        {
            LineChart line => (PlotlyTraces.Line(line), Layout(chart, line.X, line.Y, line.Markers)),
            DrawdownChart drawdown => (PlotlyTraces.Drawdown(drawdown), Layout(chart, new("", AxisFormat.Date), new("", AxisFormat.Percent), drawdown.Markers)),
            BarChart bars => (PlotlyTraces.Bars(bars), Reversed(Layout(chart, bars.Y, new(), []))),
            PairedHistogram histogram => (PlotlyTraces.Histogram(histogram), Categories(Layout(chart, new(histogram.X.Label), new("share", AxisFormat.Percent), []))),
            MonthHeatMap months => (PlotlyTraces.Months(months), Reversed(Layout(chart, new(), new(), []))),
            SpanChart spans => (PlotlyTraces.Spans(spans), Reversed(Layout(chart, spans.X, new(), spans.Markers))),
            ScatterChart scatter => (PlotlyTraces.Scatter(scatter), Layout(chart, scatter.X, scatter.Y, [])),
            FanChart fan => (PlotlyTraces.Fan(fan), Layout(chart, fan.XAxis, fan.Y, fan.Markers)),
            _ => throw new ArgumentException($"No writer knows the chart {chart.GetType().Name}.", nameof(chart)),
        };
        return new JsonObject { ["data"] = data, ["layout"] = layout }.ToJsonString(JsonFormat.Line);
    }

    static JsonObject Layout(Chart chart, Axis x, Axis y, IReadOnlyList<Marker> markers)
    {
        var layout = new JsonObject
        {
            ["title"] = new JsonObject { ["text"] = PlotlyTraces.Text(chart.Title) },
            ["xaxis"] = AxisOf(x),
            ["yaxis"] = AxisOf(y),
            ["margin"] = new JsonObject { ["t"] = 50, ["r"] = 20 },
        };
        if (markers.Count == 0) return layout;
        layout["shapes"] = new JsonArray([.. markers.Select(m => Shape(m, x))]);
        layout["annotations"] = new JsonArray([.. markers.Select(m => new JsonObject
        {
            ["x"] = PlotlyTraces.Value(m.From, x.Format), ["y"] = 1, ["yref"] = "paper", ["yanchor"] = "bottom", ["xanchor"] = "left", ["showarrow"] = false, ["text"] = PlotlyTraces.Text(m.Label),
        })]);
        return layout;
    }

    static JsonObject Shape(Marker marker, Axis x)
    {
        var shape = new JsonObject
        {
            ["type"] = marker.To is null ? "line" : "rect",
            ["xref"] = "x",
            ["yref"] = "paper",
            ["x0"] = PlotlyTraces.Value(marker.From, x.Format),
            ["x1"] = PlotlyTraces.Value(marker.To ?? marker.From, x.Format),
            ["y0"] = 0,
            ["y1"] = 1,
            ["line"] = marker.To is null ? new JsonObject { ["width"] = 1, ["dash"] = "dot", ["color"] = HtmlStyle.Grey } : new JsonObject { ["width"] = 0 },
        };
        if (marker.To is not null) shape["fillcolor"] = "rgba(86,100,114,0.13)";
        return shape;
    }

    static JsonObject AxisOf(Axis axis)
    {
        var json = new JsonObject { ["title"] = new JsonObject { ["text"] = PlotlyTraces.Text(axis.Label) }, ["automargin"] = true };
        if (axis.Format == AxisFormat.Percent) json["tickformat"] = ".1%";
        if (axis.Format == AxisFormat.Whole) json["tickformat"] = "d";
        if (axis.Format == AxisFormat.Date) json["type"] = "date";
        return json;
    }

    /// <summary>First row on top, as on the page.</summary>
    static JsonObject Reversed(JsonObject layout)
    {
        layout["yaxis"]!["autorange"] = "reversed";
        layout["yaxis"]!["type"] = "category";
        return layout;
    }

    static JsonObject Categories(JsonObject layout)
    {
        layout["xaxis"]!["type"] = "category";
        layout["barmode"] = "group";
        return layout;
    }
}
