using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>
/// What a model may do at most once it is live, set before it is (RTS 6, article 8): no version is promoted without. They are recorded with the
/// promotion; the order system enforces them.
/// </summary>
public sealed record TradingLimits
{
    /// <summary>What it may trade.</summary>
    public required IReadOnlyList<string> Instruments { get; init; }
    /// <summary>Where.</summary>
    public required IReadOnlyList<string> Venues { get; init; }
    /// <summary>Largest position in one instrument, as a fraction of capital.</summary>
    public required double MaximumPosition { get; init; }
    /// <summary>Largest value of one order, as a fraction of capital.</summary>
    public required double MaximumOrder { get; init; }
    /// <summary>Most orders in one session.</summary>
    public required int MaximumOrders { get; init; }
    /// <summary>Furthest price of an order from the last one traded, as a fraction.</summary>
    public required double PriceCollar { get; init; }

    /// <summary>What is wrong with them, in sentences; nothing where they hold.</summary>
    public IEnumerable<string> Problems()
    {
        if (Instruments.Count == 0 || Instruments.Any(string.IsNullOrWhiteSpace)) yield return "limits.instruments names nothing that may be traded";
        if (Venues.Count == 0 || Venues.Any(string.IsNullOrWhiteSpace)) yield return "limits.venues names no place to trade";
        foreach (var (name, value) in new[] { ("maximumPosition", MaximumPosition), ("maximumOrder", MaximumOrder), ("priceCollar", PriceCollar) })
            if (!(value > 0 && double.IsFinite(value))) yield return $"limits.{name} is {Format.Number(value)}: a limit is a finite number above 0";
        if (MaximumOrders < 1) yield return $"limits.maximumOrders is {Format.Count(MaximumOrders)}: at least 1";
    }
}
