namespace ModelOpsLab.Storage;

/// <summary>A measurement as it is stored: one number, or the reason there is none, of one thing over one period.</summary>
/// <remarks>
/// Model, metric, of, period and source identify it; a later row with the same of all these restates it.
/// The sign of a zero is not kept.
/// </remarks>
/// <param name="Of">What was measured: a column, an asset, a strategy; empty for the model as a whole.</param>
/// <param name="Value">The number, in <paramref name="Unit"/>; null where there is none. Never NaN.</param>
/// <param name="Because">Why there is no value; required where there is none.</param>
/// <param name="Count">Observations it was computed from.</param>
/// <param name="EffectiveCount">As many independent ones would be as informative; null where that was not estimated.</param>
/// <param name="Source">Where it comes from: live, backtest, reference.</param>
/// <param name="AsOf">The date whose knowledge it reflects.</param>
public sealed record MeasurementRow(
    string Model, string Metric, string Of, DateOnly PeriodStart, DateOnly PeriodEnd, double? Value, string? Because,
    long Count, double? EffectiveCount, string Unit, string Source, string Severity, DateOnly AsOf)
{
    internal void Validate()
    {
        foreach (var text in new[] { Model, Metric, Of, Because, Unit, Source, Severity }) if (text is not null) KeptText.Of(text);
        if (Model.Length == 0 || Metric.Length == 0) throw new ArgumentException($"A measurement needs a model and a metric: {this}");
        if (PeriodEnd < PeriodStart) throw new ArgumentException(FormattableString.Invariant($"{Model}, {Metric}: the period ends on {PeriodEnd:yyyy-MM-dd}, before its start on {PeriodStart:yyyy-MM-dd}."));
        if (Value is double.NaN || EffectiveCount is double.NaN) throw new ArgumentException($"{Model}, {Metric}, {Of}: NaN is not stored. Leave the value out and say why.");
        if (Value is null && string.IsNullOrWhiteSpace(Because)) throw new ArgumentException($"{Model}, {Metric}, {Of}: a value that does not exist needs its reason.");
        if (Count < 0) throw new ArgumentException(FormattableString.Invariant($"{Model}, {Metric}, {Of}: a count of {Count}."));
    }
}

/// <summary>A stored measurement with its place in the order of appending, from 1.</summary>
public sealed record StoredMeasurement(long Sequence, MeasurementRow Row);
