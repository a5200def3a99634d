using System.Text.Json;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Oracles;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.PerformanceOracle;

namespace ModelOpsLab.Tests.Trading;

public class PredictionPanelTests
{
    public static TheoryData<string, string, int> Horizons => new() { { "1D", "fwd_1", 1 }, { "5D", "fwd_5", 5 }, { "20D", "fwd_20", 20 } };

    static PredictionPanel RealPanel(PerformanceOracle oracle, string column, int horizon, int? lags = null)
    {
        var panel = oracle.Table("panel");
        var assets = panel.GetProperty("assets").GetArrayLength();
        DateTime[] dates = [.. panel.GetProperty("dates").EnumerateArray().SelectMany(d => Enumerable.Repeat(Date(d.GetString()!), assets))];
        return PredictionPanel.Of(dates, Pooled("prediction"), Pooled(column), horizon, lags);

        double[] Pooled(string name) => [.. panel.GetProperty(name).EnumerateArray().SelectMany(r => r.EnumerateArray().Select(v => v.Number()))];
    }

    [Theory, MemberData(nameof(Horizons))]
    public void Correlations_of_each_date_equal_alphalens_and_scipy(string name, string column, int horizon)
    {
        var oracle = Real();
        var panel = RealPanel(oracle, column, horizon);
        foreach (var (library, function, ours) in new[] { ("alphalens-reloaded", "factor_information_coefficient", panel.RankCorrelations), ("scipy", "Pearson IC per date", panel.Correlations) })
        {
            var expected = oracle.Cases(library, function).Single().GetProperty("value").GetProperty(name).Numbers();
            Assert.Equal(expected.Length, ours.Count);
            for (var t = 0; t < expected.Length; t++) Near(expected[t], ours[t], 1e-12, $"{function} {name} {t}", absolute: 1e-15);
        }
    }

    [Theory, MemberData(nameof(Horizons))]
    public void Mean_and_ratio_over_dates_equal_alphalens_and_the_t_equals_statsmodels(string name, string column, int horizon)
    {
        var oracle = Real();
        var expected = oracle.Cases("alphalens-reloaded", "information table").Single().GetProperty("value").GetProperty(name);
        var t = oracle.Cases("statsmodels", "IC mean t-stat").Single().GetProperty("value").GetProperty(name);
        var panel = RealPanel(oracle, column, horizon, (int)t.Number("nlags"));
        Near(expected.Number("mean"), panel.MeanRankCorrelation.Value, 1e-12, "mean");
        Near(expected.Number("ir"), panel.RankCorrelationRatio.Value, 1e-12, "ratio");
        Near(t.Number("t"), panel.RankCorrelationT.Value, 1e-10, "t");
        Near(t.Number("p"), TailProbability.StudentTwoSided(panel.RankCorrelationT.Value, panel.Dates.Count - 1), 1e-9, "p");
        Assert.InRange(panel.MeanRankCorrelation.Value, panel.MeanRankCorrelation.Interval!.Low, panel.MeanRankCorrelation.Interval.High);
    }

    [Theory, MemberData(nameof(Horizons))]
    public void Means_by_month_and_by_quarter_of_the_ranking_equal_alphalens(string name, string column, int horizon)
    {
        var oracle = Real();
        var panel = RealPanel(oracle, column, horizon);
        var months = oracle.Cases("alphalens-reloaded", "mean_information_coefficient by month").Single().GetProperty("value").EnumerateObject().ToArray();
        var ours = panel.ByMonth();
        Assert.Equal(months.Select(m => m.Name[..7]), ours.Select(m => m.Of));
        foreach (var (theirs, mine) in months.Zip(ours)) Near(theirs.Value.Number(name), mine.Value, 1e-11, theirs.Name, absolute: 1e-15);
        var quarters = oracle.Cases("alphalens-reloaded", "mean_return_by_quantile (demeaned)").Single().GetProperty("value");
        foreach (var part in panel.ByQuantile()) Near(quarters.GetProperty(part.Of).Number(name), part.Value, 1e-9, "quarter " + part.Of);
    }

    [Fact]
    public void Overlapping_outcomes_make_a_plain_t_three_times_too_large()
    {
        var oracle = Real();
        var plain = oracle.Cases("alphalens-reloaded", "information table").Single().GetProperty("value").GetProperty("20D").Number("t");
        Assert.Equal(-1.86, plain, 2);
        Assert.Equal(-0.63, RealPanel(oracle, "fwd_20", 20, 19).RankCorrelationT.Value, 2);
    }

    [Fact]
    public void What_moves_all_assets_together_is_no_skill()
    {
        DateTime[] dates = [.. Enumerable.Range(0, 60).SelectMany(d => Enumerable.Repeat(new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(d), 5))];
        // The level of prediction and outcome is right on every date; the order of the assets is not.
        double[] prediction = [.. Enumerable.Range(0, 300).Select(i => Math.Sin(i / 5) + 0.01 * (i % 5))], outcome = [.. Enumerable.Range(0, 300).Select(i => Math.Sin(i / 5) + 0.01 * (i * 2 % 5))];
        Assert.True(PredictionQuality.Of(prediction, outcome).Correlation.Value > 0.99);
        Assert.True(PredictionPanel.Of(dates, prediction, outcome).MeanRankCorrelation.Value < 0.6);
    }

    [Fact]
    public void Missing_pairs_and_dates_without_an_order_are_left_out_and_counted()
    {
        DateTime day = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        DateTime[] dates = [day, day, day, day, day.AddDays(1), day.AddDays(1), day.AddDays(1), day.AddDays(2), day.AddDays(2)];
        var panel = PredictionPanel.Of(dates, [1, 2, 3, double.NaN, 5, 5, 5, 1, 2], [1, 2, 3, 4, 1, 2, 3, 1, 2]);
        Assert.Equal((1, 1, 2), (panel.Dates.Count, panel.DroppedPairs, panel.DroppedDates));
        Assert.Equal(1, panel.MeanRankCorrelation.Value, 1e-12);
        Assert.Contains("needs 2 dates", panel.RankCorrelationT.Because, StringComparison.Ordinal);
        Assert.All(PredictionPanel.Of([], [], []).Measurements, m => Assert.Contains("no date", m.Because, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => PredictionPanel.Of([day.AddDays(1), day], [1, 2], [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PredictionPanel.Of([], [], [], horizon: 0));
    }
}
