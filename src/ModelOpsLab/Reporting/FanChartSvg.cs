namespace ModelOpsLab.Reporting;

static class FanChartSvg
{
    public static string Write(FanChart chart, double width, Language language)
    {
        var (p, q) = (chart.Probabilities, chart.Quantiles);
        var path = $"{chart.PathName} {chart.Y.Write(LineChartSvg.Last(chart.Path), language)}";
        List<EndLabel> ends = [new(LineChartSvg.Last(chart.Path), path, "mol-live")];
        for (var i = 0; i < p.Count; i++)
            if (i == 0 || i == p.Count - 1 || p[i] == 0.5)
                ends.Add(new(LineChartSvg.Last(q[i]), FanPosition.Quantile(p[i], language)));
        var plot = new PlotArea(width, SvgChart.Height(width, 280), chart.XAxis, chart.Y, chart.X, [.. q.SelectMany(line => line), .. chart.Path], chart.Markers, ends.Select(e => e.Text), language);
        plot.Background();
        for (var i = 0; i < p.Count / 2; i++)
            plot.Canvas.Path(
                Thinning.Band(chart.X, q[i], q[^(i + 1)], plot.X, plot.Y), "mol-area mol-reference",
                language.Range(FanPosition.Quantile(p[i], language), FanPosition.Quantile(p[^(i + 1)], language)));
        for (var i = 0; i < p.Count; i++)
            if (p[i] == 0.5)
                plot.Canvas.Path(Thinning.Line(chart.X, q[i], plot.X, plot.Y), "mol-line mol-reference mol-dash1", FanPosition.Quantile(0.5, language));
        plot.Canvas.Path(Thinning.Line(chart.X, chart.Path, plot.X, plot.Y), "mol-line mol-live", language.Named(chart.PathName, ChartText.Path([.. chart.X.Take(chart.Path.Count)], chart.Path, chart.XAxis, chart.Y, language)));
        if (!chart.Path.Any(Scale.Drawable) && !q.Any(line => line.Any(Scale.Drawable)))
            plot.Empty();
        plot.Events();
        plot.Ends(ends);
        return plot.Canvas.Close("mol-chart", chart.Title);
    }
}
