using ModelOpsLab.Data;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Trading;

public class ReturnSeriesTests
{
    static readonly DateTime Monday = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    internal static ReturnSeries Daily(params double[] returns) => ReturnSeries.Of([.. returns.Select((_, i) => Monday.AddDays(i))], returns);

    [Fact]
    public void Missing_returns_are_dropped_and_counted()
    {
        var returns = Daily(0.01, double.NaN, -0.02);
        Assert.Equal((2, 1), (returns.Count, returns.Dropped));
        Assert.Equal([Monday, Monday.AddDays(2)], returns.Dates);
        Assert.Contains("1 missing left out", returns.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_without_a_return_says_so_in_every_number()
    {
        foreach (var returns in new[] { Daily(), Daily(double.NaN, double.NaN) })
            Assert.All(PerformanceSummary.Of(returns).Measurements, m => Assert.NotEmpty(m.Because!));
    }

    [Fact]
    public void One_return_has_a_profit_and_no_Sharpe_ratio()
    {
        var summary = PerformanceSummary.Of(Daily(-0.02));
        Assert.Equal(-0.02, summary["pnl"].Value);
        Assert.Equal(-0.02, summary["max_drawdown"].Value);
        Assert.Contains("needs two returns", summary["sharpe_ratio"].Because, StringComparison.Ordinal);
    }

    [Fact]
    public void Constant_returns_have_no_Sharpe_ratio_not_one_of_1e16()
    {
        Assert.Contains("no variance", SharpeRatio.Of(Daily([.. Enumerable.Repeat(0.001, 30)])).Because, StringComparison.Ordinal);
        Assert.Equal(0, Volatility.Of(Daily([.. Enumerable.Repeat(0.001, 30)])).Value);
    }

    [Fact]
    public void Gains_alone_have_neither_downside_nor_drawdown_to_divide_by()
    {
        var returns = Daily(0.01, 0.02, 0.015);
        Assert.Contains("no downside", SortinoRatio.Of(returns).Because, StringComparison.Ordinal);
        Assert.Contains("no drawdown", CalmarRatio.Of(returns).Because, StringComparison.Ordinal);
        Assert.Equal(0, Drawdowns.Of(returns).Maximum.Value);
        Assert.Equal(0, Drawdowns.Of(returns).FrequencyPerYear.Value);
    }

    [Fact]
    public void A_loss_of_more_than_everything_leaves_arithmetic_numbers_and_no_compounded_ones()
    {
        var returns = Daily(0.01, -1.2, 0.03, 0.01);
        Assert.True(SharpeRatio.Of(returns).Exists);
        foreach (var missing in new[] { TotalReturn.Of(returns), CompoundAnnualGrowth.Of(returns), CalmarRatio.Of(returns), Drawdowns.Of(returns).Maximum })
            Assert.Contains("2024-01-02 is -120.00 %", missing.Because, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => returns.Growth());
    }

    [Fact]
    public void An_infinite_return_leaves_no_number_at_all() =>
        Assert.All(PerformanceSummary.Of(Daily(0.01, double.PositiveInfinity)).Measurements, m => Assert.Contains("infinite", m.Because, StringComparison.Ordinal));

    [Fact]
    public void Descending_dates_and_unequal_lengths_are_refused()
    {
        Assert.Contains("sort the returns", Assert.Throws<ArgumentException>(() => ReturnSeries.Of([Monday, Monday.AddDays(-1)], [0.1, 0.2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ReturnSeries.Of([Monday], [0.1, 0.2]));
        Assert.Throws<ArgumentException>(() => ReturnSeries.Of([Monday], [0.1], start: Monday));
    }

    [Fact]
    public void A_panel_is_weighted_by_its_weight_column_or_equally_over_the_assets_present()
    {
        string?[] assets = ["A", "B", "A", "B"];
        Column[] columns =
        [
            Column.Dates("day", [new(2024, 1, 1), new(2024, 1, 1), new(2024, 1, 2), new(2024, 1, 2)]), Column.Categories("asset", assets),
            Column.Numbers("r", [0.02, 0.04, double.NaN, 0.06]), Column.Numbers("w", [0.5, 0.25, 0.5, 0.5]),
        ];
        var schema = new Schema { Timestamp = "day", Asset = "asset", Return = "r" };
        Assert.Equal([0.03, 0.06], ReturnSeries.Of(Frame.Of(schema, columns)).Values.ToArray());
        Assert.Equal([0.02, 0.03], ReturnSeries.Of(Frame.Of(schema with { Weight = "w" }, columns)).Values.ToArray());
    }

    [Fact]
    public void An_annual_rate_is_spread_over_the_periods_and_a_rate_per_period_is_not()
    {
        Assert.Equal(1.02, Math.Pow(1 + Rate.Annual(0.02).InPeriodOf(TradingCalendar.Daily), 252), 1e-12);
        Assert.Equal(0.001, Rate.PerPeriod(0.001).InPeriodOf(TradingCalendar.Daily));
        Assert.Equal(0, Rate.Zero.InPeriodOf(TradingCalendar.Monthly));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rate.Annual(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TradingCalendar(0));
    }

    [Fact]
    public void Growth_by_the_calendar_does_not_depend_on_the_number_of_returns()
    {
        DateTime start = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc), end = start.AddDays(731);
        var growth = CompoundAnnualGrowth.Of(ReturnSeries.Of([end], [0.21], start: start)).Value;
        Assert.Equal(Math.Pow(1.21, 365.25 / 731) - 1, growth, 1e-14);
        Assert.Equal(growth, CompoundAnnualGrowth.Of(ReturnSeries.Of([start.AddDays(40), end], [0.10, 0.10], start: start)).Value, 1e-14);
    }

    [Fact]
    public void Calmar_of_36_months_leaves_out_what_is_older()
    {
        DateTime[] months = [.. Enumerable.Range(0, 48).Select(i => new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(i + 1).AddDays(-1))];
        var returns = Enumerable.Range(0, 48).Select(i => i == 3 ? -0.5 : i % 3 == 0 ? -0.01 : 0.02).ToArray();
        var whole = ReturnSeries.Of(months, returns, TradingCalendar.Monthly);
        Assert.Equal(CalmarRatio.Of(ReturnSeries.Of(months[12..], returns.AsSpan(12), TradingCalendar.Monthly)).Value, CalmarRatio.Last36Months(whole).Value, 1e-12);
        Assert.Contains("36 months", CalmarRatio.Last36Months(ReturnSeries.Of(months[20..], returns.AsSpan(20), TradingCalendar.Monthly)).Because, StringComparison.Ordinal);
    }
}
