namespace ModelOpsLab.Reporting;

static class BarChartSvg
{
    const double Row = 24, Bar = 14;

    public static string Write(BarChart chart, double width, Language language)
    {
        var values = chart.Values.Select(v => chart.Y.Write(v, language)).ToArray();
        var ticks = 26 + (chart.Reference.Count > 0 ? 18 : 0);
        var canvas = new SvgCanvas(width, Math.Max(1, chart.Labels.Count) * Row + ticks + (chart.Y.Label.Length > 0 ? 16 : 0));
        var left = 14 + Math.Min(width * 0.3, 1.1 * chart.Labels.Select(SvgCanvas.TextWidth).DefaultIfEmpty(0).Max());
        var right = canvas.Width - 14 - values.Select(SvgCanvas.TextWidth).DefaultIfEmpty(0).Max();
        var scale = Scale.Over([0, .. chart.Values, .. chart.Reference], chart.Y.Format, left, right);
        var top = chart.Reference.Count > 0 ? 18 : 0;
        var bottom = top + Math.Max(1, chart.Labels.Count) * Row;
        foreach (var tick in Ticks.Of(chart.Y.Format, scale, Math.Max(2, (int)((right - left) / 90)), language))
        {
            canvas.Line(scale.At(tick.At), top, scale.At(tick.At), bottom, tick.At == 0 ? "mol-zero" : "mol-grid");
            canvas.Text(scale.At(tick.At), bottom + 15, tick.Label, anchor: Anchor.Middle);
        }
        if (chart.Reference.Count > 0)
            Key(canvas, left, language);
        for (var i = 0; i < chart.Labels.Count; i++)
            Draw(canvas, chart, i, top + i * Row, scale, values[i], left, language);
        if (chart.Y.Label.Length > 0)
            canvas.Text((left + right) / 2, bottom + 31, chart.Y.Label, anchor: Anchor.Middle);
        if (chart.Labels.Count == 0)
            canvas.Text((left + right) / 2, top + 16, language.NoValues, anchor: Anchor.Middle);
        return canvas.Close("mol-chart", chart.Title);
    }

    static void Draw(SvgCanvas canvas, BarChart chart, int i, double top, Scale scale, string value, double left, Language language)
    {
        var middle = top + Row / 2;
        var tip = language.Named(chart.Labels[i], value) + (chart.Reference.Count > 0 ? $", {language.Say("reference", "référence")} {chart.Y.Write(chart.Reference[i], language)}" : "");
        canvas.Text(left - 8, middle + 4, SvgCanvas.Fit(chart.Labels[i], canvas.Width * 0.3), "mol-ink", Anchor.End);
        if (Scale.Drawable(chart.Values[i]))
        {
            var (from, to) = (scale.At(Math.Min(0, chart.Values[i])), scale.At(Math.Max(0, chart.Values[i])));
            canvas.Rect(from, middle - Bar / 2, Math.Max(0.5, to - from), Bar, "mol-fill mol-live", tip);
        }
        if (chart.Reference.Count > 0 && Scale.Drawable(chart.Reference[i]))
            canvas.Line(scale.At(chart.Reference[i]), middle - 10, scale.At(chart.Reference[i]), middle + 10, "mol-tick mol-reference");
        canvas.Text(canvas.Width - 4, middle + 4, value, "mol-ink", Anchor.End);
    }

    static void Key(SvgCanvas canvas, double left, Language language)
    {
        canvas.Rect(left, 2, 10, 9, "mol-fill mol-live");
        canvas.Text(left + 15, 11, language.Say("value", "valeur"));
        canvas.Line(left + 64, 0, left + 64, 13, "mol-tick mol-reference");
        canvas.Text(left + 71, 11, language.Say("reference", "référence"));
    }
}
