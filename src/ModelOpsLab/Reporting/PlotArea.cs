namespace ModelOpsLab.Reporting;

/// <summary>What stands at the right end of a line.</summary>
sealed record EndLabel(double Y, string Text, string Style = "");

/// <summary>The frame that line, drawdown, scatter and fan charts share: scales, grid, ticks, events, labels that do not overlap.</summary>
sealed class PlotArea
{
    /// <summary>A marker with the row and position of its words; one outside has no mark but its words.</summary>
    sealed record Placed(Marker Marker, string Text, int Row, double X, bool Inside);

    const double LineHeight = 14;
    readonly double _longest;
    readonly Axis _x, _y;
    readonly Language _language;
    readonly IReadOnlyList<Tick> _yTicks;
    readonly List<Placed> _markers;

    public PlotArea(double width, double height, Axis x, Axis y, IEnumerable<double> xs, IEnumerable<double> ys, IReadOnlyList<Marker> markers, IEnumerable<string> endLabels, Language language)
    {
        (_x, _y, _longest, _language) = (x, y, Math.Max(96, width / 5), language);
        Y = Scale.Over(ys, y.Format, 0, 0, margin: 0.04);
        _yTicks = Ticks.Of(y.Format, Y, Math.Max(2, (int)(height / 56)), language);
        var left = 14 + _yTicks.Select(t => SvgCanvas.TextWidth(t.Label)).DefaultIfEmpty(0).Max();
        var right = 14 + endLabels.Select(l => Math.Min(_longest, SvgCanvas.TextWidth(l))).DefaultIfEmpty(10).Max();
        Canvas = new SvgCanvas(width, height);
        X = Scale.Over(xs, x.Format, left, Canvas.Width - right, margin: x.Format == AxisFormat.Date ? 0 : 0.02);
        _markers = Rows(markers);
        var rows = _markers.Count == 0 ? 0 : 1 + _markers.Max(m => m.Row);
        Y = Y with { From = height - (x.Label.Length > 0 ? 42 : 26), To = 10 + (y.Label.Length > 0 ? 16 : 0) + LineHeight * rows };
    }

    public SvgCanvas Canvas { get; }
    public Scale X { get; }
    public Scale Y { get; }

    /// <summary>Spans, grid, ticks and the names of the axes; drawn first.</summary>
    public void Background()
    {
        foreach (var (marker, _, _, _, inside) in _markers)
            if (inside && marker.To is { } to)
                Canvas.Rect(X.At(marker.From), Y.To, Math.Max(1, X.At(to) - X.At(marker.From)), Y.From - Y.To, "mol-span");
        foreach (var tick in _yTicks)
        {
            Canvas.Line(X.From, Y.At(tick.At), X.To, Y.At(tick.At), tick.At == 0 ? "mol-zero" : "mol-grid");
            Canvas.Text(X.From - 8, Y.At(tick.At) + 4, tick.Label, anchor: Anchor.End);
        }
        var free = double.NegativeInfinity;
        foreach (var tick in Ticks.Of(_x.Format, X, Math.Max(2, (int)((X.To - X.From) / 64)), _language))
        {
            var half = SvgCanvas.TextWidth(tick.Label) / 2;
            var at = Math.Clamp(X.At(tick.At), half, Canvas.Width - half);
            Canvas.Line(X.At(tick.At), Y.From, X.At(tick.At), Y.From + 4, "mol-grid");
            if (at - half < free) continue;
            Canvas.Text(at, Y.From + 17, tick.Label, anchor: Anchor.Middle);
            free = at + half + 6;
        }
        if (_x.Label.Length > 0)
            Canvas.Text((X.From + X.To) / 2, Y.From + 34, _x.Label, anchor: Anchor.Middle);
        if (_y.Label.Length > 0)
            Canvas.Text(2, 12, _y.Label);
    }

    /// <summary>Events as lines with their names; drawn over the data.</summary>
    public void Events()
    {
        foreach (var (marker, text, row, x, inside) in _markers)
        {
            if (inside && marker.To is null)
                Canvas.Line(X.At(marker.From), Y.To - 3, X.At(marker.From), Y.From, "mol-event");
            Canvas.Text(x, Y.To - 5 - LineHeight * row, text);
        }
    }

    /// <summary>Names at the ends of lines, moved apart where they would overlap.</summary>
    public void Ends(IEnumerable<EndLabel> labels)
    {
        var sorted = labels.Where(l => Scale.Drawable(l.Y)).OrderByDescending(l => l.Y).ToArray();
        var at = sorted.Select(l => Y.At(l.Y) + 4).ToArray();
        for (var i = 1; i < at.Length; i++)
            at[i] = Math.Max(at[i], at[i - 1] + LineHeight);
        for (var i = at.Length - 1; i >= 0; i--)
            at[i] = Math.Min(at[i], i == at.Length - 1 ? Canvas.Height - 6 : at[i + 1] - LineHeight);
        for (var i = 0; i < at.Length; i++)
            Canvas.Text(X.To + 8, Math.Max(0, at[i]), SvgCanvas.Fit(sorted[i].Text, _longest), sorted[i].Style);
    }

    /// <summary>Says so where nothing can be drawn.</summary>
    public void Empty() => Canvas.Text((X.From + X.To) / 2, (Y.From + Y.To) / 2, _language.NoValues, anchor: Anchor.Middle);

    /// <summary>Where markers go: their names in as many rows as they need.</summary>
    List<Placed> Rows(IReadOnlyList<Marker> markers)
    {
        List<Placed> placed = [];
        List<double> free = [];
        foreach (var marker in markers.OrderBy(m => m.From))
        {
            var inside = Scale.Drawable(marker.From) && (marker.To ?? marker.From) >= X.Minimum && marker.From <= X.Maximum;
            var text = SvgCanvas.Fit(inside ? marker.Label : Outside(marker), 300);
            var width = SvgCanvas.TextWidth(text);
            var x = Math.Clamp(Scale.Drawable(marker.From) ? X.At(marker.From) : X.From, 0, Math.Max(0, Canvas.Width - width));
            var row = free.FindIndex(f => f <= x);
            if (row < 0)
            {
                row = free.Count;
                free.Add(0);
            }
            free[row] = x + width + 6;
            placed.Add(new(marker, text, row, x, inside));
        }
        return placed;
    }

    /// <summary>An arrow towards where a marker would be, and where that is.</summary>
    string Outside(Marker marker) => !Scale.Drawable(marker.From) ? $"{marker.Label} ({_language.Say("nowhere", "hors calendrier")})"
        : marker.From > X.Maximum ? $"{marker.Label}, {_x.Write(marker.From, _language)} →" : $"← {marker.Label}, {_x.Write(marker.To ?? marker.From, _language)}";
}
