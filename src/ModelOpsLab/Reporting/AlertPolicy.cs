using System.Text.Json.Serialization;

namespace ModelOpsLab.Reporting;

/// <summary>When people are told, and when not: the <c>alerts</c> of a model, or of all models, in <c>modelops.json</c>.</summary>
public sealed record AlertPolicy
{
    /// <summary>The rules.</summary>
    public IReadOnlyList<AlertRule> Rules { get; init; } = [];
    /// <summary>Whether the rules that follow from the limits of monitoring hold too, but for those that have a rule of the same name here. Default true.</summary>
    public bool Defaults { get; init; } = true;
    /// <summary>Names of rules and silences for all models that are not for this one, and of rules that hold by default and do not here.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];
    /// <summary>When nobody is told, by the calendar.</summary>
    public IReadOnlyList<AlertSilence> Silences { get; init; } = [];
    /// <summary>Who else is told of alerts that nobody acknowledges, where the rule does not say; null for nobody.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EscalationStep>? Escalation { get; init; }
    /// <summary>Name of the market calendar among the <c>calendars</c> of the workspace; null for a market that never closes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Calendar { get; init; }
    /// <summary>After how long without a measurement an alert says so, where the rule does not say; null for a day.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonConverter(typeof(DurationConverter))]
    public TimeSpan? StaleAfter { get; init; }

    /// <summary>This policy of one model over that of all models: rules and silences of the same name take the place of theirs, what is not said here is as there.</summary>
    public AlertPolicy Over(AlertPolicy all) => new()
    {
        Rules = [.. all.Rules.Where(r => !Without.Contains(r.Name) && !Rules.Any(o => o.Name == r.Name)), .. Rules],
        Silences = [.. all.Silences.Where(s => !Without.Contains(s.Name) && !Silences.Any(o => o.Name == s.Name)), .. Silences],
        Escalation = Escalation ?? all.Escalation,
        Calendar = Calendar ?? all.Calendar,
        StaleAfter = StaleAfter ?? all.StaleAfter,
        Defaults = Defaults && all.Defaults,
        Without = [.. Without.Where(w => !all.Rules.Any(r => r.Name == w) && !all.Silences.Any(s => s.Name == w)).Union(all.Without)],
    };

    /// <summary>Reports what is wrong with the policy, all at once; empty where nothing is. Ask it of the policy that holds in the end: see <see cref="Over"/>.</summary>
    public IEnumerable<string> Problems() => Problems([]);

    /// <summary>Reports what is wrong with a policy to which rules from the limits of monitoring are still to come.</summary>
    /// <param name="defaults">Their names. Heeded where <see cref="Defaults"/> hold.</param>
    internal IEnumerable<string> Problems(IReadOnlyCollection<string> defaults)
    {
        var others = Defaults ? defaults : [];
        string[] own = [.. Rules.Select(r => r.Name)], names = [.. own, .. others.Except(own).Except(Without)];
        foreach (var name in own.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1)) yield return $"there are {Format.Count(name.Count())} rules '{name.Key}': a name is given once";
        foreach (var name in Silences.GroupBy(s => s.Name, StringComparer.Ordinal).Where(g => g.Count() > 1)) yield return $"there are {Format.Count(name.Count())} silences '{name.Key}': a name is given once";
        foreach (var problem in Rules.SelectMany(r => r.Problems())) yield return problem;
        foreach (var rule in Rules)
            foreach (var other in rule.DependsOn.Where(d => !names.Contains(d)))
                yield return $"rule '{rule.Name}' depends on '{other}', which is not there. There are: {(names.Length > 0 ? string.Join(", ", names) : "none")}";
        if (Cycle() is { } cycle) yield return $"rules depend on each other in a circle: {string.Join(" on ", cycle)}";
        foreach (var problem in Silences.SelectMany(s => s.Problems(names))) yield return problem;
        foreach (var problem in EscalationStep.Problems(Escalation ?? [])) yield return problem;
        foreach (var name in Without.Except(others)) yield return $"'{name}' is left out, but all models have no rule or silence of that name{(others.Count > 0 ? $", nor is it one of those that hold by default: {string.Join(", ", others)}" : "")}";
        if (StaleAfter is { } stale && (stale == TimeSpan.Zero ? "is zero; it is above" : Duration.Problem(stale)) is { } wrong) yield return $"staleAfter {wrong}";
    }

    /// <summary>The rules such that each comes after all that it depends on, otherwise in their order.</summary>
    internal IReadOnlyList<AlertRule> Ordered()
    {
        List<AlertRule> ordered = [];
        void Add(AlertRule rule)
        {
            if (ordered.Contains(rule)) return;
            foreach (var other in rule.DependsOn) Add(Rules.First(r => r.Name == other));
            ordered.Add(rule);
        }
        foreach (var rule in Rules) Add(rule);
        return ordered;
    }

    /// <summary>Names of a circle of dependencies, the first again at the end; null where there is none.</summary>
    IReadOnlyList<string>? Cycle()
    {
        HashSet<string> done = new(StringComparer.Ordinal);
        List<string> path = [];
        IReadOnlyList<string>? Follow(string name)
        {
            if (path.IndexOf(name) is >= 0 and var start) return [.. path[start..], name];
            if (!done.Add(name)) return null;
            path.Add(name);
            var found = Rules.Where(r => r.Name == name).SelectMany(r => r.DependsOn).Select(Follow).FirstOrDefault(c => c is not null);
            path.RemoveAt(path.Count - 1);
            return found;
        }
        return Rules.Select(r => Follow(r.Name)).FirstOrDefault(c => c is not null);
    }
}
