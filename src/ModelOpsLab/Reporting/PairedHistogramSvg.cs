namespace ModelOpsLab.Reporting;

static class PairedHistogramSvg
{
    const double Top = 24, Floor = 190;

    public static string Write(PairedHistogram chart, double width, Language language)
    {
        var canvas = new SvgCanvas(width, Floor + (chart.X.Label.Length > 0 ? 44 : 28));
        var scale = Scale.Over([0, .. chart.Reference, .. chart.Current], AxisFormat.Percent, Floor, Top);
        var ticks = Ticks.Of(AxisFormat.Percent, scale, 4, language);
        var left = 14 + ticks.Select(t => SvgCanvas.TextWidth(t.Label)).DefaultIfEmpty(0).Max();
        var right = canvas.Width - 8;
        foreach (var tick in ticks)
        {
            canvas.Line(left, scale.At(tick.At), right, scale.At(tick.At), tick.At == 0 ? "mol-zero" : "mol-grid");
            canvas.Text(left - 8, scale.At(tick.At) + 4, tick.Label, anchor: Anchor.End);
        }
        Key(canvas, left, language);
        var bins = chart.Reference.Count;
        var slot = (right - left) / Math.Max(1, bins);
        for (var i = 0; i < bins; i++)
        {
            var (x, pad) = (left + i * slot, Math.Min(10, slot * 0.12));
            var tip = ChartText.BinShares(chart, i, language);
            Bar(canvas, scale, x + pad, slot / 2 - pad, chart.Reference[i], "mol-fill mol-reference", tip);
            Bar(canvas, scale, x + slot / 2, slot / 2 - pad, chart.Current[i], "mol-fill mol-live", tip);
        }
        if (bins == 0)
            canvas.Text((left + right) / 2, 110, language.NoValues, anchor: Anchor.Middle);
        else
            Edges(canvas, chart, left, slot, language);
        if (chart.X.Label.Length > 0)
            canvas.Text((left + right) / 2, Floor + 36, chart.X.Label, anchor: Anchor.Middle);
        return canvas.Close("mol-chart", chart.Title);
    }

    static void Bar(SvgCanvas canvas, Scale scale, double x, double width, double share, string style, string tip)
    {
        if (!Scale.Drawable(share)) return;
        var (a, b) = (scale.At(0), scale.At(share));
        canvas.Rect(x, Math.Min(a, b), Math.Max(0.3, width), Math.Abs(a - b), style, tip);
    }

    /// <summary>Edges stand between their bins, as many as fit; an open end has none.</summary>
    static void Edges(SvgCanvas canvas, PairedHistogram chart, double left, double slot, Language language)
    {
        var free = double.NegativeInfinity;
        for (var i = 0; i < chart.Edges.Count; i++)
        {
            if (!double.IsFinite(chart.Edges[i])) continue;
            var text = chart.X.Write(chart.Edges[i], language);
            var half = SvgCanvas.TextWidth(text) / 2;
            var at = Math.Clamp(left + i * slot, half, canvas.Width - half);
            canvas.Line(left + i * slot, Floor, left + i * slot, Floor + 4, "mol-grid");
            if (at - half < free) continue;
            canvas.Text(at, Floor + 17, text, anchor: Anchor.Middle);
            free = at + half + 8;
        }
    }

    static void Key(SvgCanvas canvas, double left, Language language)
    {
        canvas.Rect(left, 3, 10, 9, "mol-fill mol-reference");
        canvas.Text(left + 15, 12, language.Say("reference", "référence"));
        canvas.Rect(left + 90, 3, 10, 9, "mol-fill mol-live");
        canvas.Text(left + 105, 12, language.Say("current", "période"));
    }
}
