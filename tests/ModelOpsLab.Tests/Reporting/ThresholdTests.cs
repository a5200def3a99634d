using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Reporting;

public class ThresholdTests
{
    static Measurement Of(double value, long count = 10) => new("psi", value) { Count = count };

    static readonly Threshold Above = Threshold.Above("psi", 1, 2, "for the test", 5) with { WarningExit = 0.5, CriticalExit = 1.5 };
    static readonly Threshold Below = Threshold.Below("psi", -1, -2, "for the test", 5) with { WarningExit = -0.5, CriticalExit = -1.5 };

    [Theory]
    [InlineData(0.4, Severity.Healthy, Severity.Healthy, Severity.Healthy)]
    [InlineData(0.5, Severity.Healthy, Severity.Healthy, Severity.Healthy)]
    [InlineData(0.7, Severity.Healthy, Severity.Warning, Severity.Warning)]
    [InlineData(1.0, Severity.Healthy, Severity.Warning, Severity.Warning)]
    [InlineData(1.2, Severity.Warning, Severity.Warning, Severity.Warning)]
    [InlineData(1.7, Severity.Warning, Severity.Warning, Severity.Critical)]
    [InlineData(2.0, Severity.Warning, Severity.Warning, Severity.Critical)]
    [InlineData(2.1, Severity.Critical, Severity.Critical, Severity.Critical)]
    public void A_state_that_stands_is_left_only_past_its_exit_level(double value, Severity fresh, Severity warned, Severity critical)
    {
        foreach (var (threshold, v) in new[] { (Above, value), (Below, -value) })
        {
            Assert.Equal(fresh, threshold.Judge(Of(v)));
            Assert.Equal(warned, threshold.Judge(Of(v), Severity.Warning));
            Assert.Equal(critical, threshold.Judge(Of(v), Severity.Critical));
        }
    }

    [Fact]
    public void Without_exit_levels_the_past_does_not_matter() => Prop.ForAll(Gen.Choose(-300, 300).ToArbitrary(), hundredths =>
    {
        var plain = Threshold.Above("psi", 1, 2, "for the test");
        return Enum.GetValues<Severity>().All(s => plain.Judge(Of(hundredths / 100.0), s) == plain.Judge(Of(hundredths / 100.0)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_worse_value_is_never_judged_better() => Prop.ForAll(Gen.Zip(Gen.Choose(-300, 300), Gen.Choose(0, 300)).ToArbitrary(), pair =>
    {
        double value = pair.Item1 / 100.0, worse = value + pair.Item2 / 100.0;
        return Enum.GetValues<Severity>().All(s => Above.Judge(Of(worse), s) >= Above.Judge(Of(value), s) && Below.Judge(Of(-worse), s) >= Below.Judge(Of(-value), s));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Infinity_is_beyond_every_level() =>
        Assert.Equal((Severity.Critical, Severity.Healthy), (Above.Judge(Of(double.PositiveInfinity)), Above.Judge(Of(double.NegativeInfinity))));

    [Fact]
    public void What_is_missing_or_too_little_is_unknown_whatever_stood_before() => Assert.All(Enum.GetValues<Severity>(), s =>
    {
        Assert.Equal(Severity.Unknown, Above.Judge(Measurement.Missing("psi", "no rows") with { Count = 10 }, s));
        Assert.Equal(Severity.Unknown, Above.Judge(Of(99, count: 4), s));
        Assert.Equal(Severity.Critical, Above.Judge(Of(99, count: 5), s));
    });

    [Fact]
    public void Severity_runs_from_healthy_over_unknown_and_warning_to_critical() =>
        Assert.Equal([Severity.Healthy, Severity.Unknown, Severity.Warning, Severity.Critical], Enum.GetValues<Severity>().Order());

    [Fact]
    public void A_measurement_is_a_number_or_a_reason()
    {
        Assert.Contains("Measurement.Missing", Assert.Throws<ArgumentException>(() => new Measurement("psi", double.NaN)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Measurement.Missing("psi", ""));
        var missing = Measurement.Maybe("psi", double.NaN, "no rows");
        Assert.Equal((false, "undefined: no rows"), (missing.Exists, missing.Text));
        Assert.True(Measurement.Maybe("psi", 0, "unused").Because is null);
    }

    static Report Report(params Measurement[] measurements) => new() { Title = "Test", Measurements = measurements, Thresholds = [Above], Provenance = new() };

    [Fact]
    public void A_report_is_as_bad_as_its_worst_finding_and_names_it_first()
    {
        var report = Report(Of(1.2) with { Of = "a" }, Of(0) with { Of = "b" }, Of(0, 1) with { Of = "c" }, Of(3) with { Of = "d" }, Of(1.3) with { Of = "e" });
        Assert.Equal(Severity.Critical, report.Severity);
        Assert.Equal(["d", "a", "e", "c"], report.Alerts.Select(a => a.Evidence.Of));
        Assert.Equal("psi of d = 3, limit > 2 (for the test)", report.Alerts[0].Message);
        Assert.Equal("psi of c = 0: cannot be judged from 1 of the 5 observations needed", report.Alerts[^1].Message);
    }

    [Fact]
    public void What_was_not_judged_is_unknown_and_never_healthy()
    {
        Assert.Equal(Severity.Unknown, Report().Severity);
        Assert.Equal(Severity.Unknown, Report(new Measurement("ks", 0.1) { Count = 10 }).Severity);
        Assert.Equal(Severity.Unknown, Report(Of(0) with { Of = "a" }, Measurement.Missing("psi", "no rows") with { Of = "b" }).Severity);
        Assert.Equal(Severity.Healthy, Report(Of(0)).Severity);
        Assert.Contains("Nothing was judged", Report().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_measurement_that_is_not_there_is_refused_with_those_that_are() =>
        Assert.Contains("It has: psi of a, psi of b", Assert.Throws<KeyNotFoundException>(() => Report(Of(0) with { Of = "a" }, Of(1) with { Of = "b" }).Measured("psi")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(12345.6, "12,346")]
    [InlineData(3, "3")]
    [InlineData(0.31234, "0.3123")]
    [InlineData(999.96, "1,000")]
    [InlineData(9.99996, "10")]
    [InlineData(-31.456, "-31.46")]
    [InlineData(0.00012345, "0.000123")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(1e12, "1e+12")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.NegativeInfinity, "-∞")]
    public void Numbers_are_written_with_at_most_four_digits(double value, string text) => Assert.Equal(text, Format.Number(value));

    [Theory]
    [InlineData(-0.00001, 2, "0.00")]
    [InlineData(0.005, 1, "0.0")]
    [InlineData(-1.26, 1, "-1.3")]
    public void Fixed_decimals_have_no_negative_zero(double value, int decimals, string text) => Assert.Equal(text, Format.Fixed(value, decimals));
}
