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

    /// <summary>The incident that the days are about, as in <c>inc-0001</c>; null for none.</summary>
    public string? Incident { get; private init; }

    /// <summary>For headings in a language: <c>mars 2020</c>.</summary>
    public string NameIn(Language language) =>
        Incident is { } incident ? language.Say($"{incident}, {language.Date(From)} to {language.Date(To)}", $"{incident}, du {language.Date(From)} au {language.Date(To)}")
        : Id.Length == 7 ? language.Month(From.Year, From.Month)
        : language.Say($"{language.Date(From)} to {language.Date(To)}", $"du {language.Date(From)} au {language.Date(To)}");

    /// <summary>As <see cref="Parse"/> reads it: what the notebook's parameter holds.</summary>
    public string Text => Incident is { } incident ? $"{incident}:{Format.Date(From)}:{Format.Date(To)}" : Id.Length == 7 ? Id : $"{Format.Date(From)}:{Format.Date(To)}";

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

    /// <summary>The days of an incident.</summary>
    /// <param name="incident">Its id, as in <c>inc-0001</c>.</param>
    /// <param name="from">The day on which it began.</param>
    /// <param name="to">The day on which it was closed, or the last that is known.</param>
    /// <exception cref="ArgumentException">The last day comes before the first, or the id is not one of an incident.</exception>
    public static ReviewPeriod OfIncident(string incident, DateOnly from, DateOnly to)
    {
        if (!incident.StartsWith("inc-", StringComparison.Ordinal) || incident.AsSpan(4).ContainsAnyExceptInRange('0', '9')) throw new ArgumentException($"'{incident}' is no id of an incident. It looks like inc-0001.", nameof(incident));
        if (to < from) throw new ArgumentException($"The incident ends on {Format.Date(to)}, before it begins on {Format.Date(from)}.", nameof(to));
        return new(from, to, $"{incident}, {Format.Date(from)} to {Format.Date(to)}", incident) { Incident = incident };
    }

    /// <summary>The months of a text: one (<c>2020-03</c>), or the first and the last with a colon between (<c>2019-04:2020-03</c>).</summary>
    /// <exception cref="FormatException">Not a month, or the last comes before the first.</exception>
    public static IReadOnlyList<ReviewPeriod> Months(string text)
    {
        if (text.Split(':') is not [var a, var b]) return [Month(text)];
        var (first, last) = (Month(a), Month(b));
        if (last.From < first.From) throw new FormatException($"'{text}': {last.Name} comes before {first.Name}. Write the first month first, like 2019-04:2020-03.");
        List<ReviewPeriod> months = [];
        for (var day = first.From; day <= last.From; day = day.AddMonths(1)) months.Add(Month(day.Year, day.Month));
        return months;
    }

    /// <summary>A month (<c>2020-03</c>), two dates with a colon between (<c>2020-02-20:2020-04-17</c>), or an incident before such dates (<c>inc-0001:2020-03-12:2020-03-17</c>): what the notebook's parameter holds.</summary>
    /// <exception cref="FormatException">None of these.</exception>
    /// <exception cref="ArgumentException">The last day comes before the first.</exception>
    public static ReviewPeriod Parse(string text) =>
        text.Split(':') is [var incident, var began, var ended] && Parse($"{began}:{ended}") is var days ? OfIncident(incident, days.From, days.To)
        : text.Split(':') is [var a, var b]
            && DateOnly.TryParseExact(a, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
            && DateOnly.TryParseExact(b, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var to)
            ? Between(from, to) : Month(text);
}
