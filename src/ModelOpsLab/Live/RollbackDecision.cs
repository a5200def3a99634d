using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Live;

/// <summary>What the rules of a live version say together, and what was done about it.</summary>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record RollbackDecision : IRenderable
{
    /// <summary>What was live.</summary>
    public required Deployment Live { get; init; }
    /// <summary>The day of the judgement.</summary>
    public required DateOnly AsOf { get; init; }
    /// <summary>The answer of each rule, in the order of the promotion.</summary>
    public required IReadOnlyList<RollbackVerdict> Verdicts { get; init; }
    /// <summary>What was done; null where it was only judged.</summary>
    public string? Done { get; init; }
    /// <summary>The incident that was opened or joined; null for none.</summary>
    public string? Incident { get; init; }

    /// <summary>Roll back where one rule says so; hold where all do; inconclusive where one cannot tell, or there are no rules.</summary>
    public RollbackAnswer Answer => Verdicts.Count == 0 ? RollbackAnswer.Inconclusive : Verdicts.Max(v => v.Answer);

    /// <inheritdoc/>
    public Document ToDocument() => new(
    [
        new Heading(FormattableString.Invariant($"Rollback rules of {Live.Model} version {Live.Version} in {Live.Slot}, {Format.Date(AsOf)}"), 3),
        .. Verdicts.Count == 0 ? [new Verdict(Severity.Unknown, "Inconclusive: it was promoted without rollback rules.", [])] : Verdicts.SelectMany(v => v.ToDocument().Blocks),
        .. Done is null ? Array.Empty<Block>() : [new Paragraph($"Done: {Done}.{(Incident is null ? "" : $" Incident {Incident}.")}")],
    ]);

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());
}
