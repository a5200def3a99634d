namespace ModelOpsLab.Statistics;

/// <summary>Result of a two-sample Cramér-von Mises test.</summary>
/// <param name="Statistic">T, the summed squared gap between the distribution functions over the pooled sample, scaled.</param>
/// <param name="PValue">Upper tail; valid for independent observations only.</param>
public sealed record CramerVonMisesResult(double Statistic, double PValue);

/// <summary>Two-sample Cramér-von Mises test (Anderson 1962): SciPy's <c>cramervonmises_2samp(method="asymptotic")</c>, to 1e-12 and 1e-9.</summary>
/// <remarks>
/// More sensitive than <see cref="KolmogorovSmirnov"/> to a small shift of everything. The p-value is of the limit law, scaled to the finite sample's mean and variance; below
/// a total of some 20 observations prefer an exact test. Supposes independent observations. Empty, NaN, infinite, or one observation on each side: <see cref="ArgumentException"/>.
/// </remarks>
public static class CramerVonMises
{
    /// <summary>Tests two samples in any order, of at least two observations each.</summary>
    public static CramerVonMisesResult Test(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        Finite.Require(reference, nameof(reference), 2);
        Finite.Require(current, nameof(current), 2);
        double[] a = Finite.Sorted(reference, nameof(reference)), b = Finite.Sorted(current, nameof(current));
        double n = a.Length, m = b.Length, total = n + m;

        // U = n Σ (rank of a(i) − i)² + m Σ (rank of b(j) − j)², with mid-ranks for ties.
        double[] pooled = [.. a, .. b];
        Sorting.Sort(pooled);
        var u = n * Spread(a, pooled) + m * Spread(b, pooled);
        var statistic = u / (n * m * total) - (4 * n * m - 1) / (6 * total);

        var mean = (1 + 1 / total) / 6;
        var variance = (total + 1) * (4 * n * m * total - 3 * (n * n + m * m) - 2 * n * m) / (45 * total * total * 4 * n * m);
        var scaled = 1.0 / 6 + (statistic - mean) / Math.Sqrt(45 * variance);
        return new(statistic, UpperTail(scaled));
    }

    static double Spread(double[] sample, double[] pooled)
    {
        double sum = 0;
        for (int i = 0, at = 0; i < sample.Length; i++)
        {
            while (pooled[at] < sample[i]) at++;
            var end = at;
            while (end < pooled.Length && pooled[end] == sample[i]) end++;
            var rank = (at + end + 1) / 2.0;
            sum += (rank - (i + 1)) * (rank - (i + 1));
        }
        return sum;
    }

    /// <summary>P(ω² &gt; x) of the limit law, with its digits far out too.</summary>
    internal static double UpperTail(double x) => x < 0.003 ? 1 : x < 0.3 ? 1 - Distribution(x) : Tail(x);

    /// <summary>1/(π√x)·Σ (−1)^k C(−½, k)·√(4k+1)·exp(−(4k+1)²/16x)·K¼((4k+1)²/16x) (Csörgő and Faraway 1996, 1.2).</summary>
    internal static double Distribution(double x)
    {
        double sum = 0, coefficient = 1;
        for (var k = 0; k < 200; k++)
        {
            if (k > 0) coefficient *= (k - 0.5) / k;
            double y = 4 * k + 1, q = y * y / (16 * x);
            // K with its exponential factored out: exp(−q)·K = exp(−2q)·(exp(q)·K).
            var term = coefficient * Math.Sqrt(y) * Math.Exp(-2 * q) * BesselKQuarterScaled(q);
            sum += term;
            if (Math.Abs(term) <= 1e-18 * Math.Abs(sum)) break;
        }
        return sum / (Math.PI * Math.Sqrt(x));
    }

    /// <summary>
    /// 1/π·Σ (−1)^(k+1)·∫ 2·(−u·sin u)^(−½)·exp(−x·u²/2) du over u from (2k−1)π to 2kπ (Smirnov 1936; Anderson and Darling 1952). With u = (2k−½)π + π/2·sin θ
    /// the singular ends become smooth and the trapezoidal rule converges exponentially.
    /// </summary>
    internal static double Tail(double x)
    {
        const int Points = 400;
        double sum = 0;
        for (var k = 1; k < 60; k++)
        {
            double part = 0;
            for (var i = 0; i < Points; i++)
            {
                double theta = Math.PI * ((i + 0.5) / Points - 0.5), u = (2 * k - 0.5 + 0.5 * Math.Sin(theta)) * Math.PI;
                part += Math.Cos(theta) * Math.PI / 2 / Math.Sqrt(Math.Cos(Math.PI / 2 * Math.Sin(theta))) * 2 / Math.Sqrt(u) * Math.Exp(-x * u * u / 2);
            }
            part *= Math.PI / Points;
            sum += k % 2 == 1 ? part : -part;
            if (part <= 1e-17 * Math.Abs(sum)) break;
        }
        return Math.Clamp(sum / Math.PI, 0, 1);
    }

    /// <summary>exp(q)·K¼(q) = ∫₀^∞ exp(q − q·cosh t)·cosh(t/4) dt, by the trapezoidal rule, which converges exponentially here.</summary>
    static double BesselKQuarterScaled(double q)
    {
        const double Step = 1.0 / 64;
        var sum = 0.5;
        for (var k = 1; k < 4000; k++)
        {
            var t = k * Step;
            var half = Math.Sinh(t / 2);
            var term = Math.Exp(-2 * q * half * half) * Math.Cosh(t / 4);
            sum += term;
            if (term < 1e-19 * sum) break;
        }
        return sum * Step;
    }
}
