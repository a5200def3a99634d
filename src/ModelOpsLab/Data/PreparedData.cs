using ModelOpsLab.Reporting;

namespace ModelOpsLab.Data;

/// <summary>What <see cref="FeaturePipeline.Prepare"/> made: rows with every feature and the target, and an account of the rows it left out.</summary>
/// <param name="Frame">One row a session and asset, all features and the target finite; its schema names them.</param>
/// <param name="Features">The definitions, in the order of the schema's features.</param>
/// <param name="RawRows">Rows of the raw data; those of <paramref name="Frame"/> and <paramref name="Dropped"/> add up to it.</param>
/// <param name="Dropped">Rows left out, by reason, warm-up first.</param>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record PreparedData(Frame Frame, IReadOnlyList<Feature> Features, int RawRows, IReadOnlyList<DroppedRows> Dropped) : IRenderable
{
    /// <summary>The reason of rows that stand before the longest window is full.</summary>
    public const string WarmUpReason = "warm-up";

    /// <summary>Rows left out because their asset had too few sessions before them.</summary>
    public int WarmUp => Dropped.Where(d => d.Reason == WarmUpReason).Sum(d => d.Count);

    /// <inheritdoc/>
    public Document ToDocument() => new(
        new Paragraph($"{Format.Count(Frame.Count)} of {Format.Count(RawRows)} rows{(Frame.Count == 0 ? "" : $", {Format.Date(Frame.FirstDay)} to {Format.Date(Frame.LastDay)}")}."),
        new Table(["Feature", "Kind", new("Window", Align.Right)], [.. Features.Select(f => (IReadOnlyList<Cell>)[f.Name, f.Kind.ToString(), Format.Count(f.Window)])]),
        new Table(["Rows left out because", new("Rows", Align.Right), "First", "Last"], [.. Dropped.Select(d => (IReadOnlyList<Cell>)[d.Reason, Format.Count(d.Count), Format.Time(d.First), Format.Time(d.Last)])]),
        new Note("A row holds what is known before its session: features end with the session before, the target is the session's own simple return."));

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());
}

/// <summary>Rows that were left out for one reason.</summary>
/// <param name="Reason">Why: <c>warm-up</c>, <c>close is missing</c>, <c>close is not positive</c>.</param>
/// <param name="Count">How many rows.</param>
/// <param name="First">Time of the first one.</param>
/// <param name="Last">Time of the last one.</param>
public sealed record DroppedRows(string Reason, int Count, DateTime First, DateTime Last);
