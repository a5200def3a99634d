using System.Text.Json;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>Judges the measurements of one model by a policy, reading after reading: which alerts pend, fire and are resolved. The time is that of the stream.</summary>
/// <remarks>
/// A condition begins beyond the enter level and ends back past the exit level. Its alert fires once it has lasted for the time of its rule, and is resolved once the value has
/// stayed back past the exit level for the time to keep firing; both are told from reading to reading. A measurement that is missing, or has too few observations, neither begins nor ends an alert. After <c>Resolved</c>
/// an alert is forgotten: the next begins from <c>Inactive</c>. Where several measurements have the same metric and are of the same, the worst counts. For one thread at a time.
/// </remarks>
public sealed class AlertEngine
{
    const int MostOfText = 1_000;

    readonly MarketCalendar _calendar;
    readonly AlertPolicy _policy;
    readonly IReadOnlyList<JudgedRule> _rules;
    readonly Dictionary<string, JudgedRule[]> _byMetric;
    readonly List<OpenAlert> _gone = [];
    readonly List<HandSilence> _silences = [];
    (DateTime Local, bool Open)? _market;
    DateTime? _at;
    long _open, _number;

    /// <summary>An engine on which nothing stands.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="policy">Its rules.</param>
    /// <param name="calendar">The market of rules by market time and of silences; null for one that never closes.</param>
    /// <exception cref="ArgumentException">The policy or the calendar has problems: all of them are named.</exception>
    public AlertEngine(string model, AlertPolicy policy, MarketCalendar? calendar = null)
    {
        (Model, _policy, _calendar) = (model, policy, calendar ?? MarketCalendar.Always);
        if (policy.Problems().Concat(_calendar.Problems()).ToArray() is { Length: > 0 } problems) throw new ArgumentException($"The alerts of {model} cannot be judged: {string.Join("; ", problems)}.", nameof(policy));
        _rules = [.. policy.Ordered().Select(r => new JudgedRule(r, policy))];
        foreach (var rule in _rules) // each comes after what it depends on
            rule.DependsOn = [.. rule.Rule.DependsOn.Select(d => _rules.First(r => r.Rule.Name == d)).SelectMany(r => r.DependsOn.Append(r)).Distinct()];
        _byMetric = _rules.GroupBy(r => r.Rule.Metric, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>Name of the model.</summary>
    public string Model { get; }

    /// <summary>Readings that came with a time before the last: they were judged at the last.</summary>
    public long Held { get; private set; }

    /// <summary>Every alert that pends or fires, by its last transition, in the order in which they began: what <see cref="AlertTransition.Standing"/> makes of all transitions.</summary>
    public IReadOnlyList<AlertTransition> Standing => [.. _gone.Concat(_rules.SelectMany(r => r.Alerts.Values)).OrderBy(a => a.Began).Select(a => a.Last!)];

    /// <summary>Silences by hand that have not ended.</summary>
    public IReadOnlyList<HandSilence> Silences => [.. _silences];

    /// <summary>Rules for which there never was a measurement: is the metric's name right?</summary>
    public IReadOnlyList<string> Unmeasured => [.. _rules.Where(r => !r.Measured).Select(r => r.Rule.Name)];

    /// <summary>Judges a reading.</summary>
    /// <param name="at">Its end, UTC. A time before that of the last reading stands for that time, and is counted in <see cref="Held"/>.</param>
    /// <param name="measurements">What was measured; empty where only time has passed.</param>
    /// <returns>What has changed, in the order of the rules, each after those that it depends on.</returns>
    public IReadOnlyList<AlertTransition> Advance(DateTime at, IReadOnlyList<Measurement> measurements)
    {
        var now = MoveTo(DateTime.SpecifyKind(at, DateTimeKind.Utc));
        List<AlertTransition> transitions = [.. _gone.Select(GoneStep)];
        _gone.Clear();
        foreach (var measurement in measurements)
            if (_byMetric.TryGetValue(measurement.Metric, out var rules))
                foreach (var rule in rules) rule.Find(measurement);
        foreach (var rule in _rules) rule.Judge(now, Position(rule.Rule.Clock));
        foreach (var rule in _rules)
        {
            if (rule.Alerts.Count == 0) continue;
            foreach (var alert in rule.Alerts.Values.ToArray())
                if (Step(rule, alert) is { } transition) transitions.Add(transition);
        }
        return transitions;
    }

    /// <summary>Somebody sees to an alert that fires: it escalates no further, unless it gets worse.</summary>
    /// <param name="key">Its key, as in <see cref="AlertTransition.Key"/>.</param>
    /// <param name="by">Who.</param>
    /// <param name="at">When, by their clock; for the record only.</param>
    /// <param name="note">What they say.</param>
    /// <returns>The transition; empty where they had acknowledged it before.</returns>
    /// <exception cref="ArgumentException">No such alert fires, or a text is missing, too long or not printable: the message says what fires.</exception>
    public IReadOnlyList<AlertTransition> Acknowledge(string key, string by, DateTime at, string note = "")
    {
        Said(by, "who acknowledges");
        if (note.Length > 0) Said(note, "what there is to it");
        var (rule, alert) = _rules.SelectMany(r => r.Alerts.Values.Select(a => (Rule: r, Alert: a))).FirstOrDefault(a => a.Alert.Level.On && a.Alert.Last!.Key == key);
        if (alert is null) throw new ArgumentException($"There is no alert '{key}' that fires. {(Standing.Where(s => s.To == AlertState.Firing).Select(s => s.Key).ToArray() is { Length: > 0 } firing ? $"Those that do: {string.Join(", ", firing)}." : "None does.")}", nameof(key));
        if (alert.AcknowledgedBy == by) return [];
        alert.AcknowledgedBy = by;
        return [Changed(alert, alert.Last! with { AcknowledgedBy = by, Because = AlertText.Acknowledged(rule.Rule, alert, DateTime.SpecifyKind(at, DateTimeKind.Utc), note) })];
    }

    /// <summary>From now on nobody is told of some alerts. They are judged and recorded all the same.</summary>
    /// <param name="key">A model, a model and a rule, or the key of one alert; a silence of the same key is replaced.</param>
    /// <param name="by">Who.</param>
    /// <param name="at">When, by their clock; for the record only.</param>
    /// <param name="until">Its end, in the time of the stream, UTC.</param>
    /// <param name="because">Why.</param>
    /// <returns>Transitions of the alerts that fire and told people until now.</returns>
    /// <exception cref="ArgumentException">The key is of another model or an unknown rule, the end has passed, or a text is missing, too long or not printable.</exception>
    public IReadOnlyList<AlertTransition> Silence(string key, string by, DateTime at, DateTime until, string because)
    {
        Said(by, "who silences");
        Said(because, "why");
        var end = DateTime.SpecifyKind(until, DateTimeKind.Utc);
        if (end <= (_at ?? DateTime.MinValue)) throw new ArgumentException($"A silence until {Format.Time(end)} has ended: the stream is at {Format.Time(_at!.Value)}.", nameof(until));
        var parts = key.Split('/', 3);
        if (parts[0] != Model || parts.Length > 1 && !_rules.Any(r => r.Rule.Name == parts[1]))
            throw new ArgumentException($"'{key}' is no alert of {Model}. Write {Model} for all, or {Model}/RULE, or {Model}/RULE/OF; rules are: {string.Join(", ", _rules.Select(r => r.Rule.Name))}.", nameof(key));
        _silences.RemoveAll(s => s.Key == key);
        _silences.Add(new(key, by, DateTime.SpecifyKind(at, DateTimeKind.Utc), end, because));
        return Steps();
    }

    /// <summary>Ends a silence by hand before its time.</summary>
    /// <returns>Transitions of the alerts that fire and tell people again.</returns>
    /// <exception cref="ArgumentException">There is no silence of that key, or no name.</exception>
    public IReadOnlyList<AlertTransition> Unsilence(string key, string by)
    {
        Said(by, "who ends the silence");
        if (_silences.RemoveAll(s => s.Key == key) == 0)
            throw new ArgumentException($"There is no silence '{key}'. {(_silences.Count > 0 ? $"Those there are: {string.Join(", ", _silences.Select(s => s.Key))}." : "There is none at all.")}", nameof(key));
        return Steps();
    }

    /// <summary>All that the engine remembers, as JSON on one line: the same for the same past.</summary>
    public string Save() => JsonSerializer.Serialize(new AlertEngineState
    {
        Version = AlertEngineState.Newest, Model = Model, At = _at, Open = _open, Number = _number, Held = Held, Silences = _silences,
        Alerts = [.. _gone, .. _rules.SelectMany(r => r.Alerts.Values)],
        Budgets = [.. _rules.SelectMany(r => r.Budgets.Values)],
        Measured = new SortedDictionary<string, string>(_rules.Where(r => r.Measured).ToDictionary(r => r.Rule.Name, r => r.Rule.Metric), StringComparer.Ordinal),
    }, JsonFormat.Line);

    /// <summary>The engine that was saved, under a policy that may have changed: alerts of rules that are gone, or judge another metric, are resolved at the next reading.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="policy">Its rules now.</param>
    /// <param name="calendar">The market now; null for one that never closes.</param>
    /// <param name="state">What <see cref="Save"/> gave.</param>
    /// <exception cref="ArgumentException">The policy or the calendar has problems.</exception>
    /// <exception cref="InvalidDataException">The state is damaged, of another model or of another version.</exception>
    public static AlertEngine Restore(string model, AlertPolicy policy, MarketCalendar? calendar, string state)
    {
        var saved = AlertEngineState.Read(state, model);
        var engine = new AlertEngine(model, policy, calendar) { _at = saved.At, _open = saved.Open, _number = saved.Number, Held = saved.Held };
        engine._silences.AddRange(saved.Silences);
        foreach (var rule in engine._rules) rule.Measured = saved.Measured.TryGetValue(rule.Rule.Name, out var metric) && metric == rule.Rule.Metric;
        foreach (var alert in saved.Alerts)
        {
            if (engine._rules.FirstOrDefault(r => r.Rule.Name == alert.Rule && r.Rule.Metric == alert.Metric && r.IsFor(alert.Of)) is not { } rule) engine._gone.Add(alert);
            else
            {
                if (alert.Clock != rule.Rule.Clock) alert.Move(rule.Rule.Clock, engine.Position(rule.Rule.Clock) - engine.Position(alert.Clock));
                rule.Put(alert);
            }
        }
        foreach (var budget in saved.Budgets)
            if (engine._rules.FirstOrDefault(r => r.Rule.Name == budget.Rule && r.IsFor(budget.Of) && budget.Fits(r.Rule)) is { } rule) rule.Budgets[budget.Of] = budget;
        return engine;
    }

    DateTime MoveTo(DateTime at)
    {
        if (_at is { } last && at < last) Held++;
        else
        {
            if (_at is { } before) _open += _calendar.OpenBetween(before, at).Ticks;
            _at = at;
        }
        _market = null;
        _silences.RemoveAll(s => s.Until <= _at);
        return _at.Value;
    }

    long Position(AlertClock clock) => clock == AlertClock.Market ? _open : _at?.Ticks ?? 0;

    IReadOnlyList<AlertTransition> Steps() => [.. _rules.SelectMany(r => r.Alerts.Values.ToArray().Select(a => Step(r, a))).OfType<AlertTransition>()];

    /// <summary>The transition of an alert whose place has changed since its last; null where it has not.</summary>
    AlertTransition? Step(JudgedRule judged, OpenAlert alert)
    {
        var (rule, last, to, now) = (judged.Rule, alert.Last, alert.State, Position(judged.Rule.Clock));
        var severity = to is AlertState.Pending or AlertState.Firing ? alert.SeverityUnder(rule) : last!.Severity;
        var muted = to == AlertState.Resolved && alert.Told ? null : Muted(judged, alert, severity);
        if (to == AlertState.Resolved && !alert.Told) muted ??= last!.Muted; // who was not told that it fired is not told that it ended
        if (to == AlertState.Firing)
        {
            alert.FiringSince ??= _at;
            if (alert.AcknowledgedBy is not null && severity > last!.Severity) (alert.AcknowledgedBy, alert.Steps, alert.EscalatedTo, alert.ToldAt) = (null, 0, null, now);
            if (muted is null)
            {
                if (!alert.Told || last is not { Muted: null, To: AlertState.Firing }) (alert.Told, alert.ToldAt) = (true, now);
                for (; alert.AcknowledgedBy is null && alert.Steps < judged.Steps.Count && judged.Steps[alert.Steps] is var step && now - alert.ToldAt >= step.After.Ticks; alert.Steps++)
                    (alert.EscalatedTo, alert.Escalated) = (step.To, step.Severity is { } s && s > alert.Escalated ? s : alert.Escalated);
                severity = alert.SeverityUnder(rule);
            }
        }
        else if (to is AlertState.Resolved or AlertState.Inactive) judged.Remove(alert);
        if (last?.To == to && (to == AlertState.Pending
            || last.Severity == severity && last.Muted == muted && last.AcknowledgedBy == alert.AcknowledgedBy && last.EscalatedTo == alert.EscalatedTo && last.Evidence.Exists != alert.Stale)) return null;
        return Changed(alert, new()
        {
            Number = 0, At = _at!.Value, Model = Model, Rule = rule.Name, Of = alert.Of, From = last?.To ?? AlertState.Inactive, To = to, Severity = severity,
            Evidence = AlertText.Evidence(alert), Because = AlertText.Because(rule, alert, to, severity, muted), Enter = rule.Enter, Exit = rule.Exit ?? rule.Enter,
            FiringSince = alert.FiringSince, Owner = rule.Owner, Runbook = rule.Runbook, Group = rule.Group.Length > 0 ? rule.Group : Model,
            Muted = muted, AcknowledgedBy = alert.AcknowledgedBy, EscalatedTo = alert.EscalatedTo,
        });
    }

    AlertTransition GoneStep(OpenAlert alert) => Changed(alert, alert.Last! with
    {
        To = alert.Last.To == AlertState.Firing ? AlertState.Resolved : AlertState.Inactive,
        Muted = alert.Told ? null : alert.Last.Muted,
        Because = _rules.Any(r => r.Rule.Name == alert.Rule) ? $"the rule '{alert.Rule}' no longer judges {alert.Metric}{(alert.Of.Length > 0 ? $" of {alert.Of}" : "")}" : $"the rule '{alert.Rule}' is no longer in the policy",
    });

    AlertTransition Changed(OpenAlert alert, AlertTransition transition)
    {
        alert.Last = transition with { Number = ++_number, At = _at!.Value, From = alert.Last?.To ?? AlertState.Inactive };
        if (alert.Began == 0) alert.Began = _number;
        return alert.Last;
    }

    /// <summary>Why nobody is told; null where people are.</summary>
    string? Muted(JudgedRule judged, OpenAlert alert, Severity severity)
    {
        foreach (var other in judged.DependsOn)
            if (other.Fires) return $"'{other.Rule.Name}' fires, on which it depends";
        if (_silences.Count > 0 && AlertTransition.KeyOf(Model, judged.Rule.Name, alert.Of) is var key && _silences.Find(s => s.Covers(key)) is { } hand)
            return $"silenced by {hand.By} until {Format.Time(hand.Until)}: {hand.Because}";
        if (_policy.Silences.Count == 0) return null;
        var (local, open) = _market ??= (_calendar.Local(_at!.Value), _calendar.IsOpen(_at.Value));
        foreach (var silence in _policy.Silences)
            if (severity <= silence.UpTo && (silence.Rules.Count == 0 || silence.Rules.Contains(judged.Rule.Name)) && (silence.Of == "*" || silence.Of == alert.Of) && silence.Covers(local, open))
                return $"silence '{silence.Name}': {silence.Because}";
        return null;
    }

    /// <summary>A person's words: there, of some length at most, and without signs that steer a terminal.</summary>
    static void Said(string text, string what)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new ArgumentException($"It is not said {what}.");
        if (text.Length > MostOfText || text.Any(char.IsControl)) throw new ArgumentException($"The text that says {what} has more than {Format.Count(MostOfText)} signs, or one that is not printed.");
    }
}
