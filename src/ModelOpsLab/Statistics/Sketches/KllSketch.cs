using System.Numerics;
using System.Text.Json.Serialization;
using static System.FormattableString;

namespace ModelOpsLab.Statistics.Sketches;

/// <summary>
/// A sample in about 3·k numbers from which any quantile can be read, with the largest error of a rank beside it; sketches of parts merge into a sketch of the whole
/// (Karnin, Lang and Liberty, 2016).
/// </summary>
/// <remarks>
/// Up to 3·k values are all kept: nothing is estimated. Beyond, a level of values of weight 2^h is sorted and every other one kept at twice the weight; which half is
/// decided by a coin that is a hash of the values, of the counts and of a seed, so that the same parts always give the same bytes. <see cref="Merge"/> takes any number of parts
/// and does not depend on their order. Merging in steps gives other bytes for another tree (while more than 3·k values are held in all), within the same stated error.
/// NaN and infinities throw <see cref="ArgumentException"/>: <see cref="Finite.Of"/> counts them apart. −0 is kept as 0.
/// </remarks>
public sealed class KllSketch
{
    /// <summary>A rank error of at most 1 % at 99 % confidence, at all ranks at once, however long the data and in however many parts; small data, to 3,072 values, exactly.</summary>
    public const int DefaultK = 1024;

    const int SmallestLevel = 8;

