using ModelOpsLab.Live;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Live;

/// <summary>The parts of a review's page put together on the S&amp;P live year: causes add up, events are those that were known, alternatives are on unseen sessions, and the page speaks both languages.</summary>
public class ReviewPageTests(DemonstrationWorkspace demonstration) : IClassFixture<DemonstrationWorkspace>
{
    MonthlyReview Review(string month, Language? language = null)
    {
        var period = ReviewPeriod.Parse(month);
        var others = LiveAlternatives.Of(demonstration.Model, demonstration.Record.AsOf(period.To));
        return MonthlyReview.Of(demonstration.Record, period, ReviewOptions.Of(demonstration.Model.Definition, demonstration.Workspace).Knowing(demonstration.Workspace, demonstration.Record, period, others.Earlier, others.Newer) with { Language = language ?? Language.English });
    }

    [Theory]
    [InlineData("2019-07")]
    [InlineData("2020-02")]
    [InlineData("2020-03")]
    public void Causes_of_a_month_add_up_to_what_it_earned_beyond_what_was_expected(string month)
    {
        var review = Review(month);
        var sum = 0.0;
        foreach (var value in ReturnSeries.Of(review.Rows, review.Record.Calendar).Values) sum += value;
        Assert.Equal(sum, review.Budget.Happened.Value, 1e-12);
        Assert.Equal(review.Budget.Happened.Value - review.Budget.Expected.Value, review.Budget.Terms.Where(t => t.Amount.Exists).Sum(t => t.Amount.Value), 1e-9);
        Assert.Equal(sum, (double)review.Cube.By(Cut.Whole).Totals[""], 1e-12);
        Assert.NotEmpty(review.Causes(demonstration.Model.ModelOn(review.Rows.LastDay), p => demonstration.Model.Positions(review.Rows, p)).Causes);
    }

    [Fact]
    public void Events_are_those_since_the_review_before_and_nothing_that_came_later()
    {
        var period = ReviewPeriod.Month("2020-03");
        var alerts = KnownAlerts.Of(demonstration.Model, demonstration.Record, period.To);
        Assert.True(alerts.Replayed);
        var events = PeriodEvents.Of(demonstration.Workspace, "spx-momentum", period, alerts.Transitions, alerts.Replayed);
        Assert.Equal((new DateOnly(2020, 3, 1), new DateOnly(2020, 2, 29)), (events.Since, events.Reviews[^1].To));
        Assert.Equal("stop", events.Reviews[^1].Decision);
        Assert.Equal([1, 2, 2, 1, 1], events.Deployments.Select(d => d.Version));
        var incident = Assert.Single(events.Incidents);
        Assert.Equal((IncidentState.Closed, 1), (incident.State, incident.Actions.Count(a => a.DoneAt is not null)));
        Assert.Contains(events.Alerts, a => a.Severity == Severity.Critical);
        var middle = PeriodEvents.Of(demonstration.Workspace, "spx-momentum", ReviewPeriod.Between(new(2020, 3, 2), new(2020, 3, 14)), alerts.Transitions, alerts.Replayed);
        Assert.Equal(IncidentState.Owned, Assert.Single(middle.Incidents).State);
        Assert.True(middle.Alerts.Count < events.Alerts.Count);
        Assert.Contains("2 of them pages", events.In(Language.English).ToString(), StringComparison.Ordinal);
        Assert.Contains("appels d’astreinte", events.In(Language.French).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_versions_are_compared_on_sessions_that_they_were_not_trained_on()
    {
        var others = LiveAlternatives.Of(demonstration.Model, demonstration.Record.AsOf(new(2020, 3, 31)));
        var second = Assert.Single(others.Versions);
        Assert.Equal("version 2", second.Name);
        Assert.True(second.Returns.Dates[0] > new DateTime(2020, 2, 19, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal((0, 1), (others.Earlier.Count, others.Newer.Count)); // version 1 is live again
        Assert.Equal(demonstration.Record.AsOf(new(2020, 3, 31)).Live.TimeCount, others.Market.Count);
        var third = LiveAlternatives.Of(demonstration.Model, demonstration.Record.AsOf(new(2020, 4, 17)));
        Assert.Equal(["version 2", "version 3"], third.Versions.Select(v => v.Name));
        Assert.True(third.Versions[1].Returns.Dates[0] >= new DateTime(2020, 4, 1, 0, 0, 0, DateTimeKind.Utc));
    }

    [Fact]
    public void The_page_of_March_2020_reads_as_it_did()
    {
        var review = Review("2020-03");
        var others = LiveAlternatives.Of(demonstration.Model, review.Record);
        Snapshot.Verify(Page(review, review.Causes(demonstration.Model.ModelOn(review.Rows.LastDay), p => demonstration.Model.Positions(review.Rows, p)), others));
    }

    /// <summary>What a page shows beyond the six reports, which have snapshots of their own.</summary>
    internal static string Page(MonthlyReview review, ShortfallCauses causes, LiveAlternatives others)
    {
        var versions = review.ComparedVersions(others.Versions);
        return string.Join("\n", new IRenderable[]
        {
            review.Summary, review.KeyNumbers, review.AgainstExpectation, review.ActionPlan, review.SignatureBlock, review.Rules, review.Odds, review.LiveAgainstBacktest, review.Compared(others.Market), versions,
            review.Budget, causes, review.Regimes, review.Opportunities(versions), review.Drawdowns, review.Cube.By(Cut.Side), review.Trades, review.PredictionQuality,
        }.Select(part => PlainTextWriter.Write(part.ToDocument())));
    }

    [Fact]
    public void A_page_says_the_same_in_French_with_French_numbers()
    {
        MonthlyReview english = Review("2020-03"), french = Review("2020-03", Language.French);
        Assert.Equal(english.Verdict.Decision, french.Verdict.Decision);
        var text = french.Summary.ToString() + french.KeyNumbers + french.AgainstExpectation + french.ActionPlan + french.SignatureBlock + french.Rules + french.LiveAgainstBacktest + french.Drawdowns + french.Trades + french.PredictionQuality;
        Assert.Contains("Réentraîner", text, StringComparison.Ordinal);
        Assert.Contains("1,72\u00A0%", text, StringComparison.Ordinal);
        foreach (var word in new[] { " the ", " and ", " sessions ", "backtest leads", "1.72" }) Assert.DoesNotContain(word, text, StringComparison.Ordinal);
    }
}
