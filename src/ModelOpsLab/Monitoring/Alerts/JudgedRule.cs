using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>A rule at work: what it found in a reading, and its alerts that pend or fire, in the order of what they are about.</summary>
sealed class JudgedRule(AlertRule rule, AlertPolicy policy)
{
    readonly long _hold = rule.For.Ticks, _keep = rule.KeepFiringFor.Ticks;
    readonly long _stale = (rule.StaleAfter ?? policy.StaleAfter ?? TimeSpan.FromDays(1)).Ticks;

    public AlertRule Rule => rule;
    public IReadOnlyList<EscalationStep> Steps { get; } = rule.Escalation ?? policy.Escalation ?? [];
    public SortedDictionary<string, OpenAlert> Alerts { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, LossBudget> Budgets { get; } = new(StringComparer.Ordinal);
    /// <summary>Measurements of the reading that it judges.</summary>
    public List<Measurement> Found { get; } = [];
    /// <summary>Whether there ever was a measurement for it.</summary>
    public bool Measured { get; set; }
    public bool Fires => Alerts.Values.Any(a => a.Level.On);
    /// <summary>What must not fire for people to be told.</summary>
    public IReadOnlyList<JudgedRule> DependsOn { get; set; } = [];

    /// <summary>Whether it judges measurements of something.</summary>
    public bool IsFor(string of) => rule.Of == "*" || rule.Of == of;

    /// <summary>Moves its alerts on by the measurements found.</summary>
    public void Judge(DateTime at, long now)
    {
        if (Alerts.Count > 0 || rule.BurnRate is not null || Found.Exists(m => Counts(m) && rule.Beyond(m.Value, rule.Enter))) JudgeEach(at, now);
        Found.Clear();
    }

    void JudgeEach(DateTime at, long now)
    {
        var worst = Worst();
        if (rule.BurnRate is { } burn) worst = Burn(burn, worst, now);
        foreach (var (of, (measurement, detail)) in worst)
        {
            if (!Alerts.TryGetValue(of, out var alert))
            {
                if (!rule.Beyond(measurement.Value, rule.Enter)) continue;
                Alerts[of] = alert = new() { Rule = rule.Name, Of = of, Metric = rule.Metric, Clock = rule.Clock, Evidence = measurement };
            }
            (alert.Evidence, alert.Detail, alert.Measured, alert.MeasuredAt, alert.Stale) = (measurement, detail, now, at, false);
            alert.Level.Judge(rule.Beyond(measurement.Value, rule.Enter), !rule.Beyond(measurement.Value, rule.Exit ?? rule.Enter), now, _hold, _keep);
            if (rule.Critical is { } critical)
                alert.CriticalLevel.Judge(rule.Beyond(measurement.Value, critical), !rule.Beyond(measurement.Value, rule.CriticalExit ?? critical), now, _hold, _keep);
        }
        foreach (var (of, alert) in Alerts)
        {
            if (worst.ContainsKey(of) || now - alert.Measured < _stale) continue;
            alert.Stale = true;
            if (!alert.Level.On) alert.Level.Since = null; // nobody was told of it, and whether it holds is not known
        }
    }

    bool Counts(Measurement measurement) => measurement.Exists && measurement.Count >= rule.MinimumCount;

    /// <summary>What can be judged, the worst value of each where there are several.</summary>
    SortedDictionary<string, (Measurement, string)> Worst()
    {
        SortedDictionary<string, (Measurement, string)> worst = new(StringComparer.Ordinal);
        foreach (var measurement in Found)
            if (Counts(measurement) && (!worst.TryGetValue(measurement.Of, out var other) || (rule.Bad == Side.Above ? measurement.Value > other.Item1.Value : measurement.Value < other.Item1.Value)))
                worst[measurement.Of] = (measurement, "");
        return worst;
    }

    /// <summary>The burn rates in the place of the amounts.</summary>
    SortedDictionary<string, (Measurement, string)> Burn(BurnRate burn, SortedDictionary<string, (Measurement Amount, string)> amounts, long now)
    {
        SortedDictionary<string, (Measurement, string)> rates = new(StringComparer.Ordinal);
        foreach (var (of, (amount, _)) in amounts)
        {
            if (!double.IsFinite(amount.Value)) continue;
            if (!Budgets.TryGetValue(of, out var budget)) Budgets[of] = budget = LossBudget.For(rule, of);
            budget.Add(now, rule.Bad == Side.Above ? amount.Value : -amount.Value);
            var (rate, pair, slow, fast) = budget.Rate(burn);
            rates[of] = (new Measurement("burn_rate", rate) { Of = of, Count = amount.Count },
                $"{rule.Metric} burns {Format.Number(slow)} times as fast as the budget of {Format.Value(burn.Budget, amount.Unit)} in {Duration.Text(burn.Period)} allows over {Duration.Text(pair.Long)}, {Format.Number(fast)} times over {Duration.Text(pair.Short)}; factor {Format.Number(pair.Factor)}");
        }
        foreach (var (of, budget) in Budgets.Where(b => !amounts.ContainsKey(b.Key)).ToArray())
        {
            budget.Add(now, 0);
            if (budget.IsEmpty) Budgets.Remove(of);
        }
        return rates;
    }
}
