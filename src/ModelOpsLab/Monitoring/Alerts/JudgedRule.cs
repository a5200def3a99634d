using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>A rule at work: what it found in a reading, and its alerts that pend or fire, in the order of what they are about.</summary>
sealed class JudgedRule(AlertRule rule, AlertPolicy policy)
{
    readonly long _hold = rule.For.Ticks, _keep = rule.KeepFiringFor.Ticks;
    readonly long _stale = (rule.StaleAfter ?? policy.StaleAfter ?? TimeSpan.FromDays(1)).Ticks;

    readonly List<Measurement> _found = [];
    bool _entered;

    public AlertRule Rule => rule;
    public IReadOnlyList<EscalationStep> Steps { get; } = rule.Escalation ?? policy.Escalation ?? [];
    public SortedDictionary<string, OpenAlert> Alerts { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, LossBudget> Budgets { get; } = new(StringComparer.Ordinal);
    /// <summary>Whether there ever was a measurement for it.</summary>
    public bool Measured { get; set; }
    /// <summary>Whether one of its alerts fires.</summary>
    public bool Fires { get; private set; }
    /// <summary>What must not fire for people to be told.</summary>
    public IReadOnlyList<JudgedRule> DependsOn { get; set; } = [];

    /// <summary>Whether it judges measurements of something.</summary>
    public bool IsFor(string of) => rule.Of == "*" || rule.Of == of;

    /// <summary>Takes up a measurement of the reading.</summary>
    public void Find(Measurement measurement)
    {
        if (!IsFor(measurement.Of)) return;
        Measured = true;
        if (!measurement.Exists || measurement.Count < rule.MinimumCount) return;
        _found.Add(measurement);
        _entered |= rule.Beyond(measurement.Value, rule.Enter);
    }

    /// <summary>Moves its alerts on by what was found.</summary>
    public void Judge(DateTime at, long now)
    {
        if (Alerts.Count > 0 || _entered || rule.BurnRate is not null) JudgeEach(at, now);
        _found.Clear();
        _entered = false;
    }

    /// <summary>Takes up an alert that was saved.</summary>
    public void Put(OpenAlert alert)
    {
        Alerts[alert.Of] = alert;
        Fires |= alert.Level.On;
    }

    /// <summary>Forgets an alert that has ended.</summary>
    public void Remove(OpenAlert alert)
    {
        Alerts.Remove(alert.Of);
        Fires = Firing();
    }

    void JudgeEach(DateTime at, long now)
    {
        KeepWorst();
        if (rule.BurnRate is { } burn) Burn(burn, at, now);
        else
            foreach (var measurement in _found) JudgeOne(measurement, "", at, now);
        foreach (var alert in Alerts.Values)
        {
            if (now - alert.Measured < _stale) continue;
            alert.Stale = true;
            if (!alert.Level.On) alert.Level.Since = null; // nobody was told of it, and whether it holds is not known
        }
        Fires = Firing();
    }

    void JudgeOne(Measurement measurement, string detail, DateTime at, long now)
    {
        if (!Alerts.TryGetValue(measurement.Of, out var alert))
        {
            if (!rule.Beyond(measurement.Value, rule.Enter)) return;
            Alerts[measurement.Of] = alert = new() { Rule = rule.Name, Of = measurement.Of, Metric = rule.Metric, Clock = rule.Clock, Evidence = measurement };
        }
        (alert.Evidence, alert.Detail, alert.Measured, alert.MeasuredAt, alert.Stale) = (measurement, detail, now, at, false);
        alert.Level.Judge(rule.Beyond(measurement.Value, rule.Enter), !rule.Beyond(measurement.Value, rule.Exit ?? rule.Enter), now, _hold, _keep);
        if (rule.Critical is { } critical)
            alert.CriticalLevel.Judge(rule.Beyond(measurement.Value, critical), !rule.Beyond(measurement.Value, rule.CriticalExit ?? critical), now, _hold, _keep);
    }

    bool Firing()
    {
        foreach (var alert in Alerts.Values)
            if (alert.Level.On) return true;
        return false;
    }

    /// <summary>One measurement of each, the worst value where there are several, in the order of what they are of.</summary>
    void KeepWorst()
    {
        if (_found.Count < 2) return;
        _found.Sort(static (a, b) => string.CompareOrdinal(a.Of, b.Of));
        var kept = 0;
        for (var i = 1; i < _found.Count; i++)
            if (_found[i].Of != _found[kept].Of) _found[++kept] = _found[i];
            else if (rule.Bad == Side.Above ? _found[i].Value > _found[kept].Value : _found[i].Value < _found[kept].Value) _found[kept] = _found[i];
        _found.RemoveRange(kept + 1, _found.Count - kept - 1);
    }

    /// <summary>Judges burn rates in the place of amounts.</summary>
    void Burn(BurnRate burn, DateTime at, long now)
    {
        foreach (var amount in _found)
        {
            if (!double.IsFinite(amount.Value)) continue;
            if (!Budgets.TryGetValue(amount.Of, out var budget)) Budgets[amount.Of] = budget = LossBudget.For(rule, amount.Of);
            budget.Add(now, rule.Bad == Side.Above ? amount.Value : -amount.Value);
            var (rate, pair, slow, fast) = budget.Rate(burn);
            JudgeOne(new Measurement("burn_rate", rate) { Of = amount.Of, Count = amount.Count },
                rate <= rule.Enter && !Alerts.ContainsKey(amount.Of) ? "" : $"{rule.Metric} burns {Format.Number(slow)} times as fast as the budget of {Format.Value(burn.Budget, amount.Unit)} in {Duration.Text(burn.Period)} allows over {Duration.Text(pair.Long)}, {Format.Number(fast)} times over {Duration.Text(pair.Short)}; factor {Format.Number(pair.Factor)}", at, now);
        }
        if (Budgets.Count == 0) return;
        foreach (var (of, budget) in Budgets.ToArray())
        {
            budget.Add(now, 0);
            if (budget.IsEmpty) Budgets.Remove(of);
        }
    }
}
