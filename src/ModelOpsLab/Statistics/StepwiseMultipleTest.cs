namespace ModelOpsLab.Statistics;

/// <summary>Which of several models lose less than a benchmark, with the probability of naming any wrongly held at α (Romano and Wolf, 2005): StepM, studentised.</summary>
/// <remarks>
/// After each round the models found are left out and the rest is judged by a lower bar, until a round finds none. Draws, ω and bad input as
/// <see cref="SuperiorPredictiveAbility"/>; every model is centred at its own mean.
/// </remarks>
public static class StepwiseMultipleTest
{
    /// <summary>Positions of the models that are better than the benchmark, in the order they were given; empty where none is.</summary>
    /// <param name="benchmark">Losses of the benchmark, in time order.</param>
    /// <param name="models">Losses of every model that was tried.</param>
    /// <param name="seed">Fixes the draws.</param>
    /// <param name="alpha">Probability that any model is named wrongly; between 0 and 1.</param>
    /// <param name="meanBlock">Mean block length, at least 1; the longest that suits a difference where null.</param>
    /// <param name="draws">Resampled series, at least 100.</param>
    public static IReadOnlyList<int> Superior(ReadOnlySpan<double> benchmark, IReadOnlyList<double[]> models, ulong seed, double alpha = 0.05, double? meanBlock = null, int draws = 2_000)
    {
        var differences = SuperiorPredictiveAbility.Differences(benchmark, models);
        var block = meanBlock ?? BootstrapMeans.Block(differences);
        return Superior(differences, block, BootstrapMeans.Positions(benchmark.Length, block, draws, seed), alpha);
    }

    internal static IReadOnlyList<int> Superior(double[][] differences, double meanBlock, int[][] positions, double alpha)
    {
        if (!(alpha is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "An error probability lies between 0 and 1.");
        var found = new List<int>();
        var left = Enumerable.Range(0, differences.Length).ToList();
        var drawn = BootstrapMeans.Of(differences, positions);
        var all = SuperiorPredictiveAbility.Test(differences, meanBlock, positions);
        double T(int k, double mean) => all.Deviations[k] == 0 ? 0 : mean / all.Deviations[k];
        while (left.Count > 0)
        {
            double[] highest = [.. drawn.Select(d => left.Max(k => T(k, d[k] - all.MeanDifferences[k])))];
            Array.Sort(highest);
            // The bar is exceeded by at most a share α of the draws.
            var bar = Math.Max(0, highest[Math.Min(highest.Length - 1, (int)Math.Ceiling((1 - alpha) * highest.Length) - 1)]);
            var better = left.Where(k => T(k, all.MeanDifferences[k]) > bar).ToArray();
            if (better.Length == 0) break;
            found.AddRange(better);
            left.RemoveAll(better.Contains);
        }
        return [.. found.Order()];
    }
}
