using System.Globalization;
using System.Text;
using ModelOpsLab.Live;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Live;

/// <summary>A model of bars of a quarter of an hour, watched as its declaration says.</summary>
public sealed class IntradayMonitoringTests : IDisposable
{
    const int Bars = 26, Days = 90, LiveDays = 20;
    static readonly DateTime First = new(2024, 1, 1, 14, 45, 0, DateTimeKind.Utc);

    readonly string _folder = Directory.CreateTempSubdirectory("modelops-bars-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A random walk, livelier in the first and last hour of a day, every day alike.</summary>
    string Declared(string monitoring)
    {
        var random = new Random(3);
        var text = new StringBuilder("time,close\n");
        var price = 100.0;
        for (var day = 0; day < Days; day++)
            for (var bar = 0; bar < Bars; bar++)
            {
                price *= Math.Exp((bar is < 4 or >= 22 ? 0.002 : 0.001) * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5));
                text.Append(CultureInfo.InvariantCulture, $"{First.AddDays(day).AddMinutes(15 * bar):yyyy-MM-ddTHH:mm:ssZ},{price:R}\n");
            }
        File.WriteAllText(Path.Combine(_folder, "bars.csv"), text.ToString());
        File.WriteAllText(Path.Combine(_folder, "bars.schema.json"), """{"timestamp": "time", "columns": {"time": {"type": "timestamp"}, "close": {"type": "number"}}}""");
        File.WriteAllText(Path.Combine(_folder, Workspace.FileName), $$$"""
            {"models": {"bars": {"title": "Bars", "data": "bars.csv", "schema": "bars.schema.json",
              "pipeline": {"features": [{"name": "return_1", "kind": "return", "window": 1}, {"name": "momentum_8", "kind": "momentum", "window": 8}]},
              "trainer": {"kind": "ridge", "penalty": 10}, "trainUntil": "2024-03-05", "goLive": "2024-03-11", "backtest": {"firstTraining": 520, "refitEvery": 260},
              "trading": {"calendar": {"periodsPerYear": 9490}}{{{monitoring}}}
            } } }
            """);
        return _folder;
    }

    [Fact]
    public void It_is_read_off_as_often_as_declared_and_a_wrong_price_pages_in_its_hour()
    {
        var workspace = Workspace.Open(Declared(""", "monitoring": {"every": "01:00:00", "window": 26, "seasonal": true, "futureTolerance": "00:15:00"}"""));
        using var live = LiveModel.Load(workspace, "bars", new FixedClock());
        var record = live.TrackRecord();
        var raw = record.Raw.Since(record.GoLive);
        Assert.Equal(LiveDays * Bars, raw.Count);
        using var history = MeasurementHistory.Open(Path.Combine(_folder, "bars.db"));
        var session = MonitoringSession.Open(live, record, history);
        List<AlertTransition> told = [];
        for (var row = 0; row < raw.Count; row++)
        {
            told.AddRange(session.Take(raw.Time[row], [raw["close"].Span[row] * (row == 400 ? 10 : 1)]));
            session.Commit();
            if (row == 200) session = MonitoringSession.Open(live, record, history); // another process goes on
        }
        session.Advance(raw.Time[^1].AddHours(1));
        session.Commit();
        var hours = raw.Time.Select(t => t.Date.AddHours(t.Hour)).Distinct().ToArray();
        Assert.Equal(hours, history.Series("bars", "input", "close", DateTime.MinValue, DateTime.MaxValue, Resolution.Hour).Select(p => p.Start));
        Assert.Equal(LiveDays, history.Series("bars", "input", "close", DateTime.MinValue, DateTime.MaxValue, Resolution.Day).Count);
        Assert.Equal(raw.Count, session.Scored);
        var hit = raw.Time[400].Date.AddHours(raw.Time[400].Hour + 1);
        Assert.DoesNotContain(told, t => t.Severity == Severity.Critical && t.To == AlertState.Firing && t.At < hit);
        Assert.Contains(told, t => t is { Severity: Severity.Critical, To: AlertState.Firing, Of: "close" } && t.At == hit);
    }

    [Theory]
    [InlineData("\"every\": \"00:07:00\"", "monitoring.every is 00:07:00: readings are kept by minutes that make up an hour")]
    [InlineData("\"every\": \"00:00:30\"", "monitoring.every is 00:00:30: readings are kept by minutes that make up an hour")]
    [InlineData("\"window\": 0", "monitoring.window is 0: 1 to 10,000 stretches")]
    [InlineData("\"lateness\": \"-00:01:00\"", "monitoring.lateness is -00:01:00: a time is not negative")]
    [InlineData("\"averageRunLength\": 1", "monitoring.averageRunLength is 1: a run length is more than 1")]
    [InlineData("\"evry\": \"00:05:00\"", "every")]
    public void What_cannot_be_declared_is_refused_with_the_file(string member, string because)
    {
        var message = Assert.Throws<InvalidDataException>(() => Workspace.Open(Declared($$""", "monitoring": { {{member}} }"""))).Message;
        Assert.Contains(because, message, StringComparison.Ordinal);
        Assert.Contains(Workspace.FileName, message, StringComparison.Ordinal);
    }
}
