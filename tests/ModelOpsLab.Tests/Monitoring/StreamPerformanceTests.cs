using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Monitoring;

public class StreamPerformanceTests
{
    static readonly double[] Past = [.. MadeUpFrame.Autoregression(1, 2_400).Select(v => 0.0003 + 0.005 * v)];
    static readonly Frame Backtest = Earned(MadeUpFrame.Days(120, 20), Past, 0.45);

    static Frame Earned(DateOnly[] days, double[] returns, double wrong)
    {
        var random = new DeterministicRandom(5);
        double[] target = [.. returns.Select(_ => random.NextNormal())], prediction = [.. target.Select(t => random.NextDouble() < wrong ? -t : t)];
        return Frame.Of(new Schema { Timestamp = "time", Return = "return", Prediction = "prediction", Target = "target" },
            Column.Dates("time", days), Column.Numbers("return", returns), Column.Numbers("prediction", prediction), Column.Numbers("target", target), Column.Numbers("cost", [.. returns.Select((_, i) => 0.0001 * (1 + i % 2))]));
    }

    static List<MonitorReading> Run(double[] returns, double wrong = 0.45) =>
        Streams.Run(new(Backtest) { Options = new() { Cost = "cost" } }, Earned(MadeUpFrame.Days(returns.Length / 20, 20, 120), returns, wrong));

    static Measurement One(MonitorReading reading, string metric) => Assert.Single(reading.Measurements, m => m.Metric == metric);

    [Fact]
    public void The_drawdown_since_the_start_is_that_of_the_whole_series_and_its_excess_that_over_the_worst_stretch_of_the_backtest()
    {
        var returns = MadeUpFrame.Autoregression(9, 200).Select(v => 0.005 * v).ToArray();
        var readings = Run(returns);
        var wealth = new double[Past.Length + 1];
        wealth[0] = 1;
        for (var i = 0; i < Past.Length; i++) wealth[i + 1] = wealth[i] * (1 + Past[i]);
        for (var n = 1; n <= returns.Length; n++)
        {
            var reading = readings[n - 1];
            var table = Drawdowns.Of(ReturnSeries.Of([.. MadeUpFrame.Days(10, 20, 120).Take(n)], returns.AsSpan(0, n)));
            Assert.Equal(table.Underwater[^1], One(reading, "drawdown_live").Value, 1e-12);
            Assert.Equal(table.Maximum.Value, One(reading, "drawdown_live_deepest").Value, 1e-12);
            if (n % 25 != 0) continue;
            var worst = Enumerable.Range(0, wealth.Length).Min(i => Enumerable.Range(Math.Max(0, i - n), i - Math.Max(0, i - n) + 1).Min(j => wealth[i] / wealth[j] - 1));
            Assert.Equal(table.Underwater[^1] / worst, One(reading, "drawdown_live_excess").Value, 1e-12);
        }
    }

    [Fact]
    public void Errors_that_become_more_frequent_and_returns_that_become_worse_are_found_and_others_are_not()
    {
        var same = Run([.. MadeUpFrame.Autoregression(21, 1_000).Select(v => 0.0003 + 0.005 * v)]);
        Assert.All(same, r => Assert.True(One(r, "error_evidence").Value < 1 && One(r, "loss_evidence").Value < 1));
        var worse = Run([.. MadeUpFrame.Autoregression(22, 1_000).Select(v => -0.002 + 0.005 * v)], wrong: 0.65);
        int errors = worse.FindIndex(r => One(r, "error_evidence").Value >= 1), losses = worse.FindIndex(r => One(r, "loss_evidence").Value >= 1);
        Assert.InRange(errors, 5, 200);
        Assert.InRange(losses, 5, 200);
        // The alarm stands as long as its cause.
        Assert.All(worse[(errors + 200)..], r => Assert.True(One(r, "error_evidence").Value >= 1));
    }

    [Fact]
    public void Costs_of_the_backtest_are_no_excess_and_doubled_ones_are()
    {
        Assert.InRange(One(Run(Past[..40])[^1], "cost_excess").Value, 0, 1);
        var rows = Earned(MadeUpFrame.Days(2, 20, 120), Past[..40], 0.45);
        var dear = Streams.Run(new(Backtest) { Options = new() { Cost = "cost" } }, rows.With("cost", [.. rows["cost"].Span.ToArray().Select(c => 2 * c)]))[^1];
        Assert.True(One(dear, "cost_excess").Value > 2);
        Assert.Contains("no column 'price'", Assert.Throws<ArgumentException>(() => Streams.Run(new(Backtest) { Options = new() { Slippage = "price" } }, rows)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_loss_of_everything_is_told_as_long_as_the_monitor_lives()
    {
        var readings = Run([.. Past[..40].Select((r, i) => i == 10 ? -1.5 : r)]);
        Assert.Equal(double.PositiveInfinity, One(readings[10], "drawdown_live_excess").Value);
        Assert.Equal(double.PositiveInfinity, One(readings[^1], "drawdown_live_excess").Value);
        Assert.Contains("-150", One(readings[^1], "drawdown_live").Because, StringComparison.Ordinal);
    }

    [Fact]
    public void Returns_within_a_bucket_are_compounded_and_a_late_one_is_booked_all_the_same()
    {
        var monitor = new RealTimeMonitor(Backtest);
        var start = MadeUpFrame.Days(1, 1, 120)[0].ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        foreach (var (hours, value) in new[] { (1, 0.1), (2, -0.2), (2 + 24, 0.05), (3, -0.5), (3 + 24, 0.1) }) monitor.Observe(new Outcome(start.AddHours(hours)) { Return = value });
        monitor.Advance(start.AddDays(2));
        Assert.True(monitor.TryRead(out var first) && monitor.TryRead(out _) is var second);
        Assert.Equal(1.1 * 0.8 - 1, One(first, "pnl").Value, 1e-15);
        monitor = new RealTimeMonitor(Backtest);
        foreach (var (hours, value) in new[] { (1, 0.1), (2, -0.2), (2 + 24, 0.05), (3, -0.5), (3 + 24, 0.1) }) monitor.Observe(new Outcome(start.AddHours(hours)) { Return = value });
        monitor.Advance(start.AddDays(2));
        monitor.TryRead(out _);
        Assert.True(monitor.TryRead(out var last));
        Assert.Equal(1, One(last, "late_outcomes").Value);
        Assert.Equal(1.1 * 0.8 * 1.05 * 0.5 * 1.1 - 1, One(last, "pnl").Value, 1e-15);
    }
}
