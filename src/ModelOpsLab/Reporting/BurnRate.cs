using System.Text.Json.Serialization;

namespace ModelOpsLab.Reporting;

/// <summary>How fast a budget of losses is used up, over pairs of a long and a short window (Beyer et al., The Site Reliability Workbook, 2018, chapter 5).</summary>
/// <remarks>
/// The rule's metric is an amount of each reading alone, not of a rolling window: a return where bad is below, a cost where bad is above. Over a window the loss is
/// the sum of its amounts, gains taken off; its burn rate is that loss divided by the share of the budget that falls on the window. What is judged is the burn rate over the
/// factor, of the slower window of a pair, in the worst pair: 1 where both windows burn at their factor. Amounts are kept in 48 slots a window, so that a window
/// holds between 47 and 48 of them. A stream younger than a window has lost nothing before it began.
/// </remarks>
public sealed record BurnRate
{
    /// <summary>Loss that is borne in a period, above zero, in the unit of the metric.</summary>
    public required double Budget { get; init; }
    /// <summary>The period of the budget. Default 30 days.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan Period { get; init; } = TimeSpan.FromDays(30);
    /// <summary>Pairs of windows; the rule holds where both of one pair burn. Default 1 hour and 5 minutes at 14.4, 6 hours and 30 minutes at 6: 2 % and 5 % of the budget.</summary>
    public IReadOnlyList<BurnWindows> Windows { get; init; } =
    [
        new() { Long = TimeSpan.FromHours(1), Short = TimeSpan.FromMinutes(5), Factor = 14.4 },
        new() { Long = TimeSpan.FromHours(6), Short = TimeSpan.FromMinutes(30), Factor = 6 },
    ];

    internal IEnumerable<string> Problems()
    {
        if (!(Budget > 0 && double.IsFinite(Budget))) yield return $"the budget of its burn rate is {Format.Number(Budget)}; it is above zero";
        if (Duration.Problem(Period) is { } wrong) yield return $"the period of its burn rate {wrong}";
        else if (Period == TimeSpan.Zero) yield return "the period of its burn rate is zero";
        if (Windows.Count == 0) yield return "its burn rate has no windows";
        foreach (var pair in Windows)
        {
            var name = $"the windows {Duration.Text(pair.Long)} and {Duration.Text(pair.Short)} of its burn rate";
            if ((Duration.Problem(pair.Long) ?? Duration.Problem(pair.Short)) is { } problem) yield return $"{name}: one {problem}";
            if (pair.Short <= TimeSpan.Zero || pair.Long <= pair.Short) yield return $"{name}: the long one is longer than the short one, and that above zero";
            if (pair.Long > Period) yield return $"{name}: longer than the period, {Duration.Text(Period)}";
            if (!(pair.Factor > 0 && double.IsFinite(pair.Factor))) yield return $"{name}: the factor is {Format.Number(pair.Factor)}; it is above zero";
        }
    }
}

/// <summary>A pair of windows that must both burn: the long one says that it matters, the short one that it still goes on.</summary>
public sealed record BurnWindows
{
    /// <summary>The long window.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public required TimeSpan Long { get; init; }
    /// <summary>The short window, a twelfth of the long one by custom.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public required TimeSpan Short { get; init; }
    /// <summary>How many times faster than the budget allows both must burn.</summary>
    public required double Factor { get; init; }
}
