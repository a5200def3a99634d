using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Drift;

/// <summary>With many inputs and few windows nearly every window is furthest in something: what that may say is known from the past windows.</summary>
public class PastRecordsTests
{
    const int Inputs = 6, Months = 60, Rows = 10, All = (Months + 1) * Rows;

    [Fact]
    public void Six_calm_inputs_and_sixty_months_seldom_alarm()
    {
        const int runs = 100;
        var alarms = Enumerable.Range(0, runs).Count(run =>
        {
            var frame = MadeUpFrame.Of(MadeUpFrame.Days(Months + 1, Rows), [.. Enumerable.Range(0, Inputs).Select(j => ($"x{j}", MadeUpFrame.Autoregression((ulong)(run * Inputs + j), All, 0.9)))]);
            return new DriftDetector(frame.Rows(..^Rows)).MonitorInputDistributionDrift(frame.Rows(^Rows..)).Alerts.Any(a => a.Evidence.Metric.StartsWith("drift_excess", StringComparison.Ordinal));
        });
        // 5 % and three standard deviations; without the past records it would be 17.
        Assert.InRange(alarms, 0, 11);
    }

    [Fact]
    public void Beyond_all_windows_by_less_than_a_past_record_is_no_alarm_and_by_more_is_one()
    {
        // Twenty months stand out a little, alone on one of twenty inputs each: the period must stand out further than the third furthest of 60 did.
        FeatureDrift[] Features(double distance) =>
        [
            .. Enumerable.Range(0, 20).Select(j => new FeatureDrift
            {
                Feature = $"x{j}",
                Type = ColumnType.Number,
                Count = Rows,
                Distance = j == 0 ? distance : 0,
                Excess = j == 0 ? distance / 2 : 0,
                Rank = WindowRank.Of(j == 0 ? distance : 0, [2]),
                Past = [.. Enumerable.Range(0, Months).Select(w => (w, w == 0 || w != j ? j == 0 && w == 59 ? 2.0 : 0.5 : j == 1 ? 9.0 : j == 2 ? 6.0 : 3.0))],
            }),
        ];
        Assert.Equal(5 / 2.0 / 3, PastRecords.Judged(Features(5), new())[0].Excess, 1e-12);
        Assert.Equal(8 / 2.0 / 3, PastRecords.Judged(Features(8), new())[0].Excess, 1e-12);
        Assert.Equal(8 / 2.0, PastRecords.Judged([Features(8)[0]], new())[0].Excess, 1e-12);
    }

    [Fact]
    public void A_reference_too_short_for_windows_still_says_how_much_it_lacks_and_breaks_its_limits()
    {
        Frame Of(int rows, int month) => Frame.Of(new Schema { Timestamp = "time", Features = ["x"], Columns = new Dictionary<string, ColumnRule> { ["x"] = new() { Max = 1 } } },
            Column.Dates("time", [.. Enumerable.Range(0, rows).Select(i => MadeUpFrame.Start.AddMonths(month).AddDays(i))]),
            Column.Numbers("x", [.. Enumerable.Range(0, rows).Select(i => i % 2 == 0 ? double.NaN : i % 4 == 1 ? 2 + 0.01 * i : 0.01 * i)]));
        var report = new DriftDetector(Of(14, 0)).MonitorInputDistributionDrift(Of(40, 3));
        Assert.Equal(0, report.Measured("missing_excess", "x").Value, 1e-12);
        Assert.True(report.Measured("out_of_bounds_excess", "x").Value < 0);
        Assert.DoesNotContain(report.Alerts, a => a.Evidence.Metric is "missing_excess" or "out_of_bounds_excess");
    }
}
