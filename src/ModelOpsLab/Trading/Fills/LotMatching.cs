namespace ModelOpsLab.Trading;

/// <summary>Which of the units held a closing fill closes.</summary>
public enum LotMatching
{
    /// <summary>Those bought, or sold short, first.</summary>
    FirstInFirstOut,
    /// <summary>A part of all of them, at their average price.</summary>
    AverageCost,
}
