using System.Text;
using ModelOpsLab.Lineage;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Monitoring;

/// <summary>Figures in Prometheus' text exposition format, version 0.0.4.</summary>
public static class PrometheusText
{
    /// <summary>Its media type.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The figures of models: HELP, TYPE and samples of each metric. No text for a metric without samples; a label without value is left out.</summary>
    public static string Of(IEnumerable<MonitorFigures> figures)
    {
        var all = figures.ToArray();
        var text = new StringBuilder();
        foreach (var family in MetricFamily.All)
        {
            var samples = family.Samples(all).ToArray();
            if (samples.Length == 0) continue;
            text.Append("# HELP ").Append(family.PrometheusName).Append(' ').Append(Escaped(family.Help, quote: false)).Append('\n');
            text.Append("# TYPE ").Append(family.PrometheusName).Append(family.Grows ? " counter\n" : " gauge\n");
            foreach (var sample in samples)
                text.Append(family.PrometheusName).Append('{').AppendJoin(',', sample.Labels.Where(l => l.Value.Length > 0).Select(l => $"{l.Name}=\"{Escaped(l.Value, quote: true)}\"")).Append("} ").Append(Number(sample.Value)).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Writes a file for node_exporter's textfile collector, whole or not at all.</summary>
    /// <param name="path">The file; the collector reads only names that end with <c>.prom</c>.</param>
    /// <param name="text">What <see cref="MonitorMetrics.ToPrometheus"/> says.</param>
    /// <exception cref="IOException">It cannot be written; the old file is then untouched.</exception>
    /// <exception cref="ArgumentException">The name does not end with .prom.</exception>
    public static void Write(string path, string text)
    {
        if (!path.EndsWith(".prom", StringComparison.Ordinal)) throw new ArgumentException($"node_exporter reads only files that end with .prom, not '{path}'. Name it so.", nameof(path));
        AtomicFile.Write(path, text);
    }

    static string Escaped(string text, bool quote)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quote ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    static string Number(double value) => double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? value > 0 ? "+Inf" : "-Inf" : NumberText.RoundTrip(value);
}
