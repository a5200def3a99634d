using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Profit and loss of every day, asset, strategy, side and currency, to be added up by any of them.</summary>
/// <remarks>
/// Amounts are kept as whole numbers of 10⁻¹⁸, so that sums have no rounding: any two cuts agree to the last digit, whatever the order of the rows.
/// What is given out is a decimal: exact below 1e10 in size, 28 digits beyond.
/// Amounts of different currencies are never added. A row whose amount is not known is counted and in no sum.
/// </remarks>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed class ProfitAndLossCube : IRenderable
{
    readonly CubeRows _rows;

    internal ProfitAndLossCube(CubeRows rows, IReadOnlyList<TradeFinding>? findings = null) => (_rows, Findings) = (rows, findings ?? []);

    /// <summary>The rows of a frame: return × weight (1 where the schema names none), by the schema's asset and strategy.</summary>
    /// <param name="frame">Rows whose return is net of costs: a fraction of capital, or an amount of the currency.</param>
    /// <param name="position">Column of the position, whose sign is the side; null where the side is unknown.</param>
    /// <param name="cost">Column of the costs that are in the return; null for none, a missing one counts as zero.</param>
    /// <param name="currency">Currency of the amounts; empty for fractions of capital.</param>
    /// <param name="asset">Name of the asset where the schema names no column.</param>
    /// <param name="strategy">Name of the strategy where the schema names no column.</param>
    /// <exception cref="KeyNotFoundException">The schema names no return, or the frame does not have a column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An amount is 1e15 or larger.</exception>
    public static ProfitAndLossCube Of(Frame frame, string? position = null, string? cost = null, string currency = "", string asset = "", string strategy = "") =>
        Of(frame, frame[frame.Schema.Return ?? throw new KeyNotFoundException("The schema names no return column: set Schema.Return.")].Span, position, cost, currency, asset, strategy);

    /// <summary>Positions × returns of the assets, less costs, as <see cref="Of(Frame, string?, string?, string, string, string)"/> adds up a return that is net already.</summary>
    /// <param name="frame">Rows whose position is held during their session.</param>
    /// <param name="position">Column of the position, a fraction of capital or an amount; a missing one counts as flat.</param>
    /// <param name="assetReturn">Column of the asset's return; a missing one leaves the row without an amount, unless it is flat.</param>
    /// <param name="cost">Column of the cost of moving to the position; null for none, a missing one counts as zero.</param>
    /// <param name="currency">Currency of the amounts; empty for fractions of capital.</param>
    /// <param name="asset">Name of the asset where the schema names no column.</param>
    /// <param name="strategy">Name of the strategy where the schema names no column.</param>
    public static ProfitAndLossCube OfPositions(Frame frame, string position, string assetReturn, string? cost = null, string currency = "", string asset = "", string strategy = "")
    {
        var positions = frame[position].Span;
        var returns = frame[assetReturn].Span;
        var costs = cost is null ? default : frame[cost].Span;
        var net = new double[positions.Length];
        for (var i = 0; i < net.Length; i++)
        {
            var paid = costs.IsEmpty || double.IsNaN(costs[i]) ? 0 : costs[i];
            net[i] = (double.IsNaN(positions[i]) || positions[i] == 0 ? 0 : positions[i] * returns[i]) - paid;
        }
        return Of(frame, net, position, cost, currency, asset, strategy);
    }

    static ProfitAndLossCube Of(Frame frame, ReadOnlySpan<double> returns, string? position, string? cost, string currency, string asset, string strategy)
    {
        var weights = frame.Schema.Weight is { } w ? frame[w].Span : default;
        var positions = position is null ? default : frame[position].Span;
        var costs = cost is null ? default : frame[cost].Span;
        var assets = frame.Has(frame.Schema.Asset) ? frame[frame.Schema.Asset!].Strings : null;
        var strategies = frame.Has(frame.Schema.Strategy) ? frame[frame.Schema.Strategy!].Strings : null;
        var rows = new CubeRows(frame.Count);
        var code = rows.Currencies.Of(currency);
        for (var i = 0; i < returns.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            var (amount, paid) = (returns[i] * weight, costs.IsEmpty || double.IsNaN(costs[i]) ? 0 : costs[i] * weight);
            var (day, name, by) = (DateOnly.FromDateTime(frame.Time[i]).DayNumber, rows.Assets.Of(assets?[i] ?? asset), rows.Strategies.Of(strategies?[i] ?? strategy));
            var side = positions.IsEmpty ? null : Side(positions[i]);
            if (double.IsFinite(amount)) rows.Add(day, name, by, side, code, ExactAmount.Units(amount), ExactAmount.Units(paid));
            else rows.Miss(day, name, by, side, code);
        }
        return new(rows);
    }

    /// <summary>All the rows of several cubes: strategies that were measured apart, as one portfolio.</summary>
    public static ProfitAndLossCube Join(params IReadOnlyList<ProfitAndLossCube> cubes)
    {
        var rows = new CubeRows(cubes.Sum(c => c.Count));
        foreach (var cube in cubes) rows.AddAll(cube._rows);
        return new(rows, [.. cubes.SelectMany(c => c.Findings)]);
    }

    /// <summary>Closed trades, each on the day of its exit. An open trade is on no day: it is counted in <see cref="Findings"/>.</summary>
    public static ProfitAndLossCube Of(IEnumerable<Trade> trades)
    {
        var rows = new CubeRows(trades.TryGetNonEnumeratedCount(out var count) ? count : 0);
        var open = 0;
        foreach (var trade in trades)
        {
            if (trade.Exit is not { } exit) { open++; continue; }
            var (day, asset, strategy, currency) = (DateOnly.FromDateTime(exit).DayNumber, rows.Assets.Of(trade.Asset), rows.Strategies.Of(trade.Strategy), rows.Currencies.Of(trade.Currency));
            if (double.IsFinite(trade.ProfitAndLoss)) rows.Add(day, asset, strategy, trade.Side, currency, ExactAmount.Units(trade.ProfitAndLoss), ExactAmount.Units(trade.Cost));
            else rows.Miss(day, asset, strategy, trade.Side, currency);
        }
        return new(rows, open == 0 ? [] : [new(TradeFindingKind.LeftOut, $"{Format.Count(open)} open trades are in no period: value them by fills and prices.")]);
    }

    /// <summary>Fills valued by prices: what a position gains from price to price is booked on the day of the later one, a fee on the day of its fill.</summary>
    /// <param name="book">The fills.</param>
    /// <param name="prices">Prices of the assets; null where there are none.</param>
    /// <remarks>
    /// A fill is a price too. Where an asset has no price of its own, it is booked from fill to fill and what is held is worth the last one: a finding says so.
    /// The whole is the value held at the end, plus what sales brought, less what purchases and fees cost.
    /// </remarks>
    public static ProfitAndLossCube Of(FillBook book, PriceBook? prices = null) => MarkToMarket.Of(book, prices);

    /// <summary>Number of rows.</summary>
    public int Count => _rows.Rows.Count;
    /// <summary>What was found wrong with what it is made of.</summary>
    public IReadOnlyList<TradeFinding> Findings { get; }
    /// <summary>Currencies of the amounts; empty for fractions of capital.</summary>
    public IReadOnlyList<string> Currencies => [.. _rows.Currencies.Names.Order(StringComparer.Ordinal)];

    /// <summary>Sums by period, by any combination of keys, and always by currency.</summary>
    public ProfitAndLossCut By(CalendarPeriod period, Cut cut = Cut.Whole) => new(period, cut, CubeSums.Of(_rows, period, cut));

    /// <summary>Sums by any combination of keys over the whole time, and always by currency.</summary>
    public ProfitAndLossCut By(Cut cut) => By(CalendarPeriod.Whole, cut);

    /// <summary>Puts the cube beside the profit and loss that the account states.</summary>
    /// <param name="account">Amounts of the account, of any days: those of one period and currency are added.</param>
    /// <param name="period">What is compared.</param>
    /// <exception cref="ArgumentException">An asset or a strategy has the name of what is not explained.</exception>
    public Reconciliation Reconcile(IEnumerable<AccountProfit> account, CalendarPeriod period = CalendarPeriod.Month) => Reconciliation.Of(this, _rows, account, period);

    /// <summary>The cube in one currency.</summary>
    /// <param name="currency">The currency.</param>
    /// <param name="rate">What one unit of a currency is worth in it on a day; null where that is not known: the amounts stay in their own currency, and a finding counts them.</param>
    public ProfitAndLossCube In(string currency, Func<string, DateOnly, decimal?> rate)
    {
        var converted = new CubeRows(Count);
        SortedDictionary<string, (int Count, DateOnly First)> unknown = new(StringComparer.Ordinal);
        foreach (var row in _rows.Rows)
        {
            var (from, day) = (_rows.Currencies.Names[row.Currency], DateOnly.FromDayNumber(row.Day));
            var known = from == currency ? 1 : rate(from, day);
            if (known is null) unknown[from] = unknown.TryGetValue(from, out var before) ? (before.Count + 1, before.First < day ? before.First : day) : (1, day);
            var (asset, strategy, code) = (converted.Assets.Of(_rows.Assets.Names[row.Asset]), converted.Strategies.Of(_rows.Strategies.Names[row.Strategy]), converted.Currencies.Of(known is null ? from : currency));
            TradeSide? side = row.Side == CubeRows.NoSide ? null : (TradeSide)row.Side;
            if (row.Missing) converted.Miss(row.Day, asset, strategy, side, code);
            else converted.Add(row.Day, asset, strategy, side, code, Times(row.Value, known ?? 1), Times(row.Cost, known ?? 1));
        }
        return new(converted, [.. Findings, .. unknown.Select(u => new TradeFinding(TradeFindingKind.NoRate, $"{Format.Count(u.Value.Count)} amounts in {u.Key} have no rate into {currency}, the first of {Format.Date(u.Value.First)}: they stay in {u.Key}."))]);

        static Int128 Times(Int128 units, decimal rate) => rate == 1 ? units : ExactAmount.Units(ExactAmount.Value(units) * rate);
    }

    /// <inheritdoc/>
    public Document ToDocument() => By(CalendarPeriod.Month).ToDocument();

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    static TradeSide? Side(double position) => position > 0 ? TradeSide.Long : position < 0 ? TradeSide.Short : null;
}
