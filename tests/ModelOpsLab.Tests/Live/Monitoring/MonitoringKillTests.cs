using ModelOpsLab.Live;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Registry;

namespace ModelOpsLab.Tests.Live;

/// <summary>A monitor that was killed again and again ends as one that was not: the same alerts, the same roll-ups, the same state.</summary>
public sealed class MonitoringKillTests(DemonstrationWorkspace demonstration) : IClassFixture<DemonstrationWorkspace>, IDisposable
{
    readonly string _path = Directory.CreateTempSubdirectory("modelops-test-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public async Task Killed_at_any_moment_it_ends_as_if_nothing_had_happened()
    {
        var whole = Path.Combine(_path, "whole.db");
        MonitoringProcess.Watch(demonstration.Model, demonstration.Record, whole);
        var random = new Random(20200316);
        var (kills, finished) = (Campaign.Size("MONITOR_KILLS", desk: 2, ci: 8), 0);
        var place = Path.Combine(_path, "killed.db");
        for (var kill = 0; kill < kills; kill++)
        {
            using var process = MonitoringProcess.Start(demonstration.Folder, place);
            Assert.Equal("watches", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            await Task.Delay(random.Next(600), TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            using (var history = MeasurementHistory.Open(place))
                if (history.State("spx-momentum") is not { } state || Position(state.Text) < Position(StateOf(whole))) continue;
            AssertSame(whole, place);
            finished++;
            File.Delete(place);
        }
        MonitoringProcess.Watch(demonstration.Model, demonstration.Record, place);
        AssertSame(whole, place);
        Campaign.Say($"kill -9 of a monitor: {kills} kills, {finished + 1} whole runs between them, each with the alerts, roll-ups and state of a run that was not killed");
    }

    static string StateOf(string place)
    {
        using var history = MeasurementHistory.Open(place);
        return history.State("spx-momentum")!.Text;
    }

    static long Position(string state) => System.Text.Json.Nodes.JsonNode.Parse(state)!["position"]?["offset"]?.GetValue<long>() ?? 0;

    static void AssertSame(string expected, string actual)
    {
        using MeasurementHistory whole = MeasurementHistory.Open(expected), killed = MeasurementHistory.Open(actual);
        Assert.Equal(JsonFormat.Write(whole.Transitions("spx-momentum")), JsonFormat.Write(killed.Transitions("spx-momentum")));
        Assert.NotEmpty(whole.Transitions("spx-momentum"));
        Assert.Equal(whole.SeriesOf("spx-momentum"), killed.SeriesOf("spx-momentum"));
        foreach (var (metric, of) in whole.SeriesOf("spx-momentum"))
            Assert.Equal(Points(whole, metric, of), Points(killed, metric, of));
        Assert.Equal(whole.State("spx-momentum")!.Text, killed.State("spx-momentum")!.Text);
    }

    static string Points(MeasurementHistory history, string metric, string of) =>
        JsonFormat.Write(history.Series("spx-momentum", metric, of, DateTime.MinValue.ToUniversalTime(), DateTime.MaxValue.ToUniversalTime().AddDays(-2), Resolution.Day));
}
