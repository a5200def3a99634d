using ModelOpsLab.Live;
using ModelOpsLab.Monitoring;

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
}
