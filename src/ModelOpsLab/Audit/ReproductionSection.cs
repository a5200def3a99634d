using ModelOpsLab.Reporting;

namespace ModelOpsLab.Audit;

/// <summary>Whether the versions came out again when they were trained again.</summary>
static class ReproductionSection
{
    public const string Id = "reproduction";

    public static AuditSection Of(AuditHistory history)
    {
        var runs = history.Of(AuditEvents.Reproduced);
        return new(Id, "Reproduction",
            [new Table(["version", "when", "outcome", "because", "by", "event"], [.. runs.Select(one => (IReadOnlyList<Cell>)
            [
                one.Whole("version") is { } number ? Format.Count(number) : "", Format.Date(one.Day()), Chip(one.Text("outcome") ?? ""), one.Text("because") ?? "", one.Actor, Format.Count(one.Sequence),
            ])], runs.Count == 0 ? "No version was trained again." : "Equal: bit for bit. Within: the same predictions within the tolerance.")],
            [Finding(history)]);
    }

    static Cell Chip(string outcome) => outcome switch { "equal" or "within" => new SeverityCell(Severity.Healthy, outcome), "different" or "failed" => new SeverityCell(Severity.Critical, outcome), _ => outcome };

    static AuditFinding Finding(AuditHistory history)
    {
        int[] live = [.. history.LiveNow.Select(l => l.Version).Distinct()];
        if (live.Length == 0) return new("reproduced", AuditOutcome.NotApplicable, "Nothing is live.", "", Id, []);
        var last = live.Select(version => (Version: version, Event: history.Of(AuditEvents.Reproduced).LastOrDefault(one => one.Whole("version") == version))).ToArray();
        var wrong = last.Where(l => l.Event?.Text("outcome") is not ("equal" or "within")).ToArray();
        return wrong.Length == 0 ? new("reproduced", AuditOutcome.Met, "Each live version came out again from its recorded inputs.", "", Id, [.. last.Select(l => l.Event!.Sequence)])
            : new("reproduced", AuditOutcome.NotMet, string.Join(" ", wrong.Select(w => w.Event is null ? $"Version {Format.Count(w.Version)}, which is live, was never trained again." : $"Version {Format.Count(w.Version)}, which is live, came out as '{w.Event.Text("outcome")}'.")),
                "Run 'modelops models reproduce' and follow what it says.", Id, [.. wrong.Select(w => w.Event?.Sequence).OfType<long>()]);
    }
}
