using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>The periods before, as monitoring recorded them, and the one under review below.</summary>
static class PastSection
{
    public static Document Of(MonthlyReview review, MeasurementHistory history)
    {
        var model = review.Record.Model;
        string[] titles = [.. review.Reports.Select(r => r.Title)];
        var rows = history.Query(model, review.Performance.Title, "severity", review.Period.From)
            .Select(p => Row($"{p.From:yyyy-MM}", Number(p, "pnl"), Number(p, "max_drawdown"), [.. titles.Select(t => Standing(p, t))]))
            .Append(Row(review.Period.Name, Value(review.Performance, "pnl"), Value(review.Performance, "max_drawdown"), [.. review.Reports.Select(r => (Cell)r.Severity)]))
            .ToArray();
        return new(
            new Table(["period", new("profit and loss", Align.Right), new("maximum drawdown", Align.Right), .. titles.Select(t => new TableColumn(t.ToLowerInvariant()))], rows, Id: "past"),
            new Note("From the measurement history: each past period as it was judged at its end, with the data known then."));

        Cell Number(PastMeasurement period, string metric) =>
            history.Query(model, review.Performance.Title, metric, review.Period.From).FirstOrDefault(m => m.From == period.From) is { Measurement.Exists: true } found ? Format.Percent(found.Measurement.Value, 2) : "–";
        Cell Standing(PastMeasurement period, string title) =>
            history.Query(model, title, "severity", review.Period.From).FirstOrDefault(m => m.From == period.From) is { } found ? (Severity)(int)found.Measurement.Value : "–";
    }

    static IReadOnlyList<Cell> Row(string name, Cell profit, Cell drawdown, IReadOnlyList<Cell> standing) => [name, profit, drawdown, .. standing];

    static Cell Value(Report report, string metric) => report.Measurements.FirstOrDefault(m => m.Metric == metric) is { Exists: true } m ? Format.Percent(m.Value, 2) : "–";
}
