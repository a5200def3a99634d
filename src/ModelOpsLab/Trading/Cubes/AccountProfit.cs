namespace ModelOpsLab.Trading;

/// <summary>Profit and loss that an account states for a day, or for a period of which it is a day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Amount">What it gained after all costs.</param>
/// <param name="Currency">Currency of the amount; empty for a fraction of capital.</param>
public sealed record AccountProfit(DateOnly Day, decimal Amount, string Currency = "");
