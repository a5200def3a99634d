using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Drift;

public class DriftReportTests
{
    [Fact]
    public void A_report_on_columns_of_every_kind_reads_well()
    {
        const int months = 60, rows = 20, all = (months + 1) * rows;
        var random = new DeterministicRandom(5);
        double[] calm = MadeUpFrame.Autoregression(1, all, 0.5), moved = MadeUpFrame.Autoregression(2, all, 0.5), frozen = MadeUpFrame.Autoregression(3, all, 0.5);
        for (var t = all - rows; t < all; t++) moved[t] += 5;
        Array.Fill(frozen, 0.25, all - 12, 12);
        var columns = new[]
        {
            Column.Numbers("calm", calm),
            Column.Numbers("moved", moved),
            Column.Numbers("frozen", frozen),
            Column.Numbers("absent", [.. Enumerable.Range(0, all).Select(t => t < all - rows ? calm[t] : double.NaN)]),
            Column.Integers("rating", [.. Enumerable.Range(0, all).Select(_ => (long)random.NextInt32(4))]),
            Column.Booleans("halted", [.. Enumerable.Range(0, all).Select(t => t % 40 == 0 || t > all - 6)]),
            Column.Categories("venue", [.. Enumerable.Range(0, all).Select(t => t < all - rows ? "NYSE,XETR,LSE".Split(',')[t % 3] : t % 2 == 0 ? "NYSE" : "BATS")]),
            Column.Numbers("constant", [.. Enumerable.Repeat(1.0, all)]),
        };
        var frame = MadeUpFrame.Of(MadeUpFrame.Days(months + 1, rows), columns);
        Snapshot.Verify(new DriftDetector(frame.Rows(..(all - rows))).MonitorInputDistributionDrift(frame.Rows((all - rows)..)).ToString());
    }

    [Fact]
    public void A_period_that_the_reference_holds_is_said_and_no_verdict_is_healthy_silently()
    {
        var frame = MadeUpFrame.Of(MadeUpFrame.Days(40, 20), ("x", MadeUpFrame.Autoregression(1, 800)));
        var report = new DriftDetector(frame.Rows(..790)).MonitorInputDistributionDrift(frame.Rows(780..));
        Assert.Equal(0.5, report.Measurements.Single(m => m.Metric == "rows_in_reference").Value, 1e-12);
        Assert.Contains(report.Alerts, a => a.Evidence.Metric == "rows_in_reference");
        Assert.DoesNotContain(new DriftDetector(frame.Rows(..780)).MonitorInputDistributionDrift(frame.Rows(780..)).Measurements, m => m.Metric == "rows_in_reference");
    }

    [Fact]
    public void Of_a_panel_only_rows_of_the_same_asset_are_the_same()
    {
        Frame Of(string asset, double value) => Frame.Of(new Schema { Timestamp = "time", Asset = "asset", Features = ["x"] },
            Column.Dates("time", MadeUpFrame.Days(1, 20)), Column.Categories("asset", [.. Enumerable.Repeat(asset, 20)]), Column.Numbers("x", [.. Enumerable.Repeat(value, 20)]));
        bool Shared(Frame before, Frame now) => new DriftDetector(before).MonitorInputDistributionDrift(now).Measurements.Any(m => m.Metric == "rows_in_reference");
        Assert.True(Shared(Of("A", 1), Of("A", 1)));
        Assert.False(Shared(Of("A", 1), Of("B", 1)));
        Assert.False(Shared(Of("A", 1), Of("A", 2)));
    }

    [Fact]
    public void A_shift_beyond_all_digits_is_written_with_an_exponent()
    {
        double[] wide = [.. MadeUpFrame.Autoregression(1, 820).Select((v, t) => t < 800 ? v : v * 1e290)];
        var frame = MadeUpFrame.Of(MadeUpFrame.Days(41, 20), ("x", wide));
        var report = new DriftDetector(frame.Rows(..800)).MonitorInputDistributionDrift(frame.Rows(800..));
        Assert.Contains("e+29", report.ToString(), StringComparison.Ordinal);
        Assert.All(report.ToString().Split(' '), word => Assert.True(word.Length < 400 && !System.Text.RegularExpressions.Regex.IsMatch(word, "[0-9]{30}"), word));
    }

    [Fact]
    public void The_unit_of_a_shift_is_its_scale()
    {
        string Unit(double[] values, ReferenceMatch match)
        {
            var frame = MadeUpFrame.Of(MadeUpFrame.Days(41, 20), ("x", values));
            return new DriftDetector(frame.Rows(..800)) { Options = new() { Match = match } }.MonitorInputDistributionDrift(frame.Rows(800..)).Measured("drift_distance", "x").Unit;
        }
        var values = MadeUpFrame.Autoregression(1, 820);
        Assert.Equal("MAD", Unit(values, ReferenceMatch.None));
        Assert.Equal("IQR/2", Unit(values, ReferenceMatch.Weekday));
        Assert.Equal("mean deviations", Unit([.. values.Select((v, t) => t % 3 == 0 ? v : 0)], ReferenceMatch.None));
    }

    [Fact]
    public void Pictures_beside_a_matched_verdict_say_that_they_are_not_matched()
    {
        var frame = MadeUpFrame.Of(MadeUpFrame.Days(41, 20), ("x", MadeUpFrame.Autoregression(1, 820)));
        string Titles(ReferenceMatch match)
        {
            var detector = new DriftDetector(frame.Rows(..800)) { Options = new() { Match = match } };
            return PlainTextWriter.Write(new([.. detector.PictureInputs(frame.Rows(800..), detector.MonitorInputDistributionDrift(frame.Rows(800..)))]));
        }
        Assert.Contains("not matched", Titles(ReferenceMatch.Weekday), StringComparison.Ordinal);
        Assert.Contains("the verdict is by its matched rows", Titles(ReferenceMatch.Weekday), StringComparison.Ordinal);
        Assert.DoesNotContain("past windows", Titles(ReferenceMatch.Weekday), StringComparison.Ordinal);
        Assert.Contains("past windows, MAD", Titles(ReferenceMatch.None), StringComparison.Ordinal);
        Assert.DoesNotContain("matched", Titles(ReferenceMatch.None), StringComparison.Ordinal);
    }
}
