using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Skewness and raw kurtosis with divisor n, as the probabilistic Sharpe ratio defines them (a normal law has 0 and 3).</summary>
/// <param name="Count">Observations.</param>
/// <param name="Skewness">m₃ / m₂^1.5.</param>
/// <param name="Kurtosis">m₄ / m₂², not in excess of 3.</param>
internal sealed record Shape(int Count, double Skewness, double Kurtosis)
{
    /// <summary>The shape of values that are not constant.</summary>
    public static Shape Of(ReadOnlySpan<double> values)
    {
        var mean = Moments.Mean(values);
        double m2 = 0, m3 = 0, m4 = 0;
        foreach (var v in values)
        {
            var d = v - mean;
            m2 += d * d;
            m3 += d * d * d;
            m4 += d * d * d * d;
        }
        var n = values.Length;
        (m2, m3, m4) = (m2 / n, m3 / n, m4 / n);
        return new(n, m3 / (m2 * Math.Sqrt(m2)), m4 / (m2 * m2));
    }

    /// <summary>Variance of a Sharpe ratio per period, times n − 1.</summary>
    public double SharpeVariance(double ratio) => 1 - Skewness * ratio + (Kurtosis - 1) / 4 * ratio * ratio;

    /// <summary>Its standard error.</summary>
    public double SharpeError(double ratio) => Math.Sqrt(SharpeVariance(ratio) / (Count - 1));
}