    [JsonConstructor]
    KllSketch(int k, long count, double minimum, double maximum, double squaredError, IReadOnlyList<IReadOnlyList<double>> levels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, SmallestLevel);
        long weight = 0;
        for (var level = 0; level < levels.Count; level++)
        {
            weight += (long)levels[level].Count << level;
            for (var i = 0; i < levels[level].Count; i++)
                if (!double.IsFinite(levels[level][i]) || (i > 0 && levels[level][i] < levels[level][i - 1]) || levels[level][i] < minimum || levels[level][i] > maximum)
                    throw new ArgumentException(Invariant($"Level {level} of the sketch is not ascending, or not within its minimum and maximum, at index {i}: {levels[level][i]}."), nameof(levels));
        }
        if (weight != count) throw new ArgumentException(Invariant($"The sketch says {count} values and holds the weight of {weight}."), nameof(count));
        if (!(squaredError >= 0)) throw new ArgumentException(Invariant($"The squared error of the sketch is {squaredError}; it cannot be negative."), nameof(squaredError));
        (K, Count, Minimum, Maximum, SquaredError, Levels) = (k, count, minimum, maximum, squaredError, levels);
    }

    /// <summary>Size and accuracy: about 3·K numbers are kept.</summary>
    public int K { get; }
    /// <summary>Values that were added.</summary>
    public long Count { get; }
    /// <summary>Smallest value; NaN where there is none.</summary>
    public double Minimum { get; }
    /// <summary>Largest value; NaN where there is none.</summary>
    public double Maximum { get; }
    /// <summary>Sum over all halvings of the squared weight that each may have put on the wrong side of a value, in squared ranks; 0 where every value is kept.</summary>
    public double SquaredError { get; }
    /// <summary>Values kept, each level ascending; one of level h stands for 2^h.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Levels { get; }
    /// <summary>Whether every value is kept, so that nothing is estimated.</summary>
    [JsonIgnore]
    public bool IsExact => SquaredError == 0;

    /// <summary>The sketch of a sample in any order; an empty one is a sketch too.</summary>
    /// <param name="sample">Finite values.</param>
    /// <param name="k">Size and accuracy, at least 8.</param>
    /// <param name="seed">Where samples of one series are to be merged, something that differs among them, such as the day: equal samples then err independently.</param>
    /// <exception cref="ArgumentException">A value is NaN or infinite.</exception>
    public static KllSketch Of(ReadOnlySpan<double> sample, int k = DefaultK, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, SmallestLevel);
        Finite.Require(sample, nameof(sample), 0);
        double[] sorted = [.. sample];
        for (var i = 0; i < sorted.Length; i++) sorted[i] += 0.0;
        Sorting.Sort(sorted);
        return sorted.Length == 0 ? new(k, 0, double.NaN, double.NaN, 0, []) : Compressed(k, sorted.Length, sorted[0], sorted[^1], 0, [sorted], seed);
    }

    /// <summary>The sketch of all the samples that the parts are sketches of. The order of the parts does not matter.</summary>
    /// <exception cref="ArgumentException">There is no part, or their K differ.</exception>
    public static KllSketch Merge(params IReadOnlyList<KllSketch> parts)
    {
        if (parts.Count == 0) throw new ArgumentException("There is no sketch to merge.", nameof(parts));
        if (parts.FirstOrDefault(p => p.K != parts[0].K) is { } other) throw new ArgumentException($"Sketches of K {parts[0].K} and {other.K} do not merge. Make them with one K.", nameof(parts));
        var filled = parts.Where(p => p.Count > 0).ToArray();
        if (filled.Length <= 1) return filled.Length == 1 ? filled[0] : parts[0];
        var levels = new List<double[]>();
        for (var h = 0; h < filled.Max(p => p.Levels.Count); h++)
        {
            double[] level = [.. filled.Where(p => p.Levels.Count > h).SelectMany(p => p.Levels[h])];
            Sorting.Sort(level);
            levels.Add(level);
        }
        // Squared errors are whole numbers; sorted, their sum does not depend on the order either where it is beyond 2^53.
        return Compressed(filled[0].K, filled.Sum(p => p.Count), filled.Min(p => p.Minimum), filled.Max(p => p.Maximum), filled.Select(p => p.SquaredError).Order().Sum(), levels, 0);
    }

    /// <summary>Largest error of the share of values at or below any number, at all numbers at once, with the given confidence over the coins; 0 where every value is kept.</summary>
    /// <remarks>
    /// Each halving moves a rank by its weight w up, down or not at all, by a fair coin, and how many there are depends on counts only: Hoeffding's inequality with Σw²,
    /// over a grid of m ranks whose fineness adds 1/m; the best m is taken. Observed errors were at most two thirds of it.
    /// </remarks>
    public double RankError(double confidence = 0.99) => RankError(SquaredError, Count, confidence);

    /// <summary><see cref="RankError(double)"/> of several sketches taken together.</summary>
    internal static double RankError(double squaredError, long count, double confidence)
    {
        if (!(confidence > 0 && confidence < 1)) throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence is between 0 and 1.");
        if (squaredError == 0) return 0;
        return Math.Min(1, Enumerable.Range(4, 20).Min(power => Math.Sqrt(squaredError * 2 * Math.Log(4 * Math.ScaleB(1, power) / (1 - confidence))) / count + Math.ScaleB(1, -power)));
    }

    /// <summary>Quantile at a probability in [0, 1], linear between the values kept; the quantile of the sample itself (<see cref="RobustScale"/>) where every value is kept.</summary>
    /// <exception cref="InvalidOperationException">The sketch is empty.</exception>
    public double Quantile(double probability) => Weighted.Of(this).Quantile(probability);

    /// <summary>Estimated share of values at or below a number.</summary>
    /// <exception cref="InvalidOperationException">The sketch is empty.</exception>
    public double ShareUpTo(double value)
    {
        if (Count == 0) throw new InvalidOperationException("The sketch is empty. Check Count first.");
        long below = 0;
        for (var h = 0; h < Levels.Count; h++) below += (long)Levels[h].Count(v => v <= value) << h;
        return (double)below / Count;
    }

    static KllSketch Compressed(int k, long count, double minimum, double maximum, double squaredError, List<double[]> levels, ulong seed)
    {
        while (levels.Sum(l => l.Length) > Limit(k, levels.Count))
        {
            var h = Enumerable.Range(0, levels.Count).First(h => levels[h].Length > Capacity(k, levels.Count, h));
            var level = levels[h];
            var pairs = level.Length / 2;
            var kept = new double[pairs];
            var coin = Coin(level, h, count, squaredError, seed);
            for (var i = 0; i < pairs; i++) kept[i] = level[2 * i + coin];
            squaredError += Math.ScaleB(1, 2 * h);
            levels[h] = level.Length % 2 == 1 ? [level[^1]] : [];
            if (h + 1 == levels.Count) levels.Add(kept);
            else
            {
                double[] joined = [.. levels[h + 1], .. kept];
                Sorting.Sort(joined);
                levels[h + 1] = joined;
            }
        }
        return new(k, count, minimum, maximum, squaredError, [.. levels]);
    }

    /// <summary>Values a level may hold: K at the top, two thirds of the next level's below it.</summary>
    static int Capacity(int k, int levels, int level) => Math.Max(SmallestLevel, (int)Math.Ceiling(k * Math.Pow(2.0 / 3, levels - 1 - level)));

    static int Limit(int k, int levels) => Math.Max(3 * k, Enumerable.Range(0, levels).Sum(h => Capacity(k, levels, h)));

    static int Coin(double[] level, int h, long count, double squaredError, ulong seed)
    {
        var state = seed ^ ((ulong)h << 56) ^ (ulong)count ^ BitOperations.RotateLeft(BitConverter.DoubleToUInt64Bits(squaredError), 17);
        var hash = DeterministicRandom.SplitMix(ref state);
        foreach (var value in level) hash = (BitOperations.RotateLeft(hash, 23) ^ BitConverter.DoubleToUInt64Bits(value)) * 0x9E3779B97F4A7C15;
        return (int)(DeterministicRandom.SplitMix(ref hash) >> 63);
    }
}
