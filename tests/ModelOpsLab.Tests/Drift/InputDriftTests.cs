using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Drift;

public class InputDriftTests(ITestOutputHelper output)
{
    const int Months = 240, Rows = 10;

    static double[] History(ulong seed, double phi = 0.5) => MadeUpFrame.Autoregression(seed, Months * Rows, phi);

    static Frame Reference(params (string Name, double[] Values)[] features) => MadeUpFrame.Of(MadeUpFrame.Days(Months, Rows), features);

    static Frame Month(params (string Name, double[] Values)[] features) => MadeUpFrame.Of(MadeUpFrame.Days(1, features[0].Values.Length, Months), features);

    static double[] Fresh(ulong seed, int count = Rows, double shift = 0) => [.. MadeUpFrame.Autoregression(seed, count, 0.5).Select(v => v + shift)];

    static FeatureDrift Only(DriftReport report) => Assert.Single(report.Features);

    [Fact]
    public void A_month_like_the_others_is_healthy_and_judged_by_its_rank()
    {
        // A copy of a past month lies by construction no further than that month.
        var x = History(1);
        var report = new DriftDetector(Reference(("x", x))).MonitorInputDistributionDrift(Month(("x", x[^Rows..])));
        Assert.Equal(Severity.Healthy, report.Severity);
        Assert.Equal(Months, Only(report).Rank!.Windows);
        Assert.Empty(report.Alerts);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-3)]
    public void A_shift_of_three_median_absolute_deviations_is_critical_and_named(double shift)
    {
        var scale = RobustScale.MedianAbsoluteDeviation(History(1));
        var report = new DriftDetector(Reference(("still", History(2)), ("moved", History(1))))
            .MonitorInputDistributionDrift(Month(("still", History(2)[..Rows]), ("moved", [.. History(1)[..Rows].Select(v => v + shift * scale)])));
        Assert.Equal(Severity.Critical, report.Severity);
        Assert.Equal(["moved"], report.CriticalFeatures);
        var moved = report.Features[1];
        Assert.Equal((1, Math.Sign(shift)), (moved.Rank!.Rank, Math.Sign(moved.Distance)));
        Assert.All(report.Alerts, a => Assert.NotEqual("still", a.Evidence.Of));
    }

    [Fact]
    public void A_shift_under_the_effect_limit_is_never_reported_however_small_its_p_value()
    {
        // Months whose distribution does not vary at all: any shift is further than every past one.
        double[] grid = [.. Enumerable.Range(0, Rows).Select(i => (double)i)];
        double[] x = [.. Enumerable.Repeat(grid, Months).SelectMany(g => g)];
        var report = new DriftDetector(Reference(("x", x))) { Options = new() { FewValues = 5 } }.MonitorInputDistributionDrift(Month(("x", [.. grid.Select(v => v + 1)])));
        var drift = Only(report);
        Assert.Equal(0.4, drift.Distance, 1e-12);
        Assert.Equal((1, 1.0), (drift.Rank!.Rank, drift.QValue));
        Assert.DoesNotContain(report.Alerts, a => a.Evidence.Metric.StartsWith("drift", StringComparison.Ordinal));
    }

    [Fact]
    public void False_alarms_on_persistent_inputs_stay_where_the_rank_puts_them()
    {
        const int runs = 100, inputs = 6;
        int critical = 0, warning = 0, plain = 0;
        Parallel.For(0, runs, run =>
        {
            var names = Enumerable.Range(0, inputs).ToArray();
            var series = names.Select(f => MadeUpFrame.Autoregression((ulong)(run * inputs + f), (Months + 1) * Rows, 0.9)).ToArray();
            var report = new DriftDetector(Reference([.. names.Select(f => ($"x{f}", series[f][..^Rows]))])) { Options = new() { BlocksPerSide = 2 } }
                .MonitorInputDistributionDrift(Month([.. names.Select(f => ($"x{f}", series[f][^Rows..]))]));
            if (report.Severity == Severity.Critical) Interlocked.Increment(ref critical);
            if (report.Severity == Severity.Warning) Interlocked.Increment(ref warning);
            if (report.Features.Any(f => f.KolmogorovSmirnov!.PValue < 0.05)) Interlocked.Increment(ref plain);
        });
        // An input is further than all N past windows with probability 2/(N + 1) at most: 6 × 2/241 = 5.0 % of reports.
        output.WriteLine($"{runs} reports of {inputs} inputs: {critical} critical, {warning} warning; plain KS at 5 % alarms in {plain}");
        Assert.True(critical + warning <= 0.08 * runs, $"{critical} critical and {warning} warnings in {runs} reports");
        Assert.True(plain > runs / 2, $"plain KS alarms in {plain}: if it did not, none of this were needed");
    }

    [Fact]
    public void With_too_few_past_windows_the_permutation_of_blocks_is_the_verdict()
    {
        var x = MadeUpFrame.Autoregression(4, 12 * Rows, 0.5);
        var reference = MadeUpFrame.Of(MadeUpFrame.Days(12, Rows), ("x", x));
        var detector = new DriftDetector(reference);
        FeatureDrift Of(double shift) => Only(detector.MonitorInputDistributionDrift(MadeUpFrame.Of(MadeUpFrame.Days(5, Rows, 12), ("x", Fresh(5, 5 * Rows, shift)))));
        var calm = Of(0);
        Assert.Null(calm.Rank);
        Assert.Equal(calm.Permutation!.PValue, calm.PValue);
        Assert.Equal(Severity.Healthy, calm.Severity);
        var moved = Of(5);
        Assert.Equal(moved.Permutation!.PValue, moved.PValue);
        Assert.Equal(Severity.Warning, moved.Severity);
    }

    [Fact]
    public void The_rank_does_not_depend_on_the_order_of_rows_inside_a_month()
    {
        var x = History(6);
        double[] turned = [.. x.Chunk(Rows).SelectMany(m => m.Reverse())], now = Fresh(7);
        FeatureDrift was = Only(new DriftDetector(Reference(("x", x))).MonitorInputDistributionDrift(Month(("x", now)))),
            back = Only(new DriftDetector(Reference(("x", turned))).MonitorInputDistributionDrift(Month(("x", [.. now.Reverse()]))));
        Assert.Equal((was.Rank, was.PValue, was.Distance, was.Excess), (back.Rank, back.PValue, back.Distance, back.Excess));
        Assert.Equal(was.KolmogorovSmirnov, back.KolmogorovSmirnov);
        Assert.Equal(was.PopulationStabilityIndex, back.PopulationStabilityIndex);
    }

    [Fact]
    public void Unit_and_origin_of_an_input_do_not_change_its_verdict()
    {
        double[] x = History(6), now = Fresh(7, shift: 1.5);
        double[] Moved(double[] v) => Array.ConvertAll(v, i => 1024 * i - 64);
        FeatureDrift was = Only(new DriftDetector(Reference(("x", x))).MonitorInputDistributionDrift(Month(("x", now)))),
            moved = Only(new DriftDetector(Reference(("x", Moved(x)))).MonitorInputDistributionDrift(Month(("x", Moved(now)))));
        Assert.Equal(was.Distance, moved.Distance, 1e-9);
        Assert.Equal((was.Rank!.Rank, was.PValue, was.Severity), (moved.Rank!.Rank, moved.PValue, moved.Severity));
    }

    [Fact]
    public void A_jump_of_missing_values_is_a_finding_of_its_own()
    {
        var x = History(1);
        bool[] present = [true, true, true, true, true, true, true, false, false, false];
        var report = new DriftDetector(Reference(("x", x)))
            { Options = new() { MinimumCount = 5 } }.MonitorInputDistributionDrift(MadeUpFrame.Of(MadeUpFrame.Days(1, Rows, Months), Column.Numbers("x", x[^Rows..], present)));
        Assert.Equal(0.3, report.Measured("missing_excess", "x").Value, 1e-12);
        Assert.Contains(report.Alerts, a => a.Severity == Severity.Critical && a.Evidence.Metric == "missing_excess");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_input_without_a_single_number_is_critical_and_the_others_are_still_judged(double value)
    {
        double[] x = History(1), none = [.. Enumerable.Repeat(value, Rows)];
        var report = new DriftDetector(Reference(("empty", History(2)), ("x", x))).MonitorInputDistributionDrift(Month(("empty", none), ("x", x[^Rows..])));
        Assert.Equal([Severity.Critical, Severity.Healthy], report.Features.Select(f => f.Severity));
        Assert.Contains("none of the 10 rows has a finite value", report.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, report.Measured("missing_excess", "empty").Value);
    }

    [Fact]
    public void Infinite_values_are_left_out_and_counted()
    {
        var x = History(1);
        double[] now = [.. x[^Rows..]];
        now[4] = double.NegativeInfinity;
        var drift = Only(new DriftDetector(Reference(("x", x))) { Options = new() { MinimumCount = 5 } }.MonitorInputDistributionDrift(Month(("x", now))));
        Assert.Equal((9, 0.1), (drift.Count, Math.Round(drift.MissingShare, 12)));
        Assert.Equal(Severity.Warning, drift.Severity);
    }

    [Fact]
    public void A_constant_input_is_healthy_while_it_stays_and_not_when_it_moves()
    {
        double[] constant = [.. Enumerable.Repeat(1.5, Months * Rows)];
        var detector = new DriftDetector(Reference(("x", constant)));
        var same = Only(detector.MonitorInputDistributionDrift(Month(("x", constant[..Rows]))));
        Assert.Equal((Severity.Healthy, 0.0), (same.Severity, same.Distance));
        Assert.Contains("One value in reference and period alike", same.Method, StringComparison.Ordinal);
        var moved = Only(detector.MonitorInputDistributionDrift(Month(("x", [.. Enumerable.Repeat(1.6, Rows)]))));
        Assert.Equal((Severity.Critical, 1.0, "1.6"), (moved.Severity, moved.Distance, Assert.Single(moved.NewCategories)));
    }

    [Fact]
    public void One_row_is_too_little_to_judge()
    {
        var drift = Only(new DriftDetector(Reference(("x", History(1)))).MonitorInputDistributionDrift(Month(("x", [9.0]))));
        Assert.Equal((Severity.Unknown, "1 values, 10 needed"), (drift.Severity, drift.Because));
    }

    [Fact]
    public void No_rows_or_no_features_are_refused()
    {
        var detector = new DriftDetector(Reference(("x", History(1))));
        Assert.Contains("no rows", Assert.Throws<ArgumentException>(() => detector.MonitorInputDistributionDrift(Month(("x", Fresh(1))).Rows(..0))).Message, StringComparison.Ordinal);
        Assert.Contains("names no feature", Assert.Throws<ArgumentException>(() => detector.MonitorInputDistributionDrift(MadeUpFrame.Of(MadeUpFrame.Days(1, Rows), Array.Empty<Column>()))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new DriftDetector(Reference(("x", History(1))).Rows(..1)));
    }

    [Fact]
    public void An_input_that_one_side_does_not_have_is_named_with_the_side()
    {
        var x = History(1);
        Frame both = Month(("x", x[^Rows..]), ("y", Fresh(3))), one = Frame.Of(both.Schema, both["time"], both["x"]);
        Assert.Equal((Severity.Unknown, "the reference has no column 'y'"), Of(Reference(("x", x)), both));
        Assert.Equal((Severity.Critical, "the period has no column 'y'"), Of(Reference(("x", x), ("y", x)), one));

        static (Severity, string) Of(Frame reference, Frame current)
        {
            var report = new DriftDetector(reference).MonitorInputDistributionDrift(current);
            Assert.Equal(Severity.Healthy, report.Features[0].Severity);
            return (report.Features[1].Severity, report.Features[1].Because);
        }
    }

    [Fact]
    public void Whole_numbers_are_judged_like_numbers()
    {
        var x = History(1);
        long[] whole = [.. x.Select(v => (long)Math.Round(20 * v))];
        var reference = MadeUpFrame.Of(MadeUpFrame.Days(Months, Rows), Column.Integers("x", whole));
        Frame Now(long shift) => MadeUpFrame.Of(MadeUpFrame.Days(1, Rows, Months), Column.Integers("x", [.. whole[^Rows..].Select(v => v + shift)]));
        Assert.Equal(Severity.Healthy, new DriftDetector(reference).MonitorInputDistributionDrift(Now(0)).Severity);
        Assert.Equal(Severity.Critical, new DriftDetector(reference).MonitorInputDistributionDrift(Now(80)).Severity);
    }

    [Fact]
    public void Rows_of_one_window_that_are_nearly_all_missing_do_not_stand_for_a_past_month()
    {
        // A single value of 50 in an otherwise empty month would excuse any drift up to it.
        var x = History(1);
        Array.Fill(x, double.NaN, 30, Rows);
        x[35] = 50;
        var report = new DriftDetector(Reference(("x", x))).MonitorInputDistributionDrift(Month(("x", Fresh(2, shift: 8))));
        Assert.Equal(["x"], report.CriticalFeatures);
    }
}
