using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Drift;

public class InputFindingsTests(ITestOutputHelper output)
{
    const int Months = 60, Rows = 20;

    static readonly double[] History = MadeUpFrame.Autoregression(1, (Months + 1) * Rows, 0.5);

    static DriftReport Judge(Column before, Column now, ColumnRule? rule = null)
    {
        Frame Of(Column column, int months, int first) => Frame.Of(new Schema { Timestamp = "time", Features = ["x"], Columns = rule is null ? new Dictionary<string, ColumnRule>() : new Dictionary<string, ColumnRule> { ["x"] = rule } },
            Column.Dates("time", MadeUpFrame.Days(months, Rows, first)), column);
        return new DriftDetector(Of(before, Months, 0)).MonitorInputDistributionDrift(Of(now, 1, Months));
    }

    static DriftReport Judge(double[] now, ColumnRule? rule = null) => Judge(Column.Numbers("x", History[..^Rows]), Column.Numbers("x", now), rule);

    static (Severity, string)[] Found(DriftReport report) =>
        [.. report.Alerts.Where(a => a.Evidence.Metric is "frozen_run" or "range_escape_excess" or "out_of_bounds_excess" or "missing_excess" or "new_categories" or "vanished_categories").Select(a => (a.Severity, a.Evidence.Metric))];

    [Fact]
    public void A_month_like_the_others_has_no_finding() => Assert.Empty(Found(Judge(History[^Rows..])));

    [Fact]
    public void A_value_that_stands_still_is_found_and_said()
    {
        double[] now = [.. History[^Rows..^12], .. Enumerable.Repeat(0.123, 12)];
        var report = Judge(now);
        Assert.Contains((Severity.Critical, "frozen_run"), Found(report));
        Assert.Equal(12 / 5.0, report.Measured("frozen_run", "x").Value, 1e-12);
        Assert.Contains("one value in 12 rows running; longest in the reference 1", report.ToString(), StringComparison.Ordinal);
        Assert.Contains((Severity.Warning, "frozen_run"), Found(Judge([.. History[^Rows..^6], .. Enumerable.Repeat(0.123, 6)])));
        Assert.Empty(Found(Judge([.. History[^Rows..^5], .. Enumerable.Repeat(0.123, 5)])));
    }

    [Fact]
    public void Values_that_repeat_by_nature_are_not_frozen()
    {
        bool[] flags = [.. History.Select(v => v > -1)];
        Assert.DoesNotContain(Found(Judge(Column.Booleans("x", flags[..^Rows]), Column.Booleans("x", [.. Enumerable.Repeat(true, Rows)]))), f => f.Item2 == "frozen_run");
    }

    [Fact]
    public void Of_a_panel_the_runs_are_those_of_one_asset()
    {
        Frame Panel(double[] values, int months, int first) => Frame.Of(new Schema { Timestamp = "time", Asset = "asset", Features = ["x"] },
            Column.Dates("time", [.. MadeUpFrame.Days(months, Rows, first).SelectMany(d => new[] { d, d })]),
            Column.Categories("asset", [.. Enumerable.Range(0, values.Length).Select(i => i % 2 == 0 ? "A" : "B")]), Column.Numbers("x", values));
        var all = MadeUpFrame.Autoregression(3, 2 * (Months + 1) * Rows);
        double[] now = [.. all[^(2 * Rows)..].Select((v, i) => i % 2 == 0 ? v : 7)];
        var report = new DriftDetector(Panel(all[..^(2 * Rows)], Months, 0)).MonitorInputDistributionDrift(Panel(now, 1, Months));
        Assert.Equal(Rows / 5.0, report.Measured("frozen_run", "x").Value, 1e-12);
    }

    [Fact]
    public void Values_outside_all_that_was_seen_are_found()
    {
        var report = Judge([.. History[^Rows..^4], 90, 90.5, -70, 91]);
        Assert.Equal([(Severity.Warning, "range_escape_excess")], Found(report));
        Assert.Contains("20.0 % of the values outside all that the reference had", report.ToString(), StringComparison.Ordinal);
        // One row in twenty is what a past window did too: the one that holds the largest value.
        Assert.Empty(Found(Judge([.. History[^Rows..^1], 90])));
    }

    [Fact]
    public void Values_outside_the_schema_are_found_beyond_what_past_windows_had()
    {
        var limits = new ColumnRule { Max = 5 };
        Assert.Contains((Severity.Warning, "out_of_bounds_excess"), Found(Judge([.. History[^Rows..^1], 5.1], limits)));
        Assert.Contains((Severity.Critical, "out_of_bounds_excess"), Found(Judge([.. History[^Rows..^2], 5.1, 5.2], limits)));
        Assert.DoesNotContain(Found(Judge(History[^Rows..], new() { Max = 0 })), f => f.Item2 == "out_of_bounds_excess");
    }

    [Fact]
    public void A_category_that_every_past_month_had_more_than_once_has_vanished()
    {
        string?[] all = [.. History.Select((v, i) => i % 3 == 0 ? "often" : i % Rows == 7 ? "monthly" : i % 97 == 0 ? "rare" : "other")];
        string?[] now = [.. all[^Rows..].Select(v => v == "often" ? "other" : v)];
        var report = Judge(Column.Categories("x", all[..^Rows]), Column.Categories("x", now));
        Assert.Equal(1, report.Measured("vanished_categories", "x").Value);
        Assert.Contains("'often' gone; more than once in 60 of 60 past windows", report.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Found(Judge(Column.Categories("x", all[..^Rows]), Column.Categories("x", [.. all[^Rows..].Select(v => v == "rare" ? "other" : v)]))), f => f.Item2 == "vanished_categories");
    }

    [Fact]
    public void Where_every_month_brings_categories_of_its_own_two_more_are_no_finding()
    {
        string?[] all = [.. Enumerable.Range(0, (Months + 1) * Rows).Select(i => i % 10 == 0 ? $"contract {i}" : "base")];
        Assert.DoesNotContain(Found(Judge(Column.Categories("x", all[..^Rows]), Column.Categories("x", all[^Rows..]))), f => f.Item2 == "new_categories");
        Assert.Contains((Severity.Warning, "new_categories"), Found(Judge(Column.Categories("x", all[..^Rows]), Column.Categories("x", [.. all[^Rows..^1], "another"]))));
    }

    [Fact]
    public void Findings_on_series_without_drift_stay_rare()
    {
        const int runs = 60;
        var found = 0;
        Parallel.For(0, runs, run =>
        {
            var x = MadeUpFrame.Autoregression((ulong)run, (Months + 1) * Rows, 0.9);
            string?[] states = [.. x.Select(v => v < -0.5 ? "low" : v < 0.5 ? "middle" : "high")];
            if (Found(Judge(Column.Numbers("x", x[..^Rows]), Column.Numbers("x", x[^Rows..]))).Length + Found(Judge(Column.Categories("x", states[..^Rows]), Column.Categories("x", states[^Rows..]))).Length > 0)
                Interlocked.Increment(ref found);
        });
        output.WriteLine($"{found} of {runs} calm months have a finding");
        Assert.True(found <= 0.05 * runs, $"{found} of {runs}");
    }
}
