using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ModelOpsLab.Monitoring;

/// <summary>
/// The figures of monitors as metrics of <c>System.Diagnostics.Metrics</c>, in the meter <c>ModelOpsLab</c>, and as Prometheus reads them. Instruments are read when somebody
/// collects; showing figures costs one assignment.
/// </summary>
/// <remarks>The names of instruments and labels do not change between versions without a word in the change log.</remarks>
public sealed class MonitorMetrics : IDisposable
{
    /// <summary>Name of the meter, which exporters ask for.</summary>
    public const string MeterName = "ModelOpsLab";

    readonly ConcurrentDictionary<string, MonitorFigures> _figures = new(StringComparer.Ordinal);
    readonly Meter _meter = new(MeterName);

    /// <summary>Makes the instruments.</summary>
    public MonitorMetrics()
    {
        foreach (var family in MetricFamily.All)
            if (family.Grows) _meter.CreateObservableCounter(family.Name, () => Read(family), family.Unit, family.Help);
            else _meter.CreateObservableGauge(family.Name, () => Read(family), family.Unit, family.Help);
    }

    /// <summary>What is to be seen of a model from now on. Any thread may call; nothing waits.</summary>
    public void Show(MonitorFigures figures) => _figures[figures.Model] = figures;

    /// <summary>The same figures in Prometheus' text format, version 0.0.4.</summary>
    public string ToPrometheus() => PrometheusText.Of(Figures);

    IEnumerable<MonitorFigures> Figures => _figures.Values.OrderBy(f => f.Model, StringComparer.Ordinal);

    IEnumerable<Measurement<double>> Read(MetricFamily family) =>
        family.Samples(Figures).Select(s => new Measurement<double>(s.Value, s.Labels.Select(l => KeyValuePair.Create<string, object?>(l.Name, l.Value)))).ToArray();

    /// <summary>Takes the instruments away.</summary>
    public void Dispose() => _meter.Dispose();
}
