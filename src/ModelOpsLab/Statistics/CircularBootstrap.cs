namespace ModelOpsLab.Statistics;

/// <summary>Resamples a serially dependent series in blocks of one fixed length, wrapped around the end, so that every observation is as likely as every other.</summary>
/// <remarks>Politis and Romano (1992). The last block is cut where the draws end. <see cref="PolitisWhite"/> gives a length that suits a series. The same seed gives the same bytes on every machine.</remarks>
public static class CircularBootstrap
{
    /// <summary>Positions of one resampled series.</summary>
    /// <param name="length">Length of the series that is resampled, at least 1.</param>
    /// <param name="draws">Positions to draw.</param>
    /// <param name="block">Length of a block, at least 1; longer than the series it goes around more than once.</param>
    /// <param name="random">The source; advanced by the draws.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is under 1, or the draws are negative.</exception>
    public static int[] Positions(int length, int draws, int block, DeterministicRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(draws);
        ArgumentOutOfRangeException.ThrowIfLessThan(block, 1);
        var positions = new int[draws];
        for (var i = 0; i < draws; i++)
            positions[i] = i % block == 0 ? random.NextInt32(length) : (positions[i - 1] + 1) % length;
        return positions;
    }
}
