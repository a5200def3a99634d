namespace ModelOpsLab.Reporting;

static class SpanChartSvg
{
    const double Row = 20, Most = 420;

    public static string Write(SpanChart chart, double width, Language language)
    {
        var row = Math.Min(Row, Most / Math.Max(1, chart.Rows.Count));
        var left = 14 + Math.Min(width * 0.3, chart.Rows.Select(SvgCanvas.TextWidth).DefaultIfEmpty(0).Max());
        var bounds = new[] { chart.From, chart.To }.OfType<double>();
        var x = Scale.Over([.. bounds, .. chart.Spans.SelectMany(s => new[] { s.From, s.To }).Where(Scale.Drawable)], chart.X.Format, left, width - 10);
        var (keys, keyRows) = Key(chart, left, width);
        var markers = chart.Markers.Where(m => Scale.Drawable(m.From) && (m.To ?? m.From) >= x.Minimum && m.From <= x.Maximum).ToArray();
        var top = 18 * keyRows + (markers.Length > 0 ? 16 : 0);
        var bottom = top + Math.Max(1, chart.Rows.Count) * row;
        var canvas = new SvgCanvas(width, bottom + (chart.X.Label.Length > 0 ? 40 : 24));
        foreach (var (kind, at, line) in keys)
        {
            canvas.Rect(at, 18 * line + 7 - 6 * Height(kind.Role), 14, 12 * Height(kind.Role), Style(kind.Role));
            canvas.Text(at + 19, 18 * line + 11, SvgCanvas.Fit(kind.Name, width - left - 30));
        }
        foreach (var marker in markers.Where(m => m.To is not null)) canvas.Rect(x.At(marker.From), top, Math.Max(1, x.At(marker.To!.Value) - x.At(marker.From)), bottom - top, "mol-span");
        Ticked(canvas, chart.X, x, top, bottom, language);
        var every = (int)Math.Ceiling(12 / row);
        for (var r = 0; r < chart.Rows.Count; r += every) canvas.Text(left - 8, top + (r + 0.5) * row + 4, SvgCanvas.Fit(chart.Rows[r], width * 0.3), "mol-ink", Anchor.End);
        foreach (var span in chart.Spans)
        {
            if (!Scale.Drawable(span.From) || !Scale.Drawable(span.To)) continue;
            var kind = chart.Kinds[span.Kind];
            var height = row * Height(kind.Role);
            canvas.Rect(x.At(span.From), top + (span.Row + 0.5) * row - height / 2, Math.Max(0.6, x.At(span.To) - x.At(span.From)), height, Style(kind.Role), language.Named($"{chart.Rows[span.Row]}, {kind.Name}", language.Range(chart.X.Write(span.From, language), chart.X.Write(span.To, language))));
        }
        var free = double.NegativeInfinity;
        foreach (var marker in markers.OrderBy(m => m.From))
        {
            if (marker.To is null) canvas.Line(x.At(marker.From), top - 3, x.At(marker.From), bottom, "mol-event");
            var text = SvgCanvas.Fit(marker.Label, 160);
            var at = Math.Clamp(x.At(marker.From), 0, Math.Max(0, width - SvgCanvas.TextWidth(text)));
            if (at < free) continue;
            canvas.Text(at, top - 5, text);
            free = at + SvgCanvas.TextWidth(text) + 6;
        }
        if (chart.Spans.Count == 0) canvas.Text((left + width) / 2, (top + bottom) / 2 + 4, language.NoValues, anchor: Anchor.Middle);
        return canvas.Close("mol-chart", chart.Title);
    }

    /// <summary>How much of its row's height a span of the role takes.</summary>
    public static double Height(SeriesRole role) => role switch
    {
        SeriesRole.Live => 0.84,
        SeriesRole.Reference => 0.56,
        SeriesRole.Limit => 0.36,
        _ => 0.2,
    };

    public static string Colour(SeriesRole role) => role switch
    {
        SeriesRole.Live => HtmlStyle.Live,
        SeriesRole.Reference => HtmlStyle.Reference,
        SeriesRole.Limit => HtmlStyle.Warning,
        _ => HtmlStyle.Grey,
    };

    static string Style(SeriesRole role) => $"mol-fill {SvgChart.Style(role)}";

    /// <summary>Where the names of the kinds stand, in as many lines as they need.</summary>
    static (List<(SpanKind Kind, double At, int Line)> Keys, int Lines) Key(SpanChart chart, double left, double width)
    {
        List<(SpanKind, double, int)> keys = [];
        var (at, line) = (left, 0);
        foreach (var kind in chart.Kinds)
        {
            var needed = 33 + SvgCanvas.TextWidth(kind.Name);
            if (at > left && at + needed > width) (at, line) = (left, line + 1);
            keys.Add((kind, at, line));
            at += needed;
        }
        return (keys, keys.Count == 0 ? 0 : line + 1);
    }

    static void Ticked(SvgCanvas canvas, Axis axis, Scale x, double top, double bottom, Language language)
    {
        var free = double.NegativeInfinity;
        foreach (var tick in Ticks.Of(axis.Format, x, Math.Max(2, (int)((x.To - x.From) / 64)), language))
        {
            var half = SvgCanvas.TextWidth(tick.Label) / 2;
            var at = Math.Clamp(x.At(tick.At), half, canvas.Width - half);
            canvas.Line(x.At(tick.At), top, x.At(tick.At), bottom + 4, "mol-grid");
            if (at - half < free) continue;
            canvas.Text(at, bottom + 17, tick.Label, anchor: Anchor.Middle);
            free = at + half + 6;
        }
        if (axis.Label.Length > 0) canvas.Text((x.From + x.To) / 2, bottom + 34, axis.Label, anchor: Anchor.Middle);
    }
}
