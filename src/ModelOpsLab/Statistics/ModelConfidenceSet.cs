namespace ModelOpsLab.Statistics;

/// <summary>By what the models of a set are told apart.</summary>
public enum ModelConfidenceStatistic
{
    /// <summary>The largest |t| of any two models; the one that loses by the most is left out.</summary>
    Range,

    /// <summary>The largest t of a model against the average of the set; that model is left out.</summary>
    Maximum,
}

/// <summary>The models that the data cannot tell from the best one.</summary>
/// <param name="PValues">Of each model, in the order given: the largest p up to its elimination; 1 for the last one left.</param>
/// <param name="Elimination">Positions of the models, the first to go first, the survivor last.</param>
/// <param name="MeanBlock">Mean block length of the bootstrap.</param>
/// <param name="Draws">Resampled series.</param>
public sealed record ModelConfidenceSetResult(IReadOnlyList<double> PValues, IReadOnlyList<int> Elimination, double MeanBlock, int Draws)
{
    /// <summary>Positions of the models in the set that holds the best one with probability 1 − α, ascending; never empty.</summary>
    public IReadOnlyList<int> Included(double alpha = 0.1) => [.. Enumerable.Range(0, PValues.Count).Where(k => PValues[k] > alpha)];
}

/// <summary>The set of models that holds the best one with a given probability (Hansen, Lunde and Nason, 2011): arch's <c>MCS</c>, to 1e-12 on the same draws.</summary>
/// <remarks>
/// Models are left out one by one, from the worst, until equality of the rest is no longer refused. Variances are means over the draws. A set of all models says that
/// the data could not separate them. Two models that never differ stay or go together as chance has it: t is 0 between them. No two models, unequal lengths, fewer than
/// eight points, NaN, infinite: <see cref="ArgumentException"/>.
/// </remarks>
public static class ModelConfidenceSet
{
    /// <summary>The p-values of the models' losses, all in time order and on the same dates.</summary>
    /// <param name="losses">One series a model, at least two.</param>
    /// <param name="seed">Fixes the draws.</param>
    /// <param name="statistic">By what models are told apart.</param>
    /// <param name="meanBlock">Mean block length, at least 1; the longest that suits a difference from the first model where null.</param>
    /// <param name="draws">Resampled series, at least 100.</param>
    public static ModelConfidenceSetResult Of(
        IReadOnlyList<double[]> losses, ulong seed, ModelConfidenceStatistic statistic = ModelConfidenceStatistic.Range, double? meanBlock = null, int draws = 2_000)
    {
        if (losses.Count < 2) throw new ArgumentException("A set of models needs two to choose from.", nameof(losses));
        double[][] differences = [.. losses.Skip(1).Select(l => LossDifference.Of(losses[0], l, 8))];
        var block = meanBlock ?? BootstrapMeans.Block(differences);
        return Of(losses, block, BootstrapMeans.Positions(losses[0].Length, block, draws, seed), statistic);
    }

    internal static ModelConfidenceSetResult Of(IReadOnlyList<double[]> losses, double meanBlock, int[][] positions, ModelConfidenceStatistic statistic)
    {
        double[] means = [.. losses.Select(l => Moments.Mean(l))];
        // Each draw less the means: what is left is noise around equality.
        double[][] noise = [.. BootstrapMeans.Of(losses, positions).Select(d => d.Zip(means, (drawn, mean) => drawn - mean).ToArray())];
        var left = Enumerable.Range(0, losses.Count).ToList();
        var pValues = new double[losses.Count];
        List<int> elimination = [];
        double p = 0;
        while (left.Count > 1)
        {
            var (worst, share) = statistic == ModelConfidenceStatistic.Range ? Range(left, means, noise) : Maximum(left, means, noise);
            pValues[worst] = p = Math.Max(p, share);
            elimination.Add(worst);
            left.Remove(worst);
        }
        pValues[left[0]] = 1;
        return new(pValues, [.. elimination, left[0]], meanBlock, positions.Length);
    }

    /// <summary>The model that loses to another by the largest t, and the share of draws with a larger |t| of any two.</summary>
    static (int Worst, double P) Range(List<int> left, double[] means, double[][] noise)
    {
        double largest = double.NegativeInfinity;
        var worst = left[0];
        var extremes = new double[noise.Length];
        foreach (var i in left)
            foreach (var j in left)
            {
                if (i == j) continue;
                var error = Math.Sqrt(noise.Sum(d => (d[i] - d[j]) * (d[i] - d[j])) / noise.Length);
                var t = Ratio(means[i] - means[j], error);
                if (t > largest) (largest, worst) = (t, i);
                for (var b = 0; b < extremes.Length; b++) extremes[b] = Math.Max(extremes[b], Ratio(noise[b][i] - noise[b][j], error));
            }
        return (worst, extremes.Count(e => e > largest) / (double)noise.Length);
    }

    /// <summary>The model with the largest t against the average of the set, and the share of draws with a larger one.</summary>
    static (int Worst, double P) Maximum(List<int> left, double[] means, double[][] noise)
    {
        var average = left.Average(k => means[k]);
        double[] averages = [.. noise.Select(d => left.Average(k => d[k]))];
        double largest = double.NegativeInfinity;
        var worst = left[0];
        var extremes = new double[noise.Length];
        Array.Fill(extremes, double.NegativeInfinity);
        foreach (var i in left)
        {
            var error = Math.Sqrt(noise.Select((d, b) => (d[i] - averages[b]) * (d[i] - averages[b])).Sum() / noise.Length);
            var t = Ratio(means[i] - average, error);
            if (t > largest) (largest, worst) = (t, i);
            for (var b = 0; b < extremes.Length; b++) extremes[b] = Math.Max(extremes[b], Ratio(noise[b][i] - averages[b], error));
        }
        return (worst, extremes.Count(e => e > largest) / (double)noise.Length);
    }

    static double Ratio(double difference, double error) => difference == 0 ? 0 : difference / error;
}
