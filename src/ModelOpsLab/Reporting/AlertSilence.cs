using System.Text.Json.Serialization;

namespace ModelOpsLab.Reporting;

/// <summary>When alerts tell nobody, by the calendar: outside market hours, on days, in hours of the week. Alerts are still judged and recorded.</summary>
public sealed record AlertSilence
{
    /// <summary>Name, unique in its policy: a-z, 0-9 and '-'.</summary>
    public required string Name { get; init; }
    /// <summary>Names of the rules it is for; empty for all.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];
    /// <summary>What the alert is about; <c>*</c> for anything.</summary>
    public string Of { get; init; } = "*";
    /// <summary>More severe alerts are told all the same. Default critical: none is told.</summary>
    public Severity UpTo { get; init; } = Severity.Critical;
    /// <summary>While the market of the policy's calendar is closed.</summary>
    public bool OutsideMarket { get; init; }
    /// <summary>On these days, in the calendar's zone.</summary>
    public IReadOnlyList<SilentDays> Days { get; init; } = [];
    /// <summary>In these hours of every week, in the calendar's zone.</summary>
    public IReadOnlyList<SilentHours> Weekly { get; init; } = [];
    /// <summary>Why.</summary>
    public required string Because { get; init; }

    /// <summary>Whether it is for a moment.</summary>
    /// <param name="local">The moment, by the clock of the calendar's zone.</param>
    /// <param name="open">Whether the market is open then.</param>
    internal bool Covers(DateTime local, bool open) =>
        OutsideMarket && !open || Days.Any(d => d.Covers(DateOnly.FromDateTime(local))) || Weekly.Any(w => w.Covers(local));

    internal IEnumerable<string> Problems(IReadOnlyCollection<string> rules)
    {
        var silence = $"silence '{Name}'";
        if (Name.Length is 0 or > 64 || !Name.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-')) yield return $"{silence}: a name is 1 to 64 of a-z, 0-9 and '-'";
        if (Because.Length == 0) yield return $"{silence} has no 'because'";
        if (UpTo is not (Severity.Warning or Severity.Critical)) yield return $"{silence}: upTo is warning or critical";
        if (!OutsideMarket && Days.Count == 0 && Weekly.Count == 0) yield return $"{silence} never holds: say outsideMarket, days or weekly";
        foreach (var rule in Rules.Where(r => !rules.Contains(r))) yield return $"{silence} names the rule '{rule}', which is not there. There are: {(rules.Count > 0 ? string.Join(", ", rules) : "none")}";
        foreach (var days in Days.Where(d => d.To < d.From)) yield return $"{silence}: days from {Format.Date(days.From)} to {Format.Date(days.To)} end before they begin";
        foreach (var hours in Weekly)
        {
            if (hours.Days.Count == 0) yield return $"{silence}: hours of the week without a day";
            if (hours.From is null != hours.To is null) yield return $"{silence}: hours of the week need both from and to, or neither for whole days";
            if (hours.From is { } from && hours.To == from) yield return $"{silence}: hours of the week end when they begin; leave both out for whole days";
        }
    }
}

/// <summary>Days, both ends among them.</summary>
public sealed record SilentDays
{
    /// <summary>The first.</summary>
    public required DateOnly From { get; init; }
    /// <summary>The last.</summary>
    public required DateOnly To { get; init; }

    internal bool Covers(DateOnly day) => day >= From && day <= To;
}

/// <summary>Hours of some days of every week; those that end on the next day belong to the day on which they begin.</summary>
public sealed record SilentHours
{
    /// <summary>The days.</summary>
    public required IReadOnlyList<DayOfWeek> Days { get; init; }
    /// <summary>When they begin; null for whole days.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimeOnly? From { get; init; }
    /// <summary>When they end, that moment left out; null for whole days.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimeOnly? To { get; init; }

    internal bool Covers(DateTime local)
    {
        var (day, time) = (local.DayOfWeek, TimeOnly.FromDateTime(local));
        if (From is not { } from || To is not { } to) return Days.Contains(day);
        if (from < to) return Days.Contains(day) && time >= from && time < to;
        return Days.Contains(day) && time >= from || Days.Contains((DayOfWeek)(((int)day + 6) % 7)) && time < to;
    }
}
