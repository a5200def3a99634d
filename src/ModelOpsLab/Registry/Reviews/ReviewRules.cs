using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>The ordered list by which a review decides, and what makes a list sound.</summary>
/// <remarks>
/// The order is a desk's: nothing is decided on unsound data; then harm, by a ladder of limits (at the first limit trade half, at the second stop);
/// then what the model meets and how it errs; then anything out of the ordinary.
/// </remarks>
public static class ReviewRules
{
    /// <summary>The rules that hold where none are declared.</summary>
    public static IReadOnlyList<ReviewRule> Default { get; } =
    [
        new() { Name = "short-period", All = [Metric("sessions") with { Below = 10 }], Decision = Decision.NotEnoughData, Because = "fewer than ten sessions say nothing of a strategy that trades daily" },
        new() { Name = "unsound-data", All = [At("data-quality", Severity.Critical)], Decision = Decision.Undecided, Because = "nothing measured on unsound data can be relied on: correct them, and review again" },
        new()
        {
            Name = "earlier-version-better", All = [Metric("earlier_version_lead") with { At = Bound.Low, Above = 0 }], Any = [At("trading-performance", Severity.Critical), Metric("edge_odds_below_floor") with { Above = 0.8 }],
            Decision = Decision.RollBack, Because = "the live version does harm, and an earlier one is shown to be better on the same dates",
        },
        new() { Name = "loss-limit", All = [At("trading-performance", Severity.Critical)], Decision = Decision.Stop, Because = "it loses more than its mandate allows, or than it ever did in its backtest" },
        new() { Name = "edge-gone", All = [Metric("edge_odds_below_floor") with { Above = 0.95 }], Decision = Decision.Stop, Because = "backtest and live record together show an edge below its floor" },
        new()
        {
            Name = "unknown-world", Any = [At("input-drift", Severity.Critical), At("residuals", Severity.Critical), At("stability", Severity.Critical)],
            Decision = Decision.Retrain, Because = "the model meets inputs it was not trained on, or errs as it never did",
        },
        new() { Name = "challenger-leads", All = [new() { Gate = "deploy" }], Decision = Decision.Retrain, Because = "a challenger passed the promotion gate" },
        new()
        {
            Name = "risk-without-edge", All = [At("trading-performance", Severity.Warning), Metric("edge_odds_below_floor") with { Above = 0.25 }],
            Decision = Decision.Reduce, Because = "a risk limit is crossed while the edge is not shown: half the risk until it is",
        },
        new()
        {
            Name = "out-of-the-ordinary",
            Any = [.. ReviewMetrics.Reports.Select(report => At(report, Severity.Warning)), Metric("open_incidents") with { Above = 0 }, Metric("critical_alerts") with { Above = 0 }],
            Decision = Decision.Watch, Because = "something is out of the ordinary, and none of it asks for more",
        },
        new() { Name = "otherwise", Decision = Decision.Keep, Because = "nothing stands out" },
    ];

    /// <summary>What is wrong with a list: a rule that cannot hold, two of one name, one that an earlier one always goes before, or no last word.</summary>
    public static IEnumerable<string> Problems(IReadOnlyList<ReviewRule> rules)
    {
        if (rules.Count == 0)
        {
            yield return "there is none: leave 'rules' out for the defaults";
            yield break;
        }
        foreach (var problem in rules.SelectMany(r => r.Problems())) yield return problem;
        foreach (var name in rules.GroupBy(r => r.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key)) yield return $"two rules are called '{LedgerEntry.Shown(name)}'";
        for (var i = 1; i < rules.Count; i++)
            if (rules.Take(i).FirstOrDefault(rules[i].Implies) is { } before)
                yield return before.Implies(rules[i]) && before.Decision != rules[i].Decision && rules[i].Conditions.Any()
                    ? $"rules '{before.Name}' and '{rules[i].Name}' contradict each other: the same conditions, and another decision"
                    : $"rule '{rules[i].Name}' is never reached: wherever it fires, '{before.Name}' has decided before";
        if (rules[^1].Conditions.Any()) yield return $"where no rule fires nothing is decided: end with a rule without conditions, as in {{\"name\": \"otherwise\", \"decision\": \"keep\", \"because\": \"nothing stands out\"}}";
    }

    static ReviewCondition At(string report, Severity severity) => new() { Report = report, Severity = severity };
    static ReviewCondition Metric(string metric) => new() { Metric = metric };
}
