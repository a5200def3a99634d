namespace ModelOpsLab.Reporting;

static class ScatterChartSvg
{
    const int MostPoints = 1500;

    public static string Write(ScatterChart chart, double width, Language language)
    {
        var plot = new PlotArea(width, SvgChart.Height(width, 320), chart.X, chart.Y, chart.XValues, [.. chart.YValues, .. chart.Fit], [], [], language);
        plot.Background();
        var points = chart.XValues.Zip(chart.YValues).Where(p => Scale.Drawable(p.First) && Scale.Drawable(p.Second)).Select(p => (X: plot.X.At(p.First), Y: plot.Y.At(p.Second))).ToArray();
        plot.Canvas.Path(Dots(points), "mol-points mol-live", ChartText.Points(points.Length, language));
        var fit = chart.XValues.Zip(chart.Fit).Where(p => Scale.Drawable(p.First) && Scale.Drawable(p.Second)).OrderBy(p => p.First).ToArray();
        plot.Canvas.Path(Thinning.Line([.. fit.Select(p => p.First)], [.. fit.Select(p => p.Second)], plot.X, plot.Y), "mol-line mol-reference", language.Say("fit", "ajustement"));
        if (points.Length == 0)
            plot.Empty();
        return plot.Canvas.Close("mol-chart", chart.Title);
    }

    /// <summary>One dot a cell of a grid that is made coarser until few enough dots are left; extremes move by less than a cell.</summary>
    static SvgPath Dots((double X, double Y)[] points)
    {
        var dots = points;
        for (var cell = 1.0; dots.Length > MostPoints; cell *= 1.4)
            dots = [.. points.DistinctBy(p => (Math.Round(p.X / cell), Math.Round(p.Y / cell)))];
        var path = new SvgPath();
        foreach (var (x, y) in dots)
            path.Move(x, y);
        return path;
    }
}
