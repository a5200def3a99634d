namespace ModelOpsLab.Models;

/// <summary>Solves a symmetric positive definite system in place; row by row, so that the same numbers give the same bits.</summary>
static class CrossProductCholesky
{
    /// <summary>Replaces b by the solution x of a · x = b, and a by its factor.</summary>
    /// <param name="a">Lower triangle, <paramref name="stride"/> numbers a row.</param>
    /// <param name="stride">Numbers a row of <paramref name="a"/>.</param>
    /// <param name="b">As many numbers as there are unknowns.</param>
    /// <param name="leastShare">Smallest share of a diagonal number that may be left of it when the unknowns before are taken out: the digits lost are those of its inverse.</param>
    /// <returns>False where a smaller share is left: b is of no use then.</returns>
    public static bool Solve(Span<double> a, int stride, Span<double> b, double leastShare)
    {
        for (var i = 0; i < b.Length; i++)
        {
            var row = a.Slice(i * stride, i + 1);
            for (var j = 0; j < i; j++)
            {
                var other = a.Slice(j * stride, j + 1);
                row[j] = (row[j] - Lanes.Dot(row[..j], other[..j])) / other[j];
            }
            var pivot = row[i] - Lanes.Dot(row[..i], row[..i]);
            if (!(pivot > leastShare * row[i]) || !double.IsFinite(pivot)) return false;
            row[i] = Math.Sqrt(pivot);
            b[i] = (b[i] - Lanes.Dot(row[..i], b[..i])) / row[i];
        }
        for (var i = b.Length - 1; i >= 0; i--)
        {
            var row = a.Slice(i * stride, i + 1);
            b[i] /= row[i];
            Lanes.AddScaled(-b[i], row[..i], b[..i]);
        }
        return true;
    }
}
