using ModelOpsLab.Reporting;

namespace ModelOpsLab.Audit;

/// <summary>What the model looks at, how it moves with it, and what changed from version to version.</summary>
static class LogicSection
{
    public const string Id = "logic";

    static readonly string[] Quantiles = ["1 %", "25 %", "50 %", "75 %", "99 %"];

    public static AuditSection Of(AuditHistory history)
    {
        var live = history.LiveNow.OrderBy(l => l.Event.Sequence).Select(l => history.Version(l.Version)).OfType<AuditedVersion>().LastOrDefault() ?? (history.Versions is [.., var newest] ? newest : null);
        var before = live is null ? null : history.Live.OrderBy(l => l.Event.Sequence).Select(l => history.Version(l.Version)).OfType<AuditedVersion>().LastOrDefault(v => v.Number != live.Number);
        return new(Id, "Model logic", [.. Blocks(live, before)], [.. Findings(history)]);
    }

    static IEnumerable<Block> Blocks(AuditedVersion? live, AuditedVersion? before)
    {
        if (live is null) { yield return new Paragraph("No version is registered: there is no logic to show."); yield break; }
        if (live.Importance.Count == 0) yield return new Paragraph($"How much each feature counts in version {Format.Count(live.Number)} was not recorded.");
        else
        {
            var reference = before?.Importance.ToDictionary(i => i.Feature, i => i.Value, StringComparer.Ordinal);
            yield return new BarChart
            {
                Title = $"Weight of each feature, version {Format.Count(live.Number)}{(reference is { Count: > 0 } ? $" against version {Format.Count(before!.Number)}" : "")}",
                Labels = [.. live.Importance.Select(i => i.Feature)],
                Values = [.. live.Importance.Select(i => i.Value)],
                Reference = reference is { Count: > 0 } && live.Importance.All(i => reference.ContainsKey(i.Feature)) ? [.. live.Importance.Select(i => reference[i.Feature])] : [],
                Caption = $"As recorded with the training, event {Format.Count(live.Event.Sequence)}.{(reference is { Count: > 0 } ? $" Tick: the version live before, event {Format.Count(before!.Event.Sequence)}." : "")}",
            };
        }
        if (live.Permutation.Count > 0) yield return new Table(["feature", new("lost when shuffled", Align.Right)], [.. live.Permutation.Select(p => (IReadOnlyList<Cell>)[p.Feature, Format.Number(p.Value)])], "Permutation importance: R² lost out of sample.");
        if (live.Sensitivity.Count > 0 && live.Sensitivity.Max(s => s.Predictions.Count) is var points)
            yield return new Table(["feature", .. Enumerable.Range(1, points).Select(i => new TableColumn(points == Quantiles.Length ? Quantiles[i - 1] : $"point {Format.Count(i)}", Align.Right))],
                [.. live.Sensitivity.Select(s => (IReadOnlyList<Cell>)[s.Feature, .. Enumerable.Range(0, points).Select(i => (Cell)(i < s.Predictions.Count ? Format.Number(s.Predictions[i]) : ""))])], "Sensitivity: the mean prediction where one feature is set to a quantile of what was seen of it.");
    }

    static IEnumerable<AuditFinding> Findings(AuditHistory history)
    {
        var live = history.LiveNow.Select(l => history.Version(l.Version)).OfType<AuditedVersion>().Distinct().ToArray();
        foreach (var (id, what, has) in new (string, string, Func<AuditedVersion, bool>)[] { ("importance", "how much each feature counts", v => v.Importance.Count + v.Permutation.Count > 0), ("sensitivity", "how the prediction moves with each feature", v => v.Sensitivity.Count > 0) })
            yield return live.Length == 0 ? new(id, AuditOutcome.NotApplicable, "No registered version is live.", "", Id, [])
                : live.All(has) ? new(id, AuditOutcome.Met, $"With each live version it is recorded {what}.", "", Id, [.. live.Select(v => v.Event.Sequence)])
                : new(id, AuditOutcome.NotMet, $"With a live version it is not recorded {what}.", "Train the next version through the library, which measures it.", Id, [.. live.Where(v => !has(v)).Select(v => v.Event.Sequence)]);
    }
}
