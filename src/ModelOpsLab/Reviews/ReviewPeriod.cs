using System.Globalization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>The days a review is about, first and last included.</summary>
public sealed record ReviewPeriod
{
    ReviewPeriod(DateOnly from, DateOnly to, string name, string id) => (From, To, Name, Id) = (from, to, name, id);

    /// <summary>First day.</summary>
    public DateOnly From { get; }
    /// <summary>Last day.</summary>
    public DateOnly To { get; }
    /// <summary>For headings: <c>March 2020</c>, or two dates.</summary>
    public string Name { get; }
    /// <summary>For file names: <c>2020-03</c>, or two dates.</summary>
    public string Id { get; }

    /// <summary>A calendar month.</summary>
    /// <param name="month">Year and month: <c>2020-03</c>.</param>
    /// <exception cref="FormatException">Not a month.</exception>
    public static ReviewPeriod Month(string month) =>
        DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
            ? Month(first.Year, first.Month)
            : throw new FormatException($"'{month}' is not a month. Write year and month, like 2020-03.");

    /// <summary>A calendar month.</summary>
    public static ReviewPeriod Month(int year, int month)
    {
        var first = new DateOnly(year, month, 1);
        return new(first, first.AddMonths(1).AddDays(-1), first.ToString("MMMM yyyy", CultureInfo.InvariantCulture), first.ToString("yyyy-MM", CultureInfo.InvariantCulture));
    }

    /// <summary>Any run of days; a whole calendar month is that month.</summary>
    /// <exception cref="ArgumentException">The last day comes before the first.</exception>
    public static ReviewPeriod Between(DateOnly from, DateOnly to)
    {
        if (to < from) throw new ArgumentException($"The period ends on {Format.Date(to)}, before it begins on {Format.Date(from)}.", nameof(to));
        return from.Day == 1 && to == from.AddMonths(1).AddDays(-1)
            ? Month(from.Year, from.Month)
            : new(from, to, $"{Format.Date(from)} to {Format.Date(to)}", $"{Format.Date(from)}-{Format.Date(to)}");
    }

    /// <summary>A month (<c>2020-03</c>) or two dates with a colon between (<c>2020-02-20:2020-04-17</c>): what the notebook's parameter holds.</summary>
    public static ReviewPeriod Parse(string text) =>
        text.Split(':') is [var a, var b]
            && DateOnly.TryParseExact(a, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
            && DateOnly.TryParseExact(b, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var to)
            ? Between(from, to) : Month(text);
}
