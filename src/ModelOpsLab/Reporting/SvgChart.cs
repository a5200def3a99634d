namespace ModelOpsLab.Reporting;

/// <summary>Charts as inline SVG: sharp in print, readable without script, the same bytes for the same chart. Colours come from <see cref="HtmlWriter.Style"/>.</summary>
public static class SvgChart
{
    internal const int Wide = 720, Narrow = 360;

    /// <summary>The picture as one <c>svg</c> element with an accessible name. What is not finite is not drawn: a missing value breaks a line, an empty chart says so.</summary>
    /// <param name="chart">What is drawn.</param>
    /// <param name="width">Pixels at which text has its natural size, at least 200: 720 for a page, 360 for a phone.</param>
    /// <param name="language">Of the numbers, dates and words that the picture adds to those of the chart; null for English.</param>
    /// <exception cref="ArgumentException">Lists that belong together differ in length: the message names them.</exception>
    public static string Write(Chart chart, int width = Wide, Language? language = null)
    {
        ChartShape.Check(chart);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 200);
        language ??= Language.English;
        return chart switch
        {
            LineChart line => LineChartSvg.Write(line, width, language),
            DrawdownChart drawdown => DrawdownChartSvg.Write(drawdown, width, language),
            BarChart bars => BarChartSvg.Write(bars, width, language),
            PairedHistogram histogram => PairedHistogramSvg.Write(histogram, width, language),
            MonthHeatMap months => MonthHeatMapSvg.Write(months, width, language),
            SpanChart spans => SpanChartSvg.Write(spans, width, language),
            ScatterChart scatter => ScatterChartSvg.Write(scatter, width, language),
            FanChart fan => FanChartSvg.Write(fan, width, language),
            _ => throw new ArgumentException($"No writer knows the chart {chart.GetType().Name}.", nameof(chart)),
        };
    }

    /// <summary>A narrow picture is a little lower too.</summary>
    internal static double Height(double width, double wide) => width < 500 ? Math.Round(wide * 0.8) : wide;

    /// <summary>The class of a series; every other secondary one has a colour of its own.</summary>
    internal static string Style(SeriesRole role, int repeat = 0) => role switch
    {
        SeriesRole.Live => "mol-live",
        SeriesRole.Reference => "mol-reference",
        SeriesRole.Limit => "mol-limit",
        _ => repeat % 2 == 0 ? "mol-secondary" : "mol-second",
    };
}
