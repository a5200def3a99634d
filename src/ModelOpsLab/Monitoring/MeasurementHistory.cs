using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Monitoring;

/// <summary>What was measured of each model and period, kept so that a review compares with past months and a retraining policy reads it.</summary>
public sealed class MeasurementHistory : IDisposable
{
    readonly MeasurementStore _store;

    MeasurementHistory(MeasurementStore store) => _store = store;

    /// <summary>Opens the history, and makes the file where there is none.</summary>
    public static MeasurementHistory Open(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        return new(MeasurementStore.Open(file));
    }

    /// <summary>Keeps the measurements of a report, and its severity as the metric <c>severity</c> (0 healthy, 1 unknown, 2 warning, 3 critical).</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="from">First day of the period.</param>
    /// <param name="to">Last day of the period.</param>
    /// <param name="report">The report.</param>
    public void Append(string model, DateOnly from, DateOnly to, Report report)
    {
        var standing = report.Alerts.GroupBy(a => a.Evidence).ToDictionary(g => g.Key, g => g.Max(a => a.Severity));
        _store.Append([
            Row(new Measurement("severity", (double)report.Severity) { Count = report.Measurements.Count }, report.Severity),
            .. report.Measurements.Select(m => Row(m, Judged(m)))]);

        Severity Judged(Measurement m) => standing.TryGetValue(m, out var s) ? s : report.Thresholds.Any(t => t.Metric == m.Metric) ? Severity.Healthy : Severity.Unknown;
        MeasurementRow Row(Measurement m, Severity severity) => new(model, m.Metric, m.Of, from, to, m.Exists ? m.Value : null, m.Because, m.Count, m.EffectiveCount, m.Unit, report.Title, severity.ToString().ToLowerInvariant(), report.Provenance.AsOf ?? to);
    }

    /// <summary>The measurements of a metric from one kind of report, oldest period first.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="report">Title of the report they come from.</param>
    /// <param name="metric">Metric.</param>
    /// <param name="before">Only periods that ended before this day; null for all.</param>
    public IReadOnlyList<PastMeasurement> Query(string model, string report, string metric, DateOnly? before = null) =>
    [
        .. _store.Latest(model, metric)
            .Where(r => r.Source == report && (before is null || r.PeriodEnd < before))
            .OrderBy(r => r.PeriodStart).ThenBy(r => r.Of, StringComparer.Ordinal)
            .Select(r => new PastMeasurement(r.PeriodStart, r.PeriodEnd, (r.Value is { } v ? new Measurement(r.Metric, v) : Measurement.Missing(r.Metric, r.Because ?? "not recorded")) with { Of = r.Of, Count = r.Count, EffectiveCount = r.EffectiveCount, Unit = r.Unit })),
    ];

    /// <summary>Whether anything is kept of the model.</summary>
    public bool Knows(string model) => _store.Latest(model, "severity").Count > 0;

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();
}

/// <summary>A measurement of a past period.</summary>
public sealed record PastMeasurement(DateOnly From, DateOnly To, Measurement Measurement);
