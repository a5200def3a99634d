namespace ModelOpsLab.Trading;

/// <summary>The units held in one position, and what closing some of them gives.</summary>
sealed class PositionLots((string Strategy, string Asset, string Currency) key, LotMatching matching)
{
    /// <summary>Decimals to which a part of a fee or of a cost is rounded; what is left over stays with the rest, so that parts add up exactly.</summary>
    const int PartDecimals = 12;

    readonly Queue<Lot> _lots = [];
    decimal _position, _multiplier = 1;

    public void Take(Fill fill, List<RoundTrip> closed)
    {
        _multiplier = fill.Multiplier;
        var (open, fee) = (Math.Abs(fill.Quantity), fill.Fee);
        if (_position != 0 && (_position > 0) != (fill.Quantity > 0))
        {
            var closing = Math.Min(open, Math.Abs(_position));
            var closingFee = Part(fee, closing, open);
            closed.Add(Close(closing, fill, closingFee));
            (open, fee) = (open - closing, fee - closingFee);
        }
        _position += fill.Quantity;
        if (open == 0) return;
        var value = open * fill.Price * fill.Multiplier;
        if (matching == LotMatching.AverageCost && _lots.TryPeek(out var held)) held.Add(open, value, fee);
        else _lots.Enqueue(new(fill.Time, open, value, fee));
    }

    /// <summary>What is still held, oldest first.</summary>
    public IEnumerable<RoundTrip> Held => _lots.Select(l => Trip(l.Quantity, l.Time, null) with { EntryValue = l.Value, Fees = l.Fee });

    RoundTrip Close(decimal quantity, Fill fill, decimal fee)
    {
        var (first, cost, left) = (_lots.Peek().Time, 0m, quantity);
        while (left > 0)
        {
            var lot = _lots.Peek();
            var part = lot.Take(Math.Min(left, lot.Quantity));
            (left, cost, fee) = (left - part.Quantity, cost + part.Value, fee + part.Fee);
            if (lot.Quantity == 0) _lots.Dequeue();
        }
        return Trip(quantity, first, fill.Time) with { EntryValue = cost, ExitValue = quantity * fill.Price * fill.Multiplier, Fees = fee, ClosedBy = fill.Id };
    }

    RoundTrip Trip(decimal quantity, DateTime entry, DateTime? exit) =>
        new(key.Asset, key.Strategy, key.Currency, _position > 0 ? TradeSide.Long : TradeSide.Short, quantity, entry, exit) { EntryValue = 0, Multiplier = _multiplier };

    /// <summary>The share of an amount that belongs to a part; what the parts leave over belongs to the last.</summary>
    internal static decimal Part(decimal amount, decimal part, decimal whole) => part == whole ? amount : decimal.Round(amount * (part / whole), PartDecimals);

    sealed class Lot(DateTime time, decimal quantity, decimal value, decimal fee)
    {
        public DateTime Time => time;
        public decimal Quantity => quantity;
        public decimal Value => value;
        public decimal Fee => fee;

        public void Add(decimal more, decimal moreValue, decimal moreFee) => (quantity, value, fee) = (quantity + more, value + moreValue, fee + moreFee);

        public (decimal Quantity, decimal Value, decimal Fee) Take(decimal units)
        {
            var (v, f) = (Part(value, units, quantity), Part(fee, units, quantity));
            (quantity, value, fee) = (quantity - units, value - v, fee - f);
            return (units, v, f);
        }
    }
}
