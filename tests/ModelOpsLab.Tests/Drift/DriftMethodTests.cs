using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Drift;

public class DriftMethodTests
{
    const int Months = 60, Rows = 20;

    static FeatureDrift Judge(Column before, Column now, DriftOptions? options = null, int months = Months) => Assert.Single(
        new DriftDetector(MadeUpFrame.Of(MadeUpFrame.Days(months, before.Count / months), before)) { Options = options ?? new() }
            .MonitorInputDistributionDrift(MadeUpFrame.Of(MadeUpFrame.Days(1, now.Count, months), now)).Features);

    static Column Noise(ulong seed, int count, double shift = 0) => Column.Numbers("x", [.. MadeUpFrame.Autoregression(seed, count).Select(v => v + shift)]);

    [Fact]
    public void The_report_says_how_each_input_was_judged()
    {
        Assert.Equal("Rank of the shift among 60 past months; beside it KS, its block permutation and PSI", Judge(Noise(1, Months * Rows), Noise(2, Rows)).Method);
        Assert.Equal("Block permutation of KS, 20 and 2 blocks, for 10 past months are too few to rank among (39 needed); beside it KS and PSI", Judge(Noise(1, 10 * Rows), Noise(2, Rows), months: 10).Method);
        Assert.Equal("Not judged: 6 values, 10 needed", Judge(Noise(1, Months * Rows), Noise(2, 6)).Method);
        var report = new DriftDetector(MadeUpFrame.Of(MadeUpFrame.Days(Months, Rows), Noise(1, Months * Rows))).MonitorInputDistributionDrift(MadeUpFrame.Of(MadeUpFrame.Days(1, Rows, Months), Noise(2, Rows)));
        Assert.Contains("Rank of the shift among 60 past months; beside it KS, its block permutation and PSI: x.", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_of_few_values_are_compared_as_categories()
    {
        var random = new DeterministicRandom(3);
        long[] ratings = [.. Enumerable.Range(0, Months * Rows).Select(_ => (long)random.NextInt32(5))];
        var calm = Judge(Column.Integers("x", ratings), Column.Integers("x", ratings[^Rows..]));
        Assert.Equal((DriftMeasure.Shares, Severity.Healthy), (calm.Measure, calm.Severity));
        Assert.Equal("Rank of the share that moved among 60 past months; beside it chi-square, whose p is rough, for an expected count is under 5", calm.Method);
        Assert.Equal(5, calm.ReferenceShares.Count);
        var moved = Judge(Column.Integers("x", ratings), Column.Integers("x", [.. Enumerable.Repeat(4L, Rows)]));
        Assert.Equal(1 - ratings.Count(r => r == 4) / (double)ratings.Length, moved.Distance, 1e-12);
        Assert.True(moved.Severity >= Severity.Warning);
    }

    [Fact]
    public void Values_of_few_numbers_stand_by_size_not_by_letter()
    {
        double[] values = [2, 10, -1];
        var drift = Judge(Column.Numbers("x", [.. Enumerable.Range(0, Months * Rows).Select(i => values[i % 3])]), Column.Numbers("x", [.. Enumerable.Repeat(10.0, Rows)]));
        Assert.Equal([0, 0, 1], drift.CurrentShares);
    }

    [Fact]
    public void A_rare_category_of_two_is_tested_exactly()
    {
        bool[] before = [.. Enumerable.Range(0, Months * Rows).Select(i => i % 50 == 0)], now = [.. Enumerable.Range(0, Rows).Select(i => i < 4)];
        var drift = Judge(Column.Booleans("x", before), Column.Booleans("x", now));
        // scipy.stats.fisher_exact([[1176, 24], [16, 4]])[1]
        Assert.Equal(0.0008372171708414142, drift.Fisher!.PValue, 1e-12);
        Assert.Contains("Fisher's exact test", drift.Method, StringComparison.Ordinal);
        Assert.Null(Judge(Column.Booleans("x", [.. before.Select((_, i) => i % 2 == 0)]), Column.Booleans("x", now)).Fisher);
    }

    [Fact]
    public void Where_half_of_the_values_are_equal_the_mean_deviation_is_the_scale()
    {
        var noise = MadeUpFrame.Autoregression(5, Months * Rows);
        double[] traded = [.. noise.Select(v => v > 0.3 ? v : 0)];
        var calm = Judge(Column.Numbers("x", traded), Column.Numbers("x", traded[..Rows]));
        Assert.Equal(Severity.Healthy, calm.Severity);
        Assert.Contains("mean absolute deviation", calm.Method, StringComparison.Ordinal);
        var moved = Judge(Column.Numbers("x", traded), Column.Numbers("x", [.. traded[..Rows].Select(v => v + 2)]));
        Assert.Equal(2 / traded.Average(), moved.Distance - calm.Distance, 0.3);
        Assert.Equal(1, moved.Rank!.Rank);
        Assert.True(moved.Severity >= Severity.Warning);
    }

    [Fact]
    public void Categories_without_past_windows_are_judged_by_blocks()
    {
        var random = new DeterministicRandom(8);
        string?[] Draw(int count, double a) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() < a ? "a" : "b")];
        Frame Of(string?[] values, int first) => MadeUpFrame.Of(MadeUpFrame.Days(values.Length / Rows, Rows, first), Column.Categories("x", values));
        var detector = new DriftDetector(Of(Draw(10 * Rows, 0.5), 0));
        FeatureDrift calm = detector.MonitorInputDistributionDrift(Of(Draw(10 * Rows, 0.5), 10)).Features[0], moved = detector.MonitorInputDistributionDrift(Of(Draw(10 * Rows, 0.9), 10)).Features[0];
        Assert.StartsWith("Block permutation of the share that moved, 5 and 5 blocks", moved.Method, StringComparison.Ordinal);
        Assert.Equal((Severity.Healthy, Severity.Warning), (calm.Severity, moved.Severity));
        Assert.Equal(1.5 * 2 / 252, moved.PValue, 1e-12);
    }

    [Fact]
    public void The_limit_of_the_stability_index_knows_both_counts()
    {
        // scipy.stats.chi2.ppf(.95, 11) * (1 / 1200 + 1 / 20)
        Assert.Equal(1.00015282661136, PopulationStabilityIndex.Limit(1200, 20, 12), 1e-9);
        var drift = Judge(Noise(1, Months * Rows), Noise(2, Rows));
        Assert.Equal(PopulationStabilityIndex.Limit(1200, 20, drift.ReferenceShares.Count), drift.PopulationStabilityLimit!.Value, 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => PopulationStabilityIndex.Limit(0, 20, 12));
        Assert.Equal(0, PopulationStabilityIndex.Limit(10, 10, 1));
    }

    [Fact]
    public void Without_drift_the_stability_index_stays_under_its_limit_in_95_of_100_samples()
    {
        var under = 0;
        for (ulong seed = 0; seed < 400; seed++)
        {
            double[] all = MadeUpFrame.Autoregression(seed, 2400), before = all[..1200], now = all[1200..];
            if (PopulationStabilityIndex.Between(before, now) < PopulationStabilityIndex.Limit(1200, 1200, 12)) under++;
        }
        Assert.InRange(under, 370, 395);
    }
}
