using System.Text.Json.Nodes;
using ModelOpsLab.Data;
using ModelOpsLab.Live;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Registry;

namespace ModelOpsLab.Tests.Live;

/// <summary>What a session makes of rows that are not as they should be.</summary>
public sealed class MonitoringSessionTests(DemonstrationWorkspace demonstration, Dow30Workspace panel) : IClassFixture<DemonstrationWorkspace>, IClassFixture<Dow30Workspace>
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

    [Fact]
    public void The_assets_of_a_panel_are_judged_together_once_all_have_come_or_their_day_is_over()
    {
        var (live, record) = (panel.Models[Dow30Workspace.Reversal], panel.Records[Dow30Workspace.Reversal]);
        var raw = record.Raw.Since(record.GoLive).Rows(..150);
        var assets = raw[raw.Schema.Asset!].Strings.ToArray();
        using var history = MeasurementHistory.Open(Path.Combine(panel.Folder, "panel.db"));
        var session = MonitoringSession.Open(live, record, history);
        void Take(int row, double times = 1) => session.Take(raw.Time[row], [times * raw["close"].Span[row]], assets[row]!);

        foreach (var row in Enumerable.Range(0, 29)) Take(row);
        session.Settle();
        Assert.Equal((29L, 0L), (session.Rows, session.Scored)); // one is missing: it may come
        session.Commit();
        session = MonitoringSession.Open(live, record, history); // another process goes on
        Take(29);
        Take(29, 2); // comes again
        Assert.Equal(0, session.Scored);
        session.Settle();
        Assert.Equal((30L, raw.Time[0].AddDays(1)), (session.Scored, session.Last!.To));
        Take(28); // late: counted by the next reading

        foreach (var row in Enumerable.Range(30, 29)) Take(row); // one does not come
        Take(60);
        Assert.Equal((59L, raw.Time[30].AddDays(1)), (session.Scored, session.Last!.To));
        foreach (var row in Enumerable.Range(61, 28)) Take(row);
        session.Advance(raw.Time[60].AddHours(23));
        Assert.Equal(59, session.Scored);
        session.Advance(raw.Time[60].AddHours(24));
        Assert.Equal((88L, raw.Time[60].AddDays(1)), (session.Scored, session.Last!.To));
        foreach (var row in Enumerable.Range(90, 5)) Take(row);
        session.Settle();
        Assert.Equal(88, session.Scored);
        session.Settle(ended: true);
        Assert.Equal(93, session.Scored);
    }

    [Fact]
    public void A_stop_meanwhile_and_its_end_are_followed_and_give_what_a_session_gives_that_is_opened_afterwards()
    {
        using var own = new DemonstrationWorkspace();
        var (live, record) = (own.Model, own.Record);
        var declared = JsonNode.Parse(File.ReadAllText(Path.Combine(own.Folder, Workspace.FileName)))!;
        declared.AsObject().Remove("approvals"); // one person may arm
        declared.AsObject().Remove("demonstration"); // it stays as it was built
        File.WriteAllText(Path.Combine(own.Folder, Workspace.FileName), declared.ToJsonString());
        var workspace = Workspace.Open(own.Folder);
        var raw = record.Raw.Since(record.GoLive);
        int stop = raw.Count, back = stop + 3, end = stop + 6; // the demonstration has acts up to its last row: days like its last ones come after
        var session = MonitoringSession.Begin(live, record);
        List<MonitorReading> readings = [];
        DateTime Day(int row) => row < stop ? raw.Time[row] : raw.Time[^1].AddDays(3 + row - stop);
        void Feed(MonitoringSession to, int first, int last)
        {
            for (var row = first; row < last; row++) to.Take(Day(row), [.. to.Columns.Select(c => raw[c].Span[row < stop ? row : row - 6])]);
            readings.AddRange(to.TakeReadings());
        }
        ModelRegistry At(int row) => ModelRegistry.Open(workspace, new SetClock(new(Day(row).Date.AddHours(20), TimeSpan.Zero)));

        Feed(session, 0, stop);
        Assert.Null(session.Renew());
        using (var registry = At(stop - 1)) registry.Disable("spx-momentum", "dana", "a drill");
        Assert.Equal(SlotState.Halted, session.Renew()!.State);
        Assert.Null(session.Renew());
        Feed(session, stop, back);
        Assert.All(readings.TakeLast(back - stop - 1), r => Assert.Equal(0, r.Measurements.Single(m => m.Metric == "bucket_return").Value)); // the first pays for closing the position
        using (var registry = At(back - 1)) registry.Enable("spx-momentum", "dana", "the drill is over");
        Assert.Equal((SlotState.Active, 1), session.Renew() is { } renewed ? (renewed.State, renewed.Version.Number) : default);
        Feed(session, back, end);

        MonitorReading[] followed = [.. readings];
        readings.Clear();
        using var afterwards = LiveModel.Load(workspace, "spx-momentum");
        Feed(MonitoringSession.Begin(afterwards, record), 0, end);
        Assert.All(readings.Zip(followed), pair => Assert.Equal(pair.First.Measurements, pair.Second.Measurements));
        Assert.Equal(end, followed.Length);
    }

    [Fact]
    public void A_limit_may_be_changed_between_two_runs_and_where_the_window_is_it_fills_again()
    {
        var (live, record) = (demonstration.Model, demonstration.Record);
        var raw = record.Raw.Since(record.GoLive);
        var usual = MonitoringSession.OptionsOf(live);
        using var history = MeasurementHistory.Open(Path.Combine(demonstration.Folder, "changes.db"));
        MonitoringSession Open(MonitoringOptions options) => MonitoringSession.Open(live, record, history, options: options);
        var session = Open(usual);
        AlertTransition[] Feed(int first, int end)
        {
            List<AlertTransition> told = [];
            for (var row = first; row < end; row++) told.AddRange(session.Take(raw.Time[row], [.. session.Columns.Select(c => raw[c].Span[row])]));
            session.Commit();
            return [.. told];
        }
        Feed(0, 230); // into the crash
        session = Open(usual with { Thresholds = [.. usual.Thresholds, Threshold.Above("row_count", 20, null, "a limit that every row crosses")], Calendar = MarketCalendar.Always });
        Assert.Null(session.BegunAnew);
        Assert.Equal(21, Rows());
        Assert.Contains(session.Standing, s => s.Rule == "row-count");

        var standing = session.Standing.Select(s => s.Key).Where(k => k.Contains("loss-excess")).ToArray();
        Assert.NotEmpty(standing);
        session = Open(usual with { Window = 10 });
        Assert.Equal("The windows of data begin anew: what was stored cannot go on, it was made under other options, and those of predictions and returns begin anew: what was stored cannot go on, it was made under other options. Alerts, silences and what was measured go on.", session.BegunAnew);
        Assert.Equal(standing, session.Standing.Select(s => s.Key).Intersect(standing));
        Assert.Equal(1, Rows());
        Assert.Equal(Enumerable.Range(1, 232).Select(n => raw.Time[n - 1].Date), history.Series(live.Definition.Name, "input", "close", DateTime.MinValue, DateTime.MaxValue, Resolution.Day).Select(p => p.Start));
        Assert.Equal(Enumerable.Range(1, history.Transitions(live.Definition.Name).Count).Select(n => (long)n), history.Transitions(live.Definition.Name).Select(t => t.Number));

        double Rows()
        {
            Feed((int)session.Rows, (int)session.Rows + 1);
            return session.Last!.Measurements.First(m => m.Metric == "row_count").Value;
        }
    }

    [Fact]
    public void A_row_ahead_of_the_clock_of_its_arrival_costs_no_other_row()
    {
        var session = MonitoringSession.Begin(demonstration.Model, demonstration.Record);
        var raw = demonstration.Record.Raw.Since(demonstration.Record.GoLive).Rows(..40);
        List<MonitorReading> readings = [];
        for (var row = 0; row < raw.Count; row++)
        {
            var arrived = raw.Time[row].AddHours(22);
            session.Take(row == 20 ? raw.Time[row].AddDays(90) : raw.Time[row], [.. session.Columns.Select(c => raw[c].Span[row])], received: arrived);
            readings.AddRange(session.TakeReadings());
        }
        Assert.Equal((40L, 39L), (session.Rows, session.Scored));
        Assert.Equal(raw.Time[^1].Date.AddDays(1), readings[^1].To);
        Assert.Contains(readings, r => r.Measurements.Any(m => m is { Metric: "clock_jumps", Value: 1 }));
    }

    [Fact]
    public void Rows_that_cannot_be_scored_are_no_silence_of_the_feed()
    {
        var session = MonitoringSession.Begin(demonstration.Model, demonstration.Record);
        var raw = demonstration.Record.Raw.Since(demonstration.Record.GoLive).Rows(..60);
        List<AlertTransition> told = [];
        for (var row = 0; row < raw.Count; row++)
            told.AddRange(session.Take(raw.Time[row], [.. session.Columns.Select(c => row == 30 && c == "close" ? double.PositiveInfinity : raw[c].Span[row])]));
        Assert.True(session.Scored is > 30 and < 50, $"{session.Scored}"); // the features of the rows after it read the wrong price
        Assert.Contains(told, t => t.Rule == "not-finite" && t.To == AlertState.Firing);
        Assert.DoesNotContain(told, t => t.Rule == "input-stale");
    }
}
