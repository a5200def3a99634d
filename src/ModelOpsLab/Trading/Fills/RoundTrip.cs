namespace ModelOpsLab.Trading;

/// <summary>What one closing fill closed: units that were opened before, with both prices, the fees that belong to them and the result, exact to the last digit.</summary>
/// <param name="Asset">What was traded.</param>
/// <param name="Strategy">Who traded; empty where nobody claims it.</param>
/// <param name="Currency">Currency of every amount.</param>
/// <param name="Side">Long or short.</param>
/// <param name="Quantity">Units closed, more than 0.</param>
/// <param name="Entry">When the first of them was opened; at average cost, when the position left zero.</param>
/// <param name="Exit">When they were closed; null for units that are still held.</param>
public sealed record RoundTrip(string Asset, string Strategy, string Currency, TradeSide Side, decimal Quantity, DateTime Entry, DateTime? Exit)
{
    /// <summary>What the units cost, quantity × price × multiplier, summed over the lots; of a short, what was received.</summary>
    public required decimal EntryValue { get; init; }
    /// <summary>What closing brought; of a short, what it cost. 0 while they are held.</summary>
    public decimal ExitValue { get; init; }
    /// <summary>Fees of entry and exit that belong to these units; a fee is split by units, and the parts add up to it exactly.</summary>
    public decimal Fees { get; init; }
    /// <summary>Currency of one unit for each point of price.</summary>
    public decimal Multiplier { get; init; } = 1;
    /// <summary>Identifier of the fill that closed them; empty where there is none, or while they are held.</summary>
    public string ClosedBy { get; init; } = "";

    /// <summary>Mean price of entry.</summary>
    public decimal EntryPrice => EntryValue / Quantity / Multiplier;
    /// <summary>Price of exit; null while they are held.</summary>
    public decimal? ExitPrice => Exit is null ? null : ExitValue / Quantity / Multiplier;
    /// <summary>Profit and loss before fees; null while the units are held.</summary>
    public decimal? Gross => Exit is null ? null : Side == TradeSide.Long ? ExitValue - EntryValue : EntryValue - ExitValue;
    /// <summary>Profit and loss after fees; null while the units are held.</summary>
    public decimal? ProfitAndLoss => Gross - Fees;
}
