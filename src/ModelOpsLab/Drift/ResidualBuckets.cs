using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>Errors by the value of an input: each input is cut at the quintiles of its reference, and each fifth of the period is compared with the same fifth.</summary>
static class ResidualBuckets
{
    const int Buckets = 5;

    /// <summary>Every bucket with enough rows on both sides, the one whose error grew most for certain first; and for each input without any, why.</summary>
    public static (IReadOnlyList<BucketError> Buckets, IReadOnlyList<(string Feature, string Because)> Silent) Of(Residuals before, Residuals now, int atLeast)
    {
        var found = new List<BucketError>();
        var silent = new List<(string, string)>();
        foreach (var feature in now.Frame.Schema.Features)
        {
            var count = found.Count;
            var because = Why(feature) ?? "";
            if (because.Length == 0) found.AddRange(OfFeature(feature, before, now, atLeast));
            if (found.Count == count) silent.Add((feature, because.Length > 0 ? because : $"no fifth of its reference has {atLeast} {now.Unit} of the period"));
        }
        return ([.. found.OrderByDescending(b => b.Ratio.Interval.Low)], silent);

        string? Why(string feature) =>
            !now.Frame.Has(feature) ? $"the period has no column '{feature}'"
            : !before.Frame.Has(feature) ? $"the reference has no column '{feature}'"
            : !now.Frame[feature].IsNumeric || !before.Frame[feature].IsNumeric ? "not a column of numbers"
            : before.Frame[feature].Finite() is var x && (x.Length < Buckets * atLeast || Moments.IsConstant(x)) ? "constant in the reference, or too few values"
            : null;
    }

    static IEnumerable<BucketError> OfFeature(string feature, Residuals before, Residuals now, int atLeast)
    {
        double[] past = Numbers(before, feature), x = Numbers(now, feature), sorted = [.. past.Where(double.IsFinite).Order()];
        double[] edges = [.. Enumerable.Range(1, Buckets - 1).Select(k => RobustScale.QuantileSorted(sorted, (double)k / Buckets)).Distinct()];
        for (var b = 0; b <= edges.Length; b++)
        {
            double low = b == 0 ? double.NegativeInfinity : edges[b - 1], high = b == edges.Length ? double.PositiveInfinity : edges[b];
            int[] reference = Rows(past, low, high), rows = Rows(x, low, high);
            if (now.TimesOf(rows) < atLeast || before.TimesOf(reference) < atLeast || Moments.Mean(Array.ConvertAll(reference, i => before.Values[i] * before.Values[i])) is not (var mean and > 0)) continue;
            yield return new(feature, low, high, rows.Length, ErrorRatio.Of(now, rows, mean));
        }
    }

    static double[] Numbers(Residuals rows, string feature) => rows.Frame[feature].Span.ToArray();

    static int[] Rows(double[] x, double low, double high) => [.. Enumerable.Range(0, x.Length).Where(i => x[i] > low && x[i] <= high)];
}

/// <summary>Error of the rows whose input lies above <paramref name="Low"/> and up to <paramref name="High"/>.</summary>
sealed record BucketError(string Feature, double Low, double High, int Count, ErrorRatio Ratio)
{
    /// <summary>The bucket as people read it: <c>volatility_20d above 0.012</c>.</summary>
    public string Name =>
        double.IsNegativeInfinity(Low) && double.IsPositiveInfinity(High) ? Feature
        : double.IsNegativeInfinity(Low) ? $"{Feature} up to {Format.Number(High)}"
        : double.IsPositiveInfinity(High) ? $"{Feature} above {Format.Number(Low)}"
        : $"{Feature} {Format.Number(Low)} to {Format.Number(High)}";
}
