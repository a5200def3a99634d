namespace ModelOpsLab.Reporting;

static class LineChartSvg
{
    public static string Write(LineChart chart, double width, Language language)
    {
        var plot = new PlotArea(
            width, SvgChart.Height(width, 280), chart.X, chart.Y,
            [.. chart.Series.SelectMany(s => s.X), .. chart.Bands.SelectMany(b => b.X)],
            [.. chart.Series.SelectMany(s => s.Y), .. chart.Bands.SelectMany(b => b.Low), .. chart.Bands.SelectMany(b => b.High)],
            chart.Markers,
            [.. chart.Series.Select(s => s.Name), .. chart.Bands.Select(b => b.Name)], language);
        plot.Background();
        foreach (var band in chart.Bands)
            plot.Canvas.Path(Thinning.Band(band.X, band.Low, band.High, plot.X, plot.Y), "mol-area mol-reference", band.Name);
        foreach (var (i, series) in chart.Series.Index())
        {
            var repeat = Repeat(chart, i);
            plot.Canvas.Path(
                Thinning.Line(series.X, series.Y, plot.X, plot.Y),
                "mol-line " + SvgChart.Style(series.Role, repeat) + (repeat > 0 ? $" mol-dash{(repeat - 1) % 3 + 1}" : ""),
                language.Named(series.Name, ChartText.Path(series.X, series.Y, chart.X, chart.Y, language)));
        }
        if (!chart.Series.Any(s => s.Y.Any(Scale.Drawable)) && chart.Bands.Count == 0)
            plot.Empty();
        plot.Events();
        plot.Ends(
        [
            .. chart.Series.Select((s, i) => new EndLabel(Last(s.Y), s.Name, SvgChart.Style(s.Role, Repeat(chart, i)))),
            .. chart.Bands.Where(b => b.High.Count > 0).Select(b => new EndLabel(Last(b.High), b.Name)),
        ]);
        return plot.Canvas.Close("mol-chart", chart.Title);
    }

    /// <summary>How many series before it have its role: they must not look the same.</summary>
    internal static int Repeat(LineChart chart, int index) => chart.Series.Take(index).Count(s => s.Role == chart.Series[index].Role);

    internal static double Last(IReadOnlyList<double> values) => values.LastOrDefault(Scale.Drawable, double.NaN);
}
