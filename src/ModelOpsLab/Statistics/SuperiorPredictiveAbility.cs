using static System.FormattableString;

namespace ModelOpsLab.Statistics;

/// <summary>Whether any of several models loses less than a benchmark, the search among them paid for.</summary>
/// <param name="Statistic">Largest mean difference over its error, not below 0.</param>
/// <param name="PConsistent">Probability of one at least this large where none is better: the one to read.</param>
/// <param name="PLower">Its lower bound: models that did worse in the sample are taken as hopeless.</param>
/// <param name="PUpper">Its upper bound (White's reality check): all models are taken to be as good as the benchmark.</param>
/// <param name="MeanDifferences">Loss of the benchmark less that of each model: positive where the model is better.</param>
/// <param name="Deviations">ω of each: square root of the long-run variance of one difference.</param>
/// <param name="MeanBlock">Mean block length of the bootstrap.</param>
/// <param name="Draws">Resampled series.</param>
public sealed record SuperiorPredictiveAbilityResult(
    double Statistic, double PConsistent, double PLower, double PUpper, IReadOnlyList<double> MeanDifferences, IReadOnlyList<double> Deviations, double MeanBlock, int Draws);

/// <summary>Test of superior predictive ability (Hansen, 2005), stationary bootstrap, each difference divided by its error in the statistic and in every draw.</summary>
/// <remarks>
/// The division is what keeps one noisy model from hiding a good one. ω² is the variance of the mean under the stationary bootstrap, in closed form; a mean below
/// −ω √(2 ln ln n / n) is taken as hopeless. A model equal to the benchmark at every point counts for nothing. Losses are in time order, on the same dates. No model,
/// unequal lengths, fewer than eight points, a difference that is the same number but not zero at every point, NaN, infinite: <see cref="ArgumentException"/>.
/// </remarks>
public static class SuperiorPredictiveAbility
{
    /// <summary>Tests the losses of models against those of a benchmark.</summary>
    /// <param name="benchmark">Losses of the benchmark.</param>
    /// <param name="models">Losses of every model that was tried: leaving out the poor ones makes the answer wrong.</param>
    /// <param name="seed">Fixes the draws.</param>
    /// <param name="meanBlock">Mean block length, at least 1; the longest that suits a difference where null (<see cref="PolitisWhite"/>).</param>
    /// <param name="draws">Resampled series, at least 100.</param>
    public static SuperiorPredictiveAbilityResult Test(ReadOnlySpan<double> benchmark, IReadOnlyList<double[]> models, ulong seed, double? meanBlock = null, int draws = 2_000)
    {
        var differences = Differences(benchmark, models);
        var block = meanBlock ?? BootstrapMeans.Block(differences);
        return Test(differences, block, BootstrapMeans.Positions(benchmark.Length, block, draws, seed));
    }

    /// <param name="differences">Of each model.</param>
    /// <param name="meanBlock">Behind ω.</param>
    /// <param name="positions">Of each draw.</param>
    /// <param name="studentise">Whether differences are divided by ω; without, it is White's statistic with Hansen's centring.</param>
    internal static SuperiorPredictiveAbilityResult Test(double[][] differences, double meanBlock, int[][] positions, bool studentise = true)
    {
        var n = differences[0].Length;
        double[] means = [.. differences.Select(d => Moments.Mean(d))], deviations = [.. differences.Select(d => Deviation(d, meanBlock))];
        var root = Math.Sqrt(n);
        var hopeless = Math.Sqrt(2 * Math.Log(Math.Log(n)) / n);
        double Scale(int k) => deviations[k] == 0 ? 0 : root / (studentise ? deviations[k] : 1);
        double statistic = 0;
        for (var k = 0; k < means.Length; k++) statistic = Math.Max(statistic, Scale(k) * means[k]);
        int lower = 0, consistent = 0, upper = 0;
        foreach (var drawn in BootstrapMeans.Of(differences, positions))
        {
            double low = 0, middle = 0, high = 0;
            for (var k = 0; k < means.Length; k++)
            {
                low = Math.Max(low, Scale(k) * (drawn[k] - Math.Max(means[k], 0)));
                middle = Math.Max(middle, Scale(k) * (drawn[k] - (means[k] >= -deviations[k] * hopeless ? means[k] : 0)));
                high = Math.Max(high, Scale(k) * (drawn[k] - means[k]));
            }
            if (low > statistic) lower++;
            if (middle > statistic) consistent++;
            if (high > statistic) upper++;
        }
        double draws = positions.Length;
        return new(statistic, consistent / draws, lower / draws, upper / draws, means, deviations, meanBlock, positions.Length);
    }

    internal static double[][] Differences(ReadOnlySpan<double> benchmark, IReadOnlyList<double[]> models)
    {
        if (models.Count == 0) throw new ArgumentException("There is no model to compare with the benchmark.", nameof(models));
        var differences = new double[models.Count][];
        for (var k = 0; k < differences.Length; k++)
        {
            differences[k] = LossDifference.Of(benchmark, models[k], 8);
            if (Moments.IsConstant(differences[k]) && differences[k][0] != 0)
                throw new ArgumentException(Invariant($"Model {k} differs from the benchmark by {differences[k][0]} at every point: there is no error to measure by."), nameof(models));
        }
        return differences;
    }

    /// <summary>ω: the stationary bootstrap's own variance of √n times the mean (Politis and Romano, 1994, lemma 1).</summary>
    static double Deviation(double[] series, double meanBlock)
    {
        var n = series.Length;
        var mean = Moments.Mean(series);
        double go = 1 - 1 / meanBlock, total = 0;
        for (var lag = 0; lag < n; lag++)
        {
            double sum = 0, share = (double)lag / n;
            for (var t = lag; t < n; t++) sum += (series[t] - mean) * (series[t - lag] - mean);
            total += (lag == 0 ? 1 : 2 * ((1 - share) * Math.Pow(go, lag) + share * Math.Pow(go, n - lag))) * sum / n;
        }
        return Math.Sqrt(Math.Max(0, total));
    }
}
