namespace ModelOpsLab.Statistics;

/// <summary>Eigenvalues and eigenvectors of a real symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, algorithm 8.5.3): the same bits for the same numbers.</summary>
/// <param name="Values">Descending.</param>
/// <param name="Vectors">Vector k, of unit length, is row k.</param>
sealed record SymmetricEigen(double[] Values, double[][] Vectors)
{
    const int MostSweeps = 60;

    /// <param name="matrix">Symmetric and finite.</param>
    /// <param name="near">Vectors of a similar matrix, as of an earlier result: with them few rotations are left to do.</param>
    public static SymmetricEigen Of(double[][] matrix, double[][]? near = null)
    {
        var p = matrix.Length;
        var vectors = new double[p][];
        for (var i = 0; i < p; i++)
        {
            vectors[i] = new double[p];
            if (near is null) vectors[i][i] = 1; else near[i].CopyTo(vectors[i], 0);
        }
        var a = near is null ? Array.ConvertAll(matrix, row => (double[])row.Clone()) : Rotated(matrix, vectors);
        double size = 0;
        foreach (var row in a)
            foreach (var value in row) size += value * value;
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            double rest = 0;
            for (var i = 0; i < p; i++)
                for (var j = i + 1; j < p; j++) rest += a[i][j] * a[i][j];
            if (rest <= 1e-28 * size) break;
            for (var i = 0; i < p; i++)
                for (var j = i + 1; j < p; j++) Rotate(a, vectors, i, j);
        }
        int[] order = [.. Enumerable.Range(0, p).OrderByDescending(i => a[i][i]).ThenBy(i => i)];
        return new([.. order.Select(i => a[i][i])], [.. order.Select(i => vectors[i])]);
    }

    /// <summary>V · A · Vᵀ for vectors in rows.</summary>
    static double[][] Rotated(double[][] matrix, double[][] vectors)
    {
        var p = matrix.Length;
        var half = new double[p][];
        for (var i = 0; i < p; i++)
        {
            half[i] = new double[p];
            for (var k = 0; k < p; k++)
                for (var j = 0; j < p; j++) half[i][j] += vectors[i][k] * matrix[k][j];
        }
        var all = new double[p][];
        for (var i = 0; i < p; i++) all[i] = new double[p];
        for (var i = 0; i < p; i++)
            for (var j = i; j < p; j++)
            {
                double sum = 0;
                for (var k = 0; k < p; k++) sum += half[i][k] * vectors[j][k];
                all[i][j] = all[j][i] = sum;
            }
        return all;
    }

    static void Rotate(double[][] a, double[][] vectors, int i, int j)
    {
        var off = a[i][j];
        if (off == 0) return;
        var theta = (a[j][j] - a[i][i]) / (2 * off);
        var t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        double c = 1 / Math.Sqrt(t * t + 1), s = t * c;
        for (var k = 0; k < a.Length; k++)
        {
            double ki = a[k][i], kj = a[k][j];
            (a[k][i], a[k][j]) = (c * ki - s * kj, s * ki + c * kj);
        }
        double[] rowI = a[i], rowJ = a[j], vectorI = vectors[i], vectorJ = vectors[j];
        for (var k = 0; k < a.Length; k++)
        {
            (rowI[k], rowJ[k]) = (c * rowI[k] - s * rowJ[k], s * rowI[k] + c * rowJ[k]);
            (vectorI[k], vectorJ[k]) = (c * vectorI[k] - s * vectorJ[k], s * vectorI[k] + c * vectorJ[k]);
        }
        a[i][j] = a[j][i] = 0;
    }
}
