namespace ModelOpsLab.Reporting;

/// <summary>Where a path stands among the quantiles of a fan.</summary>
static class FanPosition
{
    /// <summary>The name of a quantile: <c>2.5 %</c>, <c>median</c>.</summary>
    public static string Quantile(double probability) =>
        probability == 0.5 ? "median" : Format.Fixed(100 * probability, 4).TrimEnd('0').TrimEnd('.') + " %";

    /// <summary>The position at an index in words; interpolated linearly between neighbouring quantiles.</summary>
    public static string Words(FanChart chart, int index)
    {
        var (value, p, q) = (chart.Path[index], chart.Probabilities, chart.Quantiles);
        if (q.Count == 0 || q.Any(line => !double.IsFinite(line[index]))) return "no quantiles there";
        if (value < q[0][index]) return $"below the {Quantile(p[0])} quantile";
        if (value > q[^1][index]) return $"above the {Quantile(p[^1])} quantile";
        for (var i = 1; i < q.Count; i++)
            if (value <= q[i][index] && q[i][index] > q[i - 1][index])
                return $"near the {Quantile(Math.Round(p[i - 1] + (p[i] - p[i - 1]) * (value - q[i - 1][index]) / (q[i][index] - q[i - 1][index]), 2))} quantile".Replace("median quantile", "median", StringComparison.Ordinal);
        return $"at the {Quantile(p[0])} quantile";
    }
}
