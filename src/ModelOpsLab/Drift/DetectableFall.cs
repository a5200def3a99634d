using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>How many live rows it takes to see a fall of a stated size, and how many are missing.</summary>
/// <param name="Of">The measure that falls.</param>
/// <param name="Size">By how much, in its unit.</param>
/// <param name="Needed">Live rows at which a one-sided 5 % test against a long reference sees it in 80 % of cases; NaN where it cannot be said.</param>
/// <param name="Live">Live rows there are.</param>
/// <param name="EffectiveLive">Independent rows that carry as much information.</param>
/// <param name="Because">Why it cannot be said; empty where it can.</param>
sealed record DetectableFall(string Of, double Size, double Needed, int Live, double EffectiveLive, string Because)
{
    /// <summary>Normal points of 95 % and 80 %: 1.645 + 0.842.</summary>
    const double Power = 1.6448536269514722 + 0.8416212335729143;

    /// <summary>(1.645 + 0.842)² · long-run variance / size², from the rows of the reference (Newey-West).</summary>
    public static DetectableFall From(string of, double size, double[] perRow, int live)
    {
        if (perRow.Length < 30) return new(of, size, double.NaN, live, live, $"{perRow.Length} rows of the reference, 30 needed");
        if (Moments.IsConstant(perRow)) return new(of, size, double.NaN, live, live, "the reference does not vary");
        var error = NeweyWest.MeanStandardError(perRow, LongLags(perRow.Length));
        double longRun = error * error * perRow.Length, variance = Moments.Variance(perRow);
        if (!(longRun > 0)) return new(of, size, double.NaN, live, live, "the reference has no long-run variance");
        return new(of, size, Math.Ceiling(Power * Power * longRun / (size * size)), live, Math.Clamp(live * variance / longRun, Math.Min(1, live), live), "");
    }

    /// <summary>Volatility remembers for a quarter; the usual rule for lags would not.</summary>
    static int LongLags(int count) => Math.Min(count / 10, 60);

    public Measurement Measurement => Measurement.Maybe("days_needed", Math.Max(0, Needed - Live), Because) with { Of = Of, Count = Live, EffectiveCount = EffectiveLive, Unit = "days" };

    /// <summary>What can be told, in one sentence.</summary>
    public string Sentence => Needed <= Live
        ? $"A fall of {Text} is seen in 80 % of cases: {Format.Count((long)Needed)} live days needed, {Format.Count(Live)} there ({Format.Fixed(EffectiveLive, 0)} effective)."
        : double.IsNaN(Needed) ? $"Whether a fall of {Text} would be seen cannot be said: {Because}."
        : $"A fall of {Text} cannot be told yet: {Format.Count((long)Needed - Live)} more days needed, {Format.Count(Live)} of {Format.Count((long)Needed)} there ({Format.Fixed(EffectiveLive, 0)} effective).";

    string Text => Of == RollingMetric.HitRate.Name ? $"{Format.Number(100 * Size)} points of the hit rate" : $"performance by {Format.Number(Size)} of the {Of}";
}
