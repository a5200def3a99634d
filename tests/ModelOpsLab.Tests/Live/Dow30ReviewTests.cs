using ModelOpsLab.Live;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;
using static ModelOpsLab.Tests.Live.Dow30Workspace;

namespace ModelOpsLab.Tests.Live;

/// <summary>The twelve months of 1998 of the two models on the panel, each judged at its end.</summary>
public class Dow30ReviewTests(Dow30Workspace panel) : IClassFixture<Dow30Workspace>
{
    static readonly DateOnly LastDay = new(1998, 12, 31);

    MonthlyReview Review(string name, int month) => MonthlyReview.Of(panel.Records[name], 1998, month, ReviewOptions.Of(panel.Models[name].Definition));

    static string Row(string name, MonthlyReview review) => $"{name} {review.Period.Id}: {review.Verdict.Decision.ToString().ToLowerInvariant()}; "
        + string.Join(", ", review.ReportsByName.Select(r => $"{r.Key} {r.Value.Severity.ToString().ToLowerInvariant()}"));

    [Fact]
    public void Each_month_of_1998_is_judged_as_it_was_known_at_its_end() =>
        Snapshot.Verify(string.Concat(new[] { Reversal, Momentum }.SelectMany(name => Enumerable.Range(1, 12).Select(month => Row(name, Review(name, month)) + "\n"))));

    [Fact]
    public void The_crisis_of_September_1998_is_the_worst_month_of_momentum_and_its_inputs_went_where_they_never_were()
    {
        var review = Review(Momentum, 9);
        Assert.Equal(Severity.Critical, review.InputDrift.Severity);
        Assert.True(review.Performance.Severity >= Severity.Warning);
        Assert.Equal(21, review.Rows.TimeCount);
        Assert.Contains("21 in September 1998, 188 live; 630 rows of a panel", review.Summary.ToString(), StringComparison.Ordinal);
        var months = Enumerable.Range(1, 12).Select(m => Review(Momentum, m).Performance.Measurements.Single(x => x.Metric == "pnl").Value).ToArray();
        Assert.Equal(months.Min(), months[8]);
    }

    [Fact]
    public void The_page_of_September_1998_reads_as_it_did()
    {
        var (live, review) = (panel.Models[Momentum], Review(Momentum, 9));
        Snapshot.Verify(ReviewPageTests.Page(review, review.Causes(live.ModelOn(review.Rows.LastDay), p => live.Positions(review.Rows, p)), LiveAlternatives.Of(live, review.Record)));
    }

    [Fact]
    public void A_review_uses_nothing_that_came_after_its_period()
    {
        var record = panel.Records[Reversal];
        var options = ReviewOptions.Of(panel.Models[Reversal].Definition);
        MonthlyReview then = MonthlyReview.Of(record.AsOf(new(1998, 9, 30)), 1998, 9, options), now = Review(Reversal, 9);
        Assert.All(then.Reports.Zip(now.Reports), pair => Assert.Equal(PlainTextWriter.Write(pair.First.ToDocument()), PlainTextWriter.Write(pair.Second.ToDocument())));
    }

    [Fact]
    public void The_life_of_a_model_ends_with_its_last_live_day_and_is_replayed_month_by_month()
    {
        var record = panel.Records[Momentum];
        Assert.Equal((LastDay, LastDay), (record.Rows.LastDay, record.Raw.LastDay));
        List<string> told = [];
        LiveReplay.Ensure(panel.Models[Momentum], record, new(), new(), new Told(told), TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(1, 12).Select(m => $"1998-{m:00} {m}/12"), told);
        using var history = MeasurementHistory.Open(panel.Workspace.HistoryFile);
        var losses = history.Query(Momentum, "Trading performance", "pnl", LastDay.AddDays(1));
        Assert.Equal(12, losses.Count);
        Assert.Equal(Review(Momentum, 9).Performance.Measurements.Single(m => m.Metric == "pnl").Value, losses.Single(p => p.From == new DateOnly(1998, 9, 1)).Measurement.Value);
    }

    [Fact]
    public void The_two_days_that_are_the_same_in_all_stocks_are_found_to_stand_still()
    {
        var raw = panel.Records[Momentum].Raw;
        var report = new RealTimeMonitor(raw.Since(new DateOnly(1991, 1, 3)).Before(new DateOnly(1998, 1, 1))).MonitorDataQuality(raw.Before(new DateOnly(1991, 2, 1)));
        Assert.Contains(report.Alerts, a => a.Evidence is { Metric: "unchanged_excess", Of: "close" } && a.Severity == Severity.Critical);
        Assert.Contains("on 1991-01-02 30 of 30 assets repeat their value before", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_model_of_a_panel_is_worth_out_of_sample_is_counted_in_sessions()
    {
        var evidence = panel.Models[Reversal].Version.Training.Evidence!;
        var rank = evidence.OutOfSample.Single(m => m.Metric == "mean_rank_correlation");
        var training = panel.Models[Reversal].Prepared.Frame.Before(new DateOnly(1998, 1, 1));
        Assert.Equal(training.TimeCount - panel.Models[Reversal].Definition.Backtest.FirstTraining, rank.Count);
        Assert.NotNull(rank.Interval);
        Assert.DoesNotContain(evidence.OutOfSample, m => m.Count > training.TimeCount);
        Assert.EndsWith("Correlations are across the assets of each session, averaged over sessions.", evidence.OutOfSampleBy, StringComparison.Ordinal);
    }

    sealed class Told(List<string> steps) : IProgress<ReplayStep>
    {
        public void Report(ReplayStep value) => steps.Add($"{value.Month} {value.Number}/{value.Of}");
    }
}
