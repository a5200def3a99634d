namespace ModelOpsLab.Reporting;

/// <summary>The small pictures inside table cells.</summary>
static class CellSvg
{
    const double Width = 180;

    /// <summary>Dot, interval and reference tick on the scale of the column; empty where the scale or the value cannot be drawn.</summary>
    public static string Write(IntervalCell cell, Language language)
    {
        if (!Scale.Drawable(cell.Value) || !Scale.Drawable(cell.Minimum) || !Scale.Drawable(cell.Maximum) || cell.Minimum >= cell.Maximum)
            return "";
        var canvas = new SvgCanvas(Width, 18);
        var scale = new Scale(cell.Minimum, cell.Maximum, 6, Width - 6);
        canvas.Line(2, 9, Width - 2, 9, "mol-grid");
        if (!double.IsNaN(cell.Low) && !double.IsNaN(cell.High))
            canvas.Line(scale.At(cell.Low), 9, scale.At(cell.High), 9, "mol-interval mol-live");
        if (Scale.Drawable(cell.Reference))
            canvas.Line(scale.At(cell.Reference), 2, scale.At(cell.Reference), 16, "mol-tick mol-reference");
        canvas.Circle(scale.At(cell.Value), 9, 4.5, "mol-dot mol-live");
        return canvas.Close("mol-spark", Text(cell, language) + (Scale.Drawable(cell.Reference) ? $", {language.Say("reference", "référence")} {language.Number(cell.Reference)}" : ""));
    }

    /// <summary>The current shares as bars in front of the reference's, over the whole width.</summary>
    public static string Write(HistogramCell cell, Language language)
    {
        var bins = Math.Max(cell.Reference.Count, cell.Current.Count);
        if (bins == 0 || !cell.Reference.Concat(cell.Current).All(Scale.Drawable))
            return "";
        const double floor = 27;
        var canvas = new SvgCanvas(Width, floor + 1);
        var most = cell.Reference.Concat(cell.Current).Max();
        var scale = new Scale(0, most > 0 ? most : 1, floor, 1);
        var slot = Width / bins;
        void Bar(double x, double width, double share, string style)
        {
            if (share > 0) canvas.Rect(x, Math.Min(floor - 1, scale.At(share)), width, Math.Max(1, floor - scale.At(share)), style);
        }
        for (var i = 0; i < cell.Reference.Count; i++)
            Bar(i * slot + 0.5, Math.Max(0.5, slot - 1), cell.Reference[i], "mol-back mol-reference");
        for (var i = 0; i < cell.Current.Count; i++)
            Bar((i + 0.25) * slot, slot / 2, cell.Current[i], "mol-fill mol-live");
        canvas.Line(0, floor, Width, floor, "mol-grid");
        return canvas.Close("mol-spark", language.Say("current ", "période ") + Text(cell, language));
    }

    /// <summary><see cref="Cell.Text"/> in a language.</summary>
    public static string Text(Cell cell, Language language) => cell switch
    {
        IntervalCell interval when language != Language.English => $"{language.Number(interval.Value)} [{language.Number(interval.Low)}\u202F; {language.Number(interval.High)}]",
        HistogramCell histogram when language != Language.English => $"{Shares(histogram.Current)}\u00A0% ({language.Say("reference", "référence")} {Shares(histogram.Reference)}\u00A0%)",
        SeverityCell { Word.Length: 0 } chip => language.Word(chip.Severity),
        _ => cell.Text,
    };

    static string Shares(IReadOnlyList<double> shares) => string.Join(' ', shares.Select(s => Format.Fixed(100 * s, 0)));
}
