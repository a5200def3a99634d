namespace ModelOpsLab.Trading;

/// <summary>The direction of a position.</summary>
public enum TradeSide { Long, Short }

/// <summary>One round trip: of positions, from the session in which one was first held to the last, resizing included; of fills, what a closing fill closed.</summary>
/// <param name="Asset">What was traded.</param>
/// <param name="Side">Long or short; a change of sign is the end of one trade and the start of the next.</param>
/// <param name="Entry">First session in which the position was held, or time of the opening fill.</param>
/// <param name="Exit">Last session in which it was held, or time of the closing fill; null while it is open.</param>
/// <param name="ProfitAndLoss">Net of costs, a fraction of capital, or an amount of <see cref="Currency"/>; of an open trade so far, NaN where <see cref="Because"/> says why it is not known.</param>
/// <param name="Sessions">Sessions in which it was held; null where neither positions nor prices say.</param>
/// <param name="Days">Calendar days from the first to the last of them, both counted.</param>
public sealed record Trade(string Asset, TradeSide Side, DateTime Entry, DateTime? Exit, double ProfitAndLoss, int? Sessions, int Days)
{
    /// <summary>Whether the position was still held after the last session.</summary>
    public bool IsOpen => Exit is null;

    /// <summary>Who traded; empty where nobody is named.</summary>
    public string Strategy { get; init; } = "";

    /// <summary>Currency of the amounts; empty where they are fractions of capital.</summary>
    public string Currency { get; init; } = "";

    /// <summary>Costs of entry, resizing and exit, in the unit of the profit and loss.</summary>
    public double Cost { get; init; }

    /// <summary>Profit and loss before costs.</summary>
    public double Gross => ProfitAndLoss + Cost;

    /// <summary>Mean size of the position, a fraction of capital, or value at entry; not negative.</summary>
    public double MeanSize { get; init; }

    /// <summary>Sessions whose return is missing: they add nothing to the profit and loss.</summary>
    public int MissingReturns { get; init; }

    /// <summary>Worst profit and loss before costs while it was held, at most 0; null where <see cref="NoExcursion"/> says why it is not known (Sweeney, 1996).</summary>
    public double? AdverseExcursion { get; init; }

    /// <summary>Best profit and loss before costs while it was held, at least 0; null as <see cref="AdverseExcursion"/>.</summary>
    public double? FavourableExcursion { get; init; }

    /// <summary>Why there are no excursions; null where there are.</summary>
    public string? NoExcursion { get; init; }

    /// <summary>Why the profit and loss of an open trade is not known; null where it is.</summary>
    public string? Because { get; init; }
}
