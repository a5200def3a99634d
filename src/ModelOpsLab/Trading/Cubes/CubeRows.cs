namespace ModelOpsLab.Trading;

/// <summary>The rows of a cube while it is filled: names as numbers, amounts as whole numbers.</summary>
sealed class CubeRows(int capacity = 0)
{
    /// <summary>What stands for a row of neither side.</summary>
    public const byte NoSide = 2;

    readonly List<CubeRow> _rows = new(capacity);

    public NameCodes Assets { get; } = new();
    public NameCodes Strategies { get; } = new();
    public NameCodes Currencies { get; } = new();
    public IReadOnlyList<CubeRow> Rows => _rows;
    public ReadOnlySpan<CubeRow> Span => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows);

    /// <summary>A row with an amount.</summary>
    public void Add(int day, int asset, int strategy, TradeSide? side, int currency, Int128 value, Int128 cost) =>
        _rows.Add(new(day, asset, strategy, currency, side is { } s ? (byte)s : NoSide, false, value, cost));

    /// <summary>A row whose amount is not known.</summary>
    public void Miss(int day, int asset, int strategy, TradeSide? side, int currency) =>
        _rows.Add(new(day, asset, strategy, currency, side is { } s ? (byte)s : NoSide, true, 0, 0));

    public void Add(DateOnly day, string asset, string strategy, TradeSide? side, string currency, decimal value, decimal cost) =>
        Add(day.DayNumber, Assets.Of(asset), Strategies.Of(strategy), side, Currencies.Of(currency), ExactAmount.Units(value), ExactAmount.Units(cost));

    /// <summary>A copy to which rows can be added.</summary>
    public CubeRows Copy()
    {
        var copy = new CubeRows(_rows.Count + 1);
        copy.AddAll(this);
        return copy;
    }

    /// <summary>The rows of another, under the numbers that the names have here.</summary>
    public void AddAll(CubeRows other)
    {
        int[] Codes(NameCodes from, NameCodes to) => [.. from.Names.Select(to.Of)];
        var (assets, strategies, currencies) = (Codes(other.Assets, Assets), Codes(other.Strategies, Strategies), Codes(other.Currencies, Currencies));
        foreach (var row in other._rows)
            _rows.Add(row with { Asset = assets[row.Asset], Strategy = strategies[row.Strategy], Currency = currencies[row.Currency] });
    }
}

/// <summary>One row: its keys as numbers and its amount.</summary>
readonly record struct CubeRow(int Day, int Asset, int Strategy, int Currency, byte Side, bool Missing, Int128 Value, Int128 Cost);
