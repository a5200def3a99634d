using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Reviews;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Reviews;

public class InputShiftTests
{
    static readonly DateOnly Monday = new(2020, 1, 6);

    /// <summary>Two inputs, of which x is shifted; the target follows x's own reference level and not the shift.</summary>
    static Frame Rows(int count, ulong seed, double shift, int assets = 1)
    {
        var random = new DeterministicRandom(seed);
        double[] x = new double[count], z = new double[count], target = new double[count];
        for (var i = 0; i < count; i++)
        {
            var own = random.NextNormal();
            (x[i], z[i]) = (own + shift, random.NextNormal());
            target[i] = 0.01 * own + 0.002 * z[i] + 0.001 * random.NextNormal();
        }
        List<Column> columns = [Column.Dates("time", [.. Enumerable.Range(0, count).Select(i => Monday.AddDays(i / assets))]), Column.Numbers("x", x), Column.Numbers("z", z), Column.Numbers("y", target)];
        if (assets > 1) columns.Add(Column.Texts("asset", [.. Enumerable.Range(0, count).Select(i => ((char)('a' + i % assets)).ToString())]));
        return Frame.Of(new() { Timestamp = "time", Features = ["x", "z"], Target = "y", Asset = assets > 1 ? "asset" : null }, columns);
    }

    static readonly LinearModel Model = new(["x", "z"], 0, [0.01, 0.002], [1, 1]);

    static double[] Signs(double[] predictions) => [.. predictions.Select(p => double.IsNaN(p) ? 0 : (double)Math.Sign(p))];

    [Fact]
    public void Of_a_linear_model_the_prediction_moves_by_the_coefficient_times_the_shift_of_the_mean()
    {
        Frame reference = Rows(800, 1, 0), period = Rows(60, 2, 3);
        var shifts = InputShift.Of(Model, reference, period, Signs);
        double Mean(Frame f, string c) => Moments.Mean(f[c].Span);
        Assert.Equal(0.01 * (Mean(period, "x") - Mean(reference, "x")), shifts[0].Prediction.Value, 1e-15);
        Assert.Equal(0.002 * (Mean(period, "z") - Mean(reference, "z")), shifts[1].Prediction.Value, 1e-15);
    }

    [Fact]
    public void Any_other_model_is_asked_and_says_the_same_where_it_is_linear()
    {
        Frame reference = Rows(800, 3, 0), period = Rows(60, 4, 3);
        var same = new FunctionModel(["x", "z"], row => 0.01 * row[0] + 0.002 * row[1]);
        var (linear, asked) = (InputShift.Of(Model, reference, period, Signs), InputShift.Of(same, reference, period, Signs));
        Assert.Equal(linear[0].Prediction.Value, asked[0].Prediction.Value, 1e-3);
        Assert.Equal(linear[0].Amount.Value, asked[0].Amount.Value, 1e-12);
    }

    [Fact]
    public void An_input_whose_shift_the_market_did_not_follow_costs_money_beyond_doubt_and_the_other_does_not()
    {
        // A market that falls every day while x says up: without the shift half of the positions would have been short.
        var falling = Rows(60, 6, 5).With("y", [.. Enumerable.Repeat(-0.01, 60)]);
        var shifts = InputShift.Of(Model, Rows(800, 5, 0), falling, Signs);
        Assert.True(shifts[0].Amount.Interval!.High < 0);
        Assert.InRange(shifts[0].Amount.Value, -0.75, -0.45);
        Assert.Equal("200 stretches of the reference", shifts[0].Amount.Interval!.Method);
        Assert.Equal(0, shifts[1].Amount.Value);
    }

    [Fact]
    public void A_prediction_that_does_not_change_changes_nothing()
    {
        var shifts = InputShift.Of(new LinearModel(["x", "z"], 0.1, [0, 0], [1, 1]), Rows(100, 7, 0), Rows(20, 8, 5), Signs);
        Assert.All(shifts, s => Assert.Equal((0, 0), (s.Amount.Value, s.Prediction.Value)));
    }

    [Fact]
    public void In_a_panel_the_input_of_an_asset_is_put_back_from_the_same_asset()
    {
        // Input x is 100 for the first asset and −100 for the second, then and now: nothing shifted, whatever stretch is drawn.
        Frame Panel(int count, ulong seed)
        {
            var rows = Rows(count, seed, 0, 2);
            return rows.With("x", [.. Enumerable.Range(0, count).Select(i => i % 2 == 0 ? 100.0 : -100)]);
        }
        var shift = InputShift.Of(Model, Panel(200, 9), Panel(40, 10), Signs)[0];
        Assert.Equal((0, 0), (shift.Amount.Value, shift.Amount.Interval!.High));
    }

    [Fact]
    public void Sizing_sees_all_predictions_at_once_and_the_seed_fixes_the_draws()
    {
        Frame reference = Rows(300, 11, 0, 3), period = Rows(60, 12, 1, 3);
        double[] Demeaned(double[] p) => [.. p.Select((v, i) => v - p.Skip(i / 3 * 3).Take(3).Average())];
        var (once, twice, other) = (InputShift.Of(Model, reference, period, Demeaned), InputShift.Of(Model, reference, period, Demeaned), InputShift.Of(Model, reference, period, Demeaned, seed: 2));
        Assert.Equal(once, twice);
        Assert.NotEqual(once[0].Amount.Value, other[0].Amount.Value);
        Assert.Contains("sized to 1 positions", Assert.Throws<ArgumentException>(() => InputShift.Of(Model, reference, period, _ => [0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_without_values_says_so()
    {
        Frame reference = Rows(100, 13, 0), period = Rows(20, 14, 1);
        var gone = InputShift.Of(Model, reference, period.With("x", [.. Enumerable.Repeat(double.NaN, 20)]), Signs);
        Assert.Equal("the period has no value of it", gone[0].Amount.Because);
        Assert.Equal("the reference has no value of it", InputShift.Of(Model, reference.With("x", [.. Enumerable.Repeat(double.NaN, 100)]), period, Signs)[0].Amount.Because);
        Assert.Equal("the period has no rows", InputShift.Of(Model, reference, period.Rows(..0), Signs)[0].Amount.Because);
    }
}
