using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Fills matched to round trips, one for each closing fill, and what is still held.</summary>
/// <remarks>
/// Each asset, strategy and currency is a position of its own. A fill against the position closes it, and where it is larger, opens one of the other
/// side with what is left; its fee is split by units. Quantities may be fractions. All amounts are decimals: nothing is rounded but a part of a fee, or
/// of an average cost, that has no end (at 12 decimals, the rest stays with what is left), so that the parts always add up.
/// </remarks>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed class RoundTrips : IRenderable
{
    RoundTrips(LotMatching matching, IReadOnlyList<RoundTrip> closed, IReadOnlyList<RoundTrip> open, IReadOnlyList<TradeFinding> findings) =>
        (Matching, Closed, Open, Findings) = (matching, closed, open, findings);

    /// <summary>The round trips of fills.</summary>
    public static RoundTrips Of(FillBook book, LotMatching matching = LotMatching.FirstInFirstOut)
    {
        List<RoundTrip> closed = [], open = [];
        foreach (var position in book.Positions)
        {
            var lots = new PositionLots(position.Key, matching);
            foreach (var fill in position) lots.Take(fill, closed);
            if (!book.UnknownFrom.ContainsKey((position.Key.Strategy, position.Key.Asset))) open.AddRange(lots.Held);
        }
        return new(matching, [.. closed.OrderBy(t => t.Exit).ThenBy(t => t.Asset, StringComparer.Ordinal).ThenBy(t => t.Strategy, StringComparer.Ordinal)], open, book.Findings);
    }

    /// <summary>Which units a closing fill closes.</summary>
    public LotMatching Matching { get; }
    /// <summary>Closed units, in order of exit, then asset and strategy.</summary>
    public IReadOnlyList<RoundTrip> Closed { get; }
    /// <summary>Units that are still held, without an exit; none of a position that is not known any more.</summary>
    public IReadOnlyList<RoundTrip> Open { get; }
    /// <summary>What was found wrong with the fills.</summary>
    public IReadOnlyList<TradeFinding> Findings { get; }

    /// <summary>Profit and loss after fees of the closed round trips by currency, exact.</summary>
    public IReadOnlyDictionary<string, decimal> Realised => Closed.GroupBy(t => t.Currency, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(t => t.ProfitAndLoss!.Value), StringComparer.Ordinal);

    /// <summary>The round trips as trades, the open ones last, with excursions and sessions where prices are given.</summary>
    /// <param name="prices">Prices of the assets; null where there are none.</param>
    /// <remarks>
    /// An open trade is valued at the last price since its entry; without one its profit and loss does not exist, and <see cref="Trade.Because"/> says so.
    /// Its statistics count it as open and nothing else.
    /// </remarks>
    public IReadOnlyList<Trade> Trades(PriceBook? prices = null) => [.. Closed.Concat(Open).Select(t => TradeOf(t, prices))];

    static Trade TradeOf(RoundTrip trip, PriceBook? prices)
    {
        var last = prices?.LastSince(trip.Asset, trip.Entry);
        var until = trip.Exit ?? last?.Time ?? trip.Entry;
        var value = trip.Exit is not null ? trip.ExitValue : last is { } mark ? trip.Quantity * mark.Price * trip.Multiplier : (decimal?)null;
        var sign = trip.Side == TradeSide.Long ? 1 : -1;
        var (adverse, favourable, because) = Excursion.Of(trip, prices, until, value is { } v ? sign * (v - trip.EntryValue) : null);
        return new(trip.Asset, trip.Side, trip.Entry, trip.Exit, value is { } worth ? (double)(sign * (worth - trip.EntryValue) - trip.Fees) : double.NaN,
            prices?.Sessions(trip.Asset, trip.Entry, until), (until.Date - trip.Entry.Date).Days + 1)
        {
            Strategy = trip.Strategy, Currency = trip.Currency, Cost = (double)trip.Fees, MeanSize = (double)Math.Abs(trip.EntryValue),
            AdverseExcursion = adverse, FavourableExcursion = favourable, NoExcursion = because,
            Because = value is null ? $"there is no price of {trip.Asset} since {Format.Time(trip.Entry)}" : null,
        };
    }

    /// <inheritdoc/>
    public Document ToDocument()
    {
        const int most = 50;
        return new(
            new Facts([new("closed", Format.Count(Closed.Count)), new("still held", Format.Count(Open.Count)), .. Realised.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => new Fact("realised after fees", Money.Text(r.Value, r.Key)))]),
            new Table([new("asset"), new("strategy"), new("side"), new("quantity", Align.Right), new("entry"), new("exit"), new("fees", Align.Right), new("profit and loss", Align.Right)],
                [.. Closed.Concat(Open).Take(most).Select(t => (IReadOnlyList<Cell>)[t.Asset, t.Strategy, t.Side == TradeSide.Long ? "long" : "short", Format.Number((double)t.Quantity), Format.Time(t.Entry),
                    t.Exit is { } exit ? Format.Time(exit) : "held", Money.Text(t.Fees, t.Currency), t.ProfitAndLoss is { } amount ? Money.Text(amount, t.Currency) : "not realised"])],
                Closed.Count + Open.Count > most ? $"The first {Format.Count(most)} of {Format.Count(Closed.Count + Open.Count)}." : "", "round-trips"),
            new Note($"One row for each closing fill, {(Matching == LotMatching.FirstInFirstOut ? "first in, first out" : "at average cost")}; fees of entry and exit are in the profit and loss."),
            FillBook.FindingTable(Findings));
    }

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());
}
