namespace ModelOpsLab.Trading;

/// <summary>How far a round trip went against and for its holder before it ended.</summary>
static class Excursion
{
    /// <summary>Worst and best profit and loss before fees between entry and exit, in currency, the worst at most 0 and the best at least 0; or why they are not known.</summary>
    public static (double? Adverse, double? Favourable, string? Because) Of(RoundTrip trip, PriceBook? prices, DateTime until, decimal? gross)
    {
        if (prices is null) return (null, null, "no prices were given");
        if (!prices.Has(trip.Asset)) return (null, null, $"there are no prices of {trip.Asset}");
        if (prices.Range(trip.Asset, trip.Entry, until) is not { } range) return (null, null, $"there is no price of {trip.Asset} between entry and exit");
        var (low, high) = (Worth(range.Low), Worth(range.High));
        var (adverse, favourable) = (Math.Min(0, Math.Min(low, high)), Math.Max(0, Math.Max(low, high)));
        return ((double)Math.Min(adverse, gross ?? 0), (double)Math.Max(favourable, gross ?? 0), null);

        decimal Worth(decimal price) => (trip.Side == TradeSide.Long ? 1 : -1) * (trip.Quantity * price * trip.Multiplier - trip.EntryValue);
    }
}
