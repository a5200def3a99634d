using System.Text.Json;
using ModelOpsLab.Tests.Oracles;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.PerformanceOracle;

namespace ModelOpsLab.Tests.Trading;

public class PredictionQualityTests
{
    [Fact]
    public void Pairs_with_a_missing_side_are_dropped_and_zeros_have_no_sign()
    {
        var quality = PredictionQuality.Of([1, 2, double.NaN, -1, 0], [1, -2, 3, -1, 4]);
        Assert.Equal((4, 1), (quality.Count, quality.Dropped));
        Assert.Equal((2.0 / 3, 3L), (quality.HitRate.Value, quality.HitRate.Count));
        Assert.Equal(0.0, quality.MeanError.Value, 1e-15);
    }

    [Fact]
    public void What_cannot_be_computed_says_why()
    {
        Assert.Contains("there are no pairs", PredictionQuality.Of([], []).RootMeanSquareError.Because, StringComparison.Ordinal);
        Assert.Contains("needs 3 pairs", PredictionQuality.Of([1], [1]).Correlation.Because, StringComparison.Ordinal);
        Assert.Contains("prediction is constant", PredictionQuality.Of([1, 1, 1], [1, 2, 3]).CalibrationSlope.Because, StringComparison.Ordinal);
        Assert.Contains("outcome is constant", PredictionQuality.Of([1, 2, 3], [1, 1, 1]).RankCorrelation.Because, StringComparison.Ordinal);
        Assert.Contains("no pair has a sign", PredictionQuality.Of([0, 0, 0], [1, 1, 2]).HitRate.Because, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PredictionQuality.Of([1], [1, 2]));
    }

    [Fact]
    public void Errors_are_those_of_the_textbook()
    {
        var quality = PredictionQuality.Of([1, 2, 3], [2, 2, 5]);
        Assert.Equal(-1, quality.MeanError.Value, 1e-15);
        Assert.Equal(Math.Sqrt(5.0 / 3), quality.RootMeanSquareError.Value, 1e-15);
        Assert.Equal(1 - 5.0 / 33, quality.RSquaredAgainstZero.Value, 1e-15);
        Assert.Equal(1 - 5.0 / 6, quality.RSquaredAgainstMean.Value, 1e-15);
    }

    [Fact]
    public void Clustered_hits_count_for_fewer_than_there_are()
    {
        double[] outcome = [.. Enumerable.Range(0, 400).Select(i => i / 20 % 2 == 0 ? 1.0 : -1.0)];
        var quality = PredictionQuality.Of([.. Enumerable.Repeat(1.0, 399), 2], outcome);
        Assert.InRange(quality.HitRate.EffectiveCount!.Value, 1, 200);
        Assert.True(quality.HitRate.Interval!.High - quality.HitRate.Interval.Low > 0.1);
    }

    [Fact]
    public void Correlation_and_calibration_of_real_series_equal_scipy_and_statsmodels()
    {
        var oracle = Real();
        var compared = 0;
        foreach (var row in oracle.Cases("statsmodels", "OLS(x ~ 1 + bench)"))
        {
            var (x, y) = (oracle.Returns(Series(row)), oracle.Returns(Series(row, 1)));
            var byDate = y.Dates.Zip(y.Values.ToArray()).ToDictionary(p => p.First, p => p.Second);
            double[] outcome = [.. x.Dates.Zip(x.Values.ToArray()).Where(p => byDate.ContainsKey(p.First)).Select(p => p.Second)];
            double[] prediction = [.. x.Dates.Where(byDate.ContainsKey).Select(d => byDate[d])];
            var quality = PredictionQuality.Of(prediction, outcome, lags: 5);
            var expected = row.GetProperty("value");
            double n = outcome.Length;
            Near(expected.Number("beta"), quality.CalibrationSlope.Value, 1e-12, "slope");
            // statsmodels was asked for the small-sample factor n/(n − 2); ours has none.
            Near(expected.Number("t_beta_hac5"), quality.CalibrationT * Math.Sqrt((n - 2) / n), 1e-10, "t");
            Near(Find("pearsonr"), quality.Correlation.Value, 1e-12, "Pearson");
            Near(Find("spearmanr"), quality.RankCorrelation.Value, 1e-12, "Spearman");
            compared++;

            double Find(string function) => oracle.Cases("scipy", function)
                .Single(c => c.Text("func") == function && Series(c) == Series(row) && Series(c, 1) == Series(row, 1)).GetProperty("value")[0].Number();
        }
        Assert.Equal(4, compared);
    }

    [Fact]
    public void Pooled_correlation_hit_rate_and_calibration_of_a_real_panel_equal_scipy_numpy_and_statsmodels()
    {
        var oracle = Real();
        var panel = oracle.Table("panel");
        foreach (var (name, column) in new[] { ("1D", "fwd_1"), ("5D", "fwd_5"), ("20D", "fwd_20") })
        {
            var quality = PredictionQuality.Of(Pooled("prediction"), Pooled(column));
            var expected = oracle.Cases("scipy", "pooled").Single().GetProperty("value").GetProperty(name);
            Near(expected.GetProperty("pearson")[0].Number(), quality.Correlation.Value, 1e-12, "Pearson " + name);
            Near(expected.GetProperty("spearman")[0].Number(), quality.RankCorrelation.Value, 1e-12, "Spearman " + name);
            Near(oracle.Cases("numpy", "hit rate").Single().GetProperty("value").Number(name), quality.HitRate.Value, 1e-12, "hit rate " + name);
            if (name != "1D") continue;
            Near(oracle.Cases("statsmodels", "calibration").Single().GetProperty("value").Number("b"), quality.CalibrationSlope.Value, 1e-11, "slope");
        }

        double[] Pooled(string column) => [.. panel.GetProperty(column).EnumerateArray().SelectMany(r => r.EnumerateArray().Select(v => v.Number()))];
    }

    [Fact]
    public void Rank_correlation_of_each_date_equals_alphalens()
    {
        var oracle = Real();
        var panel = oracle.Table("panel");
        var predictions = panel.GetProperty("prediction").EnumerateArray().ToArray();
        foreach (var (name, column) in new[] { ("1D", "fwd_1"), ("5D", "fwd_5"), ("20D", "fwd_20") })
        {
            var outcomes = panel.GetProperty(column).EnumerateArray().ToArray();
            var expected = oracle.Cases("alphalens-reloaded", "factor_information_coefficient").Single().GetProperty("value").GetProperty(name).Numbers();
            for (var t = 0; t < expected.Length; t++)
                Near(expected[t], PredictionQuality.Of(predictions[t].Numbers(), outcomes[t].Numbers()).RankCorrelation.Value, 1e-12, name, absolute: 1e-15);
        }
    }
}
