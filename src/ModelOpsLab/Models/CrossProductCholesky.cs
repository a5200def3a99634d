namespace ModelOpsLab.Models;

/// <summary>Solves a symmetric positive definite system in place; in a fixed order, so that the same numbers give the same bits.</summary>
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
        for (var j = 0; j < b.Length; j++)
        {
            var row = a.Slice(j * stride, j + 1);
            var before = row[..j];
            var pivot = row[j] - Lanes.Dot(before, before);
            if (!(pivot > leastShare * row[j]) || !double.IsFinite(pivot)) return false;
            row[j] = Math.Sqrt(pivot);
            var inverse = 1 / row[j];
            b[j] = (b[j] - Lanes.Dot(before, b[..j])) * inverse;
            var i = j + 1;
            for (; i + 4 <= b.Length; i += 4)
            {
                var dots = Lanes.Dots(before, a[(i * stride)..], stride);
                for (var k = 0; k < 4; k++) a[(i + k) * stride + j] = (a[(i + k) * stride + j] - dots[k]) * inverse;
            }
            for (; i < b.Length; i++) a[i * stride + j] = (a[i * stride + j] - Lanes.Dot(before, a.Slice(i * stride, j))) * inverse;
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
