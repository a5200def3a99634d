using ModelOpsLab.Statistics;

namespace ModelOpsLab.Models;

/// <summary>Minimises |y − Z b|² + penalty · |b|² for columns Z that are centred, scaled and weighted already. Fixed order of summation: same numbers, same bits.</summary>
static class RidgeSolver
{
    /// <summary>Above this ratio of squared pivots the cross products have lost too many digits, and QR on the rows is used.</summary>
    const double WorstRatio = 1e6;

    public static double[] Solve(double[][] columns, double[] target, double penalty, IReadOnlyList<string> names) =>
        columns.Length == 0 ? [] : ByCholesky(columns, target, penalty) ?? ByQr(columns, target, penalty, names);

    /// <summary>Null where the matrix is not safely positive definite.</summary>
    static double[]? ByCholesky(double[][] columns, double[] target, double penalty)
    {
        var products = Array.ConvertAll(columns, left => new double[columns.Length]);
        for (var j = 0; j < columns.Length; j++)
            for (var i = j; i < columns.Length; i++) products[i][j] = Dot(columns[i], columns[j], 0) + (i == j ? penalty : 0);
        return Cholesky.Of(products, WorstRatio)?.Solve(Array.ConvertAll(columns, column => Dot(column, target, 0)));
    }

    /// <summary>Householder QR of the rows with √penalty · I below them.</summary>
    static double[] ByQr(double[][] columns, double[] target, double penalty, IReadOnlyList<string> names)
    {
        int p = columns.Length, n = target.Length + (penalty > 0 ? p : 0);
        var a = new double[p][];
        for (var j = 0; j < p; j++)
        {
            Array.Copy(columns[j], a[j] = new double[n], target.Length);
            if (penalty > 0) a[j][target.Length + j] = Math.Sqrt(penalty);
        }
        var rhs = new double[n];
        Array.Copy(target, rhs, target.Length);
        var diagonal = new double[p];
        for (var j = 0; j < p; j++)
        {
            var whole = Math.Sqrt(Dot(a[j], a[j], 0));
            var size = j < n ? Math.Sqrt(Dot(a[j], a[j], j)) : 0;
            if (!(size > whole * 1e-13 * Math.Sqrt(n)))
                throw new ArgumentException($"Feature '{names[j]}' is constant, or a combination of the features before it ({string.Join(", ", names.Take(j))}), and the penalty is {(penalty == 0 ? "0" : "too small")}: its coefficient is not determined. Leave it out, or give a penalty.");
            diagonal[j] = a[j][j] > 0 ? -size : size;
            a[j][j] -= diagonal[j];
            var half = Dot(a[j], a[j], j) / 2;
            for (var k = j + 1; k < p; k++) Reflect(a[j], a[k], j, half);
            Reflect(a[j], rhs, j, half);
        }
        var b = new double[p];
        for (var j = p - 1; j >= 0; j--)
        {
            b[j] = rhs[j];
            for (var k = j + 1; k < p; k++) b[j] -= a[k][j] * b[k];
            b[j] /= diagonal[j];
        }
        return b;
    }

    static void Reflect(double[] v, double[] x, int from, double half)
    {
        var factor = Dot(v, x, from) / half;
        for (var i = from; i < x.Length; i++) x[i] -= factor * v[i];
    }

    /// <summary>Sum of products in four lanes, added in a fixed order.</summary>
    internal static double Dot(double[] a, double[] b, int from)
    {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        var i = from;
        for (; i + 4 <= a.Length; i += 4)
        {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.Length; i++) s0 += a[i] * b[i];
        return s0 + s1 + (s2 + s3);
    }
}
