using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>One defect a test, planted in sound data: it is found under its own name, and nothing else is.</summary>
public class DataQualityTests
{
    static Frame Sample(string file, string schema = "schema-nullable") => Frame.ReadCsv(SampleFile.At($"edge-cases/{file}.csv"), Schema.Load(SampleFile.At($"edge-cases/{schema}.json")));

    static Report OfSample(string file, string schema = "schema-nullable") => new RealTimeMonitor(Sample("reference", schema)).MonitorDataQuality(Sample(file, schema));

    static (Severity, string, string)[] Findings(Report report) => [.. report.Alerts.Select(a => (a.Severity, a.Evidence.Metric, a.Evidence.Of))];

    [Theory]
    [InlineData("good")]
    [InlineData("unknown-column")]
    [InlineData("bom-valid")]
    [InlineData("crlf-valid")]
    [InlineData("no-final-newline-valid")]
    public void Sound_files_are_healthy(string file)
    {
        foreach (var schema in new[] { "schema", "schema-bounded", "schema-nullable" })
            Assert.True(OfSample(file, schema).Severity == Severity.Healthy, OfSample(file, schema).ToString());
    }

    [Theory]
    [InlineData("all-missing-column", "schema-nullable", Severity.Critical, "no_values")]
    [InlineData("all-nan-column", "schema-nullable", Severity.Critical, "no_values")]
    [InlineData("some-missing-values", "schema-nullable", Severity.Warning, "missing_excess")]
    [InlineData("some-missing-values", "schema-nullable", Severity.Warning, "not_finite")]
    [InlineData("some-missing-values", "schema", Severity.Critical, "required_missing")]
    [InlineData("constant-column", "schema", Severity.Warning, "constant_column")]
    [InlineData("frozen-since-row-22", "schema", Severity.Critical, "frozen_excess")]
    [InlineData("fat-finger", "schema-bounded", Severity.Warning, "out_of_range")]
    [InlineData("fat-finger", "schema", Severity.Warning, "outlier_reach")]
    public void A_file_with_a_defect_is_told_so(string file, string schema, Severity severity, string metric) =>
        Assert.Contains((severity, metric, "x"), Findings(OfSample(file, schema)));

    [Fact]
    public void One_row_cannot_tell_whether_the_feed_is_frozen() =>
        Assert.All(OfSample("one-row", "schema").Alerts, a => Assert.Equal((Severity.Unknown, "frozen_excess"), (a.Severity, a.Evidence.Metric)));

    [Fact]
    public void Days_that_are_missing_are_a_gap_and_nothing_else() =>
        Assert.Equal([(Severity.Critical, "gap_excess", "")], Findings(OfSample("ten-days-missing", "schema")));

    static readonly Frame Calm = MadeUpFrame.Of(MadeUpFrame.Days(50, 20), ("x", MadeUpFrame.Autoregression(1, 1000)));

    static Report Judge(Frame current, Frame? reference = null) => new RealTimeMonitor(reference ?? Calm).MonitorDataQuality(current);

    static Frame Month(Column x) => MadeUpFrame.Of(MadeUpFrame.Days(1, x.Count, 50), x);

    static double[] Fresh => MadeUpFrame.Autoregression(2, 20);

    static double[] With(int row, double value)
    {
        var x = Fresh;
        x[row] = value;
        return x;
    }

    [Fact]
    public void Sound_rows_have_no_finding() => Assert.Empty(Judge(Month(Column.Numbers("x", Fresh))).Alerts);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_value_that_is_not_finite_is_counted(double value) =>
        Assert.Equal([(Severity.Warning, "not_finite", "x")], Findings(Judge(Month(Column.Numbers("x", With(3, value))))));

    [Fact]
    public void A_missing_value_is_a_share_beyond_the_reference() =>
        Assert.Equal([(Severity.Warning, "missing_excess", "x")], Findings(Judge(Month(Column.Numbers("x", Fresh, [.. Enumerable.Range(0, 20).Select(i => i != 3)])))));

