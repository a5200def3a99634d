using System.Text.Json.Nodes;
using ModelOpsLab.Live;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Registry;
using ModelOpsLab.Tests.Storage;

namespace ModelOpsLab.Tests.Live;

/// <summary>The live year of the S&amp;P 500 model under a declared <c>keep</c>, on any database: what goes, what stays, and that no alert or day is another for it.</summary>
public abstract class DeclaredRetentionTests(DemonstrationWorkspace demonstration)
{
    const string Model = "spx-momentum";
    static readonly DateTime Never = DateTime.MaxValue.AddDays(-1), Year = new(2019, 4, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Where a history is: a file or a connection string, new each time.</summary>
    protected abstract string NewPlace();

    /// <summary>The model, under a declaration of its own of what is kept.</summary>
    LiveModel Under(string keep)
    {
        var file = Path.Combine(demonstration.Folder, Workspace.FileName);
        var root = JsonNode.Parse(File.ReadAllText(file))!;
        root["keep"] = JsonNode.Parse(keep);
        root.AsObject().Remove("demonstration"); // it is built, and would be built again for another declaration
        File.WriteAllText(file, root.ToJsonString());
        return LiveModel.Load(Workspace.Open(demonstration.Folder), Model, new FixedClock());
    }

    string Watched(string keep, bool hours = false)
    {
        var place = NewPlace();
        using var live = Under(keep);
        MonitoringProcess.Watch(live, demonstration.Record, place, null, hours ? MonitoringProcess.OfHours(live) : null);
        return place;
    }

    static Dictionary<(string, string), (DateTime Start, string Profile)[]> Points(MeasurementHistory history, Resolution resolution) => history.SeriesOf(Model)
        .ToDictionary(s => s, s => history.Series(Model, s.Metric, s.Of, DateTime.MinValue, Never, resolution).Select(p => (p.Start, JsonFormat.Write(p.Profile))).ToArray());

    static void AssertSameButForWhatWent(string expected, string actual, Resolution went)
    {
        using MeasurementHistory whole = MeasurementHistory.Open(expected), kept = MeasurementHistory.Open(actual);
        Assert.Empty(whole.Gone(Model));
        Assert.NotEmpty(whole.Transitions(Model));
        Assert.Equal(JsonFormat.Write(whole.Transitions(Model)), JsonFormat.Write(kept.Transitions(Model)));
        Assert.Equal(whole.State(Model)!.Text, kept.State(Model)!.Text);
        var gone = kept.Gone(Model);
        Assert.NotEmpty(gone);
        Assert.All(gone, g => Assert.Equal(went, g.Resolution));
        var until = gone[^1].Until;
        foreach (var resolution in new[] { Resolution.Hour, Resolution.Day })
        {
            var (before, after) = (Points(whole, resolution), Points(kept, resolution));
            Assert.Equal(before.Keys, after.Keys);
            foreach (var (series, points) in before) Assert.Equal(resolution == went ? points.Where(p => p.Start >= until) : points, after[series]);
            if (resolution == went) Assert.Equal(before.Values.Sum(p => p.Count(one => one.Start < until)), gone.Sum(g => g.Rows));
        }
        var from = went == Resolution.Day ? until : Year;
        Assert.Equal(whole.ProfileOf(Model, from, Year.AddYears(2))!.ToJson(), kept.ProfileOf(Model, from, Year.AddYears(2))!.ToJson());
    }

    [Fact]
    public void Hours_that_went_leave_alerts_days_and_state_to_the_byte()
    {
        var kept = Watched("""{ "hours": "30d" }""", hours: true);
        AssertSameButForWhatWent(Watched("{}", hours: true), kept, Resolution.Hour);
        using var history = MeasurementHistory.Open(kept);
        var standing = AlertTransition.Standing(history.Transitions(Model)).Min(s => s.FiringSince ?? s.At);
        Assert.InRange(history.Gone(Model)[^1].Until, Year.AddDays(60), standing.AddDays(-42)); // an alert that stands holds what it was judged from
        Assert.All(history.Gone(Model), g => Assert.True(g.Until <= g.At.AddDays(-30)));
    }

    [Fact]
    public void Days_that_went_leave_alerts_and_state_to_the_byte_and_a_question_for_them_is_answered_with_the_reason()
    {
        var kept = Watched("""{ "days": "60d" }""");
        AssertSameButForWhatWent(Watched("{}"), kept, Resolution.Day);
        using var history = MeasurementHistory.Open(kept);
        var until = history.Gone(Model)[^1].Until;
        Assert.Contains(FormattableString.Invariant($"days before {until:yyyy-MM-dd} have gone"), Assert.Throws<ArgumentException>(() => history.ProfileOf(Model, Year, Never)).Message, StringComparison.Ordinal);
        Assert.StartsWith(FormattableString.Invariant($"{history.Gone(Model).Sum(g => g.Rows):#,0} of days before {until:yyyy-MM-dd}"), DeclaredRetention.Text(history.Gone(Model)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_open_incident_and_a_legal_hold_keep_what_is_due_and_say_so()
    {
        var place = Watched("{}");
        using var history = MeasurementHistory.Open(place);
        using (var live = Under("""{ "days": "10d", "holdFrom": "2019-05-13" }"""))
            Assert.Equal((new DateTime(2019, 5, 13), "keep.holdFrom is 2019-05-13: nothing from that day on goes"), After(live));
        using (var live = Under("""{ "days": "10d" }"""))
        {
            using var registry = ModelRegistry.Open(demonstration.Workspace);
            var incident = registry.Incidents.Open("Fills that nobody can explain", Severity.Warning, "ben", model: Model, beganAt: new DateTimeOffset(2019, 7, 8, 9, 0, 0, TimeSpan.Zero));
            Assert.Equal((new DateTime(2019, 5, 28), $"incident {incident.Id} is open: nothing from 2019-05-27T09:00:00Z on goes"), After(live)); // 42 days before it began was a holiday
            registry.Incidents.Own(incident.Id, "ada", "ben");
            Assert.Equal((new DateTime(2019, 5, 28), $"incident {incident.Id} is open: nothing from 2019-05-27T09:00:00Z on goes"), After(live));
            registry.Incidents.Close(incident.Id, "found", "ada");
            var (first, held) = After(live);
            Assert.True(first > new DateTime(2019, 7, 8));
            Assert.Matches("^alert spx-momentum/.* stands: nothing from .* on goes$", held);
        }

        (DateTime First, string? Held) After(LiveModel live)
        {
            var retention = new DeclaredRetention(live, history);
            var session = MonitoringSession.Open(live, demonstration.Record, history);
            long rows;
            do
            {
                rows = retention.Rows;
                retention.Apply(session); // what takes long goes on at the next commit
            }
            while (retention.Rows > rows);
            return (Points(history, Resolution.Day).Values.Min(p => p[0].Start), retention.Held);
        }
    }

    [Fact]
    public async Task Killed_while_rows_go_it_ends_as_if_nothing_had_happened()
    {
        var (whole, place) = (Watched("{}", hours: true), NewPlace());
        using (Under("""{ "hours": "5d" }""")) { }
        var random = new Random(20200317);
        for (var kill = Campaign.Size("RETENTION_KILLS", desk: 3, ci: 8); kill > 0; kill--)
        {
            using var process = MonitoringProcess.Start(demonstration.Folder, place, hours: true);
            Assert.Equal("watches", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            await Task.Delay(random.Next(900), TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        using (var live = LiveModel.Load(Workspace.Open(demonstration.Folder), Model, new FixedClock()))
            MonitoringProcess.Watch(live, demonstration.Record, place, null, MonitoringProcess.OfHours(live));
        AssertSameButForWhatWent(whole, place, Resolution.Hour);
    }
}

public sealed class DeclaredRetentionInAFileTests(DemonstrationWorkspace demonstration) : DeclaredRetentionTests(demonstration), IClassFixture<DemonstrationWorkspace>, IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("modelops-retention-").FullName;
    protected override string NewPlace() => Path.Combine(_folder, Path.GetRandomFileName());
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

public sealed class DeclaredRetentionInPostgresTests(DemonstrationWorkspace demonstration, PostgresServer server) : DeclaredRetentionTests(demonstration), IClassFixture<DemonstrationWorkspace>
{
    protected override string NewPlace() => server.NewPlace();
}
