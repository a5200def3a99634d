using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Statistics.Sketches;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Drift;

public class ProfileDriftTests(ITestOutputHelper output)
{
    static readonly Lazy<Frame> Index = new(() => new FeaturePipeline().Prepare(Frame.ReadCsv(SampleFile.At("spx/sp500.csv"), Schema.Load(SampleFile.At("spx/sp500.schema.json")))).Frame);

    static (ProfileHistory Reference, FrameProfile Current) Profiles(Frame before, Frame now)
    {
        var history = ProfileHistory.Of(before, ProfilePeriod.Month);
        return (history, FrameProfile.Of(now, history.Profiles[0]));
    }

    [Theory]
    [InlineData(2020, 3)]
    [InlineData(2019, 10)]
    [InlineData(2008, 10)]
    public void On_the_index_the_figures_are_those_of_the_rows(int year, int month)
    {
        Frame before = Index.Value.Before(new DateOnly(year, month, 1)), now = Index.Value.Month(year, month);
        var (reference, current) = Profiles(before, now);
        var report = DriftDetector.CompareProfiles(reference, current);
        foreach (var (profiled, feature) in report.Features.Zip(now.Schema.Features))
        {
            double[] old = before[feature].Finite(), values = now[feature].Finite();
            var error = KllSketch.RankError(reference.Profiles.Sum(p => p[feature].Quantiles!.SquaredError), old.Length, SketchDistance.Confidence);
            var test = KolmogorovSmirnov.Test(old, values);
            var gap = report.Measured("ks", feature);
            Assert.InRange(test.Statistic, gap.Value - error - 1e-12, gap.Value + error + 1e-12);
            var bins = QuantileBins.At([.. current[feature].Edges!]);
            Assert.Equal(PopulationStabilityIndex.BetweenCounts(bins.Count(old), bins.Count(values)), report.Measured("psi", feature).Value, 12);
            Assert.Equal(Wasserstein.SignedScaled(old, values, RobustScale.MedianAbsoluteDeviation(old)), profiled.Distance, 9);
            if (error == 0) Assert.Equal(test.PValue, report.Measured("ks_p", feature).Value, 9);
        }
    }

    [Fact]
    public void A_long_history_of_equal_months_gives_the_ranks_of_the_rows()
    {
        var days = MadeUpFrame.Days(120, 21);
        Frame all = MadeUpFrame.Of(days, ("x", MadeUpFrame.Autoregression(1, days.Length, 0.9)), ("y", MadeUpFrame.Autoregression(2, days.Length, 0.5)));
        Frame before = all.Rows(..(119 * 21)), now = all.Rows((119 * 21)..);
        var (reference, current) = Profiles(before, now);
        var profiled = DriftDetector.CompareProfiles(reference, current);
        foreach (var feature in now.Schema.Features)
        {
            var windows = new ReferenceWindows(before[feature].Span, FrameWindows.Like(now, before));
            var expected = WindowRank.Of(windows.Distance(now[feature].Span), windows.Past);
            Assert.Equal((expected.Rank, expected.RankBySize, expected.Windows), profiled.Features.Single(f => f.Feature == feature).Rank is { } rank ? (rank.Rank, rank.RankBySize, rank.Windows) : default);
        }
    }

    [Fact]
    public void The_crash_of_March_2020_is_critical_among_months_of_profiles()
    {
        var (reference, current) = Profiles(Index.Value.Before(new DateOnly(2019, 4, 1)), Index.Value.Month(2020, 3));
        var report = DriftDetector.CompareProfiles(reference, current);
        Assert.Equal(Severity.Critical, report.Severity);
        Assert.Equal(new DriftDetector(Index.Value.Before(new DateOnly(2019, 4, 1))).MonitorInputDistributionDrift(Index.Value.Month(2020, 3)).CriticalFeatures, report.CriticalFeatures);
    }

    /// <summary>As a roll-up keeps it where there are many values.</summary>
    static FrameProfile WithoutQuantiles(FrameProfile profile) => profile with
    {
        Columns = [.. profile.Columns.Select(c => c.Quantiles is { Count: > 0 } q ? c with { Quantiles = null, Minimum = q.Minimum, Maximum = q.Maximum } : c)],
    };

