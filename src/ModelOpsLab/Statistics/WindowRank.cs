namespace ModelOpsLab.Statistics;

/// <summary>Where one number stands among the same number of past windows of equal length: a verdict that needs no independence inside a window.</summary>
/// <remarks>
/// Under exchangeability of the windows the rank is uniform whatever the serial dependence within them, so its p-value is exact
/// (a rank test, as in conformal prediction: Vovk, Gammerman and Shafer 2005). Autocorrelation across windows makes it conservative or
/// liberal only as far as neighbouring windows resemble each other. Ties count against the current value.
/// </remarks>
public static class WindowRank
{
    /// <summary>Ranks a signed number in the direction of its own sign.</summary>
    /// <param name="current">The number of the window under review; its sign is its direction.</param>
    /// <param name="past">The same number of the past windows. NaN is not allowed.</param>
    /// <param name="signed">True where both directions exist: the p-value is then two-sided.</param>
    /// <exception cref="ArgumentException">A number is NaN.</exception>
    public static WindowRankResult Of(double current, ReadOnlySpan<double> past, bool signed = true)
    {
        if (double.IsNaN(current)) throw new ArgumentException("The current window's number is NaN and has no rank.", nameof(current));
        int rank = 1, bySize = 1;
        var furthest = 0.0;
        for (var i = 0; i < past.Length; i++)
        {
            var value = past[i];
            if (double.IsNaN(value)) throw new ArgumentException($"The number of past window {i} is NaN and has no rank.", nameof(past));
            var along = current >= 0 ? value : -value;
            if (along >= Math.Abs(current)) rank++;
            if (Math.Abs(value) >= Math.Abs(current)) bySize++;
            furthest = Math.Max(furthest, along);
        }
        var p = past.Length == 0 ? 1 : Math.Min(1, (signed ? 2.0 : 1.0) * rank / (past.Length + 1));
        return new(rank, bySize, past.Length, p, furthest);
    }
}

/// <summary>The standing of a number among past windows.</summary>
/// <param name="Rank">1 where no past window lies as far in the same direction.</param>
/// <param name="RankBySize">1 where no past window lies as far in either direction.</param>
/// <param name="Windows">Past windows compared.</param>
/// <param name="PValue">Share of windows, this one included, at least as far; doubled where both directions exist. 1 without past windows.</param>
/// <param name="Furthest">The furthest past window in this direction, as a distance; 0 where none went this way.</param>
public sealed record WindowRankResult(int Rank, int RankBySize, int Windows, double PValue, double Furthest);
