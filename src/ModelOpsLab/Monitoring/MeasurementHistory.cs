using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Monitoring;

/// <summary>What was measured of each model and period, kept so that a review compares with past months and a retraining policy reads it.</summary>
public sealed class MeasurementHistory : IDisposable
{
    readonly MeasurementStore _store;

    MeasurementHistory(MeasurementStore store) => _store = store;

    /// <summary>Opens the history, and makes the file where there is none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or no history; so say all members where they meet the damage.</exception>
    public static MeasurementHistory Open(string file) => Whole(file, () => new MeasurementHistory(MeasurementStore.Open(file)));

    /// <summary>Keeps the measurements of the reports of a period in one transaction, and the severity of each as the metric <c>severity</c> (0 healthy, 1 unknown, 2 warning, 3 critical).</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="from">First day of the period.</param>
    /// <param name="to">Last day of the period.</param>
    /// <param name="reports">The reports.</param>
    public void Append(string model, DateOnly from, DateOnly to, params IReadOnlyList<Report> reports) =>
        Whole(_store.Path, () => _store.Append([.. reports.SelectMany(report => RowsOf(report, model, from, to))]));

    static IEnumerable<MeasurementRow> RowsOf(Report report, string model, DateOnly from, DateOnly to)
    {
        var alerts = report.Alerts;
        yield return Row(new Measurement("severity", (double)report.Severity) { Count = report.Measurements.Count }, report.Severity);
        foreach (var measurement in report.Measurements) yield return Row(measurement, Judged(measurement));

        Severity Judged(Measurement m) => alerts.FirstOrDefault(a => a.Evidence == m)?.Severity ?? (report.Thresholds.Any(t => t.Metric == m.Metric) ? Severity.Healthy : Severity.Unknown);
        MeasurementRow Row(Measurement m, Severity severity) => new(model, m.Metric, m.Of, from, to, m.Exists ? m.Value : null, m.Because, m.Count, m.EffectiveCount, m.Unit, report.Title, severity.ToString().ToLowerInvariant(), report.Provenance.AsOf ?? to);
    }

    /// <summary>The measurements of a metric from one kind of report, oldest period first; of periods with the same first day the one with the latest last day, so that a whole month takes the place of its beginning.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="report">Title of the report they come from.</param>
    /// <param name="metric">Metric.</param>
    /// <param name="before">Only periods that ended before this day; null for all.</param>
    public IReadOnlyList<PastMeasurement> Query(string model, string report, string metric, DateOnly? before = null) =>
    [
        .. Latest(model, metric)
            .Where(r => r.Source == report && (before is null || r.PeriodEnd < before))
            .GroupBy(r => (r.PeriodStart, r.Of)).Select(restated => restated.MaxBy(r => r.PeriodEnd)!)
            .OrderBy(r => r.PeriodStart).ThenBy(r => r.Of, StringComparer.Ordinal)
            .Select(r => new PastMeasurement(r.PeriodStart, r.PeriodEnd, (r.Value is { } v ? new Measurement(r.Metric, v) : Measurement.Missing(r.Metric, r.Because ?? "not recorded")) with { Of = r.Of, Count = r.Count, EffectiveCount = r.EffectiveCount, Unit = r.Unit })),
    ];

    /// <summary>Whether anything is kept of the model.</summary>
    public bool Knows(string model) => Latest(model, "severity").Count > 0;

    IReadOnlyList<MeasurementRow> Latest(string model, string metric) => Whole(_store.Path, () => _store.Latest(model, metric));

    static T Whole<T>(string file, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (InvalidDataException damaged)
        {
            throw new InvalidDataException($"{Path.GetFullPath(file)} is damaged, or no measurement history of this version. Delete the file: the next command makes it again from the data.", damaged);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();
}

/// <summary>A measurement of a past period.</summary>
public sealed record PastMeasurement(DateOnly From, DateOnly To, Measurement Measurement);
