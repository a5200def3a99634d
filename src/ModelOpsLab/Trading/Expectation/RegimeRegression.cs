using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Profit and loss of a session by the states known before it: least squares on one indicator a state, the first of each kind left out, errors of any dependence (Newey and West, 1987).</summary>
sealed class RegimeRegression
{
    readonly double[][] _rows;
    readonly double[] _coefficients, _residuals, _means;
    readonly Cholesky _products;

    RegimeRegression(double[][] rows, Cholesky products, double[] coefficients, double[] residuals)
    {
        (_rows, _products, _coefficients, _residuals) = (rows, products, coefficients, residuals);
        _means = new double[coefficients.Length];
        foreach (var row in rows)
            for (var k = 0; k < row.Length; k++) _means[k] += row[k] / rows.Length;
        LongRunFactor = Moments.IsConstant(residuals) ? 1 : Math.Pow(NeweyWest.MeanStandardError(residuals), 2) * residuals.Length / Moments.Variance(residuals);
    }

    /// <summary>Long-run variance of the residuals over their variance.</summary>
    public double LongRunFactor { get; }

    /// <summary>The residuals, one a session.</summary>
    public ReadOnlySpan<double> Residuals => _residuals;

    /// <summary>Null where the states cannot be told apart.</summary>
    public static RegimeRegression? Of(double[][] rows, double[] outcome)
    {
        var k = rows[0].Length;
        var products = new double[k][];
        var cross = new double[k];
        for (var i = 0; i < k; i++)
        {
            products[i] = new double[k];
            for (var t = 0; t < rows.Length; t++)
            {
                cross[i] += rows[t][i] * outcome[t];
                for (var j = 0; j <= i; j++) products[i][j] += rows[t][i] * rows[t][j];
            }
        }
        if (Cholesky.Of(products, 1e8) is not { } factors) return null;
        var coefficients = factors.Solve(cross);
        return new(rows, factors, coefficients, [.. rows.Select((row, t) => outcome[t] - Dot(row, coefficients))]);
    }

    /// <summary>What so many sessions with these states lead to expect, and beyond the same number of average sessions; with the standard error of each that the coefficients give.</summary>
    public (double Expected, double Error, double Effect, double EffectError) Expect(double[][] sessions)
    {
        var sum = new double[_coefficients.Length];
        foreach (var row in sessions)
            for (var k = 0; k < row.Length; k++) sum[k] += row[k];
        double[] beyond = [.. sum.Select((v, k) => v - sessions.Length * _means[k])];
        return (Dot(sum, _coefficients), Error(sum), Dot(beyond, _coefficients), Error(beyond));
    }

    double Error(double[] combination)
    {
        var weights = _products.Solve(combination);
        return NeweyWest.MeanStandardError(Array.ConvertAll(Enumerable.Range(0, _rows.Length).ToArray(), t => Dot(_rows[t], weights) * _residuals[t])) * _rows.Length;
    }

    static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
