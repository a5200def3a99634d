using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.ReturnSeriesTests;

namespace ModelOpsLab.Tests.Trading;

public class DrawdownTests
{
    [Fact]
    public void A_loss_in_the_first_return_is_a_drawdown_whose_peak_day_is_unknown()
    {
        var first = Assert.Single(Drawdowns.Of(Daily(-0.5, 1.0, 0.1)).All);
        Assert.Null(first.Peak);
        Assert.Equal((-0.5, 2, 1, false), (first.Depth, first.Sessions, first.SessionsUnderWater, first.IsOpen));
    }

    [Fact]
    public void A_known_start_is_the_peak_of_a_loss_in_the_first_return()
    {
        DateOnly[] days = [new(2024, 1, 2), new(2024, 1, 5)];
        var first = Assert.Single(Drawdowns.Of(ReturnSeries.Of(days, [-0.1, -0.1], start: new DateOnly(2023, 12, 29))).All);
        Assert.Equal(new DateTime(2023, 12, 29, 0, 0, 0, DateTimeKind.Utc), first.Peak);
        Assert.Equal(7, first.Days);
    }

    [Fact]
    public void A_drawdown_that_has_not_recovered_is_open_and_runs_to_the_last_return()
    {
        var table = Drawdowns.Of(Daily(0.1, -0.2, 0.05, 0.05));
        Assert.Equal(table.All[^1], table.Open);
        Assert.True(table.Open!.IsOpen);
        Assert.Equal((3, 3, 3), (table.Open.Sessions, table.Open.SessionsUnderWater, table.Open.Days));
        Assert.Equal(0.8 * 1.05 * 1.05 - 1, table.Current.Value, 1e-15);
        Assert.Equal(["2024-01-01", "2024-01-02", "open", "-20.00 %", "3", "3"], table.ToDocument().Blocks.OfType<Table>().Single().Rows[0].Select(c => c.Text));
    }

    [Fact]
    public void Frequency_depth_and_length_are_means_over_the_drawdowns_listed()
    {
        // Two drawdowns, 50 % and 25 %, in six sessions of a calendar with six a year.
        var returns = ReturnSeries.Of(Daily(1, -0.5, 1, -0.25, 1 / 3.0, 1).Dates, [1, -0.5, 1, -0.25, 1 / 3.0, 1], new TradingCalendar(6));
        var table = Drawdowns.Of(returns);
        Assert.Equal((2.0, -0.375, 2.0, 2.0), (table.FrequencyPerYear.Value, table.MeanDepth.Value, table.MeanSessions.Value, table.MeanDays.Value));
        Assert.Equal(Math.Sqrt((0.25 + 0.0625) / 6), table.UlcerIndex.Value, 1e-15);
        Assert.Single(Drawdowns.Of(returns, minimumDepth: 0.3).All);
        Assert.Equal(-0.5, Drawdowns.Of(returns, minimumDepth: 0.6).Maximum.Value);
        Assert.Contains("no drawdown", Drawdowns.Of(returns, minimumDepth: 0.6).MeanDepth.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void A_total_loss_stays_a_total_loss()
    {
        var lost = Assert.Single(Drawdowns.Of(Daily(0.01, -1, 0.05, 0.01)).All);
        Assert.Equal((-1.0, true), (lost.Depth, lost.IsOpen));
    }

    [Fact]
    public void Depths_outside_zero_and_one_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Drawdowns.Of(Daily(0.1), minimumDepth: 5));
}
