namespace ModelOpsLab.Statistics;

/// <summary>Resamples a serially dependent series in blocks of random length, wrapped around the end, so that the resampled series is stationary.</summary>
/// <remarks>Politis and Romano (1994). Block lengths are geometric with the given mean. The same seed gives the same bytes on every machine.</remarks>
public static class StationaryBootstrap
{
    /// <summary>Positions of one resampled series.</summary>
    /// <param name="length">Length of the series that is resampled, at least 1.</param>
    /// <param name="draws">Positions to draw.</param>
    /// <param name="meanBlock">Mean block length, at least 1.</param>
    /// <param name="random">The source; advanced by the draws.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is under 1.</exception>
    public static int[] Positions(int length, int draws, double meanBlock, DeterministicRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(meanBlock, 1);
        return Positions(length, draws, meanBlock, random.NextDouble, random.NextInt32);
    }

    /// <summary>The same from any source: a uniform number for every position after the first, a start where a block begins.</summary>
    internal static int[] Positions(int length, int draws, double meanBlock, Func<double> uniform, Func<int, int> start)
    {
        var positions = new int[draws];
        for (var i = 0; i < draws; i++)
            positions[i] = i == 0 || uniform() < 1 / meanBlock ? start(length) : (positions[i - 1] + 1) % length;
        return positions;
    }
}
