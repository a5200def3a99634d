using ModelOpsLab.Live;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Live;

/// <summary>A record driven through its monitors.</summary>
public class RecordReplayTests(DemonstrationWorkspace demonstration, Dow30Workspace panel) : IClassFixture<DemonstrationWorkspace>, IClassFixture<Dow30Workspace>
{
    [Fact]
    public void Of_one_asset_it_reads_and_alerts_as_the_session_that_scores_each_row() => IsTheSession(demonstration.Model, demonstration.Record);

    [Theory]
    [InlineData(Dow30Workspace.Reversal)]
    [InlineData(Dow30Workspace.Momentum)]
    public void Of_a_panel_it_reads_and_alerts_as_the_session_that_takes_row_after_row(string name) => IsTheSession(panel.Models[name], panel.Records[name]);

    static void IsTheSession(LiveModel live, TrackRecord record)
    {
        var session = MonitoringSession.Begin(live, record);
        var raw = record.Raw.Since(record.GoLive).Before(record.Rows.LastDay.AddDays(1));
        double[][] columns = [.. session.Columns.Select(c => raw[c].Span.ToArray())];
        var assets = raw.Has(raw.Schema.Asset) ? raw[raw.Schema.Asset!].Strings : [.. Enumerable.Repeat("", raw.Count)];
        List<AlertTransition> transitions = [];
        List<MonitorReading> readings = [];
        for (var row = 0; row < raw.Count; row++)
        {
            transitions.AddRange(session.Take(raw.Time[row], [.. columns.Select(c => c[row])], assets[row] ?? ""));
            readings.AddRange(session.TakeReadings());
        }
        transitions.AddRange(session.Settle());
        readings.AddRange(session.TakeReadings());
        var replay = RecordReplay.Of(live, record, record.Rows.LastDay.AddDays(1));
        Assert.NotEmpty(transitions);
        Assert.Equal(transitions, replay.Transitions);
        Assert.Equal(readings.Select(r => r.To), replay.Readings.Select(r => r.To));
        Assert.All(readings.Zip(replay.Readings), pair => Assert.Equal(pair.First.Measurements, pair.Second.Measurements));
        Assert.Equal(session.Unmeasured, replay.Unmeasured);
        Assert.Equal(record.Live.Count, session.Scored);
    }

    [Fact]
    public void Of_a_panel_the_alerts_up_to_a_day_are_known_and_are_those_that_a_later_day_knows_too()
    {
        var (live, record) = (panel.Models[Dow30Workspace.Momentum], panel.Records[Dow30Workspace.Momentum]);
        DateOnly day = new(1998, 9, 30);
        KnownAlerts then = KnownAlerts.Of(live, record.AsOf(day), day), later = KnownAlerts.Of(live, record, new(1998, 12, 31));
        Assert.Equal((true, null), (then.Replayed, then.Because));
        Assert.Equal(later.Transitions.TakeWhile(t => t.At <= new DateTime(1998, 10, 1, 0, 0, 0, DateTimeKind.Utc)), then.Transitions);
        var page = then.Transitions.First(t => t is { To: AlertState.Firing, Severity: Severity.Critical });
        Assert.Equal(("loss-excess", new DateTime(1998, 9, 4, 0, 0, 0, DateTimeKind.Utc)), (page.Rule, page.At));
    }

    [Fact]
    public void Readings_of_a_panel_count_the_assets_of_a_session_and_add_up_their_returns()
    {
        var (live, record) = (panel.Models[Dow30Workspace.Reversal], panel.Records[Dow30Workspace.Reversal]);
        var replay = RecordReplay.Of(live, record, new(1998, 2, 1));
        var rows = record.Live.Month(1998, 1);
        var returns = ReturnSeries.Of(rows, record.Calendar);
        Assert.Equal(returns.Count, replay.Readings.Count);
        Assert.Equal(returns.Values.ToArray(), replay.Readings.Select(r => r.Measurements.Single(m => m.Metric == "bucket_return").Value), Near);
        Assert.Equal(rows.Count, replay.Readings[^1].Measurements.First(m => m.Metric == "row_count").Value);
    }

    static bool Near(double one, double other) => Math.Abs(one - other) < 1e-15;
}
