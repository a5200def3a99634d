using ModelOpsLab.Reporting;

namespace ModelOpsLab.Audit;

/// <summary>How something that is asked for stands.</summary>
public enum AuditOutcome
{
    /// <summary>There is evidence that it is so.</summary>
    Met,
    /// <summary>Nothing happened yet that it could be asked of.</summary>
    NotApplicable,
    /// <summary>What is recorded here cannot say: somebody must look elsewhere.</summary>
    CannotBeTold,
    /// <summary>It is not so, or nothing shows that it is.</summary>
    NotMet,
}

/// <summary>One thing that was looked at, how it stands, and what to do where it does not hold.</summary>
/// <param name="Id">A name for it: <c>limits</c>. Articles of a regime refer to it.</param>
/// <param name="Outcome">How it stands.</param>
/// <param name="What">What was found, in a sentence.</param>
/// <param name="ToDo">What to do, in a sentence; empty where nothing is.</param>
/// <param name="Section">The section of the page that has the evidence.</param>
/// <param name="Events">Sequences of the events that are the evidence.</param>
public sealed record AuditFinding(string Id, AuditOutcome Outcome, string What, string ToDo, string Section, IReadOnlyList<long> Events)
{
    const int MostShown = 6;

    /// <summary>Whether something is to be done.</summary>
    public bool IsGap => Outcome is AuditOutcome.NotMet or AuditOutcome.CannotBeTold;

    /// <summary>The outcome as a chip.</summary>
    internal Cell Chip => ChipOf(Outcome);

    /// <summary>The events as text: <c>4, 7, 9</c>.</summary>
    internal string EventText => EventsOf(Events);

    /// <summary><c>Version 1 was</c>, <c>Versions 1, 2 were</c>.</summary>
    internal static string VersionsOf(string what, IReadOnlyList<AuditedVersion> versions) => $"{what}{(versions.Count == 1 ? "" : "s")} {string.Join(", ", versions.Select(v => Format.Count(v.Number)))} {(versions.Count == 1 ? "was" : "were")}";

    internal static Cell ChipOf(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Met => new SeverityCell(Severity.Healthy, "met"),
        AuditOutcome.NotMet => new SeverityCell(Severity.Critical, "not met"),
        AuditOutcome.CannotBeTold => new SeverityCell(Severity.Warning, "cannot be told"),
        _ => new SeverityCell(Severity.Unknown, "not applicable"),
    };

    internal static string EventsOf(IReadOnlyList<long> events) => events.Count == 0 ? "none"
        : string.Join(", ", events.Take(MostShown).Select(Format.Count)) + (events.Count > MostShown ? $" and {Format.Count(events.Count - MostShown)} more" : "");
}

/// <summary>A section of an audit: what it shows, and what it found.</summary>
sealed record AuditSection(string Id, string Title, IReadOnlyList<Block> Blocks, IReadOnlyList<AuditFinding> Findings)
{
    public Document Document => new([.. Blocks, .. Findings.Count == 0 ? Array.Empty<Block>() :
        [new Table(["asked", "how it stands", "found", "events"], [.. Findings.Select(f => (IReadOnlyList<Cell>)[f.Id, f.Chip, f.What, f.EventText])], Id: Id)]]);
}
