using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>Facts of a review that come from outside its record: what stands in the registry, and how an earlier version would have done.</summary>
public static class RegistryFacts
{
    /// <summary>Incidents that stand at a time, and critical alerts of a period: <c>open_incidents</c>, <c>critical_incidents</c>, <c>critical_alerts</c>.</summary>
    /// <param name="registry">Where they are recorded.</param>
    /// <param name="model">The model they are about; incidents of its slots count too.</param>
    /// <param name="period">The days under review. What was recorded after them, and before they ended but took effect later, does not count.</param>
    public static IReadOnlyList<ReviewFact> Of(ModelRegistry registry, string model, ReviewPeriod period)
    {
        var slots = registry.Workspace.Model(model).Slots;
        var (from, end) = (Midnight(period.From), Midnight(period.To.AddDays(1)));
        Incident[] open = [.. registry.Incidents.All().Where(i => i.OpenedAt < end && (i.Model == model || (i.Slot is { } slot && slots.Contains(slot))) && !(i.Closed?.At < end))];
        var alerts = registry.Ledger.Read().Count(e => e.Kind == "alert.raised" && e.EffectiveAt >= from && e.EffectiveAt < end && Text(e, "severity") == "critical" && (Text(e, "model") == model || (Text(e, "slot") is { } slot && slots.Contains(slot))));
        return [Fact("open_incidents", open.Length, "period-events"), Fact("critical_incidents", open.Count(i => i.Severity == Severity.Critical), "period-events"), Fact("critical_alerts", alerts, "period-events")];
    }

    /// <summary>The newest answer of the promotion gate on a model at the end of a period; null where no challenger was judged.</summary>
    public static string? GateOf(ModelRegistry registry, string model, ReviewPeriod period) =>
        registry.Ledger.Read().Where(e => e.Kind == "experiment.decided" && e.EffectiveAt < Midnight(period.To.AddDays(1)) && Text(e, "model") == model).Select(e => Text(e, "decision")).LastOrDefault();

    /// <summary>By how much the best of earlier versions leads the live one, in annual Sharpe ratio on the dates that both have: <c>earlier_version_lead</c>. The best is the one whose lead is surest.</summary>
    /// <param name="live">Returns of the live version.</param>
    /// <param name="earlier">Returns of each earlier version that could be gone back to, by its name.</param>
    /// <remarks>Ledoit and Wolf (2008). The interval is widened for the number of versions that were looked at (Bonferroni).</remarks>
    public static ReviewFact EarlierVersionLead(ReturnSeries live, IReadOnlyDictionary<string, ReturnSeries> earlier) => Lead("earlier_version_lead", live, earlier, "there is no earlier version to go back to");

    /// <summary>The same of challengers: <c>challenger_lead</c>.</summary>
    /// <param name="live">Returns of the live version.</param>
    /// <param name="challengers">Returns of each challenger, by its name.</param>
    public static ReviewFact ChallengerLead(ReturnSeries live, IReadOnlyDictionary<string, ReturnSeries> challengers) => Lead("challenger_lead", live, challengers, "there is no challenger");

    static ReviewFact Lead(string metric, ReturnSeries live, IReadOnlyDictionary<string, ReturnSeries> earlier, string none)
    {
        var compared = earlier.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => (e.Key, Lead: PairedSharpeDifference.Of(e.Value, live))).ToArray();
        if (compared.Length == 0) return new(Measurement.Missing(metric, none), "alternatives");
        var shown = compared.Where(c => c.Lead.Difference.Exists).ToArray();
        if (shown.Length == 0) return new(Measurement.Missing(metric, compared[0].Lead.Difference.Because!), "alternatives");
        var z = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 1 - 0.025 / compared.Length);
        var (name, lead) = shown.MaxBy(c => c.Lead.Difference.Value - z * c.Lead.StandardError);
        return new(new Measurement(metric, lead.Difference.Value)
        {
            Count = lead.Difference.Count,
            Interval = new(lead.Difference.Value - z * lead.StandardError, lead.Difference.Value + z * lead.StandardError, 0.95, $"{name}; HAC, Parzen kernel{(compared.Length > 1 ? $", {compared.Length} compared" : "")}"),
        }, "alternatives");
    }

    static ReviewFact Fact(string metric, int value, string evidence) => new(new(metric, value) { Count = value }, evidence);
    static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
    static string? Text(LedgerEvent one, string name) => one.Payload.TryGetProperty(name, out var value) && value.ValueKind == System.Text.Json.JsonValueKind.String ? value.GetString() : null;
}
