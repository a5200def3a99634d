namespace ModelOpsLab.Trading;

/// <summary>One cell of a cut of the cube: its keys, of which those that were not asked for are null, and the exact sum of its rows.</summary>
/// <param name="Period">First day of the period; null for the whole.</param>
/// <param name="Asset">Asset.</param>
/// <param name="Strategy">Strategy.</param>
/// <param name="Side">Side of the position; null too for rows that are of neither side.</param>
/// <param name="Currency">Currency of the amounts; empty where they are fractions of capital.</param>
/// <param name="Value">Profit and loss after costs.</param>
/// <param name="Cost">Costs that are in it: profit and loss before costs is the sum of both.</param>
/// <param name="Count">Rows with an amount.</param>
/// <param name="Missing">Rows whose amount is not known: they are in no sum.</param>
public sealed record ProfitAndLossCell(DateOnly? Period, string? Asset, string? Strategy, TradeSide? Side, string Currency, decimal Value, decimal Cost, int Count, int Missing);