    [Theory]
    [InlineData(2020, 3, Severity.Critical)]
    [InlineData(2019, 5, Severity.Healthy)]
    public void Where_no_quantiles_were_kept_the_bins_are_compared_and_it_says_so(int year, int month, Severity expected)
    {
        var (reference, current) = Profiles(Index.Value.Before(new DateOnly(2019, 4, 1)), Index.Value.Month(year, month));
        var report = DriftDetector.CompareProfiles(new() { Profiles = [.. reference.Profiles.Select(WithoutQuantiles)] }, WithoutQuantiles(current));
        var mixed = DriftDetector.CompareProfiles(reference, WithoutQuantiles(current));
        Assert.Equal(report.Measurements, mixed.Measurements);
        Assert.Equal(expected, report.Severity);
        var whole = DriftDetector.CompareProfiles(reference, current);
        foreach (var feature in current.Schema.Features) Assert.Equal(whole.Measured("psi", feature).Value, report.Measured("psi", feature).Value);
        Assert.Contains("the bins of the reference are compared as categories are", report.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("the bins of the reference are compared as categories are", whole.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_quantiles_other_bins_are_no_comparison_and_it_says_why()
    {
        var (reference, current) = Profiles(Index.Value.Before(new DateOnly(2019, 4, 1)), Index.Value.Month(2020, 3));
        var other = WithoutQuantiles(FrameProfile.Of(Index.Value.Month(2020, 3)));
        var report = DriftDetector.CompareProfiles(reference, other);
        Assert.All(report.Measurements.Where(m => m.Metric == "drift_distance"), m => Assert.Contains("counted in other bins", m.Because, StringComparison.Ordinal));
        Assert.DoesNotContain(report.Measurements, m => m.Metric == "drift_q" && m.Exists);
        Assert.Contains("–", other.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_profiles_alone_are_a_warning_at_most_and_say_why()
    {
        var reference = FrameProfile.Of(Index.Value.Before(new DateOnly(2019, 4, 1)));
        var report = DriftDetector.CompareProfiles(new() { Profiles = [reference] }, FrameProfile.Of(Index.Value.Month(2020, 3), reference));
        Assert.Equal(Severity.Warning, report.Severity);
        Assert.Contains(report.Alerts, a => a.Message.Contains("a profile cannot show that they are", StringComparison.Ordinal));
        Assert.Contains(report.Alerts, a => a.Evidence.Metric == "unranked_shift");
    }

    [Fact]
    public void Where_the_sketch_is_coarser_than_the_test_there_is_no_p_value()
    {
        // 200,000 against 200,000 rows make a gap of 0.4 % significant; profiles in many parts know it to about 0.6 %.
        FrameProfile Long(ulong seed)
        {
            var x = MadeUpFrame.Autoregression(seed, 200_000);
            return Profile([.. x.Chunk(4_000).Select((part, i) => KllSketch.Of(part, seed: seed + (ulong)i)).Chunk(2).Select(p => KllSketch.Merge(p))], x);
        }
        var report = DriftDetector.CompareProfiles(new() { Profiles = [Long(1)] }, Long(2));
        Measurement gap = report.Measured("ks", "x"), p = report.Measured("ks_p", "x");
        output.WriteLine($"{gap}, {gap.Interval}; {p}");
        Assert.False(p.Exists);
        Assert.Contains("would already be significant", p.Because);
        Assert.True(gap.Interval!.Contains(KolmogorovSmirnov.Test(MadeUpFrame.Autoregression(1, 200_000), MadeUpFrame.Autoregression(2, 200_000)).Statistic));
    }

    static FrameProfile Profile(KllSketch[] parts, double[] x)
    {
        var one = FrameProfile.Of(MadeUpFrame.Of(MadeUpFrame.Days(1, 2), ("x", [0.0, 1.0])));
        var bins = QuantileBins.At([.. one["x"].Edges!]);
        var sketch = parts.Aggregate((a, b) => KllSketch.Merge(a, b));
        return one with { Rows = x.Length, Columns = [one["x"] with { Rows = x.Length, Moments = PowerSums.Of(x), Quantiles = sketch, BinCounts = bins.Count(x) }] };
    }

    [Fact]
    public void A_sketch_that_is_fine_enough_gives_the_largest_p_value_it_allows()
    {
        double[] x = MadeUpFrame.Autoregression(1, 20_000), y = [.. MadeUpFrame.Autoregression(2, 2_000).Select(v => v + 0.1)];
        var report = DriftDetector.CompareProfiles(new() { Profiles = [Profile([KllSketch.Of(x)], x)] }, Profile([KllSketch.Of(y)], y));
        var p = report.Measured("ks_p", "x");
        var exact = KolmogorovSmirnov.Test(x, y, KolmogorovSmirnovMethod.Asymptotic).PValue;
        Assert.True(p.Interval!.Low <= exact && exact <= p.Value, $"{p.Interval.Low} {exact} {p.Value}");
        Assert.True(report.Measured("drift_distance", "x").Interval!.Contains(Wasserstein.SignedScaled(x, y, RobustScale.MedianAbsoluteDeviation(x))));
    }

    [Fact]
    public void One_value_that_became_another_is_a_warning()
    {
        Frame Of(int month, double value) => MadeUpFrame.Of(MadeUpFrame.Days(1, 20, month), ("x", [.. Enumerable.Repeat(value, 20)]));
        var report = DriftDetector.CompareProfiles(ProfileHistory.Of(Of(0, 7), ProfilePeriod.Month), FrameProfile.Of(Of(1, 8)));
        Assert.Equal((Severity.Warning, 1.0), (report.Severity, report.Features[0].Distance));
        Assert.Contains("100.0 %", report.ToString(), StringComparison.Ordinal);
        Assert.Contains("profile the period with --reference", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_bad_column_gets_a_row_and_no_exception()
    {
        var days = MadeUpFrame.Days(1, 20);
        Column Texts(string name) => Column.Categories(name, [.. days.Select(d => $"{name}{d.Day % 2}")]);
        Frame Of(params Column[] columns) => Frame.Of(new Schema { Timestamp = "time", Features = ["constant", "empty", "huge", "only", "one", "kind"] }, [Column.Dates("time", days), .. columns]);
        var empty = Column.Numbers("empty", [.. days.Select(_ => double.NaN)]);
        var huge = Column.Numbers("huge", [.. days.Select((_, i) => i % 2 == 0 ? 1e300 : -1e-300)]);
        var constant = Column.Numbers("constant", [.. days.Select(_ => 1.0)]);
        var one = Column.Numbers("one", [.. days.Select((_, i) => i == 0 ? 1.0 : double.NaN)]);
        Frame before = Of(constant, empty, huge, one, Texts("kind")), now = Of(constant, empty, huge, one, Column.Numbers("kind", new double[20]), Texts("only"));
        var report = DriftDetector.CompareProfiles(ProfileHistory.Of(before, ProfilePeriod.Day), FrameProfile.Of(now));
        Assert.Equal(6, report.Features.Count);
        Assert.Equal(["constant"], report.Features.Where(f => f.Severity == Severity.Healthy).Select(f => f.Feature));
        Assert.Equal((0.0, DriftMeasure.Shares, 1.0), (report.Features[0].Distance, report.Features[0].Measure, report.Features[0].QValue));
        Assert.Contains("the reference has no column 'only'", report.ToString());
        Assert.Contains("Category in the reference and Number in the period", report.ToString());
    }

    [Fact]
    public void Categories_are_judged_by_their_exact_counts()
    {
        var days = MadeUpFrame.Days(61, 20);
        string Side(int i, double share) => new DeterministicRandom((ulong)i).NextDouble() < share ? "buy" : "sell";
        var all = MadeUpFrame.Of(days, Column.Categories("side", [.. Enumerable.Range(0, days.Length).Select(i => Side(i, i < 1200 ? 0.5 : 0.02))]));
        var (reference, current) = Profiles(all.Rows(..1200), all.Rows(1200..));
        var report = DriftDetector.CompareProfiles(reference, current);
        var rows = new DriftDetector(all.Rows(..1200)).MonitorInputDistributionDrift(all.Rows(1200..)).Features[0];
        Assert.Equal(Severity.Critical, report.Severity);
        Assert.Equal((rows.Rank!.Rank, rows.Rank.Windows, rows.Rank.PValue), report.Features[0].Rank is { } rank ? (rank.Rank, rank.Windows, rank.PValue) : default);
        Assert.Equal(rows.Distance, report.Features[0].Distance, 12);
        Assert.Equal(rows.ChiSquare!.Statistic, report.Features[0].ChiSquare!.Statistic, 10);
    }
}
