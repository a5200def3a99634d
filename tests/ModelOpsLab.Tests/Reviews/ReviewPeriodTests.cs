using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Registry;
using ModelOpsLab.Reviews;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Live;

namespace ModelOpsLab.Tests.Reviews;

public class ReviewPeriodTests(DemonstrationWorkspace demonstration) : IClassFixture<DemonstrationWorkspace>
{
    [Fact]
    public void A_period_is_read_back_from_its_text() => Prop.ForAll(Gen.Zip(Gen.Choose(0, 9000), Gen.Choose(0, 400)).ToArbitrary(), days =>
    {
        var from = new DateOnly(1999, 1, 1).AddDays(days.Item1);
        var to = from.AddDays(days.Item2);
        return ReviewPeriod.Parse($"{Format.Date(from)}:{Format.Date(to)}") == ReviewPeriod.Between(from, to) && ReviewPeriod.Between(from, to) is var p && p.From == from && p.To == to;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_days_of_a_whole_month_are_that_month()
    {
        Assert.Equal(ReviewPeriod.Month("2020-02"), ReviewPeriod.Between(new(2020, 2, 1), new(2020, 2, 29)));
        Assert.Equal(("February 2020", "2020-02", new DateOnly(2020, 2, 29)), (ReviewPeriod.Month(2020, 2).Name, ReviewPeriod.Month(2020, 2).Id, ReviewPeriod.Month(2020, 2).To));
        Assert.Equal("2020-02-01-2020-02-28", ReviewPeriod.Between(new(2020, 2, 1), new(2020, 2, 28)).Id);
    }

    [Theory]
    [InlineData("2020-13")]
    [InlineData("2020-2")]
    [InlineData("")]
    [InlineData("2020-02-01:")]
    [InlineData("2020-02-30:2020-03-01")]
    public void Other_texts_are_refused_with_an_example(string text) =>
        Assert.Contains("like 2020-03", Assert.Throws<FormatException>(() => ReviewPeriod.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Months_from_one_to_another_are_each_of_them()
    {
        Assert.Equal(["2019-11", "2019-12", "2020-01"], ReviewPeriod.Months("2019-11:2020-01").Select(m => m.Id));
        Assert.Equal(["2020-02"], ReviewPeriod.Months("2020-02").Select(m => m.Id));
        Assert.Contains("the first month first", Assert.Throws<FormatException>(() => ReviewPeriod.Months("2020-02:2019-02")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_days_of_an_incident_keep_its_id_and_are_read_back_from_their_text()
    {
        var period = ReviewPeriod.OfIncident("inc-0001", new(2020, 3, 12), new(2020, 3, 17));
        Assert.Equal(period, ReviewPeriod.Parse(period.Text));
        Assert.Equal(("inc-0001", "inc-0001, 2020-03-12 to 2020-03-17", "inc-0001, du 12/03/2020 au 17/03/2020"), (period.Id, period.Name, period.NameIn(Language.French)));
        Assert.Equal("mars 2020", ReviewPeriod.Month("2020-03").NameIn(Language.French));
        Assert.Contains("inc-0001", Assert.Throws<ArgumentException>(() => ReviewPeriod.OfIncident("../x", new(2020, 3, 1), new(2020, 3, 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_period_that_ends_before_it_begins_is_refused() =>
        Assert.Throws<ArgumentException>(() => ReviewPeriod.Parse("2020-02-02:2020-02-01"));

    [Fact]
    public void A_few_sessions_decide_nothing_and_say_how_many_are_missing()
    {
        var review = MonthlyReview.Of(demonstration.Record, ReviewPeriod.Parse("2020-03-02:2020-03-06"));
        Assert.Equal((5, Decision.NotEnoughData, Severity.Unknown), (review.Rows.Count, review.Verdict.Decision, review.Verdict.Severity));
        Assert.Equal("Not enough data: 5 more sessions", review.Verdict.Headline);
        Assert.Contains("sessions is 5", Assert.Single(review.Verdict.Reasons).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_live_sessions_are_reviewed_of_a_period_that_begins_before()
    {
        MonthlyReview live = MonthlyReview.Of(demonstration.Record, ReviewPeriod.Parse("2019-04-01:2019-04-26")), early = MonthlyReview.Of(demonstration.Record, ReviewPeriod.Parse("2019-03-20:2019-04-26"));
        Assert.Equal(new DateOnly(2019, 4, 1), early.Rows.FirstDay);
        Assert.All(live.Reports.Zip(early.Reports), r => Assert.Equal(r.First.Measurements, r.Second.Measurements));
    }

    [Fact]
    public void Every_action_names_evidence_that_the_page_has()
    {
        var review = MonthlyReview.Of(demonstration.Record, 2020, 3);
        var actions = review.ActionPlan.Blocks.OfType<Table>().Single();
        Assert.Equal(["halve-risk", "retrain", "investigate-errors"], review.Actions.Select(a => a.Name));
        string[] ids = ["input-drift", "trading-performance", "residuals", "stability", "data-quality", "comparison", "actions", "past-periods"];
        Assert.All(actions.Rows, row => Assert.Contains(Assert.IsType<TextCell>(row[6]).Href, ids.Select(i => "#" + i)));
    }

    [Fact]
    public void Calm_months_ask_for_no_training_and_losing_ones_for_a_stop()
    {
        string Plan(int year, int month) => PlainTextWriter.Write(MonthlyReview.Of(demonstration.Record, year, month).ActionPlan);
        Assert.Contains("review again next month", Plan(2019, 6), StringComparison.Ordinal);
        Assert.DoesNotContain("Train on", Plan(2019, 6), StringComparison.Ordinal);
        Assert.Contains("12 months since the end of the training data", Plan(2019, 12), StringComparison.Ordinal);
        Assert.Contains("Take the model out of trading", Plan(2020, 2), StringComparison.Ordinal);
    }
}
