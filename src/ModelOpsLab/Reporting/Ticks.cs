using System.Globalization;

namespace ModelOpsLab.Reporting;

/// <summary>A labelled position on an axis.</summary>
sealed record Tick(double At, string Label);

/// <summary>Where an axis is labelled: steps of 1, 2 or 5 times a power of ten; dates at the starts of years, quarters, months, weeks, days or hours.</summary>
static class Ticks
{
    static readonly int[] Months = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400];
    static readonly int[] Minutes = [1, 5, 15, 30, 60, 180, 360, 720, 1440, 2880, 7 * 1440, 14 * 1440];

    /// <summary>About <paramref name="count"/> ticks inside a scale, never more than twice as many.</summary>
    public static IReadOnlyList<Tick> Of(AxisFormat format, Scale scale, int count, Language language) =>
        format == AxisFormat.Date && AxisText.IsDate(scale.Minimum) && AxisText.IsDate(scale.Maximum) && scale.Maximum - scale.Minimum > 2.0 / 1440
            ? Dates(scale, count, language)
            : Numbers(format, scale, count, language);

    static List<Tick> Numbers(AxisFormat format, Scale scale, int count, Language language)
    {
        var rough = (scale.Maximum - scale.Minimum) / count;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power) switch { <= 1.4 => 1, <= 3 => 2, <= 7 => 5, _ => 10 };
        if (format == AxisFormat.Whole) step = Math.Max(1, step);
        List<Tick> ticks = [];
        for (var (k, i) = (Math.Ceiling(scale.Minimum / step), 0); k * step <= scale.Maximum && i <= 2 * count; k++, i++)
            ticks.Add(new(k * step, language.Written(Label(format, k * step, step))));
        return ticks;
    }

    static string Label(AxisFormat format, double value, double step)
    {
        if (format == AxisFormat.Percent) (value, step) = (100 * value, 100 * step);
        var decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        var text = decimals > 6 || Math.Abs(value) >= 1e9 ? Math.Abs(value) < step / 2 ? "0" : value.ToString("0.###e+0", CultureInfo.InvariantCulture)
            : Math.Abs(value) >= 1000 ? value.ToString("#,0." + new string('0', decimals), CultureInfo.InvariantCulture)
            : Format.Fixed(value, decimals);
        return format == AxisFormat.Percent ? text + " %" : text;
    }

    static List<Tick> Dates(Scale scale, int count, Language language)
    {
        var days = scale.Maximum - scale.Minimum;
        foreach (var minutes in Minutes)
            if (days * 1440 / minutes <= count && days < 70)
                return Even(scale, minutes / 1440.0, language);
        foreach (var months in Months)
            if (days / 30.44 / months <= count + 1)
                return Starts(scale, months, language);
        return Starts(scale, Months[^1], language);
    }

    /// <summary>Hours and days from midnight, weeks from Monday.</summary>
    static List<Tick> Even(Scale scale, double step, Language language)
    {
        var origin = step >= 7 ? 4 : 0;
        List<Tick> ticks = [];
        for (var k = Math.Ceiling((scale.Minimum - origin) / step - 1e-9); origin + k * step <= scale.Maximum; k++)
        {
            var (at, before) = (AxisText.Date(origin + k * step), ticks.Count == 0 ? (DateTime?)null : AxisText.Date(ticks[^1].At));
            var label = before?.Date == at.Date ? at.ToString("HH:mm", CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{at.Day} {language.ShortMonth(at.Month)}{(before?.Year != at.Year ? $" {at.Year:0000}" : "")}");
            ticks.Add(new(origin + k * step, label));
        }
        return ticks;
    }

    static List<Tick> Starts(Scale scale, int months, Language language)
    {
        List<Tick> ticks = [];
        var first = AxisText.Date(scale.Minimum);
        var year = 0;
        for (var m = (first.Year * 12 + first.Month - 1) / months * months; m / 12 <= 9999; m += months)
        {
            if (m < 12) continue;
            var at = new DateTime(m / 12, m % 12 + 1, 1, 0, 0, 0, DateTimeKind.Utc);
            var day = (at - DateTime.UnixEpoch).TotalDays;
            if (day > scale.Maximum) break;
            if (day < scale.Minimum - 1e-9) continue;
            var (name, number) = (language.ShortMonth(at.Month), at.Year.ToString("0000", CultureInfo.InvariantCulture));
            ticks.Add(new(day, months >= 12 || at.Month == 1 ? number : at.Year == year ? name : $"{name} {number}"));
            year = at.Year;
        }
        return ticks;
    }
}
