namespace ModelOpsLab.Trading;

/// <summary>The direction of a position.</summary>
public enum TradeSide { Long, Short }

/// <summary>One round trip: from the session in which a position was first held to the last, resizing included.</summary>
/// <param name="Asset">What was traded.</param>
/// <param name="Side">Long or short; a change of sign is the end of one trade and the start of the next.</param>
/// <param name="Entry">First session in which the position was held.</param>
/// <param name="Exit">Last session in which it was held; null while it is open.</param>
/// <param name="ProfitAndLoss">Net of costs, a fraction of capital; of an open trade so far.</param>
/// <param name="Sessions">Sessions in which it was held.</param>
/// <param name="Days">Calendar days from the first to the last of them, both counted.</param>
public sealed record Trade(string Asset, TradeSide Side, DateTime Entry, DateTime? Exit, double ProfitAndLoss, int Sessions, int Days)
{
    /// <summary>Whether the position was still held after the last session.</summary>
    public bool IsOpen => Exit is null;

    /// <summary>Costs of entry, resizing and exit, a fraction of capital, not negative.</summary>
    public double Cost { get; init; }

    /// <summary>Profit and loss before costs.</summary>
    public double Gross => ProfitAndLoss + Cost;

    /// <summary>Mean size of the position, a fraction of capital, not negative.</summary>
    public double MeanSize { get; init; }

    /// <summary>Sessions whose return is missing: they add nothing to the profit and loss.</summary>
    public int MissingReturns { get; init; }
}
