using ModelOpsLab.Reporting;

namespace ModelOpsLab.Audit;

/// <summary>What each version was made from: data, code, parameters, environment; and what changed from one to the next.</summary>
static class LineageSection
{
    public const string Id = "lineage";

    public static AuditSection Of(AuditHistory history) => new(Id, "Lineage",
    [
        new Table(["version", "data", "since the version before", "parameters changed", "code", "modules", "event"], [.. history.Versions.Select((v, i) => (IReadOnlyList<Cell>)
        [
            Format.Count(v.Number), v.DataHash is { } hash ? hash[..Math.Min(12, hash.Length)] : v.Because ?? "not recorded", i == 0 ? "the first" : Data(history.Versions[i - 1], v),
            i == 0 ? "the first" : Parameters(history.Versions[i - 1], v), v.Code, v.HasEnvironment ? "hashed" : "not recorded", Format.Count(v.Event.Sequence),
        ])], history.Versions.Count == 0 ? "There is no version to trace." : "Data: first digits of the hash of the rows. Modules: every module that was loaded, native ones too, by its hash."),
        new Note("SLSA: a training on the machine of who develops the model is at most Build L1, whatever is recorded; L2 needs a hosted build platform. Nothing here claims more."),
    ], [.. Findings(history)]);

    static string Data(AuditedVersion before, AuditedVersion now) =>
        now.DataChange is { } change ? change
        : before.DataHash is null || now.DataHash is null ? "cannot be told: no hash"
        : before.DataHash == now.DataHash ? "the same rows"
        : "other rows; whether only appended was not recorded";

    static string Parameters(AuditedVersion before, AuditedVersion now)
    {
        string[] changed = [.. before.Parameters.Keys.Union(now.Parameters.Keys).Order(StringComparer.Ordinal).Where(name => before.Parameters.GetValueOrDefault(name) != now.Parameters.GetValueOrDefault(name))
            .Select(name => $"{name}: {before.Parameters.GetValueOrDefault(name, "none")} → {now.Parameters.GetValueOrDefault(name, "none")}")];
        return changed.Length == 0 ? "none" : string.Join("; ", changed);
    }

    static IEnumerable<AuditFinding> Findings(AuditHistory history)
    {
        var live = history.Live.Select(l => l.Version).Distinct().Select(history.Version).OfType<AuditedVersion>().ToArray();
        yield return All("data", history, live, v => v.DataHash is not null, "a hash of the rows of its training", "Train through the library, which hashes what it reads.");
        yield return All("code", history, live, v => v.IsDirty is false, "an unchanged commit of the code", "Commit, train again and promote that version; no longer allow dirty code in modelops.json.");
        yield return All("environment", history, live, v => v.HasEnvironment, "the hash of each module of its training", "Train through the library, which hashes every module.");
        var restated = live.Where(v => v.DataChangeKind == "restated").ToArray();
        yield return live.Length < 2 ? new("restated data", AuditOutcome.NotApplicable, "There are no two live versions to compare.", "", Id, [])
            : restated.Length > 0 ? new("restated data", AuditOutcome.NotMet, $"{AuditFinding.VersionsOf("Version", restated)} trained where rows of the version before had been changed: {string.Join(" ", restated.Select(v => v.DataChange))}", "Find out from the source why history changed, and say it.", Id, [.. restated.Select(v => v.Event.Sequence)])
            : live.Skip(1).All(v => v.DataChangeKind is not null) ? new("restated data", AuditOutcome.Met, "From version to version no row that was trained on was changed: the rows were the same, appended, or another window of the same history.", "", Id, [.. live.Select(v => v.Event.Sequence)])
            : new("restated data", AuditOutcome.CannotBeTold, "Whether earlier rows were changed from version to version was not recorded.", "Train the next version through the library, which compares the rows with those of the version before.", Id, [.. live.Select(v => v.Event.Sequence)]);
        yield return new("build level", live.Length == 0 ? AuditOutcome.NotApplicable : AuditOutcome.CannotBeTold, live.Length == 0 ? "Nothing was ever live." : "At most SLSA Build L1: the record of a training is what the machine of who trained says of itself, and nobody else saw it.", "Where the risk asks for more, train on a hosted build platform that nobody who develops the model controls.", Id, [.. live.Select(v => v.Event.Sequence)]);
    }

    static AuditFinding All(string id, AuditHistory history, AuditedVersion[] live, Func<AuditedVersion, bool> holds, string what, string toDo)
    {
        if (live.Length == 0) return new(id, AuditOutcome.NotApplicable, history.Live.Count == 0 ? "Nothing was ever live." : "The live versions are not registered here.", "", Id, []);
        var wrong = live.Where(v => !holds(v)).ToArray();
        return wrong.Length == 0 ? new(id, AuditOutcome.Met, $"Of each version that was live, {what} is recorded.", "", Id, [.. live.Select(v => v.Event.Sequence)])
            : new(id, AuditOutcome.NotMet, $"{AuditFinding.VersionsOf("Version", wrong)} live, but {what} is not recorded.", toDo, Id, [.. wrong.Select(v => v.Event.Sequence)]);
    }
}
