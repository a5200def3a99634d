namespace ModelOpsLab.Reporting;

/// <summary>Where a path stands among the quantiles of a fan.</summary>
static class FanPosition
{
    /// <summary>The name of a quantile: <c>2.5 %</c>, <c>median</c>.</summary>
    public static string Quantile(double probability, Language language) =>
        probability == 0.5 ? language.Say("median", "médiane") : language.Written(Format.Fixed(100 * probability, 4).TrimEnd('0').TrimEnd('.') + " %");

    /// <summary>The position at an index in words; interpolated linearly between neighbouring quantiles.</summary>
    public static string Words(FanChart chart, int index, Language language)
    {
        var (value, p, q) = (chart.Path[index], chart.Probabilities, chart.Quantiles);
        if (q.Count == 0 || q.Any(line => !double.IsFinite(line[index]))) return language.Say("no quantiles there", "aucun quantile à cette date");
        if (value < q[0][index]) return language.Say($"below the {Name(p[0])} quantile", $"sous le quantile à {Name(p[0])}");
        if (value > q[^1][index]) return language.Say($"above the {Name(p[^1])} quantile", $"au-dessus du quantile à {Name(p[^1])}");
        for (var i = 1; i < q.Count; i++)
            if (value <= q[i][index] && q[i][index] > q[i - 1][index])
                return Near(Math.Round(p[i - 1] + (p[i] - p[i - 1]) * (value - q[i - 1][index]) / (q[i][index] - q[i - 1][index]), 2), language);
        return language.Say($"at the {Name(p[0])} quantile", $"au quantile à {Name(p[0])}");
        string Name(double probability) => Quantile(probability, language);
    }

    static string Near(double probability, Language language) => probability == 0.5
        ? language.Say("near the median", "proche de la médiane")
        : language.Say($"near the {Quantile(probability, language)} quantile", $"proche du quantile à {Quantile(probability, language)}");
}
