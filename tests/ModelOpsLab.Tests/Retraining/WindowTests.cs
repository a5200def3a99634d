using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Retraining;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Retraining;

public sealed class WindowTests
{
    static readonly RidgeTrainer Ridge = new() { Penalty = 1 };

    [Fact]
    public void Weights_and_effective_rows_equal_the_reference()
    {
        var cases = OracleFile.Read("retraining-windows.json").GetProperty("splits").GetProperty("window_weights").EnumerateArray().ToArray();
        Assert.Equal(20, cases.Length);
        foreach (var test in cases)
        {
            var known = WalkForwardTests.Sample(test.GetProperty("n").GetInt32());
            Window window = test.Text("kind") switch
            {
                "exponential" => Window.Exponential(test.Number("half_life")),
                "hybrid_step" => Window.Hybrid(test.GetProperty("recent").GetInt32(), test.Number("multiplier")),
                _ => Window.Linear(),
            };
            double[] weights = [.. window.Of(known)[Window.WeightColumn]];
            OracleFile.Near(test.Number("sum"), weights.Sum(), 1e-12, $"{window.Name} sum");
            OracleFile.Near(test.Number("kish_ess"), window.EffectiveRows(known), 1e-12, $"{window.Name} effective rows");
            if (test.HasNumber("first")) OracleFile.Near(test.Number("first"), weights[0], 1e-12, "first");
            if (test.HasNumber("last")) Assert.Equal(test.Number("last"), weights[^1]);
        }
    }

    [Fact]
    public void Loss_of_windows_after_a_break_equals_the_reference()
    {
        foreach (var test in OracleFile.Read("retraining-windows.json").GetProperty("window_under_break").GetProperty("cases").EnumerateArray())
        {
            var (all, before) = (test.GetProperty("T").GetInt32(), test.GetProperty("T_break").GetInt32());
            var after = all - before;
            var trade = new BreakTradeOff(before, after, test.Number("phi"), test.Number("sigma_ratio_q"));
            Assert.Equal(test.GetProperty("best_window").GetInt32(), after + trade.BestFromBefore());
            OracleFile.Near(test.Number("msfe_best_window"), trade.Error(trade.BestFromBefore()), 1e-12, "best window");
            OracleFile.Near(test.Number("msfe_post_break_only"), trade.Error(0), 1e-12, "after the break only");
            OracleFile.Near(test.Number("msfe_all"), trade.Error(before), 1e-12, "everything");
            var (one, more) = trade.BestWeights();
            Assert.Equal(test.Numbers("optimal_weights"), [one, more], (a, b) => Math.Abs(a - b) < 1e-15);
            OracleFile.Near(test.Number("msfe_optimal_weights"), trade.Error([.. Enumerable.Repeat(one, before), .. Enumerable.Repeat(more, after)]), 1e-12, "optimal weights");
            double[] decay = [.. Enumerable.Range(0, all).Select(i => Math.Pow(test.Number("best_exponential_lambda"), all - 1 - i))];
            OracleFile.Near(test.Number("msfe_best_exponential"), trade.Error([.. decay.Select(w => w / decay.Sum())]), 1e-12, "exponential");
            var sizes = Enumerable.Range(all / 10, all - all / 10 + 1).ToArray();
            OracleFile.Near(test.Number("msfe_avew_windows_10pct_to_T"), trade.Error([.. Enumerable.Range(0, all).Select(i => sizes.Sum(n => i >= all - n ? 1.0 / n : 0) / sizes.Length)]), 1e-12, "average of windows");
        }
    }

    [Fact]
    public void Average_of_windows_predicts_the_mean_of_their_predictions()
    {
        var frame = WalkForwardTests.Sample(90);
        Window[] parts = [Window.Sliding(10), Window.Sliding(40), Window.Exponential(15)];
        var average = WalkForward.Predict(frame, Ridge, Window.Average(parts), 3, 1, 50);
        var each = parts.Select(w => WalkForward.Predict(frame, Ridge, w, 3, 1, 50)).ToArray();
        for (var i = 50; i < 90; i++) Assert.Equal(each.Average(w => w.Predictions[i]), average.Predictions[i], 1e-14);
        Assert.Equal("average of sliding 10, sliding 40, exponential 15", Window.Average(parts).Name);
        Assert.IsType<LinearModel>(Window.Average(parts).Train(Ridge, frame));
        Assert.All(average.Refits, (r, i) => Assert.Equal((each[2].Refits[i].Rows, each[2].Refits[i].From, each.Average(w => w.Refits[i].EffectiveRows)), (r.Rows, r.From, r.EffectiveRows)));
        Assert.Equal(Window.Average(parts), Window.Average([.. parts]));
        Assert.Throws<NotSupportedException>(() => Window.Average(parts).Of(frame));
        Assert.Throws<ArgumentException>(() => Window.Average(parts[0]));
        Assert.Throws<ArgumentException>(() => Window.Average(parts[0], parts[0]));
    }

    [Fact]
    public void Break_of_the_level_is_found_and_little_from_before_it_is_kept()
    {
        var frame = Jumping(200, at: 140, by: 3);
        var refit = Window.SinceBreak(20).Fit(Ridge, frame, default);
        Assert.InRange(refit.Rows, 55, 66);
        Assert.StartsWith("break of 1970-05-2", refit.Because, StringComparison.Ordinal);
        Assert.Equal(refit.Rows, Window.SinceBreak(20).EffectiveRows(frame));
        var late = Window.SinceBreak(100).Fit(Ridge, frame, default);
        Assert.Equal(100, late.Rows);
    }

    [Fact]
    public void Newest_of_two_breaks_counts()
    {
        double[] y = [.. Jumping(300, at: 100, by: 4)["y"]];
        for (var i = 220; i < 300; i++) y[i] -= 8;
        Assert.InRange(Window.SinceBreak(10).Of(Jumping(300, 100, 4).With("y", y)).Count, 76, 84);
    }

    [Fact]
    public void Without_a_break_everything_known_is_used_and_said()
    {
        var frame = Jumping(200, at: 140, by: 0);
        var refit = Window.SinceBreak(20).Fit(Ridge, frame, default);
        Assert.Equal(200, refit.Rows);
        Assert.Matches("^no break \\(p = 0\\.\\d+\\): everything known$", refit.Because);
        Assert.Equal("no break: everything known", Window.SinceBreak(20).Fit(Ridge, frame.Rows(..30), default).Because);
        Assert.Equal("no break: everything known", Window.SinceBreak(20).Fit(Ridge, frame.With("y", new double[200]), default).Because);
        Assert.Throws<ArgumentOutOfRangeException>(() => Window.SinceBreak(1));
    }

    [Fact]
    public void Window_since_a_break_walks_forward_on_known_rows_only()
    {
        var frame = Jumping(160, at: 90, by: 5);
        var walked = WalkForward.Predict(frame, Ridge, Window.SinceBreak(15), 30, 0, 70);
        Assert.Equal([70, 15], walked.Refits.Take(2).Select(r => r.Rows));
        Assert.InRange(walked.Refits[2].Rows, 37, 44);
        Assert.Null(WalkForward.Predict(frame, Ridge, Window.Expanding(), 30, 0, 70).Refits[0].Because);
    }

    static Frame Jumping(int rows, int at, double by)
    {
        var random = new DeterministicRandom(4);
        double[] x = [.. Enumerable.Range(0, rows).Select(_ => random.NextNormal())], y = [.. x.Select((v, i) => 0.1 * v + random.NextNormal() + (i >= at ? by : 0))];
        return Tests.Models.RidgeTrainerTests.Rows([x], y, null);
    }
}
