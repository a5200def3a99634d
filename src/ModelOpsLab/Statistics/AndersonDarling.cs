using static System.FormattableString;

namespace ModelOpsLab.Statistics;

/// <summary>Result of a k-sample Anderson-Darling test.</summary>
/// <param name="Statistic">Standardised A²: mean 0 and deviation 1 where all samples have one distribution.</param>
/// <param name="PValue">Interpolated between the tabled critical values, kept within [0.001, 0.25] as the table is; supposes independent observations.</param>
/// <param name="IsCapped">Whether the p-value is an end of that range: the true one lies beyond.</param>
public sealed record AndersonDarlingResult(double Statistic, double PValue, bool IsCapped);

/// <summary>Whether k samples share one distribution, with weight on the tails (Scholz and Stephens 1987, mid-rank form): SciPy's <c>anderson_ksamp</c> (1.10), to 1e-12 and 1e-9.</summary>
/// <remarks>Fewer than two samples, an empty one, NaN or infinities, or all values equal: <see cref="ArgumentException"/>.</remarks>
public static class AndersonDarling
{
    static ReadOnlySpan<double> B0 => [0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085];
    static ReadOnlySpan<double> B1 => [-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615];
    static ReadOnlySpan<double> B2 => [-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154];
    static ReadOnlySpan<double> Levels => [0.25, 0.10, 0.05, 0.025, 0.01, 0.005, 0.001];

    /// <summary>Tests two samples in any order.</summary>
    public static AndersonDarlingResult Test(ReadOnlySpan<double> reference, ReadOnlySpan<double> current) => Test([reference.ToArray(), current.ToArray()]);

    /// <summary>Tests k samples in any order.</summary>
    public static AndersonDarlingResult Test(IReadOnlyList<double[]> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count < 2) throw new ArgumentException($"{samples.Count} samples; at least two are compared.", nameof(samples));
        double[][] sorted = [.. samples.Select((sample, i) => Finite.Sorted(sample, Invariant($"samples[{i}]")))];
        double[] pooled = [.. sorted.SelectMany(s => s)];
        Sorting.Sort(pooled);
        int total = pooled.Length, k = sorted.Length;
        if (pooled[0] == pooled[^1]) throw new ArgumentException(Invariant($"All values equal {pooled[0]}: there is nothing to compare. Report 'constant' instead."), nameof(samples));

        double square = 0;
        foreach (var sample in sorted) square += Sum(sample, pooled) / sample.Length;
        square *= (total - 1.0) / total;

        double h = 0, harmonic = 0, g = 0;
        foreach (var sample in sorted) h += 1.0 / sample.Length;
        for (var i = total - 1; i >= 1; i--) // 1/(N−1) … 1/1; g = Σ_i 1/(N−i) Σ_{j>i} 1/j
        {
            if (i < total - 1) g += harmonic / (total - i);
            harmonic += 1.0 / i;
        }
        double n = total;
        var a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * h;
        var b = (2 * g - 4) * k * k + 8 * harmonic * k + (2 * g - 14 * harmonic - 4) * h - 8 * harmonic + 4 * g - 6;
        var c = (6 * harmonic + 2 * g - 2) * k * k + (4 * harmonic - 4 * g + 6) * k + (2 * harmonic - 6) * h + 4 * harmonic;
        var d = (2 * harmonic + 6) * k * k - 4 * harmonic * k;
        var variance = (((a * n + b) * n + c) * n + d) / ((n - 1) * (n - 2) * (n - 3));
        var statistic = (square - (k - 1)) / Math.Sqrt(variance);
        var (p, capped) = PValue(statistic, k - 1);
        return new(statistic, p, capped);
    }

    /// <summary>Σ over distinct pooled values of multiplicity/N · (N·M − n·B)² / (B·(N − B) − N·multiplicity/4), mid-ranks.</summary>
    static double Sum(double[] sample, double[] pooled)
    {
        double sum = 0, total = pooled.Length;
        var inside = 0;
        for (int start = 0, end; start < pooled.Length; start = end)
        {
            for (end = start + 1; end < pooled.Length && pooled[end] == pooled[start];) end++;
            var first = inside;
            while (inside < sample.Length && sample[inside] <= pooled[start]) inside++;
            double many = end - start, below = start + many / 2, own = first + (inside - first) / 2.0;
            var gap = total * own - sample.Length * below;
            sum += many / total * gap * gap / (below * (total - below) - total * many / 4);
        }
        return sum;
    }

    /// <summary>The logarithm of the level as a parabola through the critical values, by least squares.</summary>
    static (double P, bool Capped) PValue(double statistic, int m)
    {
        Span<double> critical = stackalloc double[7];
        for (var i = 0; i < 7; i++) critical[i] = B0[i] + B1[i] / Math.Sqrt(m) + B2[i] / m;
        if (statistic < critical[0]) return (0.25, true);
        if (statistic > critical[6]) return (0.001, true);
        // Centred at the mean of the critical values, the normal equations lose no digits that matter.
        double centre = 0;
        foreach (var v in critical) centre += v / 7;
        double s2 = 0, s3 = 0, s4 = 0, y0 = 0, y1 = 0, y2 = 0;
        for (var i = 0; i < 7; i++)
        {
            double x = critical[i] - centre, y = Math.Log(Levels[i]);
            s2 += x * x;
            s3 += x * x * x;
            s4 += x * x * x * x;
            y0 += y;
            y1 += x * y;
            y2 += x * x * y;
        }
        // Rows: [7 0 s2 | y0], [0 s2 s3 | y1], [s2 s3 s4 | y2] for constant, slope and curvature.
        var curvature = (y2 - s2 * y0 / 7 - s3 * y1 / s2) / (s4 - s2 * s2 / 7 - s3 * s3 / s2);
        var slope = (y1 - s3 * curvature) / s2;
        var at = statistic - centre;
        return (Math.Exp((y0 - s2 * curvature) / 7 + slope * at + curvature * at * at), false);
    }
}
