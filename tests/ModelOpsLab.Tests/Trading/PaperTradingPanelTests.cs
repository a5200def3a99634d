using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using ModelOpsLab.Data;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Trading;

public class PaperTradingPanelTests
{
    static readonly PaperTradingPolicy Across = new() { Sizing = PositionSizing.CrossSection, CostPerTurnover = 0.001 };
    static readonly DateTime First = new(2024, 1, 2, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>A panel of all assets in all sessions; of each row the prediction, return and volatility.</summary>
    static PaperTradingResult Run(int assets, double[] prediction, double[] realised, double[]? volatility = null, PaperTradingPolicy? policy = null) => PaperTrading.Run(
        [.. Enumerable.Range(0, prediction.Length).Select(row => First.AddDays(row / assets))], [.. Enumerable.Range(0, prediction.Length).Select(row => $"A{row % assets}")],
        prediction, realised, volatility ?? [.. Enumerable.Repeat(0.001, prediction.Length)], policy ?? Across);

    static void Holds(Func<double[], bool> law) => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithReplay(FSharpOption<Replay>.Some(new(new Rnd(20_240_102, 1), FSharpOption<int>.None))),
        Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat[]>().Generator.Select(x => x.Select(v => Math.Clamp(v.Get, -1e6, 1e6)).ToArray()).ToArbitrary(), law));

    [Fact]
    public void A_book_across_assets_buys_as_much_as_it_sells_and_each_asset_pays_for_its_own_turnover()
    {
        // Predictions 3, 2, 1: differences 1, 0, −1 over their sizes 2; then turned round.
        var paper = Run(3, [3, 2, 1, 1, 2, 3], [0.02, 0.05, -0.01, 0.01, 0, 0.03]);
        Assert.Equal([0.5, 0, -0.5, -0.5, 0, 0.5], paper.Position);
        Assert.Equal([0.0005, 0, 0.0005, 0.001, 0, 0.001], paper.Cost.Select(c => Math.Round(c, 12)));
        Assert.Equal([0.014, 0.008], paper.Returns.Values.ToArray().Select(r => Math.Round(r, 12)));
        Assert.Equal(3.0 * 252 / 2, paper.TurnoverPerYear.Value, 1e-9);
        Assert.Equal((2, 1.0), (paper.TimeInMarket.Count, paper.TimeInMarket.Value));
    }

    [Fact]
    public void Any_book_is_neutral_within_its_leverage_and_its_volatility_and_adds_up_by_asset() => Holds(x =>
    {
        const int assets = 4;
        var rows = x.Length / assets * assets;
        if (rows == 0) return true;
        double[] prediction = x[..rows], realised = [.. prediction.Select(v => Math.Sin(v) / 10)], volatility = [.. prediction.Select(v => 0.005 + Math.Abs(Math.Cos(v)) / 50)];
        var paper = Run(assets, prediction, realised, volatility);
        for (var start = 0; start < rows; start += assets)
        {
            double[] held = paper.Position[start..(start + assets)];
            var risk = Math.Sqrt(held.Zip(volatility[start..(start + assets)], (w, v) => w * w * v * v).Sum() * 252);
            if (Math.Abs(held.Sum()) > 1e-12 || held.Sum(Math.Abs) > 1 + 1e-12 || risk > 0.1 + 1e-12) return false;
            if (held.Any(p => p != 0) && held.Sum(Math.Abs) < 1 - 1e-12 && risk < 0.1 - 1e-12) return false;
        }
        return Math.Abs(Enumerable.Range(0, assets).Sum(a => paper.Trades($"A{a}").Sum(t => t.ProfitAndLoss)) - paper.Net.Sum()) < 1e-12
            && Math.Abs(paper.Returns.Values.ToArray().Sum() - paper.Net.Sum()) < 1e-12;
    });

    [Fact]
    public void The_order_and_the_level_and_the_unit_of_the_predictions_do_not_matter() => Holds(x =>
    {
        if (x.Length < 2) return true;
        var zeros = new double[x.Length];
        var held = Run(x.Length, x, zeros).Position;
        var size = x.Max(Math.Abs);
        if (x.Max() - x.Min() < 1e-3 * size) return true;
        return Near(held, [.. Run(x.Length, [.. x.Reverse()], zeros).Position.Reverse()])
            && Near(held, Run(x.Length, [.. x.Select(v => v + size)], zeros).Position)
            && Near(held, Run(x.Length, [.. x.Select(v => 1e-7 * v)], zeros).Position);
        static bool Near(double[] a, double[] b) => a.Zip(b).All(p => Math.Abs(p.First - p.Second) < 1e-9);
    });

    [Fact]
    public void Equal_predictions_or_fewer_than_two_hold_nothing()
    {
        Assert.All(Run(3, [0.1, 0.1, 0.1], new double[3]).Position, p => Assert.Equal(0, p));
        Assert.All(Run(3, [0.1 + 0.2, 0.3, 0.3], new double[3]).Position, p => Assert.Equal(0, p)); // but for rounding
        Assert.All(Run(3, [0, 0, 0], new double[3]).Position, p => Assert.Equal(0, p));
        Assert.All(Run(3, [0.1, double.NaN, double.NegativeInfinity], new double[3]).Position, p => Assert.Equal(0, p));
    }

    [Fact]
    public void An_asset_without_a_prediction_or_a_volatility_is_left_out_and_the_others_stay_in_balance()
    {
        var paper = Run(4, [3, double.NaN, 1, 9], new double[4], [0.001, 0.001, 0.001, 0]);
        Assert.Equal([0.5, 0, -0.5, 0], paper.Position);
        Assert.Equal((1, 1), (paper.MissingPredictions, paper.MissingVolatilities));
    }

    [Fact]
    public void Predictions_as_large_as_a_number_can_be_are_sized_all_the_same() =>
        Assert.Equal([0.5, -0.5], Run(2, [double.MaxValue, -double.MaxValue], new double[2]).Position);

    [Fact]
    public void A_book_is_cut_to_its_volatility_target_as_if_its_assets_moved_each_for_itself()
    {
        // Weights of a half each at a volatility v: the book has v/√2 a session.
        var v = 0.4 / Math.Sqrt(252);
        Assert.Equal(0.5 * 0.1 / (0.4 / Math.Sqrt(2)), Run(2, [1, -1], new double[2], [v, v]).Position[0], 1e-12);
    }

    [Fact]
    public void An_asset_without_a_row_in_a_session_keeps_its_position_to_its_next_one()
    {
        DateTime[] dates = [First, First, First, First.AddDays(1), First.AddDays(1), First.AddDays(2), First.AddDays(2), First.AddDays(2)];
        var paper = PaperTrading.Run(dates, ["A", "B", "C", "A", "B", "A", "B", "C"], [1, 0, -1, 1, -1, 1, 0, -1], new double[8], [.. Enumerable.Repeat(0.001, 8)], Across);
        Assert.Equal([0.5, 0, 0.5, 0, 0.5, 0, 0.5, 0], paper.Turnover); // C is held at −0.5 through the second session
    }

    [Fact]
    public void A_session_in_which_a_held_asset_has_no_return_has_no_return_of_the_book()
    {
        var paper = Run(3, [3, 2, 1, 3, 2, 1], [0.01, double.NaN, 0.01, double.NaN, 0.01, 0.01]); // first it is not held, then it is
        Assert.Equal((1, 1, 2), (paper.Returns.Count, paper.Returns.Dropped, paper.MissingReturns));
    }

    [Fact]
    public void Inside_the_no_trade_band_an_asset_is_not_traded()
    {
        var paper = Run(3, [3, 2, 1, 3, 1.9, 1], new double[6], policy: Across with { NoTradeBand = 0.1 });
        Assert.Equal([0.5, 0, -0.5, 0.5], paper.Position[..4]);
        Assert.Equal([0, -0.5], [paper.Turnover[3], paper.Position[5]]);
    }

    [Fact]
    public void What_is_no_panel_is_refused_with_what_to_do()
    {
        var (zeros, dates) = (new double[2], new[] { First, First });
        Assert.Contains("crossSection", Assert.Throws<ArgumentException>(() => PaperTrading.Run(dates, ["A", "B"], zeros, zeros, zeros, new())).Message, StringComparison.Ordinal);
        Assert.Contains("A stands twice on 2024-01-02", Assert.Throws<ArgumentException>(() => PaperTrading.Run(dates, ["A", "A"], zeros, zeros, zeros, Across)).Message, StringComparison.Ordinal);
        Assert.Contains("sort the rows", Assert.Throws<ArgumentException>(() => PaperTrading.Run([First.AddDays(1), First], ["A", "A"], zeros, zeros, zeros, Across)).Message, StringComparison.Ordinal);
        Assert.Contains("2 dates and 1 assets", Assert.Throws<ArgumentException>(() => PaperTrading.Run(dates, ["A"], zeros, zeros, zeros, Across)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PaperTrading.Run(dates, ["A", "B"], zeros, [0, double.PositiveInfinity], zeros, Across));
        Assert.Throws<InvalidOperationException>(() => Across.Position(0.1, 0.01));
        Assert.Contains("There are: A0, A1", Assert.Throws<KeyNotFoundException>(() => Run(2, [1, 0], zeros).Trades("B")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_of_several_assets_is_run_by_its_roles()
    {
        var frame = Frame.Of(new Schema { Timestamp = "day", Asset = "asset", Target = "r", Prediction = "p" }, Column.Dates("day", [new(2024, 1, 2), new(2024, 1, 2)]),
            Column.Categories("asset", ["A", "B"]), Column.Numbers("r", [0.01, 0.02]), Column.Numbers("p", [1, -1]), Column.Numbers("vol", [0.001, 0.001]));
        Assert.Equal([0.5, -0.5], PaperTrading.Run(frame, "vol", policy: Across).Position);
    }
}
