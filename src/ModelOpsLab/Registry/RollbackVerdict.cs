using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>What a rollback rule says.</summary>
public enum RollbackAnswer
{
    /// <summary>Enough was measured, and no more of it failed than is borne.</summary>
    Hold,
    /// <summary>It cannot tell: too little was measured, or too much is missing. Nobody is promoted on this.</summary>
    Inconclusive,
    /// <summary>More failed than is borne.</summary>
    RollBack,
}

/// <summary>The answer of a rule, with what it rests on.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Answer">What it says.</param>
/// <param name="Because">Why, in a sentence without its full stop.</param>
/// <param name="Failures">Measurements beyond the limit.</param>
/// <param name="Missing">Measurements without a value, or with too few observations.</param>
/// <param name="Evidence">The measurements that were looked at, oldest first.</param>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record RollbackVerdict(RollbackRule Rule, RollbackAnswer Answer, string Because, int Failures, int Missing, IReadOnlyList<MeasurementRow> Evidence) : IRenderable
{
    internal MeasurementRow? FirstFailure => Evidence.FirstOrDefault(Rule.Fails);
    internal MeasurementRow? Worst => Rule.Bad == Side.Above ? Evidence.Where(Rule.Fails).MaxBy(r => r.Value) : Evidence.Where(Rule.Fails).MinBy(r => r.Value);

    /// <inheritdoc/>
    public Document ToDocument() => new(
        new Verdict(Answer switch { RollbackAnswer.RollBack => Severity.Critical, RollbackAnswer.Hold => Severity.Healthy, _ => Severity.Unknown },
            Answer switch { RollbackAnswer.RollBack => "Roll back", RollbackAnswer.Hold => "Hold", _ => "Inconclusive" } + $": {Because}.", []) { Detail = $"Limit: {Rule.Because}" },
        new Table(["from", "to", Rule.Metric, new("n", Align.Right), "known", "judged"], [.. Evidence.Select(Row)]));

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    IReadOnlyList<Cell> Row(MeasurementRow row) =>
    [
        Format.Date(row.PeriodStart), Format.Date(row.PeriodEnd), row.Value is { } value ? Format.Value(value, row.Unit) : $"undefined: {row.Because}", Format.Count(row.Count), Format.Date(row.AsOf),
        row.Value is null || row.Count < Rule.MinimumCount ? new SeverityCell(Severity.Unknown, "missing") : Rule.Fails(row) ? new SeverityCell(Severity.Critical, "failed") : new SeverityCell(Severity.Healthy, "passed"),
    ];
}
