using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Measurements as people read them: a line each, with its interval and count, and the convention under all.</summary>
static class MeasurementTable
{
    public static Document Of(IEnumerable<Measurement> measurements, string conventions) => new(
        new Table(["number", new("value", Align.Right), new("95 % interval", Align.Right), new("observations", Align.Right)],
            [.. measurements.Select(m => (IReadOnlyList<Cell>)[
                m.Metric.Replace('_', ' ') + (m.Of.Length == 0 ? "" : $", {m.Of}"), m.Text,
                m.Interval is { } i ? $"{Format.Value(i.Low, m.Unit)} to {Format.Value(i.High, m.Unit)}" : "", Format.Count(m.Count)])]),
        new Note(conventions));
}
