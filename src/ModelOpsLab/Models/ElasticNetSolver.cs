namespace ModelOpsLab.Models;

/// <summary>Minimises b·A·b / 2 − t·b + absolute · Σ|b| + square · |b|² / 2 for a symmetric A, none of whose eigenvalues is negative.</summary>
static class ElasticNetSolver
{
    const int MostSweeps = 10_000, SweepsBetweenSolutions = 8;

    /// <summary>How far the slope may be from what it should be, in the largest slope at 0.</summary>
    const double Tolerance = 1e-12, WorstTolerance = 1e-9, Rounding = 1e-14;

    /// <summary>The coefficients; null where they did not settle.</summary>
    /// <param name="matrix">A, row by row.</param>
    public static double[]? Solve(double[] matrix, double[] target, double absolute, double square)
    {
        var p = target.Length;
        var (b, slopes) = (new double[p], (double[])target.Clone()); // slopes: t − A·b
        var largest = target.Length == 0 ? 0 : target.Max(Math.Abs);
        if (!double.IsFinite(largest) || !Array.TrueForAll(matrix, double.IsFinite)) return null;
        for (var sweep = 1; sweep <= MostSweeps; sweep++)
        {
            for (var j = 0; j < p; j++)
            {
                var own = matrix[j * p + j];
                var pull = slopes[j] + own * b[j];
                // A pull above the penalty by rounding only is none: a twin of a feature stays at 0.
                var value = own > 0 && !(absolute > 0 && Math.Abs(pull) <= absolute + Rounding * largest) ? Shrunk(pull, absolute) / (own + square) : 0;
                if (value == b[j]) continue;
                Lanes.AddScaled(b[j] - value, matrix.AsSpan(j * p, p), slopes);
                b[j] = value;
            }
            var settled = Excess(b, slopes, absolute, square) <= Tolerance * largest;
            if ((settled || sweep % SweepsBetweenSolutions == 0) && Exact(matrix, target, b, absolute, square, largest) is { } exact) return exact;
            if (settled) return b;
        }
        return Excess(b, slopes, absolute, square) <= WorstTolerance * largest ? b : null;
    }

    /// <summary>The solution of the equations that hold for the coefficients that are not 0, where their signs and the others' slopes agree; else null.</summary>
    static double[]? Exact(double[] matrix, double[] target, double[] b, double absolute, double square, double largest)
    {
        var p = target.Length;
        int[] active = [.. Enumerable.Range(0, p).Where(j => b[j] != 0)];
        var (a, x) = (new double[active.Length * active.Length], new double[active.Length]);
        for (var i = 0; i < active.Length; i++)
        {
            for (var j = 0; j <= i; j++) a[i * active.Length + j] = matrix[active[i] * p + active[j]];
            a[i * active.Length + i] += square;
            x[i] = target[active[i]] - Math.CopySign(absolute, b[active[i]]);
        }
        if (!CrossProductCholesky.Solve(a, active.Length, x, 1e-10)) return null;
        var (result, slopes) = (new double[p], (double[])target.Clone());
        for (var i = 0; i < active.Length; i++)
        {
            if (x[i] == 0 || x[i] > 0 != b[active[i]] > 0) return null;
            result[active[i]] = x[i];
            Lanes.AddScaled(-x[i], matrix.AsSpan(active[i] * p, p), slopes);
        }
        return Excess(result, slopes, absolute, square) <= Tolerance * 10 * largest ? result : null;
    }

    /// <summary>By how much the conditions of the optimum are missed, at most.</summary>
    static double Excess(double[] b, double[] slopes, double absolute, double square)
    {
        var worst = 0.0;
        for (var j = 0; j < b.Length; j++)
            worst = Math.Max(worst, b[j] == 0 ? Math.Abs(slopes[j]) - absolute : Math.Abs(slopes[j] - square * b[j] - Math.CopySign(absolute, b[j])));
        return worst;
    }

    static double Shrunk(double value, double by) => value > by ? value - by : value < -by ? value + by : 0;
}
