using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;
using ModelOpsLab.Tests.Live;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Reviews;

/// <summary>The causes of the demonstration model's months.</summary>
public class ShortfallCausesTests(DemonstrationWorkspace demonstration, ITestOutputHelper output) : IClassFixture<DemonstrationWorkspace>
{
    ShortfallCauses Causes(int year, int month, params DataFinding[] findings)
    {
        var record = demonstration.Record;
        var rows = record.Live.Month(year, month);
        var policy = demonstration.Model.Definition.Trading;
        var held = rows[record.Position].Span.ToArray();
        double[] Sized(double[] predictions) => [.. predictions.Select((p, i) => Math.Sign(p) * Math.Abs(held[i]))];
        return ShortfallCauses.Of(LossBudget.Of(record, rows), ReturnSeries.Of(rows, record.Calendar), RegimeTable.Of(record, rows), new DriftDetector(record.Reference).MonitorInputDistributionDrift(rows),
            InputShift.Of(demonstration.Model.Model, record.Reference, rows, Sized), findings);
    }

    [Fact]
    public void The_months_have_their_causes_ranked_by_how_much_each_explains()
    {
        foreach (var month in new[] { (2020, 2), (2020, 3), (2019, 12) })
        {
            var causes = Causes(month.Item1, month.Item2);
            output.WriteLine(causes.ToString());
            double[] amounts = [.. causes.Causes.Where(c => c.Amount.Exists).Select(c => c.Amount.Value)];
            Assert.Equal(amounts.Order(), amounts);
            Assert.Contains(causes.Causes, c => c.Kind == CauseKind.Cost && c.Amount.Exists);
            Assert.Contains(causes.Causes, c => c is { Kind: CauseKind.Regime, Amount.Interval: not null });
        }
    }

    [Fact]
    public void Only_inputs_that_drifted_are_causes()
    {
        var march = Causes(2020, 3);
        Assert.Contains(march.Causes, c => c is { Kind: CauseKind.Input, Name: "return_1d", Evidence: "input-drift" });
        Assert.DoesNotContain(Causes(2019, 12).Causes, c => c.Kind == CauseKind.Input);
    }

    [Fact]
    public void Sessions_with_a_finding_have_what_the_account_earned_in_them_against_average_sessions()
    {
        var rows = demonstration.Record.Live.Month(2020, 2);
        var returns = ReturnSeries.Of(rows, demonstration.Record.Calendar);
        var worst = Enumerable.Range(0, returns.Count).MinBy(i => returns.Values[i]);
        var day = DateOnly.FromDateTime(returns.Dates[worst]);
        var causes = Causes(2020, 2, new DataFinding(day, "stale close", "data-quality"), new(new(2020, 2, 29), "no such session", "data-quality"));
        var stale = causes.Causes.Single(c => c.Name == "stale close");
        var expected = LossBudget.Of(demonstration.Record, rows).Expected.Value / returns.Count;
        Assert.Equal(returns.Values[worst] - expected, stale.Amount.Value, 1e-15);
        Assert.Equal(stale.Amount.Value / causes.Shortfall.Value, causes.Share(stale));
        Assert.Equal("the account has no return in those sessions", causes.Causes[^1].Amount.Because);
        Assert.Contains("data: stale close", causes.ToString(), StringComparison.Ordinal);
        Assert.Contains("données : stale close", PlainTextWriter.Write(causes.ToDocument(Language.French)), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_cause_explains_the_loss_the_page_says_so_with_the_budget_and_the_worst_sessions()
    {
        var february = Causes(2020, 2);
        Assert.Equal(BudgetCause.Signal, february.Leading!.Cause);
        Assert.Equal(3, february.Worst.Count);
        Assert.All(february.Worst, w => Assert.True(w.Session > new DateOnly(2020, 2, 20) && w.Return < 0));
        Assert.Contains("The largest part stands under signal", february.ToString(), StringComparison.Ordinal);
        Assert.Contains("No cause looked at below is a loss beyond doubt", february.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_month_that_earned_more_than_expected_has_no_shortfall_and_no_shares()
    {
        var march = Causes(2020, 3);
        Assert.True(march.Shortfall.Value > 0);
        Assert.Contains("no shortfall to explain", march.ToString(), StringComparison.Ordinal);
        Assert.All(march.Causes, c => Assert.True(double.IsNaN(march.Share(c))));
        Assert.Contains("do not add up", march.ToString(), StringComparison.Ordinal);
    }
}
