namespace ModelOpsLab.Statistics;

/// <summary>A series as a weighted sum of its own past: what of the next value was to be expected.</summary>
/// <param name="Mean">Mean of the series, in its unit.</param>
/// <param name="Coefficients">Weight of the deviation one step back, two steps back and so on; empty where the past tells nothing.</param>
/// <param name="NoiseVariance">Variance of what is left, in the squared unit of the series.</param>
/// <remarks>
/// Yule-Walker equations of the autocorrelations with divisor n, solved by Levinson and Durbin (Durbin 1960), which keeps the series stationary; the order of the
/// smallest Akaike criterion, n·ln(noise variance) + 2·order.
/// </remarks>
public sealed record Autoregression(double Mean, IReadOnlyList<double> Coefficients, double NoiseVariance)
{
    /// <summary>Number of past values used.</summary>
    public int Order => Coefficients.Count;

    /// <summary>Fits every order up to the largest and keeps the best.</summary>
    /// <param name="series">In time order; at least three values more than the order, not all equal.</param>
    /// <param name="largestOrder">0 or more.</param>
    /// <exception cref="ArgumentException">Too few values, all equal, NaN or infinite.</exception>
    public static Autoregression Fit(ReadOnlySpan<double> series, int largestOrder = 10) => Fit(series, largestOrder, best: true);

    /// <summary>Fits one order.</summary>
    /// <inheritdoc cref="Fit(ReadOnlySpan{double}, int)"/>
    public static Autoregression OfOrder(ReadOnlySpan<double> series, int order) => Fit(series, order, best: false);

    /// <summary>What is left of each value after what its past foretold; the first <see cref="Order"/> values have no whole past and give none.</summary>
    public double[] Innovations(ReadOnlySpan<double> series)
    {
        var left = new double[Math.Max(0, series.Length - Order)];
        for (var t = Order; t < series.Length; t++) left[t - Order] = Innovation(series[..(t + 1)]);
        return left;
    }

    /// <summary>What is left of the last value after what the values before it foretold.</summary>
    /// <exception cref="ArgumentException">Fewer values than the order and one.</exception>
    public double Innovation(ReadOnlySpan<double> series)
    {
        if (series.Length <= Order) throw new ArgumentException($"{series.Length} values; {Order + 1} are needed, the last and {Order} before it.", nameof(series));
        var rest = series[^1] - Mean;
        for (var k = 0; k < Order; k++) rest -= Coefficients[k] * (series[^(k + 2)] - Mean);
        return rest;
    }

    static Autoregression Fit(ReadOnlySpan<double> series, int largestOrder, bool best)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(largestOrder);
        Moments.RequireVaried(series, largestOrder + 3, "autocorrelation");
        var rho = Moments.Autocorrelations(series, largestOrder);
        var variance = Moments.Variance(series) * (series.Length - 1) / series.Length;
        double[] weights = [], chosen = [];
        double noise = 1, chosenNoise = 1, lowest = 0;
        for (var order = 1; order <= largestOrder && noise > 0; order++)
        {
            var partial = rho[order];
            for (var k = 0; k < weights.Length; k++) partial -= weights[k] * rho[order - 1 - k];
            partial /= noise;
            var longer = new double[order];
            for (var k = 0; k < weights.Length; k++) longer[k] = weights[k] - partial * weights[^(k + 1)];
            longer[^1] = partial;
            weights = longer;
            noise *= 1 - partial * partial;
            var criterion = series.Length * Math.Log(noise) + 2 * order;
            if (best && !(criterion < lowest)) continue;
            (lowest, chosen, chosenNoise) = (criterion, weights, noise);
        }
        return new(Moments.Mean(series), chosen, variance * chosenNoise);
    }
}
