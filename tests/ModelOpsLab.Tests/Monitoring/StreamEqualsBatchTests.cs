using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Data;
using ModelOpsLab.Tests.Live;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>Each reading of a stream of real rows against the batch methods on the rows of the same window.</summary>
public class StreamEqualsBatchTests(DemonstrationWorkspace demonstration) : IClassFixture<DemonstrationWorkspace>
{
    [Fact]
    public void The_live_year_of_the_index_reads_in_every_window_as_the_batch_methods_read_its_rows()
    {
        var record = demonstration.Record;
        var monitor = new RealTimeMonitor(record.Backtest);
        var readings = Streams.Run(monitor, record.Live);
        Assert.Equal(record.Live.Count, readings.Count);
        var batch = new RealTimeMonitor(record.Backtest);
        for (var i = 0; i < readings.Count; i++)
        {
            if (i > 25 && i % 12 != 0) continue;
            var window = record.Live.Rows(Math.Max(0, i + 1 - batch.Options.Window)..(i + 1));
            Streams.Agree(readings[i], batch, window);
            Assert.Equal(record.Live.Time[i], readings[i].From);
        }
    }

    [Fact]
    public void Prices_as_they_were_received_are_judged_by_their_changes_as_in_batch()
    {
        var raw = demonstration.Record.Raw.With(demonstration.Record.Raw.Schema with { Features = ["open", "high", "low", "close", "adjclose", "volume"] });
        var (reference, live) = (raw.Before(demonstration.Record.GoLive), raw.Since(demonstration.Record.GoLive));
        // A slip of the decimal point, a price that is missing, one below zero.
        live = live.With("close", [.. live["close"].Span.ToArray().Select((v, i) => i == 60 ? v / 10 : i == 120 ? -v : v)]);
        var readings = Streams.Run(new(reference), live);
        var batch = new RealTimeMonitor(reference);
        for (var i = 0; i < readings.Count; i += 10) Streams.Agree(readings[i], batch, live.Rows(Math.Max(0, i - 20)..(i + 1)));
        Assert.Contains(readings, r => r.Measurements.Any(m => m.Metric == "jump_reach" && m.Of == "close" && m.Value > 3));
    }

    [Fact]
    public void A_panel_of_thirty_stocks_reads_in_every_window_as_in_batch()
    {
        var panel = Streams.Stocks();
        var split = panel.Time[30 * 600];
        var (reference, live) = (panel.Before(split), panel.Since(split).Rows(..(30 * 80)));
        var readings = Streams.Run(new(reference), live);
        Assert.Equal(80, readings.Count);
        var batch = new RealTimeMonitor(reference);
        for (var i = 0; i < readings.Count; i += 20) Streams.Agree(readings[i], batch, live.Rows((30 * Math.Max(0, i - 20))..(30 * (i + 1))));
    }

    [Fact]
    public void The_crash_of_2020_is_a_loss_larger_than_any_of_the_backtest_on_25_February_and_nothing_is_critical_before()
    {
        var record = demonstration.Record;
        var monitor = new RealTimeMonitor(record.Backtest) { Options = new() { Cost = "cost" } };
        var critical = Streams.Run(monitor, record.Live).SelectMany(r => Alert.From(r.Measurements, monitor.StreamThresholds).Where(a => a.Severity == Severity.Critical).Select(a => (r.From, a.Evidence.Metric, a.Evidence.Of))).ToArray();
        Assert.Equal((new(2020, 2, 25), "loss_excess", "loss"), critical[0]);
    }
}
