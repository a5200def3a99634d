using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Monitoring;

public class TradingPerformanceTests
{
    const int Months = 120, Rows = 20;

    static readonly double[] Past = [.. MadeUpFrame.Autoregression(1, Months * Rows).Select(v => 0.0003 + 0.005 * v)];
    static readonly Frame Backtest = MadeUpFrame.Earned(MadeUpFrame.Days(Months, Rows), Past);

    static Frame Month(params double[] returns) => MadeUpFrame.Earned(MadeUpFrame.Days(1, returns.Length, Months), returns);

    static Report Judge(params double[] returns) => new RealTimeMonitor(Backtest).MonitorTradingPerformance(Month(returns));

    [Fact]
    public void A_month_of_the_backtest_is_healthy_and_its_figures_are_those_of_the_closed_form()
    {
        double[] month = Past[^Rows..];
        var report = Judge(month);
        Assert.Equal(Severity.Healthy, report.Severity);
        double wealth = 1, high = 1, drawdown = 0;
        foreach (var r in month) { wealth *= 1 + r; high = Math.Max(high, wealth); drawdown = Math.Min(drawdown, wealth / high - 1); }
        Assert.Equal(wealth - 1, report.Measured("pnl").Value, 1e-12);
        Assert.Equal(drawdown, report.Measured("max_drawdown").Value, 1e-12);
        // Rank 1 is the largest loss: the number of backtest months that lost as much, and this one.
        var losses = Past.Chunk(Rows).Select(m => 1 - m.Aggregate(1.0, (w, r) => w * (1 + r))).ToArray();
        Assert.Equal(1 + losses.Count(l => l >= 1 - wealth), report.Measured("performance_rank", "loss").Value);
    }

    [Fact]
    public void A_crash_is_critical_and_says_so_of_loss_and_drawdown()
    {
        var report = Judge([.. Past[..Rows].Select((r, i) => i == 10 ? -0.2 : r)]);
        Assert.Equal(Severity.Critical, report.Severity);
        Assert.Equal(["loss", "drawdown"], report.Alerts.Where(a => a.Severity == Severity.Critical).Select(a => a.Evidence.Of));
    }

    [Fact]
    public void A_gain_never_alarms_however_large()
    {
        Assert.Equal(Severity.Healthy, Judge([.. Enumerable.Repeat(0.1, Rows)]).Severity);
        var rich = new RealTimeMonitor(MadeUpFrame.Earned(MadeUpFrame.Days(Months, Rows), [.. Enumerable.Range(0, Months * Rows).Select(i => 0.01 + 0.0001 * (i % 7))]));
        Assert.Equal(Severity.Healthy, rich.MonitorTradingPerformance(Month([.. Enumerable.Range(0, Rows).Select(i => 0.02 + 0.0001 * (i % 7))])).Severity);
    }

    [Fact]
    public void A_loss_where_the_backtest_never_lost_is_critical()
    {
        var rich = new RealTimeMonitor(MadeUpFrame.Earned(MadeUpFrame.Days(Months, Rows), [.. Enumerable.Range(0, Months * Rows).Select(i => 0.01 + 0.0001 * (i % 7))]));
        Assert.Equal(Severity.Critical, rich.MonitorTradingPerformance(Month([.. Enumerable.Repeat(-0.001, Rows)])).Severity);
    }

    [Fact]
    public void The_loss_of_everything_is_critical_and_no_question_of_ranks()
    {
        var report = Judge([.. Past[..Rows].Select((r, i) => i == 10 ? -1.2 : r)]);
        Assert.Equal(Severity.Critical, report.Severity);
        Assert.Equal(double.PositiveInfinity, report.Measured("loss_excess", "loss").Value);
        Assert.Equal(Severity.Critical, Judge([.. Past[..Rows].Select((r, i) => i == 10 ? -1 : r)]).Severity);
    }

    [Theory]
    [InlineData(-0.02, Severity.Warning)]
    [InlineData(-0.06, Severity.Critical)]
    public void The_owners_limit_on_drawdown_is_added_to_the_ranks(double loss, Severity expected)
    {
        // A backtest with months of the same loss: the rank finds nothing, the mandate does.
        var worn = new RealTimeMonitor(MadeUpFrame.Earned(MadeUpFrame.Days(Months, Rows), [.. Past.Select((r, i) => i % 40 == 7 ? -0.08 : r)]));
        var month = Month([.. Past[..Rows].Select((_, i) => i == 10 ? loss : 0.0001 * (i % 3))]);
        Assert.Equal(Severity.Healthy, worn.MonitorTradingPerformance(month).Severity);
        var report = new RealTimeMonitor(worn.Reference) { Options = new() { Thresholds = [Threshold.Below("max_drawdown", -0.01, -0.05, "mandate")] } }.MonitorTradingPerformance(month);
        Assert.Equal((expected, "max_drawdown"), (report.Severity, Assert.Single(report.Alerts).Evidence.Metric));
    }

    [Fact]
    public void The_owners_limit_replaces_the_default_of_its_metric()
    {
        var report = new RealTimeMonitor(Backtest) { Options = new() { Thresholds = [Threshold.Above("loss_excess", null, 1000, "never"), Threshold.Below("performance_q", 1e-9, null, "never")] } }
            .MonitorTradingPerformance(Month([.. Past[..Rows].Select((r, i) => i == 10 ? -0.2 : r)]));
        Assert.Equal(Severity.Healthy, report.Severity);
    }

    [Fact]
    public void Too_little_history_or_no_return_is_unknown_with_its_reason()
    {
        var young = new RealTimeMonitor(Backtest.Rows(..100)).MonitorTradingPerformance(Month(Past[..Rows]));
        Assert.Equal(Severity.Unknown, young.Severity);
        Assert.Contains("fewer than 20 past windows", young.ToString(), StringComparison.Ordinal);
        Assert.Equal(Severity.Unknown, Judge([.. Enumerable.Repeat(double.NaN, Rows)]).Severity);
        Assert.Equal(Severity.Unknown, new RealTimeMonitor(Backtest).MonitorTradingPerformance(Backtest.Rows(..0)).Severity);
        Assert.Throws<ArgumentException>(() => new RealTimeMonitor(Backtest).MonitorTradingPerformance(MadeUpFrame.Of(MadeUpFrame.Days(1, 2), ("x", [1, 2]))));
    }
}
