namespace ModelOpsLab.Reporting;

/// <summary>Charts as inline SVG: sharp in print, readable without script, the same bytes for the same chart. Colours come from <see cref="HtmlWriter.Style"/>.</summary>
public static class SvgChart
{
    /// <summary>The picture as one <c>svg</c> element with an accessible name. What is not finite is not drawn: a missing value breaks a line, an empty chart says so.</summary>
    /// <exception cref="ArgumentException">Lists that belong together differ in length: the message names them.</exception>
    public static string Write(Chart chart)
    {
        ChartShape.Check(chart);
        return chart switch
        {
            LineChart line => LineChartSvg.Write(line),
            DrawdownChart drawdown => DrawdownChartSvg.Write(drawdown),
            BarChart bars => BarChartSvg.Write(bars),
            PairedHistogram histogram => PairedHistogramSvg.Write(histogram),
            MonthHeatMap months => MonthHeatMapSvg.Write(months),
            ScatterChart scatter => ScatterChartSvg.Write(scatter),
            FanChart fan => FanChartSvg.Write(fan),
            _ => throw new ArgumentException($"No writer knows the chart {chart.GetType().Name}.", nameof(chart)),
        };
    }

    internal static string Style(SeriesRole role) => role switch
    {
        SeriesRole.Live => "mol-live",
        SeriesRole.Reference => "mol-reference",
        SeriesRole.Limit => "mol-limit",
        _ => "mol-secondary",
    };
}
