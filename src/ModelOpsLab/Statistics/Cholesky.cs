namespace ModelOpsLab.Statistics;

/// <summary>A symmetric positive definite matrix as L·Lᵀ, to solve several systems with.</summary>
sealed class Cholesky
{
    readonly double[][] _lower;

    /// <param name="matrix">Symmetric and positive definite, as a covariance with a ridge is.</param>
    public Cholesky(double[][] matrix)
    {
        _lower = Array.ConvertAll(matrix, row => new double[row.Length]);
        for (var j = 0; j < matrix.Length; j++)
            for (var i = j; i < matrix.Length; i++)
            {
                var sum = matrix[i][j];
                for (var k = 0; k < j; k++) sum -= _lower[i][k] * _lower[j][k];
                if (i == j && !(sum > 0)) throw new ArgumentException($"The matrix is not positive definite: pivot {j} is {sum.ToString(System.Globalization.CultureInfo.InvariantCulture)}.", nameof(matrix));
                _lower[i][j] = i == j ? Math.Sqrt(sum) : sum / _lower[j][j];
            }
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