    [Fact]
    public void A_column_of_another_type_is_critical()
    {
        Assert.Equal([(Severity.Critical, "wrong_type", "x")], Findings(Judge(Month(Column.Texts("x", [.. Fresh.Select(v => Format.Number(v))])))));
        Assert.Empty(Judge(Month(Column.Integers("x", [.. Enumerable.Range(0, 20).Select(i => (long)(i % 3 - 1))]))).Alerts);
    }

    [Fact]
    public void A_column_that_is_absent_is_critical()
    {
        var month = Month(Column.Numbers("x", Fresh));
        Assert.Equal([(Severity.Critical, "column_absent", "x")], Findings(Judge(Frame.Of(month.Schema, month["time"]))));
    }

    [Fact]
    public void A_category_that_the_schema_does_not_list_is_counted()
    {
        Frame Of(string second)
        {
            var days = MadeUpFrame.Days(1, 2);
            return Frame.Of(new Schema { Timestamp = "time", Features = ["side"], Columns = new Dictionary<string, ColumnRule> { ["side"] = new() { Type = ColumnType.Category, Allowed = ["buy", "sell"] } } },
                Column.Dates("time", days), Column.Categories("side", ["buy", second]));
        }
        Assert.Empty(Judge(Of("sell"), Of("sell")).Alerts);
        Assert.Equal([(Severity.Warning, "not_allowed", "side")], Findings(Judge(Of("hold"), Of("sell"))));
    }

    [Fact]
    public void One_value_far_beyond_anything_in_the_reference_is_found_in_any_length_of_rows()
    {
        Assert.Equal([(Severity.Warning, "outlier_reach", "x")], Findings(Judge(MadeUpFrame.Of(MadeUpFrame.Days(50, 20, 50), ("x", [.. MadeUpFrame.Autoregression(3, 999), 1000])))));
        Assert.Empty(Judge(Month(Column.Numbers("x", With(3, 9)))).Alerts);
    }

    [Fact]
    public void Many_outliers_are_a_share()
    {
        var x = Fresh;
        for (var i = 0; i < 6; i++) x[3 * i] = i % 2 == 0 ? 10 + i : -10 - i;
        Assert.Equal([(Severity.Critical, "outlier_excess", "x")], Findings(Judge(Month(Column.Numbers("x", x)))));
    }

    [Fact]
    public void A_frozen_value_is_judged_against_the_longest_run_of_the_reference()
    {
        double[] Frozen(int rows) { var x = Fresh; Array.Fill(x, x[4], 4, rows); return x; }
        Assert.Empty(Judge(Month(Column.Numbers("x", Frozen(4)))).Alerts);
        Assert.Equal([(Severity.Warning, "frozen_excess", "x")], Findings(Judge(Month(Column.Numbers("x", Frozen(5))))));
        Assert.Equal([(Severity.Critical, "frozen_excess", "x")], Findings(Judge(Month(Column.Numbers("x", Frozen(13))))));
        var sleepy = MadeUpFrame.Of(MadeUpFrame.Days(50, 20), ("x", [.. MadeUpFrame.Autoregression(1, 1000).Select((v, i) => i is > 100 and < 106 ? 0.5 : v)]));
        Assert.Empty(Judge(Month(Column.Numbers("x", Frozen(5))), sleepy).Alerts);
    }

    [Fact]
    public void A_pause_longer_than_any_of_the_reference_is_a_gap()
    {
        // The reference pauses for at most 12 days, from day 20 to the end of a month of 31.
        Frame Of(params int[] days) => MadeUpFrame.Of([.. days.Select(d => MadeUpFrame.Start.AddMonths(50).AddDays(d))], ("x", Fresh[..days.Length]));
        Assert.Empty(Judge(Of(0, 1, 13, 14, 15)).Alerts);
        Assert.Equal([(Severity.Warning, "gap_excess", "")], Findings(Judge(Of(0, 1, 14, 15, 16))));
        Assert.Equal([(Severity.Critical, "gap_excess", "")], Findings(Judge(Of(0, 1, 40, 41, 42))));
    }

    [Fact]
    public void No_rows_are_a_critical_finding_and_no_exception()
    {
        var report = Judge(Month(Column.Numbers("x", Fresh)).Rows(..0));
        Assert.Equal([(Severity.Critical, "row_count", "")], Findings(report).Where(f => f.Item1 != Severity.Unknown));
        Assert.Equal("no rows", report.Of);
    }

