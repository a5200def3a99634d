using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Books what fills and prices make of each position, day by day.</summary>
static class MarkToMarket
{
    public static ProfitAndLossCube Of(FillBook book, PriceBook? prices)
    {
        var rows = new CubeRows();
        foreach (var position in book.Positions)
            Value(rows, position.Key, [.. position], prices?.Series(position.Key.Asset) ?? ([], []), book.UnknownFrom.TryGetValue((position.Key.Strategy, position.Key.Asset), out var from) ? from : DateTime.MaxValue);
        return new(rows, [.. book.Findings, .. (prices ?? PriceBook.None).Findings, .. (prices ?? PriceBook.None).Against(book)]);
    }

    static void Value(CubeRows rows, (string Strategy, string Asset, string Currency) key, Fill[] fills, (DateTime[] Times, decimal[] Prices) marks, DateTime unknownFrom)
    {
        decimal held = 0, last = 0;
        var mark = 0;
        foreach (var fill in fills)
        {
            for (; mark < marks.Times.Length && marks.Times[mark] < fill.Time; mark++) Mark(marks.Times[mark], marks.Prices[mark], fill.Multiplier);
            Mark(fill.Time, fill.Price, fill.Multiplier);
            var closed = held != 0 && held > 0 != fill.Quantity > 0 ? Math.Min(Math.Abs(held), Math.Abs(fill.Quantity)) : 0;
            var closingFee = closed == 0 ? 0 : PositionLots.Part(fill.Fee, closed, Math.Abs(fill.Quantity));
            if (closingFee != 0) Book(fill.Time, Side(held), -closingFee, closingFee);
            if (fill.Fee != closingFee) Book(fill.Time, Side(fill.Quantity), closingFee - fill.Fee, fill.Fee - closingFee);
            held += fill.Quantity;
        }
        for (; mark < marks.Times.Length && marks.Times[mark] < unknownFrom; mark++) Mark(marks.Times[mark], marks.Prices[mark], fills[^1].Multiplier);
        for (; mark < marks.Times.Length; mark++) Miss(marks.Times[mark]);
        if (unknownFrom < DateTime.MaxValue && (marks.Times is [] || marks.Times[^1] < unknownFrom)) Miss(unknownFrom);

        void Mark(DateTime time, decimal price, decimal multiplier)
        {
            if (!(Math.Abs((double)held * (double)(price - last) * (double)multiplier) < 1e15))
                throw new ArgumentException($"{key.Asset}, {Format.Time(time)}: {held} units whose price moves from {last} to {price} make an amount that cannot be kept to the cent. Correct the quantities or prices.", nameof(fills));
            if (held != 0 && price != last) Book(time, Side(held), held * (price - last) * multiplier, 0);
            last = price;
        }

        // From a fill that cannot be used on, what the position makes is not known.
        void Miss(DateTime time) => rows.Miss(DateOnly.FromDateTime(time).DayNumber, rows.Assets.Of(key.Asset), rows.Strategies.Of(key.Strategy), null, rows.Currencies.Of(key.Currency));

        void Book(DateTime time, TradeSide side, decimal amount, decimal cost) => rows.Add(DateOnly.FromDateTime(time), key.Asset, key.Strategy, side, key.Currency, amount, cost);
    }

    static TradeSide Side(decimal quantity) => quantity > 0 ? TradeSide.Long : TradeSide.Short;
}
