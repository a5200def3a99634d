using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Live.Dow30Workspace;

namespace ModelOpsLab.Tests.Live;

/// <summary>Two strategies on thirty stocks as one book.</summary>
public class PortfolioReviewTests(Dow30Workspace panel) : IClassFixture<Dow30Workspace>
{
    MonthlyReview Review(string name, int month) => MonthlyReview.Of(panel.Records[name], 1998, month, ReviewOptions.Of(panel.Models[name].Definition, panel.Workspace));

    PortfolioReview Book(int month) => PortfolioReview.Of(new PortfolioPart(Review(Reversal, month), 0.5), new PortfolioPart(Review(Momentum, month), 0.5));

    [Fact]
    public void The_book_is_the_sum_of_its_parts_and_the_cube_reconciles_to_it()
    {
        var book = Book(9);
        ReturnSeries a = ReturnSeries.Of(Review(Reversal, 9).Rows), b = ReturnSeries.Of(Review(Momentum, 9).Rows);
        Assert.Equal(a.Count, book.Rows.Count);
        for (var i = 0; i < a.Count; i++) Assert.Equal(0.5 * a.Values[i] + 0.5 * b.Values[i], book.Rows.Values[i], 1e-15);
        var total = book.Rows.Values.ToArray().Sum();
        foreach (var cut in new[] { Cut.Whole, Cut.Strategy, Cut.Asset, Cut.Side, Cut.Asset | Cut.Strategy | Cut.Side })
            Assert.Equal(total, (double)book.Cube.By(cut).Totals[""], 1e-12);
        Assert.All(book.Reconciliation.Periods, p => Assert.InRange(Math.Abs((double)p.Unexplained!.Value), 0, 1e-12));
        Assert.Equal(60, book.Cube.By(Cut.Asset | Cut.Strategy).Cells.Count);
    }

    [Fact]
    public void Shares_of_the_risk_add_up_to_one()
    {
        var rows = Book(9).Strategies.Blocks.OfType<Table>().First().Rows;
        Assert.Equal(["dow30-reversal", "dow30-momentum", "book"], rows.Select(r => r[0].Text));
        Assert.InRange(rows.Take(2).Sum(r => int.Parse(r[4].Text.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)), 99, 101);
        Assert.Contains("The book lost 2.12 % in September 1998", Book(9).Summary.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Reviews_of_other_days_one_model_twice_and_no_share_are_refused()
    {
        string Refusal(params PortfolioPart[] parts) => Assert.Throws<ArgumentException>(() => PortfolioReview.Of(parts)).Message;
        Assert.Contains("at least one model", Refusal(), StringComparison.Ordinal);
        Assert.Contains("stands twice", Refusal(new(Review(Reversal, 9), 1), new(Review(Reversal, 9), 1)), StringComparison.Ordinal);
        Assert.Contains("review the same days", Refusal(new(Review(Reversal, 8), 1), new(Review(Momentum, 9), 1)), StringComparison.Ordinal);
        Assert.Contains("a share is a positive number", Refusal(new PortfolioPart(Review(Reversal, 9), 0)), StringComparison.Ordinal);
    }
}
