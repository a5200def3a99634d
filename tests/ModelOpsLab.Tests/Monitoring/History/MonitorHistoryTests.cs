using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Storage;
using static ModelOpsLab.Tests.Monitoring.MonitorCommits;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>What monitors keep, on any database.</summary>
public abstract class MonitorHistoryTests
{
    static readonly DateTime Never = DateTime.MaxValue.AddDays(-1);

    /// <summary>Where the history is: a file or a connection string, new for each test.</summary>
    protected abstract string Place { get; }

    MeasurementHistory Open() => MeasurementHistory.Open(Place);

    static void Fill(MeasurementHistory history, string model, int minutes, int count = 5)
    {
        for (var version = 1; version <= minutes; version++) Assert.Equal(version, history.Commit(Commit(model, version, count)));
    }

    static string Json(ColumnProfile profile) => JsonFormat.Write(profile);

    [Fact]
    public void What_was_committed_comes_back_after_it_was_opened_again()
    {
        using (var history = Open())
        {
            Assert.Null(history.State("m"));
            Fill(history, "m", 7);
        }
        using var again = Open();
        Assert.Equal(new MonitorState(7, Start.AddMinutes(7), "state after 7"), again.State("m"));
        Assert.Equal([Commit("m", 3).Transitions[0], Commit("m", 6).Transitions[0]], again.Transitions("m"));
        Assert.Equal([2L], again.Transitions("m", after: 1).Select(t => t.Number));
        Assert.Equal([1L], again.Transitions("m", most: 1).Select(t => t.Number));
        Assert.Equal([("drawdown_live", ""), ("input", "momentum"), ("prediction", ""), ("sharpe_ratio", "")], again.SeriesOf("m"));
        var minutes = again.Series("m", "input", "momentum", Start, Never, Resolution.Minute);
        Assert.Equal(Enumerable.Range(0, 7).Select(i => (Start.AddMinutes(i), Json(Profile("momentum", Values(i))))), minutes.Select(p => (p.Start, Json(p.Profile))));
        Assert.Equal(Enumerable.Range(0, 7).Select(i => (double?)(i / 7.0)), again.Series("m", "drawdown_live", "", Start, Never, Resolution.Minute).Select(p => p.Profile.Moments!.Mean));
        Assert.All(again.Series("m", "sharpe_ratio", "", Start, Never, Resolution.Minute), p => Assert.Equal((1L, 1L), (p.Profile.Rows, p.Profile.Missing)));
        Assert.Null(again.State("another"));
        Assert.Empty(again.Series("another", "input", "momentum", Start, Never, Resolution.Minute));
    }
}

public sealed class MonitorHistoryInAFileTests : MonitorHistoryTests, IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("modelops-history-").FullName;
    protected override string Place => Path.Combine(_folder, "monitoring.db");
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

public sealed class MonitorHistoryInPostgresTests(PostgresServer server) : MonitorHistoryTests
{
    protected override string Place => field ??= server.NewPlace();
}
