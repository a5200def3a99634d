namespace ModelOpsLab.Statistics;

/// <summary>How a stationary series remembers: its autocorrelation at lag k is <c>Share · Decay^k</c>, a slow component under noise.</summary>
/// <remarks>
/// The autocorrelation of an ARMA(1,1), hence of an autoregression (share 1) and of the squares of a GARCH(1,1) (small share, slow decay). Both numbers are fitted by least squares to the first
/// autocorrelations, at lags up to 100 and a fifth of the count, each raised by what estimating the mean takes away (Marriott and Pope, 1954, to first order; three times where two means were removed).
/// </remarks>
sealed record Persistence(double Share, double Decay)
{
    static readonly double[] Grid = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.975, 0.98, 0.985, 0.99, 0.995];

    /// <summary>Long-run variance over variance: 1 + 2·Σ of all autocorrelations.</summary>
    public double LongRunFactor => 1 + 2 * Share * Decay / (1 - Decay);

    /// <summary>Fits a series whose mean, or whose two means, have been removed.</summary>
    public static Persistence Fit(ReadOnlySpan<double> centred, int bias = 3)
    {
        var n = centred.Length;
        double variance = 0;
        foreach (var v in centred) variance += v * v;
        if (variance == 0) return new(0, Grid[0]);
        int[] lags = Lags(Math.Clamp(n / 5, 1, 100));
        var rho = new double[lags.Length];
        for (var j = 0; j < lags.Length; j++)
        {
            double sum = 0;
            for (var i = lags[j]; i < n; i++) sum += centred[i] * centred[i - lags[j]];
            rho[j] = sum / variance + (double)bias / n;
        }
        var (best, share, decay) = (double.PositiveInfinity, 0.0, Grid[0]);
        foreach (var phi in Grid)
        {
            double pull = bias * 2 * phi / (1 - phi) / n, xy = 0, xx = 0;
            for (var j = 0; j < rho.Length; j++)
            {
                var x = Math.Pow(phi, lags[j]) - pull;
                xy += x * rho[j];
                xx += x * x;
            }
            var a = xx > 0 ? Math.Clamp(xy / xx, 0, 1) : 0;
            var error = a * a * xx - 2 * a * xy;
            if (error < best) (best, share, decay) = (error, a, phi);
        }
        return new(share, decay);
    }

    /// <summary>1, 2, 3, ... growing by a quarter: short lags say most.</summary>
    static int[] Lags(int most)
    {
        List<int> lags = [];
        for (var k = 1; k <= most; k = Math.Max(k + 1, k * 5 / 4)) lags.Add(k);
        return [.. lags];
    }

    /// <summary>Fills a series with a normal process of variance 1 that remembers as this one does.</summary>
    public void Draw(DeterministicRandom random, Span<double> series)
    {
        double slow = random.NextNormal(), step = Math.Sqrt(1 - Decay * Decay), much = Math.Sqrt(Share), rest = Math.Sqrt(1 - Share);
        for (var i = 0; i < series.Length; i++)
        {
            if (i > 0) slow = Decay * slow + step * random.NextNormal();
            series[i] = much * slow + rest * random.NextNormal();
        }
    }
}
