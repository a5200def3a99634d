using ModelOpsLab.Live;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Live;

/// <summary>What a session makes of rows that are not as they should be.</summary>
public sealed class MonitoringSessionTests(DemonstrationWorkspace demonstration) : IClassFixture<DemonstrationWorkspace>
{
    [Fact]
    public void A_slip_in_one_date_is_counted_and_costs_no_other_row()
    {
        var session = MonitoringSession.Begin(demonstration.Model, demonstration.Record);
        var raw = demonstration.Record.Raw.Since(demonstration.Record.GoLive).Rows(..40);
        List<MonitorReading> readings = [];
        for (var row = 0; row < raw.Count; row++)
        {
            double[] numbers = [.. session.Columns.Select(c => raw[c].Span[row])];
            session.Take(row == 20 ? raw.Time[row].AddYears(80) : raw.Time[row], numbers);
            readings.AddRange(session.TakeReadings());
        }
        Assert.Equal((40L, 39L), (session.Rows, session.Scored));
        Assert.Equal(raw.Time.Where((_, row) => row != 20).Select(t => t.Date), readings.Select(r => r.From));
        Assert.Equal(raw.Time[^1].Date.AddDays(1), readings[^1].To);
        Assert.Contains(readings, r => r.Measurements.Any(m => m is { Metric: "clock_jumps", Value: 1 }));
    }

    [Fact]
    public void A_page_opens_one_incident_and_who_acknowledges_it_raises_nothing()
    {
        using var history = MeasurementHistory.Open(Path.Combine(demonstration.Folder, "pages.db"));
        using var registry = ModelRegistry.Open(demonstration.Workspace);
        var model = demonstration.Model.Definition;
        AlertTransition Step(long number, Severity severity, string? muted = null, string? by = null) => new()
        {
            Number = number, At = new DateTime(2020, 3, 9, 0, 0, 0, DateTimeKind.Utc).AddDays(number), Model = model.Name, Rule = "loss-excess", Of = "loss",
            From = number == 1 ? AlertState.Inactive : AlertState.Firing, To = AlertState.Firing, Severity = severity,
            Evidence = new("loss_excess", 1.2) { Of = "loss", Count = 21 }, Because = "a loss", Muted = muted, AcknowledgedBy = by,
        };
        int Opened(long after, params AlertTransition[] steps)
        {
            history.Commit(new() { Model = model.Name, After = after, Transitions = steps, State = "{}" });
            return AlertIncidents.Record(history, registry, model).Count;
        }
        Assert.Equal(0, Opened(0, Step(1, Severity.Warning)));
        Assert.Equal(1, Opened(1, Step(2, Severity.Critical)));
        Assert.Equal(0, Opened(2, Step(3, Severity.Critical, by: "ben"), Step(4, Severity.Critical, "silenced by ben", "ben"), Step(5, Severity.Critical, by: "ben")));
        Assert.Empty(AlertIncidents.Record(history, registry, model));
    }
}
