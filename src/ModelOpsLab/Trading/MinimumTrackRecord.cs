using MathNet.Numerics.Distributions;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Probability that the true Sharpe ratio exceeds a benchmark, given length, skewness and kurtosis of the record.</summary>
/// <remarks>Bailey and López de Prado (2012): Φ((SR − SR*) / σ(SR)), σ of Mertens (2002), raw kurtosis with divisor n. Returns are taken as independent.</remarks>
public static class ProbabilisticSharpeRatio
{
    /// <summary>The probability, 0 to 1.</summary>
    /// <param name="returns">At least two returns that differ.</param>
    /// <param name="benchmark">Annual Sharpe ratio to exceed.</param>
    public static Measurement Of(ReturnSeries returns, double benchmark = 0) =>
        returns.Measure("probabilistic_sharpe_ratio", SharpeRatio.Reason(returns), () =>
        {
            var ratio = returns.Mean / returns.Deviation;
            return TailProbability.Normal(-(ratio - benchmark / Math.Sqrt(returns.Calendar.PeriodsPerYear)) / returns.Shape.SharpeError(ratio));
        }, "%");

    /// <summary>The same from the statistics of a published record.</summary>
    /// <param name="ratio">Sharpe ratio per period.</param>
    /// <param name="benchmark">Benchmark per period.</param>
    /// <param name="count">Number of returns, at least 2.</param>
    /// <param name="skewness">Skewness, divisor n.</param>
    /// <param name="kurtosis">Raw kurtosis (3 for a normal law), divisor n.</param>
    public static double Of(double ratio, double benchmark, int count, double skewness, double kurtosis) =>
        TailProbability.Normal(-(ratio - benchmark) / new Shape(count, skewness, kurtosis).SharpeError(ratio));
}

/// <summary>How many returns the record must have before its Sharpe ratio can be told from a benchmark on the side it is on.</summary>
/// <remarks>
/// Bailey and López de Prado (2012): 1 + (1 − γ₃SR + (γ₄ − 1)/4 · SR²) · (z / (SR − SR*))². One-sided. A ratio below the benchmark gives the length that
/// shows it to be below. Undefined where the ratio equals the benchmark up to rounding: no length suffices.
/// </remarks>
public static class MinimumTrackRecord
{
    /// <summary>The number of returns, not rounded: <c>minimum_track_record</c>.</summary>
    /// <param name="returns">At least two returns that differ.</param>
    /// <param name="benchmark">Annual Sharpe ratio to be told from.</param>
    /// <param name="confidence">One-sided confidence, more than a half.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="confidence"/> is not between 0.5 and 1.</exception>
    public static Measurement Of(ReturnSeries returns, double benchmark = 0, double confidence = 0.95)
    {
        if (confidence is not (> 0.5 and < 1)) throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A one-sided confidence lies between 0.5 and 1.");
        const string metric = "minimum_track_record";
        if (SharpeRatio.Reason(returns) is { } because) return returns.Measure(metric, because, () => 0);
        var ratio = returns.Mean / returns.Deviation;
        var distance = ratio - benchmark / Math.Sqrt(returns.Calendar.PeriodsPerYear);
        return returns.Measure(metric, Math.Abs(distance) < 1e-14 ? "the Sharpe ratio equals the benchmark up to rounding: no length tells them apart" : null,
            () => 1 + returns.Shape.SharpeVariance(ratio) * Math.Pow(Normal.InvCDF(0, 1, confidence) / distance, 2), "returns");
    }

    /// <summary>How many more returns are needed; zero where there are enough: <c>sessions_needed</c>.</summary>
    public static Measurement More(ReturnSeries returns, double benchmark = 0, double confidence = 0.95)
    {
        var whole = Of(returns, benchmark, confidence);
        return returns.Measure("sessions_needed", whole.Because, () => Math.Max(0, Math.Ceiling(whole.Value) - returns.Count), "sessions");
    }
}
