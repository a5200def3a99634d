namespace ModelOpsLab.Statistics;

/// <summary>Binomial probabilities by saddle-point expansion (Loader, 2000): relative error about 1e-15 for any n.</summary>
static class Binomial
{
    /// <summary>P(X = k) for X binomial(n, p), 0 &lt; p &lt; 1.</summary>
    public static double Probability(int k, int n, double p)
    {
        var q = 1 - p;
        if (k == 0) return Math.Exp(n * Log1Plus(-p));
        if (k == n) return Math.Exp(n * Math.Log(p));
        var log = StirlingError(n) - StirlingError(k) - StirlingError(n - k) - Deviance(k, n * p) - Deviance(n - k, n * q);
        return Math.Exp(log) * Math.Sqrt(n / (2 * Math.PI * k * (double)(n - k)));
    }

    /// <summary>How many ways to choose k of n; +∞ where it exceeds a double.</summary>
    public static double Coefficient(int n, int k)
    {
        k = Math.Min(k, n - k);
        double c = 1;
        for (var i = 1; i <= k; i++) c = c * (n - k + i) / i;
        return Math.Round(c);
    }

    /// <summary>log n! − log(√(2πn)·(n/e)ⁿ).</summary>
    static double StirlingError(int n)
    {
        if (n < StirlingErrors.Length) return StirlingErrors[n];
        double n1 = n, n2 = n1 * n1;
        return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / n2) / n2) / n2) / n2) / n1;
    }

    static readonly double[] StirlingErrors = Enumerable.Range(0, 16).Select(n =>
    {
        double factorial = 1;
        for (var i = 2; i <= n; i++) factorial *= i;
        return n == 0 ? 0 : Math.Log(factorial) - 0.5 * Math.Log(2 * Math.PI * n) - n * Math.Log(n) + n;
    }).ToArray();

    /// <summary>x·log(x/np) + np − x, without cancellation where x is near np.</summary>
    static double Deviance(double x, double np)
    {
        var d = x - np;
        if (Math.Abs(d) >= 0.1 * (x + np)) return x * Math.Log(x / np) + np - x;
        var v = d / (x + np);
        double sum = d * v, term = 2 * x * v;
        for (var j = 1; j < 1000; j++)
        {
            term *= v * v;
            var next = sum + term / (2 * j + 1);
            if (next == sum) break;
            sum = next;
        }
        return sum;
    }

    /// <summary>log(1 + x) without cancellation near 0.</summary>
    static double Log1Plus(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : Math.Log(u) * x / (u - 1);
    }
}
