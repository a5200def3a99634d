namespace ModelOpsLab.Reporting;

static class FanChartSvg
{
    public static string Write(FanChart chart, double width)
    {
        var (p, q) = (chart.Probabilities, chart.Quantiles);
        var path = $"{chart.PathName} {chart.Y.Write(LineChartSvg.Last(chart.Path))}";
        List<EndLabel> ends = [new(LineChartSvg.Last(chart.Path), path, "mol-live")];
        for (var i = 0; i < p.Count; i++)
            if (i == 0 || i == p.Count - 1 || p[i] == 0.5)
                ends.Add(new(LineChartSvg.Last(q[i]), FanPosition.Quantile(p[i])));
        var plot = new PlotArea(width, SvgChart.Height(width, 280), chart.XAxis, chart.Y, chart.X, [.. q.SelectMany(line => line), .. chart.Path], chart.Markers, ends.Select(e => e.Text));
        plot.Background();
        for (var i = 0; i < p.Count / 2; i++)
            plot.Canvas.Path(
                Thinning.Band(chart.X, q[i], q[^(i + 1)], plot.X, plot.Y), "mol-area mol-reference",
                $"{FanPosition.Quantile(p[i])} to {FanPosition.Quantile(p[^(i + 1)])}");
        for (var i = 0; i < p.Count; i++)
            if (p[i] == 0.5)
                plot.Canvas.Path(Thinning.Line(chart.X, q[i], plot.X, plot.Y), "mol-line mol-reference mol-dash1", "median");
        plot.Canvas.Path(Thinning.Line(chart.X, chart.Path, plot.X, plot.Y), "mol-line mol-live", $"{chart.PathName}: {ChartText.Path([.. chart.X.Take(chart.Path.Count)], chart.Path, chart.XAxis, chart.Y)}");
        if (!chart.Path.Any(Scale.Drawable) && !q.Any(line => line.Any(Scale.Drawable)))
            plot.Empty();
        plot.Events();
        plot.Ends(ends);
        return plot.Canvas.Close("mol-chart", chart.Title);
    }
}
