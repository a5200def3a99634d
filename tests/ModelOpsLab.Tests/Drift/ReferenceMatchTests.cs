using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Drift;

public class ReferenceMatchTests
{
    static readonly DateOnly[] Days = [.. Enumerable.Range(0, 80 * 28).Select(d => new DateOnly(2000, 1, 3).AddDays(d))];

    static double WeekdayEffect(DateOnly day) => day.DayOfWeek is DayOfWeek.Monday ? 6 : 0;

    static Frame Of(DateOnly[] days, double shift = 0, string? asCategory = null)
    {
        var noise = MadeUpFrame.Autoregression(7, Days.Length);
        double[] x = [.. days.Select(d => WeekdayEffect(d) + shift + noise[d.DayNumber - Days[0].DayNumber])];
        return asCategory is null ? MadeUpFrame.Of(days, ("x", x)) : MadeUpFrame.Of(days, Column.Categories("x", [.. x.Select(v => v > 3 ? "high" : "low")]));
    }

    static readonly DateOnly[] Past = Days[..(70 * 28)];

    /// <summary>A period of 28 rows, of which half are Mondays: only the mix of weekdays differs.</summary>
    static readonly DateOnly[] Mondays = [.. Days[(70 * 28)..].Where(d => d.DayOfWeek is DayOfWeek.Monday or DayOfWeek.Thursday or DayOfWeek.Friday).Where((d, i) => d.DayOfWeek is DayOfWeek.Monday || i % 3 == 1).Take(20)];

    static FeatureDrift Judge(Frame current, ReferenceMatch match, string? asCategory = null) =>
        Assert.Single(new DriftDetector(Of(Past, 0, asCategory)) { Options = new() { Match = match } }.MonitorInputDistributionDrift(current).Features);

    [Fact]
    public void A_mix_of_weekdays_that_alone_changed_is_drift_unless_weekdays_are_matched()
    {
        Assert.True(Judge(Of(Mondays), ReferenceMatch.None).Severity >= Severity.Warning);
        var matched = Judge(Of(Mondays), ReferenceMatch.Weekday);
        Assert.Equal(Severity.Healthy, matched.Severity);
        Assert.Contains("matched by weekday", matched.Method, StringComparison.Ordinal);
        Assert.Null(matched.KolmogorovSmirnov);
    }

    [Theory]
    [InlineData(ReferenceMatch.None)]
    [InlineData(ReferenceMatch.Weekday)]
    public void A_true_shift_is_drift_matched_or_not(ReferenceMatch match) =>
        Assert.True(Judge(Of(Mondays, 8), match).Severity >= Severity.Warning);

    [Fact]
    public void Shares_of_categories_are_matched_too()
    {
        Assert.True(Judge(Of(Mondays, 0, "x"), ReferenceMatch.None, "x").Severity >= Severity.Warning);
        var matched = Judge(Of(Mondays, 0, "x"), ReferenceMatch.Weekday, "x");
        Assert.Equal(Severity.Healthy, matched.Severity);
        Assert.True(matched.Distance < 0.1, $"{matched.Distance}");
    }

    [Fact]
    public void The_report_says_the_mix_and_how_many_rows_stand_for_it()
    {
        var report = new DriftDetector(Of(Past)) { Options = new() { Match = ReferenceMatch.Weekday } }.MonitorInputDistributionDrift(Of(Mondays));
        Assert.Contains($"Monday {Mondays.Count(d => d.DayOfWeek is DayOfWeek.Monday)} rows ({Past.Count(d => d.DayOfWeek is DayOfWeek.Monday)} in the reference)", report.ToString(), StringComparison.Ordinal);
        Assert.Equal("Weekday", report.Provenance.Parameters["match"]);
    }

    [Fact]
    public void A_context_that_the_reference_hardly_has_is_refused_with_its_name()
    {
        var reference = Of([.. Past.Where(d => d.DayOfWeek is not DayOfWeek.Monday)]);
        var drift = Assert.Single(new DriftDetector(reference) { Options = new() { Match = ReferenceMatch.Weekday } }.MonitorInputDistributionDrift(Of(Mondays)).Features);
        Assert.Equal("not matched: the reference has 0 values of Monday, 10 needed", drift.Because);
        Assert.Equal("Not judged: " + drift.Because, drift.Method);
        Assert.Null(drift.Rank);
    }

    [Fact]
    public void A_wild_period_is_compared_with_wild_days_of_the_past()
    {
        // Volatility of 1 and 4 in turn, half a year each; the period is wild.
        var random = new DeterministicRandom(3);
        double[] returns = [.. Days.Select((_, i) => (i / 180 % 2 == 0 ? 1 : 4) * random.NextNormal())];
        Frame Rows(Range range) => MadeUpFrame.Of(Days[range], ("r", returns[range]));
        FeatureDrift Of(ReferenceMatch match) => Assert.Single(new DriftDetector(Rows(..1980)) { Options = new() { Match = match, MatchColumn = "r" } }.MonitorInputDistributionDrift(Rows(2010..2040)).Features);
        FeatureDrift all = Of(ReferenceMatch.None), wild = Of(ReferenceMatch.VolatilityTercile);
        Assert.True(Math.Abs(wild.Distance) < Math.Abs(all.Distance) / 2, $"{wild.Distance} of {all.Distance}");
        Assert.Contains("matched by volatility tercile of r", wild.Method, StringComparison.Ordinal);
        var error = Assert.Throws<ArgumentException>(() => new DriftDetector(Rows(..1980)) { Options = new() { Match = ReferenceMatch.VolatilityTercile } }.MonitorInputDistributionDrift(Rows(2010..2040)));
        Assert.Contains("MatchColumn", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_matched_shift_beyond_a_double_is_said_and_not_infinite()
    {
        // Mondays hardly vary, other days do: only the matched shift overflows.
        DateOnly[] mondays = [.. Days[(70 * 28)..].Where(d => d.DayOfWeek is DayOfWeek.Monday)];
        var before = MadeUpFrame.Of(Past, ("x", [.. Past.Select((d, i) => d.DayOfWeek is DayOfWeek.Monday ? i * 1e-303 : i % 97 * 1e8)]));
        var report = new DriftDetector(before) { Options = new() { Match = ReferenceMatch.Weekday } }.MonitorInputDistributionDrift(MadeUpFrame.Of(mondays, ("x", [.. mondays.Select((_, i) => 1e10 + i)])));
        var drift = Assert.Single(report.Features);
        Assert.Equal((double.NaN, "the shift in median absolute deviations is beyond a 64-bit number"), (drift.Distance, drift.Because));
        Assert.True(double.IsNaN(drift.Excess));
    }
}
