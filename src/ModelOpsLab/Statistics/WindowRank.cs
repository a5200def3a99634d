namespace ModelOpsLab.Statistics;

/// <summary>Where one number stands among the same number of past windows of equal length: a verdict that needs no independence inside a window.</summary>
/// <remarks>
/// Under exchangeability of the windows the rank is uniform whatever the serial dependence within them, so its p-value is exact
/// (a rank test, as in conformal prediction: Vovk, Gammerman and Shafer 2005). Autocorrelation across windows makes it conservative or
/// liberal only as far as neighbouring windows resemble each other. Ties count against the current value.
/// </remarks>
public static class WindowRank
{
    /// <summary>Ranks a number in the direction of its own sign; two-sided, for both directions could have been furthest.</summary>
    /// <param name="current">The number of the window under review; its sign is its direction.</param>
    /// <param name="past">The same number of the past windows.</param>
    /// <exception cref="ArgumentException">A number is NaN.</exception>
    public static WindowRankResult Of(double current, ReadOnlySpan<double> past)
    {
        Require(current, past);
        int rank = 1, bySize = 1;
        var furthest = 0.0;
        foreach (var value in past)
        {
            var along = current >= 0 ? value : -value;
            if (along >= Math.Abs(current)) rank++;
            if (Math.Abs(value) >= Math.Abs(current)) bySize++;
            furthest = Math.Max(furthest, along);
        }
        return new(rank, bySize, past.Length, past.Length == 0 ? 1 : Math.Min(1, 2.0 * rank / (past.Length + 1)), furthest);
    }

    /// <summary>Ranks a number of which only large values matter: a loss, an error, a spread. One-sided; without past windows the p-value is 1.</summary>
    /// <param name="current">The number of the window under review, of any sign.</param>
    /// <param name="past">The same number of the past windows.</param>
    /// <exception cref="ArgumentException">A number is NaN.</exception>
    public static WindowRankResult Upper(double current, ReadOnlySpan<double> past)
    {
        Require(current, past);
        var rank = 1;
        var furthest = past.Length == 0 ? 0 : double.NegativeInfinity;
        foreach (var value in past)
        {
            if (value >= current) rank++;
            furthest = Math.Max(furthest, value);
        }
        return new(rank, rank, past.Length, (double)rank / (past.Length + 1), furthest);
    }

    static void Require(double current, ReadOnlySpan<double> past)
    {
        if (double.IsNaN(current)) throw new ArgumentException("The current window's number is NaN and has no rank.", nameof(current));
        for (var i = 0; i < past.Length; i++)
            if (double.IsNaN(past[i])) throw new ArgumentException($"The number of past window {i} is NaN and has no rank.", nameof(past));
    }
}

/// <summary>The standing of a number among past windows.</summary>
/// <param name="Rank">1 where no past window lies as far in the same direction.</param>
/// <param name="RankBySize">1 where no past window lies as far in either direction; the rank itself where only large values matter.</param>
/// <param name="Windows">Past windows compared.</param>
/// <param name="PValue">Share of windows, this one included, at least as far; doubled where both directions exist.</param>
/// <param name="Furthest">The furthest past window in this direction, as a distance; 0 where none went this way.</param>
public sealed record WindowRankResult(int Rank, int RankBySize, int Windows, double PValue, double Furthest);
