using MathNet.Numerics.Distributions;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>The same returns by the rules of other programs: why their number is another one.</summary>
/// <remarks>
/// Each rule is that of the version named in its text, checked against figures stored from it: empyrical-reloaded, quantstats 0.0.81, PerformanceAnalytics 2.1.0 and QuantConnect Lean.
/// A number that their rule cannot give, or gives as rounding noise where returns are constant, is missing with its reason.
/// </remarks>
public sealed record OtherConventions
{
    OtherConventions(IReadOnlyList<OtherConvention> rows) => Rows = rows;

    /// <summary>One row a metric and rule; our own rule of each metric comes first.</summary>
    public IReadOnlyList<OtherConvention> Rows { get; }

    /// <summary>The numbers of a series.</summary>
    public static OtherConventions Of(ReturnSeries returns)
    {
        var root = Math.Sqrt(returns.Calendar.PeriodsPerYear);
        var constant = SharpeRatio.Reason(returns);
        var negative = returns.Values.ToArray().Where(v => v < 0).ToArray();
        var downside = SortinoRatio.Downside(returns);
        Measurement compounded = returns.Measure("annualized_return", returns.Because ?? (returns.Mean <= -1 ? "the mean return is a loss of everything" : null), () => Math.Pow(1 + returns.Mean, returns.Calendar.PeriodsPerYear) - 1, "%");
        return new(
        [
            new("sharpe_ratio", "ModelOpsLab, empyrical, quantstats, ffn, PerformanceAnalytics 2.1", "mean / s · √P", SharpeRatio.Of(returns)),
            new("sharpe_ratio", "PerformanceAnalytics up to 2.0", "growth by periods / (s · √P)", SharpeRatio.Geometric(returns)),
            new("sharpe_ratio", "QuantConnect Lean", "((1 + mean)^P − 1) / (s · √P)", returns.Measure("sharpe_ratio", constant ?? compounded.Because, () => compounded.Value / (returns.Deviation * root))),
            new("annual_growth", "ModelOpsLab, ffn", "calendar: wealth^(365.25 / days) − 1", CompoundAnnualGrowth.Of(returns)),
            new("annual_growth", "empyrical, quantstats, PerformanceAnalytics", "by periods: wealth^(P / n) − 1", AnnualizedReturn.Of(returns)),
            new("annual_growth", "QuantConnect Lean", "(1 + mean)^P − 1", compounded),
            new("sortino_ratio", "ModelOpsLab, empyrical, quantstats, ffn", "mean / √(mean(min(r, 0)²)) · √P", SortinoRatio.Of(returns)),
            new("sortino_ratio", "PerformanceAnalytics", "the same, not annualised", returns.Measure("sortino_ratio", SortinoRatio.Of(returns).Because, () => returns.Mean / (downside.Value / root))),
            new("sortino_ratio", "QuantConnect Lean", "((1 + mean)^P − 1) / (s of the negative returns · √P)", returns.Measure("sortino_ratio", compounded.Because ?? (negative.Length < 2 || Moments.StandardDeviation(negative) <= 1e-12 * negative.Max(Math.Abs) ? "fewer than two different negative returns" : null),
                () => compounded.Value / (Moments.StandardDeviation(negative) * root))),
            new("value_at_risk", "ModelOpsLab, empyrical, PerformanceAnalytics", "historical, type 7, 95 %", ValueAtRisk.Of(returns)),
            new("value_at_risk", "quantstats", "normal, divisor n − 1, 95 %", returns.Measure("value_at_risk", constant, () => Normal.InvCDF(returns.Mean, returns.Deviation, 0.05), "%")),
            new("value_at_risk", "PerformanceAnalytics, method gaussian", "normal, divisor n, 95 %, at most everything", returns.Measure("value_at_risk", constant, () => Math.Max(-1, Normal.InvCDF(returns.Mean, returns.Deviation * Math.Sqrt((returns.Count - 1.0) / returns.Count), 0.05)), "%")),
            new("expected_shortfall", "ModelOpsLab", "Acerbi, 95 %", ExpectedShortfall.Of(returns)),
            new("expected_shortfall", "empyrical", "mean of the lowest ⌊0.05 (n − 1)⌋ + 1", returns.Measure("expected_shortfall", returns.Because, () => returns.Values.ToArray().Order().Take((int)((returns.Count - 1) * 0.05) + 1).Average(), "%")),
            new("probabilistic_sharpe_ratio", "ModelOpsLab, ffn", "raw kurtosis, as published", ProbabilisticSharpeRatio.Of(returns, 0)),
            new("probabilistic_sharpe_ratio", "quantstats, QuantConnect Lean", "excess kurtosis where the paper has the raw one", WithExcess(returns, constant)),
        ]);
    }

    /// <summary>What quantstats and Lean compute: three too little for the kurtosis.</summary>
    static Measurement WithExcess(ReturnSeries returns, string? constant) => returns.Measure("probabilistic_sharpe_ratio", constant ?? (returns.Count < 4 ? "an unbiased kurtosis needs four returns" : null), () =>
    {
        var ratio = returns.Mean / returns.Deviation;
        double n = returns.Count, skew = 0, kurtosis = 0, square = 0;
        foreach (var v in returns.Values)
        {
            var d = v - returns.Mean;
            square += d * d;
            skew += d * d * d;
            kurtosis += d * d * d * d;
        }
        var variance = square / n;
        skew = skew / n / Math.Pow(variance, 1.5) * Math.Sqrt(n * (n - 1)) / (n - 2);
        kurtosis = ((n + 1) * (kurtosis / n / (variance * variance) - 3) + 6) * (n - 1) / ((n - 2) * (n - 3));
        var error = Math.Sqrt((1 + 0.5 * ratio * ratio - skew * ratio + (kurtosis - 3) / 4 * ratio * ratio) / (n - 1));
        return Normal.CDF(0, 1, ratio / error);
    });

    /// <summary>As a table that a page folds away.</summary>
    public Details In(Language language) => new(
        language.Say("The same numbers by the rules of other programs", "Les mêmes chiffres selon les règles d’autres logiciels"),
        [
            new Table([language.Say("metric", "mesure"), language.Say("by", "selon"), language.Say("rule", "règle"), new(language.Say("live to date", "production à ce jour"), Align.Right)],
                [.. Rows.Select(r => (IReadOnlyList<Cell>)[r.Metric.Replace('_', ' '), r.By, r.Rule, r.Value.Exists ? r.Value.Unit == "%" ? language.Percent(r.Value.Value, 2) : language.Fixed(r.Value.Value, 4) : language.Say($"undefined: {r.Value.Because}", $"non défini : {r.Value.Because}")])]),
            new Note(language.Say("s: standard deviation with divisor n − 1; P: periods a year; n: returns. Our own rule stands first.", "s : écart type, diviseur n − 1 ; P : périodes par an ; n : rendements. Notre règle vient en premier.")),
        ], "other-conventions");
}

/// <summary>A metric by one rule.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="By">Programs that go by the rule.</param>
/// <param name="Rule">The rule as a formula.</param>
/// <param name="Value">Its number.</param>
public sealed record OtherConvention(string Metric, string By, string Rule, Measurement Value);
