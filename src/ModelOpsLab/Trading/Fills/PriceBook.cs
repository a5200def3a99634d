using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Prices of assets in time, by which positions are valued between their fills.</summary>
/// <remarks>A price of a day, without a time, is that of its end: it comes after every fill of the day.</remarks>
public sealed class PriceBook
{
    readonly Dictionary<string, (DateTime[] Times, decimal[] Prices)> _series = new(StringComparer.Ordinal);

    PriceBook(IReadOnlyList<TradeFinding> findings) => Findings = findings;

    /// <summary>No prices at all.</summary>
    internal static PriceBook None { get; } = new([]);

    /// <summary>The prices of a panel, or of one asset.</summary>
    /// <param name="frame">Rows in time order; the schema's asset says whose price it is.</param>
    /// <param name="price">Column of the price.</param>
    /// <param name="asset">Whose price it is where the schema names no asset.</param>
    /// <param name="negativePrices">Assets whose price may be negative; null for none. A negative price of another is left out and told.</param>
    /// <exception cref="ArgumentException">The schema names no asset and none is given.</exception>
    public static PriceBook Of(Frame frame, string price, string? asset = null, IReadOnlyCollection<string>? negativePrices = null)
    {
        var names = frame.Has(frame.Schema.Asset) ? frame[frame.Schema.Asset!].Strings
            : asset is null ? throw new ArgumentException("The schema names no asset: say whose prices these are.", nameof(asset)) : null;
        var values = frame[price].Span;
        var endOfDay = frame[frame.Schema.Timestamp].Type == ColumnType.Date;
        List<TradeFinding> findings = [];
        Dictionary<string, (List<DateTime> Times, List<decimal> Prices, int Missing)> read = new(StringComparer.Ordinal);
        for (var row = 0; row < frame.Count; row++)
        {
            var name = names?[row] ?? asset!;
            var series = read.GetValueOrDefault(name, ([], [], 0));
            var exact = FillRows.Exact(values[row]) is { } size && Math.Abs(size) < FillCheck.LargestPrice ? size : (decimal?)null;
            if (exact is < 0 && negativePrices?.Contains(name) != true)
                findings.Add(new(TradeFindingKind.NegativePrice, $"{name}, {Format.Time(frame.Time[row])}: the price is {exact}, and {name} is not declared to have negative prices. It is left out.") { Line = row + 1, Asset = name });
            else if (exact is { } known)
            {
                series.Times.Add(endOfDay ? frame.Time[row].AddDays(1).AddTicks(-1) : frame.Time[row]);
                series.Prices.Add(known);
            }
            else series.Missing++;
            read[name] = series;
        }
        findings.AddRange(read.Where(s => s.Value.Missing > 0).OrderBy(s => s.Key, StringComparer.Ordinal)
            .Select(s => new TradeFinding(TradeFindingKind.MissingPrice, $"{s.Key}: {Format.Count(s.Value.Missing)} of {Format.Count(s.Value.Missing + s.Value.Prices.Count)} prices are missing, not finite or not below 1e12. They are left out.") { Asset = s.Key }));
        var book = new PriceBook(findings);
        foreach (var (name, series) in read)
            if (series.Prices.Count > 0) book._series.Add(name, ([.. series.Times], [.. series.Prices]));
        return book;
    }

    /// <summary>Assets that have a price, in order of their names.</summary>
    public IReadOnlyList<string> Assets => [.. _series.Keys.Order(StringComparer.Ordinal)];
    /// <summary>Prices that were left out, and why.</summary>
    public IReadOnlyList<TradeFinding> Findings { get; }

    /// <summary>What does not fit between fills and prices: assets traded without a price, priced and not traded, held beyond the last price.</summary>
    public IReadOnlyList<TradeFinding> Against(FillBook book)
    {
        string[] traded = [.. book.Fills.Select(f => f.Asset).Distinct().Order(StringComparer.Ordinal)];
        return
        [
            .. traded.Where(a => !Has(a)).Select(a => new TradeFinding(TradeFindingKind.TradesWithoutPrices,
                $"{a} is traded and has no price: between its fills it cannot be valued, and what is held is worth its last fill.{Spelling.Suggest(a, Assets)}") { Asset = a }),
            .. Assets.Except(traded, StringComparer.Ordinal).Select(a => new TradeFinding(TradeFindingKind.PricesWithoutTrades, $"{a} has prices and is not traded.{Spelling.Suggest(a, traded.Where(t => !Has(t)))}") { Asset = a }),
            .. book.Positions.Where(p => Has(p.Key.Asset) && p.Sum(f => f.Quantity) != 0 && p.Last().Time > _series[p.Key.Asset].Times[^1]).Select(p => new TradeFinding(TradeFindingKind.StalePrice,
                $"{p.Key.Asset} is held and its last price, of {Format.Time(_series[p.Key.Asset].Times[^1].Date)}, is older than its last fill: it is worth that fill.") { Asset = p.Key.Asset, Strategy = p.Key.Strategy, Line = p.Last().Line }),
        ];
    }

    internal bool Has(string asset) => _series.ContainsKey(asset);

    /// <summary>All prices of an asset, none where there are none.</summary>
    internal (DateTime[] Times, decimal[] Prices) Series(string asset) => _series.GetValueOrDefault(asset, ([], []));

    /// <summary>The last price, where it is not before a time.</summary>
    internal (DateTime Time, decimal Price)? LastSince(string asset, DateTime from) =>
        Series(asset) is { Times: [.., var last] times } series && last >= from ? (last, series.Prices[times.Length - 1]) : null;

    /// <summary>Lowest and highest price from a time to a time, both counted; null where there is none.</summary>
    internal (decimal Low, decimal High)? Range(string asset, DateTime from, DateTime to)
    {
        var (times, prices) = Series(asset);
        var (start, end) = (First(times, from), First(times, to.AddTicks(1)));
        if (start == end) return null;
        var (low, high) = (prices[start], prices[start]);
        for (var i = start + 1; i < end; i++) (low, high) = (Math.Min(low, prices[i]), Math.Max(high, prices[i]));
        return (low, high);
    }

    /// <summary>Days with a price from the day of a time to that of another, both counted; null where the asset has no prices.</summary>
    internal int? Sessions(string asset, DateTime from, DateTime to)
    {
        var times = Series(asset).Times;
        if (times.Length == 0) return null;
        var days = 0;
        for (var i = First(times, from.Date); i < times.Length && times[i].Date <= to.Date; i++)
            if (i == 0 || times[i].Date != times[i - 1].Date) days++;
        return days;
    }

    /// <summary>Number of times before one.</summary>
    static int First(DateTime[] times, DateTime from)
    {
        var (low, high) = (0, times.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (times[middle] < from) low = middle + 1; else high = middle;
        }
        return low;
    }
}
