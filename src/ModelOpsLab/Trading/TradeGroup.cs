namespace ModelOpsLab.Trading;

/// <summary>The statistics of the trades of one asset, strategy or side; a key that was not asked for is null.</summary>
/// <param name="Asset">Asset.</param>
/// <param name="Strategy">Strategy.</param>
/// <param name="Side">Long or short.</param>
/// <param name="Currency">Currency of the amounts; empty where they are fractions of capital.</param>
/// <param name="Statistics">What the trades amount to.</param>
public sealed record TradeGroup(string? Asset, string? Strategy, TradeSide? Side, string Currency, TradeStatistics Statistics)
{
    /// <summary>Trades by any combination of keys, and always by currency, ordered by asset, strategy, side and currency.</summary>
    public static IReadOnlyList<TradeGroup> By(IEnumerable<Trade> trades, Cut cut) =>
        [.. trades.GroupBy(t => (Asset: cut.HasFlag(Cut.Asset) ? t.Asset : null, Strategy: cut.HasFlag(Cut.Strategy) ? t.Strategy : null, Side: cut.HasFlag(Cut.Side) ? t.Side : (TradeSide?)null, t.Currency))
            .OrderBy(g => g.Key.Asset, StringComparer.Ordinal).ThenBy(g => g.Key.Strategy, StringComparer.Ordinal).ThenBy(g => g.Key.Side).ThenBy(g => g.Key.Currency, StringComparer.Ordinal)
            .Select(g => new TradeGroup(g.Key.Asset, g.Key.Strategy, g.Key.Side, g.Key.Currency, TradeStatistics.Of(g)))];
}
