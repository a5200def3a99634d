using static System.FormattableString;

namespace ModelOpsLab.Statistics;

/// <summary>
/// Which hypotheses to reject on e-values so that the expected share of false rejections stays below the level, whatever the dependence between them (Wang and Ramdas 2022).
/// </summary>
/// <remarks>An e-value is evidence with expectation at most 1 without drift, such as <see cref="Streaming.ShiryaevRoberts.Evidence"/> over the number of values read. NaN or a negative one throws <see cref="ArgumentException"/>.</remarks>
public static class EBenjaminiHochberg
{
    /// <summary>Whether each is rejected: the k largest, for the largest k whose k-th is at least number / (level · k).</summary>
    public static bool[] Rejects(ReadOnlySpan<double> eValues, double level = 0.05)
    {
        if (!(level > 0 && level < 1)) throw new ArgumentOutOfRangeException(nameof(level), level, "The level lies between 0 and 1.");
        for (var i = 0; i < eValues.Length; i++)
            if (!(eValues[i] >= 0)) throw new ArgumentException(Invariant($"'eValues'[{i}] is {eValues[i]}: an e-value is a number not below 0."), nameof(eValues));
        double[] ordered = [.. eValues];
        Array.Sort(ordered);
        var least = double.PositiveInfinity;
        for (var k = ordered.Length; k >= 1 && double.IsPositiveInfinity(least); k--)
            if (ordered[^k] >= ordered.Length / (level * k)) least = ordered[^k];
        var rejected = new bool[eValues.Length];
        for (var i = 0; i < rejected.Length; i++) rejected[i] = eValues[i] >= least && ordered.Length > 0;
        return rejected;
    }
}
