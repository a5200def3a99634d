namespace ModelOpsLab.Trading;

/// <summary>One execution: how much of what was bought or sold, when, at what price and fee.</summary>
/// <param name="Time">When it was done, UTC.</param>
/// <param name="Asset">What was traded.</param>
/// <param name="Quantity">Units, fractions of one too; negative where sold.</param>
/// <param name="Price">Price of a unit, in <see cref="Currency"/>.</param>
public sealed record Fill(DateTime Time, string Asset, decimal Quantity, decimal Price)
{
    /// <summary>Who traded; empty where nobody claims it.</summary>
    public string Strategy { get; init; } = "";
    /// <summary>Fee paid, in <see cref="Currency"/>; negative for a rebate.</summary>
    public decimal Fee { get; init; }
    /// <summary>Currency of price and fee; empty where there is only one and it has no name.</summary>
    public string Currency { get; init; } = "";
    /// <summary>Identifier of the execution; empty where there is none, and then a fill that stands twice cannot be told from two fills: both are kept, and told (<see cref="TradeFindingKind.AlikeFills"/>).</summary>
    public string Id { get; init; } = "";
    /// <summary>Price at which the decision was made; null where it was not kept. What was paid beyond it is slippage.</summary>
    public decimal? ExpectedPrice { get; init; }
    /// <summary>Currency that one unit is worth for each point of price: 1 for shares, 1,000 for a barrel contract.</summary>
    public decimal Multiplier { get; init; } = 1;
    /// <summary>Line of the file, or number in the list, from 1; 0 where unknown.</summary>
    public long Line { get; init; }

    /// <summary>Size of what changed hands in currency: quantity × price × multiplier, not negative.</summary>
    public decimal Turnover => Math.Abs(Quantity * Price * Multiplier);

    /// <summary>What was paid beyond the expected price, in currency, positive where it cost; null without an expected price.</summary>
    public decimal? Slippage => ExpectedPrice is { } expected ? Quantity * (Price - expected) * Multiplier : null;
}
