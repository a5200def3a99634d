using System.Text.Json.Serialization;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Reporting;

/// <summary>The one kind of answer this library gives: what was measured, what is wrong, and what it was computed from. Alerts and severity are derived.</summary>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public record Report : IRenderable
{
    /// <summary>The question that was answered, as a heading.</summary>
    public required string Title { get; init; }

    /// <summary>What the report is about: a model, a period.</summary>
    public string Of { get; init; } = "";

    /// <summary>Every number, judged or not.</summary>
    public required IReadOnlyList<Measurement> Measurements { get; init; }

    /// <summary>The limits that were applied.</summary>
    public required IReadOnlyList<Threshold> Thresholds { get; init; }

    /// <summary>Charts, tables and notes that say more than the list of measurements; where it is empty that list is shown.</summary>
    public IReadOnlyList<Block> Body { get; init; } = [];

    /// <summary>Data, parameters and as-of date behind the numbers.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>What is not healthy, worst first.</summary>
    [JsonIgnore]
    public IReadOnlyList<Alert> Alerts => Alert.From(Measurements, Thresholds);

    /// <summary>The worst alert; <see cref="Severity.Unknown"/> where nothing could be judged.</summary>
    [JsonPropertyOrder(-1)]
    public Severity Severity =>
        Alerts is [var worst, ..] ? worst.Severity
        : Measurements.Any(m => Thresholds.Any(t => t.Metric == m.Metric)) ? Severity.Healthy
        : Severity.Unknown;

    /// <summary>The one measurement of a metric.</summary>
    /// <exception cref="KeyNotFoundException">There is none, or more than one: the message lists what there is.</exception>
    public Measurement Measured(string metric, string of = "") =>
        Measurements.Where(m => m.Metric == metric && m.Of == of).ToArray() is [var only]
            ? only
            : throw new KeyNotFoundException($"No single measurement '{metric}' of '{of}' in '{Title}'. It has: {string.Join(", ", Measurements.Select(m => m.Of.Length == 0 ? m.Metric : $"{m.Metric} of {m.Of}"))}.");

    /// <inheritdoc/>
    public Document ToDocument() => new(
    [
        new Heading(Of.Length > 0 ? $"{Title}, {Of}" : Title, 3),
        Summary(),
        .. Body.Count > 0 ? Body : [MeasurementTable()],
    ]);

    /// <summary>The verdict block: one line, then the worst alert of each thing that was judged.</summary>
    public Verdict Summary() => new(Severity, Headline, [.. Summarised.Select(a => new Point(a.Message, a.Severity))]);

    /// <summary>All measurements as a table.</summary>
    public Table MeasurementTable() => new(
        ["metric", "of", new("value", Align.Right), new("n", Align.Right)],
        [.. Measurements.Select(m => (IReadOnlyList<Cell>)[m.Metric, m.Of, m.Text, Format.Count(m.Count)])]);

    /// <summary>The verdict in one line.</summary>
    protected virtual string Headline => Severity switch
    {
        Severity.Healthy => "No limit crossed.",
        Severity.Unknown when Alerts is [] => "Nothing was judged: no threshold applies.",
        Severity.Unknown => "Not enough to judge.",
        Severity.Critical => Found(Severity.Critical, "critical finding"),
        _ => Found(Severity.Warning, "warning"),
    };

    string Found(Severity severity, string what)
    {
        var count = Summarised.Count(a => a.Severity == severity);
        return $"{Format.Count(count)} {what}{(count == 1 ? "" : "s")}.";
    }

    /// <summary>The worst alert of each thing that was judged.</summary>
    IEnumerable<Alert> Summarised => Alerts.GroupBy(a => (a.Evidence.Of, a.Evidence.Of.Length == 0 ? a.Evidence.Metric : "")).Select(g => g.First());

    /// <inheritdoc/>
    public sealed override string ToString() => PlainTextWriter.Write(ToDocument());
}
