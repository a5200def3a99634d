using System.Globalization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>One metric as other tools see it: a stable name, and what samples the figures of a model give.</summary>
/// <param name="Name">Name of the instrument; in Prometheus with '_' for '.', the unit, and _total for what only grows.</param>
/// <param name="Grows">Whether it is a counter.</param>
/// <param name="Unit">Unit in UCUM; empty for none.</param>
/// <param name="Help">What it is.</param>
/// <param name="Of">Its samples.</param>
sealed record MetricFamily(string Name, bool Grows, string Unit, string Help, Func<MonitorFigures, IEnumerable<MetricSample>> Of)
{
    static readonly (AlertState State, bool Muted, string Word)[] States = [(AlertState.Pending, false, "pending"), (AlertState.Firing, false, "firing"), (AlertState.Firing, true, "muted")];
    static readonly Severity[] Severities = [Severity.Warning, Severity.Critical];

    /// <summary>All of them, in the order in which they are written.</summary>
    public static IReadOnlyList<MetricFamily> All { get; } =
    [
        new("modelops.severity", false, "", "Worst severity of the model: 0 healthy, 1 unknown, 2 warning, 3 critical.", f => [new((double)f.Severity, [("model", f.Model)])]),
        new("modelops.alerts", false, "", "Alerts of the model by state (pending, firing, muted) and severity.", f =>
            from state in States
            from severity in Severities
            select new MetricSample(f.Standing.Count(t => t.To == state.State && (state.State == AlertState.Pending || t.Muted is not null == state.Muted) && t.Severity == severity),
                [("model", f.Model), ("state", state.Word), ("severity", Word(severity))])),
        new("modelops.alert", false, "", "1 for each alert that is pending, firing or muted.", f => f.Standing.Select(t =>
            new MetricSample(1, [("model", f.Model), ("rule", t.Rule), ("of", t.Of), ("state", t.To == AlertState.Firing && t.Muted is not null ? "muted" : Word(t.To)), ("severity", Word(t.Severity))]))),
        new("modelops.measurement", false, "", "A measurement of the last reading, in its own unit; one that does not exist is left out.", f =>
            (f.Reading?.Measurements ?? []).Where(m => m.Exists).Select(m => new MetricSample(m.Value, [("model", f.Model), ("metric", m.Metric), ("of", m.Of)]))),
        new("modelops.measurements.missing", false, "", "Measurements of the last reading that do not exist.", f =>
            f.Reading is { } reading ? [new(reading.Measurements.Count(m => !m.Exists), [("model", f.Model)])] : []),
        new("modelops.reading.time", false, "s", "End of the last reading, in the time of the stream, in seconds since 1970.", f =>
            f.Reading is { } reading ? [new((reading.To - DateTime.UnixEpoch).TotalSeconds, [("model", f.Model)])] : []),
        new("modelops.observations", true, "", "Observations since the start of the process.", f => [new(f.Observations, [("model", f.Model)])]),
        new("modelops.delivery.transitions", true, "", "Transitions of alerts that a channel delivered since the start of the process.", f => Channels(f, c => c.Delivered)),
        new("modelops.delivery.failures", true, "", "Attempts of a channel that failed since the start of the process.", f => Channels(f, c => c.Failures)),
        new("modelops.delivery.waiting", false, "", "Transitions of alerts that wait for a channel.", f => Channels(f, c => c.Waiting)),
        new("modelops.delivery.dead.letters", false, "", "Transitions of alerts among the dead letters of a channel.", f => Channels(f, c => c.DeadLetters)),
        new("modelops.delivery.failing", false, "", "1 while the last attempt of a channel failed, otherwise 0.", f => Channels(f, c => c.FailingSince is null ? 0 : 1)),
    ];

    /// <summary>Its name in Prometheus.</summary>
    public string PrometheusName => Name.Replace('.', '_') + (Unit == "s" ? "_seconds" : "") + (Grows ? "_total" : "");

    /// <summary>Its samples over several models; of two with the same labels the later one holds.</summary>
    public IEnumerable<MetricSample> Samples(IEnumerable<MonitorFigures> figures) =>
        figures.SelectMany(Of).GroupBy(s => string.Join('\u001f', s.Labels.Select(l => l.Value)), StringComparer.Ordinal).Select(g => g.Last());

    static IEnumerable<MetricSample> Channels(MonitorFigures figures, Func<DeliveryState, double> value) =>
        figures.Channels.Select(c => new MetricSample(value(c), [("model", figures.Model), ("channel", c.Channel)]));

    static string Word(Enum value) => value.ToString().ToLower(CultureInfo.InvariantCulture);
}

/// <summary>One number of a metric, with its labels.</summary>
sealed record MetricSample(double Value, IReadOnlyList<(string Name, string Value)> Labels);
