using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Drift;

public class PlaceboTests
{
    static Frame Calm(int months, double phi = 0.9) => MadeUpFrame.Of(MadeUpFrame.Days(months, 20), ("x", MadeUpFrame.Autoregression(1, months * 20, phi)), ("y", MadeUpFrame.Autoregression(2, months * 20, phi)));

    static PlaceboReport Run(Frame reference, Frame? like = null, PlaceboOptions? options = null) => new DriftDetector(reference).RunPlacebo(like, options, cancel: TestContext.Current.CancellationToken);

    static PlaceboRule Rule(PlaceboReport report, string name) => report.Rules.Single(r => r.Name.StartsWith(name, StringComparison.Ordinal));

    [Fact]
    public void Always_alarm_sees_all_and_is_always_wrong()
    {
        var always = Run(Calm(20), options: new() { MostWindows = 15 }).Rules[^1];
        Assert.Equal((15, 15, 30, 30), (always.Windows, always.FalseAlarms, always.Inputs, always.FalseInputs));
        Assert.All(always.Hits, h => Assert.Equal(1, h.Rate));
        Assert.Equal((0, 2.0 / 3), (always.Youden, always.F1));
    }

    [Fact]
    public void On_persistent_data_without_drift_the_textbook_test_alarms_and_the_rank_does_not()
    {
        var report = Run(Calm(60), options: new() { MostWindows = 15 });
        Assert.InRange(Rule(report, "this detector: critical").FalseAlarmRate, 0, 0.1);
        Assert.InRange(Rule(report, "plain Kolmogorov-Smirnov").FalseAlarmRate, 0.6, 1);
        Assert.True(Rule(report, "this detector: warning").Youden > 0);
        Assert.Equal(Severity.Healthy, report.Severity);
        Assert.All(report.Measurements.Where(m => m.Metric == "placebo_false_alarms"), m => Assert.True(m.Interval!.Contains(m.Value)));
    }

    [Fact]
    public void A_window_is_replayed_as_the_detector_would_have_judged_it()
    {
        var all = Calm(14);
        var report = Run(all, all.Month(2001, 2), new() { MostWindows = 60 });
        var rest = all.Take([.. Enumerable.Range(0, all.Count).Where(r => r is < 200 or >= 220)]);
        var tenth = new DriftDetector(rest).MonitorInputDistributionDrift(all.Rows(200..220));
        var alone = Run(all, all.Rows(200..220));
        Assert.Equal(JsonFormat.Write(report.Rules), JsonFormat.Write(alone.Rules));
        Assert.Equal(14, report.Rules[0].Windows);
        Assert.InRange(tenth.Features.Count(f => f.KolmogorovSmirnov!.PValue < 0.05), 0, Rule(report, "plain").FalseInputs);
    }

    [Fact]
    public void Runs_of_rows_and_the_past_alone_can_be_asked_for()
    {
        var report = Run(Calm(20), options: new() { Rows = 20, PastOnly = true });
        Assert.Equal(10, report.Rules[0].Windows); // 20 runs of 20 rows, the first 10 with too little before them
        Assert.Contains("what came before it", report.ToString());
    }

    [Fact]
    public void The_same_call_gives_the_same_report_whatever_the_threads() =>
        Assert.Equal(Run(Calm(12)).ToString(), Run(Calm(12)).ToString());

    [Fact]
    public void Too_few_windows_are_refused_with_the_number_needed() =>
        Assert.Contains("9 past windows", Assert.Throws<ArgumentException>(() => Run(Calm(9))).Message);

    [Fact]
    public void Inputs_that_no_shift_can_be_put_into_leave_the_hits_undefined()
    {
        var days = MadeUpFrame.Days(24, 20);
        var report = Run(MadeUpFrame.Of(days, Column.Numbers("x", new double[days.Length]), Column.Categories("c", [.. days.Select(d => d.Day % 2 == 0 ? "a" : "b")])));
        Assert.All(report.Measurements.Where(m => m.Metric == "placebo_hits"), m => Assert.False(m.Exists));
    }

    [Fact]
    public void Progress_is_told_and_a_stop_is_obeyed()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new DriftDetector(Calm(12)).RunPlacebo(cancel: stop.Token));
    }
}
