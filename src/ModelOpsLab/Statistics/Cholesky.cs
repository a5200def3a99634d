namespace ModelOpsLab.Statistics;

/// <summary>A symmetric positive definite matrix as L·Lᵀ, to solve several systems with.</summary>
sealed class Cholesky
{
    readonly double[][] _lower;

    Cholesky(double[][] lower) => _lower = lower;

    /// <summary>The factors; null where a pivot is not positive, or the largest is more than so many times the smallest: the digits are lost then.</summary>
    /// <param name="matrix">Symmetric; its lower half is read.</param>
    /// <param name="worstRatio">Largest over smallest pivot that is still taken.</param>
    public static Cholesky? Of(double[][] matrix, double worstRatio = double.PositiveInfinity)
    {
        var lower = Array.ConvertAll(matrix, row => new double[row.Length]);
        double largest = 0, smallest = double.PositiveInfinity;
        for (var j = 0; j < matrix.Length; j++)
            for (var i = j; i < matrix.Length; i++)
            {
                var sum = matrix[i][j];
                for (var k = 0; k < j; k++) sum -= lower[i][k] * lower[j][k];
                if (i > j) { lower[i][j] = sum / lower[j][j]; continue; }
                if (!(sum > 0)) return null;
                (largest, smallest) = (Math.Max(largest, sum), Math.Min(smallest, sum));
                lower[j][j] = Math.Sqrt(sum);
            }
        return largest > worstRatio * smallest ? null : new(lower);
    }

    /// <summary>The x of matrix · x = b.</summary>
    public double[] Solve(ReadOnlySpan<double> b)
    {
        double[] x = [.. b];
        for (var i = 0; i < x.Length; i++)
        {
            for (var k = 0; k < i; k++) x[i] -= _lower[i][k] * x[k];
            x[i] /= _lower[i][i];
        }
        for (var i = x.Length - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < x.Length; k++) x[i] -= _lower[k][i] * x[k];
            x[i] /= _lower[i][i];
        }
        return x;
    }
}
