namespace ModelOpsLab.Reporting;

static class DrawdownChartSvg
{
    static readonly Axis Dates = new("", AxisFormat.Date), Shares = new("", AxisFormat.Percent);

    public static string Write(DrawdownChart chart, double width, Language language)
    {
        var plot = new PlotArea(width, SvgChart.Height(width, 190), Dates, Shares, chart.X, [0, .. chart.Drawdown], chart.Markers, [], language);
        plot.Background();
        var zeros = new double[chart.X.Count];
        plot.Canvas.Path(Thinning.Band(chart.X, [.. chart.Drawdown.Select(d => Scale.Drawable(d) ? d : double.NaN)], zeros, plot.X, plot.Y), "mol-area mol-live");
        plot.Canvas.Path(Thinning.Line(chart.X, chart.Drawdown, plot.X, plot.Y), "mol-line mol-live", ChartText.Path(chart.X, chart.Drawdown, Dates, Shares, language));
        plot.Events();
        var there = Enumerable.Range(0, chart.X.Count).Where(i => Scale.Drawable(chart.X[i]) && Scale.Drawable(chart.Drawdown[i])).ToArray();
        if (there.Length == 0)
            plot.Empty();
        else if (there.MinBy(i => chart.Drawdown[i]) is var worst && chart.Drawdown[worst] < 0)
            Deepest(plot, chart.X[worst], chart.Drawdown[worst], language);
        return plot.Canvas.Close("mol-chart", chart.Title);
    }

    static void Deepest(PlotArea plot, double day, double depth, Language language)
    {
        var (x, y, text) = (plot.X.At(day), plot.Y.At(depth), language.Say($"{language.Percent(depth)} on {Dates.Write(day, language)}", $"{language.Percent(depth)} le {Dates.Write(day, language)}"));
        var fits = x - 8 - SvgCanvas.TextWidth(text) >= plot.X.From;
        plot.Canvas.Circle(x, y, 3.5, "mol-dot mol-live", text);
        plot.Canvas.Text(fits ? x - 8 : x + 8, y + 2, text, "mol-live mol-halo", fits ? Anchor.End : Anchor.Start);
    }
}
