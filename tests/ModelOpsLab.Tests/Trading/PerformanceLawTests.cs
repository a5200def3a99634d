using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.ReturnSeriesTests;

namespace ModelOpsLab.Tests.Trading;

public class PerformanceLawTests
{
    /// <summary>Up to 120 returns between −20 % and 20 %.</summary>
    static readonly Arbitrary<double[]> Returns =
        Arb.From(from n in Gen.Choose(2, 120) from r in Gen.ArrayOf(Gen.Choose(-2000, 2000), n) select r.Select(v => v / 1e4).ToArray());

    /// <summary>The same 100 series on every run.</summary>
    static void Holds(Func<double[], bool> law) => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithReplay(FSharpOption<Replay>.Some(new(new Rnd(20_240_101, 1), FSharpOption<int>.None))), Prop.ForAll(Returns, law));

    static bool Near(double a, double b, double relative = 1e-10) => a == b || Math.Abs(a - b) <= relative * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));

    [Fact]
    public void Sharpe_ratio_does_not_change_with_the_scale_of_the_returns() => Holds(r =>
    {
        var (one, scaled) = (SharpeRatio.Of(Daily(r)), SharpeRatio.Of(Daily([.. r.Select(v => 2.5 * v)])));
        return one.Exists == scaled.Exists && (!one.Exists || Near(one.Value, scaled.Value) && Near(one.Interval!.High, scaled.Interval!.High, 1e-7));
    });

    [Fact]
    public void Sharpe_and_Sortino_do_not_depend_on_the_order_of_the_returns() => Holds(r =>
    {
        var (there, back) = (Daily(r), Daily([.. r.Reverse()]));
        var (a, b) = (SharpeRatio.Of(there), SharpeRatio.Of(back));
        var (c, d) = (SortinoRatio.Of(there), SortinoRatio.Of(back));
        return a.Exists == b.Exists && (!a.Exists || Near(a.Value, b.Value)) && c.Exists == d.Exists && (!c.Exists || Near(c.Value, d.Value));
    });

    [Fact]
    public void Drawdowns_are_never_positive_and_the_deepest_is_the_maximum() => Holds(r =>
    {
        var table = Drawdowns.Of(Daily(r));
        return table.Underwater.ToArray().All(u => u <= 0 && u >= -1)
            && (table.All.Count == 0 ? table.Maximum.Value == 0 : table.Deepest(1)[0].Depth == table.Maximum.Value);
    });

    [Fact]
    public void Months_and_years_compound_to_the_whole() => Holds(r =>
    {
        var returns = Daily(r);
        var whole = 1 + TotalReturn.Of(returns).Value;
        return Near(ProfitAndLoss.ByMonth(returns).Aggregate(1.0, (w, m) => w * (1 + m.Value)), whole)
            && Near(ProfitAndLoss.ByYear(returns).Aggregate(1.0, (w, m) => w * (1 + m.Value)), whole);
    });

    [Fact]
    public void Expected_shortfall_is_never_better_than_value_at_risk_of_the_lower_order_statistic() => Holds(r =>
        ExpectedShortfall.Of(Daily(r)).Value <= ValueAtRisk.Of(Daily(r)).Value + 1e-15);

    [Fact]
    public void Trades_add_up_to_the_net_profit_and_loss() => Holds(r =>
    {
        // Positions from the returns themselves: flat, long, short, resized, turned.
        var positions = r.Select(v => Math.Round(v * 10) / 2).Reverse().ToArray();
        var costs = positions.Select((p, t) => 0.001 * Math.Abs(p - (t == 0 ? 0 : positions[t - 1]))).ToArray();
        var dates = Daily(r).Dates;
        var net = positions.Select((p, t) => p * r[t] - costs[t]).Sum();
        var trades = Trades.FromPositions(dates, "A", positions, r, costs);
        return Near(trades.Sum(t => t.ProfitAndLoss), net, 1e-12)
            && trades.Sum(t => t.Sessions) == positions.Count(p => p != 0)
            && trades.SkipLast(1).All(t => !t.IsOpen)
            && (trades.Count == 0 || trades[^1].IsOpen == (positions[^1] != 0));
    });

    [Fact]
    public void Paper_trading_net_is_gross_less_cost_and_its_trades_add_up() => Holds(r =>
    {
        var dates = Daily(r).Dates;
        var predictions = r.Reverse().ToArray();
        var paper = PaperTrading.Run(dates, predictions, r, [.. r.Select(v => 0.005 + Math.Abs(v))], new() { Sizing = PositionSizing.Proportional, PredictionScale = 0.1, NoTradeBand = 0.05 });
        return Near(paper.Trades("A").Sum(t => t.ProfitAndLoss), paper.Net.Sum(), 1e-12)
            && paper.Position.All(p => Math.Abs(p) <= 1)
            && Near(paper.Cost.Sum(), 0.0001 * paper.Turnover.Sum());
    });

    [Fact]
    public void A_prediction_that_comes_true_is_perfect_and_its_opposite_is_perfectly_wrong() => Holds(r =>
    {
        if (r.Length < 3 || r.Distinct().Count() < 2 || r.All(v => v == 0)) return true;
        var (right, wrong) = (PredictionQuality.Of(r, r), PredictionQuality.Of([.. r.Select(v => -v)], r));
        return Near(right.Correlation.Value, 1) && Near(right.CalibrationSlope.Value, 1) && right.HitRate.Value == 1 && right.RootMeanSquareError.Value == 0
            && Near(wrong.Correlation.Value, -1) && Near(wrong.RankCorrelation.Value, -1) && wrong.HitRate.Value == 0 && Near(wrong.RSquaredAgainstZero.Value, -3);
    });

    [Fact]
    public void Omega_is_one_and_the_gain_over_the_loss() => Holds(r =>
    {
        var (omega, sum) = (OmegaRatio.Of(Daily(r)), r.Sum());
        return !omega.Exists ? r.All(v => v >= 0) : Near(omega.Value - 1, sum / r.Where(v => v < 0).Sum(v => -v), 1e-9) && Near(OmegaRatio.Of(Daily([.. r.Select(v => 3 * v)])).Value, omega.Value, 1e-9);
    });

    [Fact]
    public void Values_at_risk_and_the_deflated_ratio_are_ordered_as_they_must_be() => Holds(r =>
    {
        var returns = Daily(r);
        if (!SharpeRatio.Of(returns).Exists) return true;
        double[] deflated = [.. new[] { 1, 2, 10, 100 }.Select(n => DeflatedSharpeRatio.Of(returns, n).Value)];
        return ValueAtRisk.Of(returns, 0.99).Value <= ValueAtRisk.Of(returns).Value && ValueAtRisk.Normal(returns, 0.99).Value < ValueAtRisk.Normal(returns).Value
            && (!ValueAtRisk.CornishFisher(returns, 0.99).Exists || ValueAtRisk.CornishFisher(returns, 0.99).Value <= ValueAtRisk.CornishFisher(returns, 0.9).Value)
            && deflated.Zip(deflated.Skip(1)).All(d => d.Second <= d.First + 1e-12);
    });

    [Fact]
    public void The_line_beside_a_benchmark_leaves_what_it_does_not_explain() => Holds(r =>
    {
        double[] benchmark = [.. r.Select((v, i) => 0.5 * v + 0.01 * Math.Sin(7 * i))];
        var (there, leveraged) = (BenchmarkComparison.Of(Daily(r), Daily(benchmark)), BenchmarkComparison.Of(Daily([.. r.Select(v => 2 * v)]), Daily(benchmark)));
        return !there.Beta.Exists || Near(leveraged.Beta.Value, 2 * there.Beta.Value, 1e-9) && Near(leveraged.Alpha.Value, 2 * there.Alpha.Value, 1e-8)
            && Near(there.Alpha.Value / 252, r.Average() - there.Beta.Value * benchmark.Average(), 1e-9) && (!there.RSquared.Exists || there.RSquared.Value is >= 0 and <= 1 + 1e-12);
    });

    [Fact]
    public void A_summary_has_each_metric_once_and_each_number_or_its_reason() => Holds(r =>
    {
        var measurements = PerformanceSummary.Of(Daily(r), benchmark: Daily([.. r.Reverse()]), trials: 5).Measurements;
        return measurements.Select(m => m.Metric).Distinct().Count() == measurements.Count && measurements.All(m => m.Exists ? double.IsFinite(m.Value) : m.Because is { Length: > 5 });
    });

    [Fact]
    public void Common_dates_and_those_left_out_add_up_and_the_sides_may_be_exchanged() => Holds(r =>
    {
        var whole = Daily(r);
        var part = ReturnSeries.Of([.. whole.Dates.Where((_, i) => i % 3 != 1)], [.. r.Where((_, i) => i % 3 != 1)]);
        var (there, back) = (CommonDates.Of(whole, part), CommonDates.Of(part, whole));
        return there.Dates.Length + there.OnlyInFirst == whole.Count && there.OnlyInSecond == 0 && there.Dates.SequenceEqual(back.Dates) && there.First.SequenceEqual(back.Second) && there.First.SequenceEqual(there.Second);
    });
}
