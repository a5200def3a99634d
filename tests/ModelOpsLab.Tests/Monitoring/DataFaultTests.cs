using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>Each finding of data quality names its rows and days.</summary>
public class DataFaultTests
{
    static readonly Schema Bounded = new() { Timestamp = "time", Features = ["x"], Columns = new Dictionary<string, ColumnRule> { ["x"] = new() { Min = -50, Max = 50, Nullable = false } } };

    static readonly Frame Calm = MadeUpFrame.Of(MadeUpFrame.Days(50, 20), ("x", MadeUpFrame.Autoregression(1, 1000))).With(Bounded);

    static readonly Frame Walk = MadeUpFrame.Of(MadeUpFrame.Days(50, 20), ("x", Sums(MadeUpFrame.Autoregression(1, 1000), 0)));

    static double[] Fresh => MadeUpFrame.Autoregression(2, 20);

    static double[] Sums(double[] steps, double start) => [.. steps.Select(s => start += s)];

    static double[] With(double[] values, int row, params double[] planted)
    {
        planted.CopyTo(values, row);
        return values;
    }

    static Frame Month(Column x) => MadeUpFrame.Of(MadeUpFrame.Days(1, x.Count, 50), x);

    static DataFault Fault(Frame reference, Frame month, string metric) =>
        Assert.Single(new RealTimeMonitor(reference).MonitorDataQuality(month).Faults, f => f.Alert.Evidence.Metric == metric);

    [Theory]
    [InlineData("not_finite", double.NaN)]
    [InlineData("out_of_range", 51)]
    [InlineData("outlier_reach", 49)]
    public void One_value_is_one_row_and_its_day(string metric, double value)
    {
        var month = Month(Column.Numbers("x", With(Fresh, 3, value))).With(Bounded);
        var fault = Fault(Calm, month, metric);
        Assert.Equal(("x", 0), (fault.Column, fault.Assets.Count));
        Assert.Equal([3], fault.Rows);
        Assert.Equal([DateOnly.FromDateTime(month.Time[3])], fault.Days);
    }

    [Fact]
    public void A_missing_value_is_named_by_both_findings_of_it()
    {
        var month = Month(Column.Numbers("x", Fresh, [.. Enumerable.Range(0, 20).Select(i => i is not (3 or 7))])).With(Bounded);
        Assert.All(["missing_excess", "required_missing"], (string metric) => Assert.Equal([3, 7], Fault(Calm, month, metric).Rows));
    }

    [Fact]
    public void A_frozen_run_is_all_its_rows_but_the_first()
    {
        var fault = Fault(Calm, Month(Column.Numbers("x", With(Fresh, 4, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5))), "frozen_excess");
        Assert.Equal([5, 6, 7, 8, 9], fault.Rows);
    }

    [Fact]
    public void Of_a_column_that_follows_its_value_before_a_bad_print_lasts_until_the_step_back()
    {
        double[] sound = Sums(Fresh, Walk["x"][999]), bad = [.. sound];
        (bad[5], bad[6]) = (bad[5] + 60, bad[6] + 60);
        Assert.Equal([5, 6], Fault(Walk, Month(Column.Numbers("x", bad)), "jump_reach").Rows);
        Assert.Equal([0], Fault(Walk, Month(Column.Numbers("x", With([.. sound], 0, sound[0] - 60))), "jump_reach").Rows);
        Assert.Equal([19], Fault(Walk, Month(Column.Numbers("x", With([.. sound], 19, sound[19] - 60))), "jump_reach").Rows);
    }

    [Fact]
    public void A_level_that_stays_is_the_row_of_its_step_alone() =>
        Assert.Equal([5], Fault(Walk, Month(Column.Numbers("x", [.. Sums(Fresh, Walk["x"][999]).Select((v, i) => i < 5 ? v : v + 60)])), "jump_reach").Rows);

    [Fact]
    public void A_constant_or_absent_column_is_all_rows_and_a_gap_the_first_row_after_it()
    {
        Assert.Equal(Enumerable.Range(0, 20), Fault(Calm, Month(Column.Numbers("x", new double[20])), "constant_column").Rows);
        var month = Month(Column.Numbers("x", Fresh));
        Assert.Equal(Enumerable.Range(0, 20), Fault(Calm, Frame.Of(month.Schema, month["time"]), "column_absent").Rows);
        var gap = new RealTimeMonitor(Walk.Rows(..20)).MonitorDataQuality(Walk.Rows(20..40).Take([.. Enumerable.Range(0, 20).Where(r => r is < 4 or > 12)]));
        Assert.Equal([4], Assert.Single(gap.Faults, f => f.Alert.Evidence.Metric == "gap_excess").Rows);
    }

    [Fact]
    public void In_a_panel_the_assets_are_named()
    {
        var dow = Frame.ReadCsv(SampleFile.At("dow30/closes.csv"), Schema.Load(SampleFile.At("dow30/closes.schema.json")));
        var month = dow.Month(1999, 9);
        var bad = Enumerable.Range(0, month.Count).Single(r => month["asset"].Strings[r] == "IBM" && month.Time[r].Day == 15);
        var fault = Fault(dow.Since(new DateOnly(1991, 1, 3)).Before(new DateOnly(1999, 9, 1)), month.With("close", With([.. month["close"]], bad, month["close"][bad] / 10)), "jump_reach");
        Assert.Equal([bad], fault.Rows);
        Assert.Equal(["IBM"], fault.Assets);
        var still = Fault(dow.Since(new DateOnly(1991, 2, 1)), dow.Before(new DateOnly(1991, 2, 1)), "unchanged_excess");
        Assert.Equal(Enumerable.Range(30, 30), still.Rows);
        Assert.Equal([new DateOnly(1991, 1, 2)], still.Days);
        Assert.Equal(30, still.Assets.Count);
    }

    [Fact]
    public void One_day_on_which_the_reference_stood_still_does_not_hide_the_next()
    {
        var dow = Frame.ReadCsv(SampleFile.At("dow30/closes.csv"), Schema.Load(SampleFile.At("dow30/closes.schema.json")));
        var month = dow.Month(1999, 9);
        double[] still = [.. month["close"].ToArray()[..30], .. month["close"].ToArray()[..30], .. month["close"].ToArray()[60..]];
        Assert.Equal(Severity.Critical, Fault(dow.Before(new DateOnly(1999, 9, 1)), month.With("close", still), "unchanged_excess").Alert.Severity);
        Assert.Empty(new RealTimeMonitor(dow.Before(new DateOnly(1999, 9, 1))).MonitorDataQuality(month).Faults);
    }

    [Fact]
    public void What_cannot_be_judged_is_no_fault() =>
        Assert.Empty(new RealTimeMonitor(Calm).MonitorDataQuality(Month(Column.Numbers("x", [1]))).Faults);
}