    [Fact]
    public void A_reference_without_rows_is_refused() => Assert.Throws<ArgumentException>(() => new RealTimeMonitor(Calm.Rows(..0)));

    [Fact]
    public void A_row_that_stands_twice_cannot_enter_a_frame()
    {
        var twice = Assert.Throws<ArgumentException>(() => MadeUpFrame.Of([MadeUpFrame.Start, MadeUpFrame.Start], ("x", [1, 2])));
        Assert.Contains("2000-01-01 stands twice", twice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_owners_limit_takes_the_place_of_the_default()
    {
        var month = Month(Column.Numbers("x", Fresh, [.. Enumerable.Range(0, 20).Select(i => i != 3)]));
        Report With(double warning) => new RealTimeMonitor(Calm) { Options = new() { Thresholds = [Threshold.Above("missing_excess", warning, null, "the feed's contract")] } }.MonitorDataQuality(month);
        Assert.Equal(Severity.Healthy, With(0.1).Severity);
        Assert.Contains("the feed's contract", Assert.Single(With(0.01).Alerts).Message, StringComparison.Ordinal);
    }

    static readonly Frame Dow = Frame.ReadCsv(SampleFile.At("dow30/closes.csv"), Schema.Load(SampleFile.At("dow30/closes.schema.json")));

    [Fact]
    public void Two_days_on_which_all_thirty_prices_are_equal_are_found()
    {
        var report = new RealTimeMonitor(Dow.Since(new DateOnly(1991, 2, 1))).MonitorDataQuality(Dow.Before(new DateOnly(1991, 2, 1)));
        Assert.Equal([(Severity.Critical, "unchanged_excess", "close")], Findings(report));
        Assert.Equal(1, report.Measured("unchanged_share", "close").Value);
        Assert.Contains("close: on 1991-01-02 30 of 30 assets", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_later_month_of_the_thirty_stocks_is_free_of_frozen_prices()
    {
        var monitor = new RealTimeMonitor(Dow.Since(new DateOnly(1991, 1, 3)).Before(new DateOnly(1999, 1, 1)));
        Assert.All(Dow.Since(new DateOnly(1999, 1, 1)).Before(new DateOnly(2000, 12, 31)).Months(), m =>
            Assert.DoesNotContain(monitor.MonitorDataQuality(m).Alerts, a => a.Evidence.Metric is "unchanged_excess" or "frozen_excess" or "gap_excess"));
    }

    [Fact]
    public void In_a_panel_a_run_is_of_one_asset()
    {
        // Two assets in turn, each with its own frozen price: rows alternate and still both stand still.
        var days = MadeUpFrame.Days(1, 20, 50);
        Frame Of(Func<int, int, double> price) => Frame.Of(new Schema { Timestamp = "time", Asset = "asset", Features = ["x"] },
            Column.Dates("time", [.. days.SelectMany(d => new[] { d, d })]), Column.Categories("asset", [.. days.SelectMany(_ => new[] { "A", "B" })]),
            Column.Numbers("x", [.. Enumerable.Range(0, 20).SelectMany(i => new[] { price(i, 0), price(i, 1) })]));
        var noise = MadeUpFrame.Autoregression(5, 40);
        var sound = Of((i, a) => noise[2 * i + a]);
        Assert.Empty(Judge(sound, sound).Alerts);
        var report = Judge(Of((i, a) => a == 0 && i > 5 ? 0.5 : noise[2 * i + a]), sound);
        Assert.Equal(14, report.Measured("longest_run", "x").Value);
        Assert.Equal([(Severity.Critical, "frozen_excess", "x")], Findings(report));
    }

    static readonly Frame Index = Frame.ReadCsv(SampleFile.At("spx/sp500.csv"), Schema.Load(SampleFile.At("spx/sp500.schema.json")));

    static readonly RealTimeMonitor OfIndex = new(Index.Before(new DateOnly(2018, 1, 1)));

    [Fact]
    public void Every_month_of_the_index_is_sound() =>
        Assert.All(Index.Since(new DateOnly(2018, 1, 1)).Months(), m => Assert.True(OfIndex.MonitorDataQuality(m).Severity == Severity.Healthy, OfIndex.MonitorDataQuality(m).ToString()));

    static Frame Slipped(Frame month, Func<int, bool> where, double factor)
    {
        Assert.Single(Enumerable.Range(0, month.Count), row => where(row));
        return month.With("close", [.. month["close"].Select((v, row) => where(row) ? v * factor : v)]);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(10)]
    public void One_slip_of_the_decimal_point_in_the_index_is_critical(double factor)
    {
        var month = Index.Month(2020, 4);
        foreach (var day in (int[])[1, 14, 17])
        {
            var report = OfIndex.MonitorDataQuality(Slipped(month, r => month.Time[r].Day == day, factor));
            Assert.Contains((Severity.Critical, "jump_reach", "close"), Findings(report));
            Assert.DoesNotContain(report.Alerts, a => a.Evidence.Of != "close");
            Assert.Contains("Outliers of open, high, low, close, adjclose", report.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("IBM")]
    [InlineData("INTC")]
    [InlineData("PG")]
    public void One_slip_of_the_decimal_point_in_a_panel_is_critical(string asset)
    {
        var (monitor, month) = (new RealTimeMonitor(Dow.Since(new DateOnly(1991, 1, 3)).Before(new DateOnly(1999, 9, 1))), Dow.Month(1999, 9));
        Assert.Equal(Severity.Healthy, monitor.MonitorDataQuality(month).Severity);
        var slipped = Slipped(month, r => month["asset"].Strings[r] == asset && month.Time[r].Day == 15, 0.1);
        Assert.Contains((Severity.Critical, "jump_reach", "close"), Findings(monitor.MonitorDataQuality(slipped)));
    }

    [Fact]
    public void A_price_that_rose_beyond_its_past_is_no_outlier()
    {
        var ibm = Dow.Take([.. Enumerable.Range(0, Dow.Count).Where(r => Dow["asset"].Strings[r] == "IBM")]);
        var month = ibm.Month(1999, 9);
        var report = new RealTimeMonitor(ibm.Since(new DateOnly(1991, 1, 3)).Before(new DateOnly(1999, 1, 1))).MonitorDataQuality(month);
        Assert.True(report.Severity == Severity.Healthy, report.ToString());
    }

    static readonly Frame Walk = MadeUpFrame.Of(MadeUpFrame.Days(50, 20), ("x", Sums(MadeUpFrame.Autoregression(1, 1000))));

    static double[] Sums(double[] steps, double start = 0) => [.. steps.Select(s => start += s)];

    [Fact]
    public void A_column_that_follows_its_value_before_is_judged_by_its_changes_whatever_their_sign()
    {
        var end = Walk["x"][999];
        Assert.Empty(Judge(Month(Column.Numbers("x", Sums(Fresh, end))), Walk).Alerts);
        double[] slip = Sums(Fresh, end);
        slip[5] += 60;
        var report = Judge(Month(Column.Numbers("x", slip)), Walk);
        Assert.Contains((Severity.Critical, "jump_reach", "x"), Findings(report));
        Assert.Equal(2.0 / 20, report.Measured("outlier_share", "x").Value, 12);
    }

    [Fact]
    public void The_step_from_the_last_row_of_the_reference_counts_where_the_rows_follow_it()
    {
        double[] moved = Sums(Fresh, Walk["x"][999] + 60);
        // Month 50 begins right after month 49, the last of the reference; month 53 a quarter later.
        Assert.Contains((Severity.Critical, "jump_reach", "x"), Findings(Judge(Month(Column.Numbers("x", moved)), Walk)));
        Assert.Empty(Judge(MadeUpFrame.Of(MadeUpFrame.Days(1, 20, 53), ("x", moved)), Walk).Alerts);
    }

    [Fact]
    public void Columns_without_memory_are_judged_by_their_values()
    {
        Assert.DoesNotContain("lag-1", Judge(Month(Column.Numbers("x", Fresh))).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Judge(Month(Column.Numbers("x", Fresh))).Measurements, m => m.Metric == "jump_reach");
    }
}
