using System.Globalization;

namespace ModelOpsLab.Reporting;

/// <summary>How numbers and dates are written for people: invariant culture, fixed digits, the same on every machine.</summary>
public static class Format
{
    /// <summary>A value in its unit. <c>%</c>: the value is a fraction, shown times 100 with two decimals; otherwise four significant digits.</summary>
    public static string Value(double value, string unit = "") => unit switch
    {
        _ when double.IsNaN(value) => "–",
        _ when double.IsInfinity(value) => value > 0 ? "∞" : "-∞",
        "%" => Fixed(100 * value, 2) + " %",
        "" => Number(value),
        _ => Number(value) + " " + unit,
    };

    /// <summary>At most four significant digits, no trailing zeros, no exponent between 1e-4 and 1e9; whole numbers whole.</summary>
    public static string Number(double value)
    {
        if (double.IsNaN(value)) return "–";
        if (double.IsInfinity(value)) return value > 0 ? "∞" : "-∞";
        var size = Math.Abs(value);
        if (size == 0) return "0";
        if (size is < 1e-4 or >= 1e9) return value.ToString("0.###e+0", CultureInfo.InvariantCulture);
        if (size >= 1000 || value == Math.Floor(value)) return value.ToString("#,0", CultureInfo.InvariantCulture);
        var decimals = Math.Clamp(3 - (int)Math.Floor(Math.Log10(size)), 0, 6);
        if (Math.Round(size, decimals) >= Math.Pow(10, 4 - decimals)) decimals--; // 9.99996 has one digit more once rounded
        return decimals == 0 ? value.ToString("#,0", CultureInfo.InvariantCulture) : Fixed(value, decimals).TrimEnd('0').TrimEnd('.');
    }

    /// <summary>Exactly <paramref name="decimals"/> decimals; a negative zero is written as zero, and from 1e15 on, where a double has no decimals, as <see cref="Number"/>.</summary>
    public static string Fixed(double value, int decimals)
    {
        if (Math.Abs(value) >= 1e15) return Number(value);
        var text = value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text.StartsWith('-') && text.AsSpan(1).IndexOfAnyExcept("0.") < 0 ? text[1..] : text;
    }

    /// <summary>A fraction in per cent with a fixed number of decimals: 0.0123 is <c>1.2 %</c>.</summary>
    public static string Percent(double fraction, int decimals = 1) => double.IsFinite(fraction) ? Fixed(100 * fraction, decimals) + " %" : Value(fraction);

    /// <summary>A p-value or q-value: three decimals, or an upper bound where it is smaller.</summary>
    public static string Probability(double p) => double.IsNaN(p) ? "–" : p < 0.001 ? "< 0.001" : Fixed(p, 3);

    /// <summary>A whole number with thousands separated by commas.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>ISO 8601 date.</summary>
    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>ISO 8601 date, with the time where it is not midnight; times are UTC.</summary>
    public static string Time(DateTime time) => time.TimeOfDay == TimeSpan.Zero
        ? time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
