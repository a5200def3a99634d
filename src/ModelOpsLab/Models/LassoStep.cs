using ModelOpsLab.Statistics;

namespace ModelOpsLab.Models;

/// <summary>
/// The step from a point to the minimum of a quadratic with an absolute penalty: gradient·step + ½ step·curvature·step + Σ lassoⱼ |atⱼ + stepⱼ|, by coordinate descent,
/// and where the set of coefficients that are not 0 has been found, by solving for those exactly.
/// </summary>
static class LassoStep
{
    const int MostSweeps = 20_000, SweepsBetweenSolutions = 5;
    const double Settled = 1e-14, Rounding = 1e-10, WorstRatio = 1e13;

    /// <summary>Null where the coordinates do not settle.</summary>
    public static double[]? Of(double[] at, double[] gradient, double[][] curvature, double[] lasso)
    {
        double[] next = [.. at], slope = [.. gradient];
        for (var sweep = 1; sweep <= MostSweeps; sweep++)
        {
            var most = 0.0;
            for (var j = 0; j < at.Length; j++)
            {
                var own = curvature[j][j];
                if (!(own > 0)) continue;
                var free = own * next[j] - slope[j];
                var value = free > lasso[j] ? (free - lasso[j]) / own : free < -lasso[j] ? (free + lasso[j]) / own : 0;
                var change = value - next[j];
                if (change == 0) continue;
                next[j] = value;
                for (var k = 0; k < slope.Length; k++) slope[k] += change * curvature[j][k];
                most = Math.Max(most, Math.Abs(change) / (1 + Math.Abs(value)));
            }
            if (sweep % SweepsBetweenSolutions == 0 && Exact(at, next, gradient, curvature, lasso) is { } exact) return Less(exact, at);
            if (most <= Settled) return Less(next, at);
        }
        return null;
    }

    /// <summary>The minimum with the signs and zeros of a guess; null where that guess is wrong or leaves it undetermined.</summary>
    static double[]? Exact(double[] at, double[] guess, double[] gradient, double[][] curvature, double[] lasso)
    {
        int[] active = [.. Enumerable.Range(0, guess.Length).Where(j => guess[j] != 0)];
        if (active.Length == 0) return null;
        double[] Pull(int j) => [.. curvature[j].Select((c, k) => c * at[k])];
        var right = Array.ConvertAll(active, j => Pull(j).Sum() - gradient[j] - lasso[j] * Math.Sign(guess[j]));
        if (Cholesky.Of(Array.ConvertAll(active, j => Array.ConvertAll(active, k => curvature[j][k])), WorstRatio)?.Solve(right) is not { } solved) return null;
        var exact = new double[guess.Length];
        for (var a = 0; a < active.Length; a++)
        {
            exact[active[a]] = solved[a];
            if (lasso[active[a]] > 0 && Math.Sign(solved[a]) != Math.Sign(guess[active[a]])) return null;
        }
        for (var j = 0; j < exact.Length; j++)
        {
            if (guess[j] != 0) continue;
            var slope = gradient[j];
            for (var k = 0; k < exact.Length; k++) slope += curvature[j][k] * (exact[k] - at[k]);
            if (!(Math.Abs(slope) <= lasso[j] * (1 + Rounding))) return null;
        }
        return exact;
    }

    static double[] Less(double[] a, double[] b) => [.. a.Select((v, j) => v - b[j])];
}
