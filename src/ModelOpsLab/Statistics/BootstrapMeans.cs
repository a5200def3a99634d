namespace ModelOpsLab.Statistics;

/// <summary>Means of several series on the same resampled positions, so that what they share is kept.</summary>
static class BootstrapMeans
{
    /// <summary>One row a draw, one column a series.</summary>
    public static double[][] Of(IReadOnlyList<double[]> series, IReadOnlyList<int[]> positions)
    {
        var means = new double[positions.Count][];
        for (var b = 0; b < means.Length; b++)
        {
            means[b] = new double[series.Count];
            for (var k = 0; k < series.Count; k++)
            {
                double sum = 0;
                foreach (var i in positions[b]) sum += series[k][i];
                means[b][k] = sum / positions[b].Length;
            }
        }
        return means;
    }

    /// <summary>Positions of so many resampled series.</summary>
    public static int[][] Positions(int length, double meanBlock, int draws, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 100);
        var random = new DeterministicRandom(seed);
        var positions = new int[draws][];
        for (var b = 0; b < draws; b++) positions[b] = StationaryBootstrap.Positions(length, length, meanBlock, random);
        return positions;
    }

    /// <summary>The longest of the block lengths that suit the series (Politis and White), 1 where none varies.</summary>
    public static double Block(IReadOnlyList<double[]> series) =>
        series.Where(s => s.Length >= 8 && !Moments.IsConstant(s)).Select(s => PolitisWhite.BlockLength(s).Stationary).DefaultIfEmpty(1).Max();
}
