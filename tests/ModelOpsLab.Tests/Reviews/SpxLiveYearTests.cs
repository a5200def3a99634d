using ModelOpsLab.Drift;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Live;

namespace ModelOpsLab.Tests.Reviews;

/// <summary>The demonstration model's live year on real prices: what the documented rule and its defaults say of each month. Required from outside are calm in December 2019 and critical drift in March 2020; the other verdicts are kept so that a change of rule is seen.</summary>
public class SpxLiveYearTests(DemonstrationWorkspace demonstration, ITestOutputHelper output) : IClassFixture<DemonstrationWorkspace>
{
    MonthlyReview Review(string month) => MonthlyReview.Of(demonstration.Record, ReviewPeriod.Month(month), ReviewOptions.Of(demonstration.Model.Definition));

    [Theory]
    [InlineData("2019-04", Decision.Keep)]
    [InlineData("2019-05", Decision.Reduce)] // half of the yearly risk budget lost in a month, and odds even that there is an edge: the first limit of a desk halves the risk
    [InlineData("2019-06", Decision.Keep)]
    [InlineData("2019-07", Decision.Keep)]
    [InlineData("2019-08", Decision.Keep)]
    [InlineData("2019-09", Decision.Keep)]
    [InlineData("2019-10", Decision.Keep)]
    [InlineData("2019-11", Decision.Keep)]
    [InlineData("2019-12", Decision.Keep)]
    [InlineData("2020-01", Decision.Keep)]
    [InlineData("2020-02", Decision.Stop)]
    [InlineData("2020-03", Decision.Retrain)]
    [InlineData("2020-04", Decision.Retrain)]
    public void Every_live_month_has_its_verdict(string month, Decision expected)
    {
        var review = Review(month);
        output.WriteLine($"{month} {review.Verdict.Headline}\n{string.Join('\n', review.Verdict.Reasons.Select(r => $"  [{r.Severity}] {r.Text}"))}");
        Assert.Equal(expected, review.Verdict.Decision);
        Assert.Contains(review.Verdict.Reasons, r => r.Text.Contains("Sharpe ratio", StringComparison.Ordinal));
    }

    [Fact]
    public void March_2020_drift_is_critical_with_its_features_named()
    {
        var drift = Review("2020-03").InputDrift;
        Assert.Equal(Severity.Critical, drift.Severity);
        Assert.Contains("return_1d", drift.CriticalFeatures);
        Assert.Contains("momentum_5d", drift.CriticalFeatures);
        Assert.Contains("volatility_20d", drift.Features.Where(f => f.Severity >= Severity.Warning).Select(f => f.Feature));
    }

    [Fact]
    public void December_2019_raises_nothing_above_a_warning() =>
        Assert.All(Review("2019-12").Reports, r => Assert.True(r.Severity <= Severity.Warning, $"{r.Title}: {r.Severity}"));

    [Theory]
    [InlineData("2019-12", 0.87, -1, 60, 75)]
    [InlineData("2020-03", 0.88, 1, 3, 4)]
    public void Kolmogorov_Smirnov_cannot_tell_the_two_months_apart_and_the_rank_does(string month, double statistic, int sign, int least, int most)
    {
        var volatility = Review(month).InputDrift.Features.Single(f => f.Feature == "volatility_20d");
        Assert.Equal(statistic, volatility.KolmogorovSmirnov!.Statistic, 0.005);
        Assert.Equal(sign, Math.Sign(volatility.Distance));
        Assert.InRange(volatility.Rank!.RankBySize, least, most);
    }

    [Fact]
    public void The_review_says_plainly_what_the_model_earned_and_whether_it_can_be_told_from_the_backtest()
    {
        var review = Review("2020-03");
        var growth = 1.0;
        foreach (var r in review.Record.Live["return"].Span) growth *= 1 + r;
        Assert.Contains($"lost {Format.Percent(1 - growth)}", review.LiveToDate.Sentence, StringComparison.Ordinal);
        Assert.Contains("cannot be told apart yet", review.LiveToDate.ToldApart, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_of_the_owner_that_is_crossed_is_named()
    {
        var options = ReviewOptions.Of(demonstration.Model.Definition) with { Monitoring = new() { Thresholds = [Threshold.Below("max_drawdown", null, -0.01, "a strict mandate")] } };
        var review = MonthlyReview.Of(demonstration.Record, ReviewPeriod.Month("2019-07"), options);
        Assert.Equal(Decision.Stop, review.Verdict.Decision);
        Assert.Contains(review.Verdict.Reasons, r => r.Text.Contains("a strict mandate", StringComparison.Ordinal));
        Assert.Contains("a strict mandate", PlainTextWriter.Write(review.ActionPlan), StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_on_a_metric_that_nothing_measures_is_refused_with_the_nearest_name()
    {
        var options = new ReviewOptions { Monitoring = new() { Thresholds = [Threshold.Below("max_drawdwn", null, -0.1, "a typo")] } };
        Assert.Contains("Did you mean 'max_drawdown'?", Assert.Throws<InvalidDataException>(() => MonthlyReview.Of(demonstration.Record, ReviewPeriod.Month("2019-07"), options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_calendar_asks_for_training_a_year_after_the_end_of_the_training_data()
    {
        Assert.False(Review("2019-11").TrainingIsDue);
        Assert.True(Review("2019-12").TrainingIsDue);
        Assert.Equal(15, Review("2020-03").MonthsSinceTraining);
    }

    [Fact]
    public void A_review_knows_nothing_of_later_days()
    {
        var full = Review("2019-12");
        var cut = MonthlyReview.Of(demonstration.Record.AsOf(new(2019, 12, 31)), ReviewPeriod.Month("2019-12"), full.Options);
        Assert.Equal(full.Summary.ToString(), cut.Summary.ToString());
        Assert.Equal(full.InputDrift.ToString(), cut.InputDrift.ToString());
        Assert.Equal(full.LiveAgainstBacktest.ToString(), cut.LiveAgainstBacktest.ToString());
    }

    [Fact]
    public void A_month_without_data_is_refused_with_the_range_there_is()
    {
        var e = Assert.Throws<InvalidDataException>(() => Review("2021-03"));
        Assert.Contains("2020-04-17", e.Message, StringComparison.Ordinal);
        Assert.Contains("went live on 2019-04-01", Assert.Throws<InvalidDataException>(() => Review("2018-03")).Message, StringComparison.Ordinal);
        Assert.Contains("2020-03", Assert.Throws<FormatException>(() => ReviewPeriod.Parse("March")).Message, StringComparison.Ordinal);
    }
}
