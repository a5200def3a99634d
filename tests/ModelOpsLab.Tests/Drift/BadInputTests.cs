using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Drift;

/// <summary>Whatever a column holds, the report has a row of it: a number, or a reason why there is none; and the sound column beside it is judged.</summary>
public class BadInputTests
{
    const int Months = 60, Rows = 20, All = Months * Rows;

    static readonly double[] Calm = MadeUpFrame.Autoregression(1, All, 0.5);

    public static TheoryData<string, double[], double[]> Numbers()
    {
        double[] Repeat(params double[] values) => [.. Enumerable.Range(0, All).Select(i => values[i % values.Length])];
        double[] Every(int step, double value) => [.. Calm.Select((v, i) => i % step == 0 ? value : v)];
        double[] Times(double unit) => [.. Calm.Select(v => v * unit)];
        const double huge = 1.7e308;
        return new()
        {
            { "NaN in both", Every(3, double.NaN), Every(2, double.NaN) },
            { "NaN only in the reference", Repeat(double.NaN), Calm },
            { "NaN only in the period", Calm, Repeat(double.NaN) },
            { "infinities", Every(5, double.PositiveInfinity), Every(7, double.NegativeInfinity) },
            { "infinities only", Repeat(double.PositiveInfinity), Repeat(double.NegativeInfinity) },
            { "ties", Repeat(1, 2, 2, 3), Repeat(2, 3) },
            { "the same constant", Repeat(5), Repeat(5) },
            { "another constant", Repeat(5), Repeat(6) },
            { "a constant that begins to move", Repeat(5), Calm },
            { "a value that stops", Calm, Repeat(0.1) },
            { "two zeros", Repeat(0.0, -0.0), Repeat(-0.0, 0.0) },
            { "1e300 and 1e-300", Repeat(1e300, 1e-300, -1e300), Repeat(1e-300, 1e300) },
            { "a scale of 1e-300 and a shift of 1e300", Times(1e-300), Repeat(1e300) },
            { "all at 1e-300", Times(1e-300), Times(2e-300) },
            { "differences beyond a double", Repeat(-huge, huge), Repeat(huge, -huge, huge) },
            { "a few values beyond a difference", Every(40, huge), Every(4, -huge) },
            { "sums beyond a double", Repeat(huge), Repeat(huge, huge / 2) },
            { "subnormals", Repeat(double.Epsilon, 0, 3 * double.Epsilon), Repeat(-double.Epsilon, 5 * double.Epsilon) },
            { "whole numbers beyond 2^53", Repeat(9007199254740993, 9007199254740995), Repeat(9007199254740994) },
        };
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Any_numbers_get_a_row_of_numbers_or_reasons(string what, double[] before, double[] now)
    {
        foreach (var rows in new[] { 1, 2, Rows, All })
        {
            var report = Judge(Column.Numbers("odd", before), Column.Numbers("odd", now), rows);
            Assert.Equal(["odd", "calm"], report.Features.Select(f => f.Feature));
            var odd = report.Features[0];
            Assert.True(!double.IsNaN(odd.Distance) || odd.Because.Length > 0, $"{what}: no distance and no reason for {rows} rows");
            Assert.False(double.IsInfinity(odd.Distance) || double.IsInfinity(odd.Excess), $"{what}: infinite for {rows} rows");
            AssertSound(report, rows);
        }
    }

    [Fact]
    public void A_shift_that_overflows_is_said_and_still_judged_by_the_permutation_of_blocks()
    {
        var report = Judge(Column.Numbers("odd", [.. Calm.Select(v => v * 1e-300)]), Column.Numbers("odd", [.. Calm.Select(_ => 1e300)]), All);
        var odd = report.Features[0];
        Assert.Equal("the shift in median absolute deviations is beyond a 64-bit number", odd.Because);
        Assert.Equal(1.0, odd.KolmogorovSmirnov!.Statistic);
        Assert.Contains(report.Alerts, a => a.Evidence is { Of: "odd", Metric: "drift_q" } && a.Severity == Severity.Warning);
    }

    [Fact]
    public void A_column_without_values_or_with_a_single_one_is_said()
    {
        var none = Column.Numbers("odd", new double[All], new bool[All]);
        bool[] one = [true, .. new bool[All - 1]];
        AssertSound(Judge(none, Column.Numbers("odd", Calm), Rows), Rows);
        Assert.Equal("the reference has 0 finite values", Judge(none, Column.Numbers("odd", Calm), Rows).Features[0].Because);
        Assert.Equal("the reference has 1 finite values", Judge(Column.Numbers("odd", Calm, one), Column.Numbers("odd", Calm), Rows).Features[0].Because);
        var empty = Judge(Column.Numbers("odd", Calm), none, Rows);
        Assert.Equal((Severity.Critical, "none of the 20 rows has a finite value"), (empty.Features[0].Severity, empty.Features[0].Because));
        Assert.Equal("1 values, 10 needed", Judge(Column.Numbers("odd", Calm), Column.Numbers("odd", Calm, one), Rows).Features[0].Because);
        AssertSound(empty, Rows);
    }

    [Fact]
    public void A_column_that_one_frame_lacks_is_a_row_that_says_which()
    {
        Frame both = Frames(Column.Numbers("odd", Calm), All, 0), one = MadeUpFrame.Of(MadeUpFrame.Days(Months, Rows), ("calm", Calm));
        var schema = both.Schema;
        var lost = new DriftDetector(both).MonitorInputDistributionDrift(one.With(schema));
        Assert.Equal((Severity.Critical, "the period has no column 'odd'"), (lost.Features[0].Severity, lost.Features[0].Because));
        var gained = new DriftDetector(one).MonitorInputDistributionDrift(both);
        Assert.Equal("the reference has no column 'odd'", gained.Features[0].Because);
        Assert.Equal(Severity.Unknown, gained.Features[0].Severity);
        AssertSound(lost, All);
        AssertSound(gained, All);
    }

    [Fact]
    public void Columns_of_unlike_types_are_not_compared()
    {
        var days = Enumerable.Range(0, All).Select(i => new DateOnly(2000, 1, 1).AddDays(i)).ToArray();
        Column[] kinds =
        [
            Column.Numbers("odd", Calm), Column.Booleans("odd", [.. Calm.Select(v => v > 0)]), Column.Categories("odd", [.. Calm.Select(v => v > 0 ? "a" : "b")]),
            Column.Dates("odd", days), Column.Timestamps("odd", [.. days.Select(d => d.DayNumber * 86_400_000_000_000L)]),
        ];
        foreach (var before in kinds)
            foreach (var now in kinds.Where(k => k.Type != before.Type))
            {
                var report = Judge(before, now, Rows);
                Assert.Matches("^the reference has (numbers|truth values|categories|dates|times), the period (numbers|truth values|categories|dates|times): give both the same type in the schema$", report.Features[0].Because);
                AssertSound(report, Rows);
            }
        Assert.Equal("", Judge(Column.Integers("odd", [.. Calm.Select(v => (long)(100 * v))]), Column.Numbers("odd", Calm), Rows).Features[0].Because);
        AssertSound(Judge(Column.Texts("odd", [.. Calm.Select(v => v > 0 ? "a" : "b")]), kinds[2], Rows), Rows);
    }

    [Fact]
    public void Rows_of_one_instant_are_compared()
    {
        Frame Panel(double shift) => Frame.Of(new Schema { Timestamp = "time", Asset = "asset", Features = ["odd"] },
            Column.Dates("time", [.. Enumerable.Repeat(new DateOnly(2020, 3, 9), 400)]), Column.Categories("asset", [.. Enumerable.Range(0, 400).Select(i => $"A{i:000}")]),
            Column.Numbers("odd", [.. Calm.Take(400).Select(v => v + shift)]));
        var report = new DriftDetector(Panel(0)).MonitorInputDistributionDrift(Panel(9));
        Assert.Null(report.Features[0].Rank);
        Assert.True(report.Features[0].Severity >= Severity.Warning);
        AssertSound(report, 400);
    }

    [Fact]
    public void A_column_of_identifiers_is_said_to_be_one_and_its_values_are_not_listed()
    {
        const int rows = 200_000;
        Frame Orders(string prefix) => Frame.Of(new Schema { Timestamp = "time", Features = ["odd"] },
            Column.Timestamps("time", [.. Enumerable.Range(0, rows).Select(i => i * 1_000_000L)]), Column.Categories("odd", [.. Enumerable.Range(0, rows).Select(i => $"{prefix}{i}")]));
        var report = new DriftDetector(Orders("o")).MonitorInputDistributionDrift(Orders("p"));
        Assert.Equal("400,000 different values in the 400,000 rows of reference and period: the column is an identifier, which has no distribution. Take it out of the features", report.Features[0].Because);
        Assert.Empty(report.Features[0].NewCategories);
        Assert.True(report.ToString().Length < 5_000 && ReportJson.Write(report).Length < 10_000);
    }

    [Fact]
    public void Of_many_new_categories_all_are_counted_and_twenty_named()
    {
        var report = Judge(Column.Categories("odd", [.. Enumerable.Range(0, All).Select(i => $"k{i % 300}")]), Column.Categories("odd", [.. Enumerable.Range(0, All).Select(i => $"n{i % 300:000}")]), All);
        var odd = report.Features[0];
        Assert.Equal((300, 20, "n000", 300.0), (odd.NewCategoryCount, odd.NewCategories.Count, odd.NewCategories[0], report.Measured("new_categories", "odd").Value));
        Assert.Equal((40, 40), (odd.ReferenceShares.Count, odd.CurrentShares.Count));
        Assert.Equal((1.0, 1.0), (odd.Distance, Math.Round(odd.CurrentShares.Sum(), 12)));
        AssertSound(report, All);
    }

    [Fact]
    public void Twice_the_scale_of_data_without_a_variance_is_flagged()
    {
        // Student's t with 2 degrees of freedom: the index over equal bins of the range sees nothing of it.
        double[] Draw(ulong seed, int count, double scale)
        {
            var random = new DeterministicRandom(seed);
            return [.. Enumerable.Range(0, count).Select(_ => scale * random.NextNormal() / Math.Sqrt(-Math.Log(1 - random.NextDouble())))];
        }
        const int rows = 5_000;
        Frame Frames(ulong seed, int year, double scale) => MadeUpFrame.Of([.. Enumerable.Range(0, rows).Select(i => new DateOnly(year, 1, 1).AddDays(i))], ("odd", Draw(seed, rows, scale)));
        var detector = new DriftDetector(Frames(1, 1900, 1));
        Assert.Equal(Severity.Healthy, detector.MonitorInputDistributionDrift(Frames(2, 1990, 1)).Severity);
        var doubled = detector.MonitorInputDistributionDrift(Frames(3, 1990, 2));
        Assert.Equal(Severity.Warning, doubled.Severity);
        Assert.True(doubled.Features[0].Permutation!.PValue < 0.05 && doubled.Features[0].PopulationStabilityIndex > 0.25);
    }

    [Fact]
    public void The_index_of_one_change_does_not_depend_on_how_many_rows_show_it()
    {
        double Index(int rows)
        {
            var random = new DeterministicRandom(1);
            double Draw(double scale) => scale * random.NextNormal() / Math.Sqrt(-Math.Log(1 - random.NextDouble()));
            var before = new double[rows];
            var now = new double[rows];
            for (var i = 0; i < rows; i++) (before[i], now[i]) = (Draw(1), Draw(1.2));
            return PopulationStabilityIndex.Between(before, now);
        }
        Assert.Equal(1, Index(1_000_000) / Index(100_000), 0.15);
    }

    static DriftReport Judge(Column before, Column now, int rows) => new DriftDetector(Frames(before, All, 0)).MonitorInputDistributionDrift(Frames(now, rows, Months));

    static Frame Frames(Column odd, int rows, int first) =>
        MadeUpFrame.Of(MadeUpFrame.Days(Months, Rows, first)[..rows], odd.Rows(..rows), Column.Numbers("calm", Calm[..rows]));

    /// <summary>Each measurement has a value or a reason, the report can be written in every form, and none of them prints NaN.</summary>
    static void AssertSound(DriftReport report, int rows)
    {
        Assert.All(report.Measurements, m => Assert.True(m.Exists || m.Because is { Length: > 0 }));
        string text = report.ToString(), json = ReportJson.Write(report), page = HtmlWriter.Page(report.ToDocument(), "drift");
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.NotEmpty(json);
        if (report.Features is [_, { Feature: "calm" } calm]) Assert.Equal(rows, calm.Count);
    }
}
