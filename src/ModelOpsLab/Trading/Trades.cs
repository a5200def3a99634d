using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Cuts a position series into round trips.</summary>
/// <remarks>
/// The position of a row is held during the row's session and earns position × return; the row's cost is that of moving to it from the row before. A
/// trade starts when the position leaves zero or changes sign and ends when it returns to zero or changes sign. The cost of the move to zero belongs to
/// the trade that ends; the cost of a change of sign is split between the two trades in proportion to the sizes closed and opened. The trades' profit
/// and loss adds up to that of the series. Excursions are those at the ends of the sessions.
/// </remarks>
public static class Trades
{
    /// <summary>The round trips of one asset, oldest first; the last may be open.</summary>
    /// <param name="dates">Session of each row, ascending.</param>
    /// <param name="asset">Name of the asset.</param>
    /// <param name="positions">Position held during the session, a fraction of capital, negative for short. Flat before the first row.</param>
    /// <param name="returns">Return of the asset in the session; one that is not finite adds nothing and is counted.</param>
    /// <param name="costs">Cost of moving to the position, a fraction of capital; empty for none.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a position or cost is not a finite number: the message names the row.</exception>
    public static IReadOnlyList<Trade> FromPositions(
        IReadOnlyList<DateTime> dates, string asset, ReadOnlySpan<double> positions, ReadOnlySpan<double> returns, ReadOnlySpan<double> costs = default)
    {
        if (positions.Length != dates.Count || returns.Length != dates.Count || (costs.Length != dates.Count && costs.Length != 0))
            throw new ArgumentException($"There are {dates.Count} dates, {positions.Length} positions, {returns.Length} returns and {costs.Length} costs.", nameof(positions));
        List<Trade> trades = [];
        Running? open = null;
        double held = 0;
        for (var row = 0; row < positions.Length; row++)
        {
            var (position, cost) = (positions[row], costs.Length == 0 ? 0 : costs[row]);
            if (!double.IsFinite(position) || !double.IsFinite(cost))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Row {row}, {Format.Time(dates[row])}: position {position}, cost {cost}. Both must be finite; where there is no prediction the position is 0."), nameof(positions));
            var closed = Math.Sign(position) == Math.Sign(held) ? 0 : Math.Abs(held);
            if (open is not null && closed > 0)
            {
                var share = cost * closed / (closed + Math.Abs(position));
                open.Cost += share;
                cost -= share;
                trades.Add(open.Close(dates[row - 1], isOpen: false));
                open = null;
            }
            if (position != 0) (open ??= new(asset, position > 0 ? TradeSide.Long : TradeSide.Short, dates[row])).Hold(position, returns[row], cost);
            held = position;
        }
        if (open is not null) trades.Add(open.Close(dates[^1], isOpen: true));
        return trades;
    }

    /// <summary>The round trips of a frame, by asset and strategy where the schema names them, in order of entry, then asset and strategy.</summary>
    /// <param name="frame">Rows whose position is held during their session.</param>
    /// <param name="position">Column of the position; a missing one counts as flat.</param>
    /// <param name="assetReturn">Column of the asset's return.</param>
    /// <param name="cost">Column of the cost of moving to the position; null for none, a missing one counts as zero.</param>
    public static IReadOnlyList<Trade> FromPositions(Frame frame, string position, string assetReturn, string? cost = null)
    {
        var assets = frame.Has(frame.Schema.Asset) ? frame[frame.Schema.Asset!].Strings : null;
        var strategies = frame.Has(frame.Schema.Strategy) ? frame[frame.Schema.Strategy!].Strings : null;
        return [.. Enumerable.Range(0, frame.Count).GroupBy(row => (Asset: assets?[row] ?? "", Strategy: strategies?[row] ?? ""))
            .SelectMany(rows => Of(rows.Key.Asset, [.. rows]).Select(t => t with { Strategy = rows.Key.Strategy }))
            .OrderBy(t => t.Entry).ThenBy(t => t.Asset, StringComparer.Ordinal).ThenBy(t => t.Strategy, StringComparer.Ordinal)];

        IReadOnlyList<Trade> Of(string asset, int[] rows) => FromPositions(
            Array.ConvertAll(rows, r => frame.Time[r]), asset, Array.ConvertAll(rows, r => OrZero(frame[position][r])),
            Array.ConvertAll(rows, r => frame[assetReturn][r]), cost is null ? [] : Array.ConvertAll(rows, r => OrZero(frame[cost][r])));
    }

    static double OrZero(double value) => double.IsNaN(value) ? 0 : value;

    /// <summary>A trade while it is held.</summary>
    sealed class Running(string asset, TradeSide side, DateTime entry)
    {
        double _gross, _size, _worst, _best;
        int _sessions, _missing;

        public double Cost { get; set; }

        public void Hold(double position, double assetReturn, double cost)
        {
            Cost += cost;
            _size += Math.Abs(position);
            _sessions++;
            if (!double.IsFinite(assetReturn)) _missing++;
            else _gross += position * assetReturn;
            (_worst, _best) = (Math.Min(_worst, _gross), Math.Max(_best, _gross));
        }

        public Trade Close(DateTime last, bool isOpen) => new(asset, side, entry, isOpen ? null : last, _gross - Cost, _sessions, (last.Date - entry.Date).Days + 1)
        {
            Cost = Cost, MeanSize = _size / _sessions, MissingReturns = _missing, AdverseExcursion = _worst, FavourableExcursion = _best,
        };
    }
}
