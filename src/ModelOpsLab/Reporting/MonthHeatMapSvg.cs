namespace ModelOpsLab.Reporting;

static class MonthHeatMapSvg
{
    /// <summary>The strongest cell is this opaque: the number on it stays readable on light and on dark paper (contrast at least 4.5).</summary>
    public const double Strongest = 0.65;

    const double Left = 40, Row = 26, Top = 22;

    public static string Write(MonthHeatMap chart, double width, Language language)
    {
        var years = chart.Months.Select(m => m.Year).Distinct().Order().ToArray();
        var most = chart.Months.Select(m => Math.Abs(m.Value)).Where(Scale.Drawable).DefaultIfEmpty(0).Max();
        var column = (width - Left - 2) / 12;
        var small = column < 40 ? " mol-small" : "";
        var canvas = new SvgCanvas(width, Top + Math.Max(1, years.Length) * Row + 2);
        for (var month = 1; month <= 12; month++)
            canvas.Text(Left + (month - 0.5) * column, 14, language.ShortMonth(month).TrimEnd('.'), anchor: Anchor.Middle);
        for (var row = 0; row < years.Length; row++)
            canvas.Text(2, Top + row * Row + 17, Format.Fixed(years[row], 0));
        foreach (var month in chart.Months)
        {
            var (x, y) = (Left + (month.Month - 1) * column, Top + Array.IndexOf(years, month.Year) * Row);
            var strength = !Scale.Drawable(month.Value) || most == 0 ? 0 : Math.Abs(month.Value) / most;
            canvas.Rect(x + 1, y + 1, column - 2, Row - 2, strength == 0 ? "mol-none" : month.Value > 0 ? "mol-gain" : "mol-loss", "", strength == 0 ? 1 : 0.06 + (Strongest - 0.06) * strength, 2);
            canvas.Text(x + column / 2, y + 17, CellText(chart.Format, month.Value, language), "mol-ink" + small, Anchor.Middle);
        }
        if (years.Length == 0)
            canvas.Text(Left + 6 * column, Top + 16, language.NoValues, anchor: Anchor.Middle);
        return canvas.Close("mol-chart", chart.Title);
    }

    /// <summary>A value in a cell: per cent without its sign, gains with a plus.</summary>
    public static string CellText(AxisFormat format, double value, Language language)
    {
        var text = format == AxisFormat.Percent && double.IsFinite(value) ? language.Fixed(100 * value, 1) : language.Number(value);
        return value > 0 && text.Any(c => c is >= '1' and <= '9' or '∞') ? "+" + text : text;
    }
}
