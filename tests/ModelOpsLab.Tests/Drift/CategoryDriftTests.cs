using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Drift;

public class CategoryDriftTests
{
    const int Months = 100, Rows = 20;

    /// <summary>Months of a, b and c whose mix varies a little.</summary>
    static string?[] Regimes(ulong seed, int months)
    {
        var random = new DeterministicRandom(seed);
        return [.. Enumerable.Range(0, months * Rows).Select(_ => random.NextDouble() switch { < 0.5 => "a", < 0.8 => "b", _ => "c" })];
    }

    static readonly Frame Reference = MadeUpFrame.Of(MadeUpFrame.Days(Months, Rows), Column.Categories("regime", Regimes(1, Months)));

    static FeatureDrift Judge(params string?[] now) =>
        Assert.Single(new DriftDetector(Reference).MonitorInputDistributionDrift(MadeUpFrame.Of(MadeUpFrame.Days(1, now.Length, Months), Column.Categories("regime", now))).Features);

    [Fact]
    public void The_same_mix_is_healthy()
    {
        var drift = Judge(Regimes(1, Months)[..Rows]);
        Assert.Equal(Severity.Healthy, drift.Severity);
        Assert.Equal(Months, drift.Rank!.Windows);
        Assert.Equal(1, drift.ReferenceShares.Sum(), 1e-12);
    }

    [Fact]
    public void Another_mix_is_critical_and_its_distance_is_the_share_that_moved()
    {
        var drift = Judge([.. Enumerable.Repeat("c", Rows)]);
        Assert.Equal(Severity.Critical, drift.Severity);
        var share = Regimes(1, Months).Count(v => v == "c") / (double)(Months * Rows);
        Assert.Equal(1 - share, drift.Distance, 1e-12);
        // Chi-square of the 2 × 3 table by its textbook sum.
        double[] before = [.. "abc".Select(l => (double)Regimes(1, Months).Count(v => v == l.ToString()))], now = [0, 0, Rows];
        double all = before.Sum() + Rows, sum = 0;
        for (var i = 0; i < 3; i++)
            foreach (var (seen, side) in new[] { (before[i], before.Sum()), (now[i], (double)Rows) })
                sum += Math.Pow(seen - side * (before[i] + now[i]) / all, 2) / (side * (before[i] + now[i]) / all);
        Assert.Equal(sum, drift.ChiSquare!.Statistic, 1e-9);
    }

    [Fact]
    public void A_category_never_seen_is_a_warning_and_named()
    {
        string?[] now = Regimes(1, Months)[..Rows];
        now[3] = "halted";
        var drift = Judge(now);
        Assert.Equal((Severity.Warning, "halted"), (drift.Severity, Assert.Single(drift.NewCategories)));
    }

    [Fact]
    public void A_category_that_vanished_moves_its_share()
    {
        var drift = Judge([.. Regimes(1, Months)[..Rows].Select(v => v == "a" ? "b" : v)]);
        Assert.Empty(drift.NewCategories);
        Assert.Equal(0, drift.CurrentShares[0]);
        Assert.Equal(Severity.Critical, drift.Severity);
    }

    [Fact]
    public void Missing_categories_are_counted_and_no_category_is_made_of_them()
    {
        var drift = Judge([.. Regimes(1, Months)[..(Rows - 5)], null, null, null, null, null]);
        Assert.Equal((Rows - 5, 0.25), (drift.Count, drift.MissingShare));
        Assert.Empty(drift.NewCategories);
        Assert.True(drift.Severity >= Severity.Warning);
        var none = Judge([.. Enumerable.Repeat<string?>(null, Rows)]);
        Assert.Equal((Severity.Critical, "none of the 20 rows has a value"), (none.Severity, none.Because));
    }

    [Fact]
    public void Truth_values_are_categories()
    {
        var random = new DeterministicRandom(9);
        bool[] flags = [.. Enumerable.Range(0, Months * Rows).Select(_ => random.NextDouble() < 0.2)];
        var reference = MadeUpFrame.Of(MadeUpFrame.Days(Months, Rows), Column.Booleans("flag", flags));
        FeatureDrift Of(bool[] now) => Assert.Single(new DriftDetector(reference).MonitorInputDistributionDrift(MadeUpFrame.Of(MadeUpFrame.Days(1, Rows, Months), Column.Booleans("flag", now))).Features);
        Assert.Equal(Severity.Healthy, Of(flags[^Rows..]).Severity);
        var moved = Of([.. Enumerable.Repeat(true, Rows)]);
        Assert.Equal((Severity.Critical, ColumnType.Boolean), (moved.Severity, moved.Type));
        Assert.Equal(1 - flags.Count(f => f) / (double)flags.Length, moved.Distance, 1e-12);
    }

    [Fact]
    public void A_panel_is_judged_over_all_its_rows()
    {
        string[] assets = ["A", "B", "C"];
        Frame Panel(int months, int first, double shift, ulong seed)
        {
            var days = MadeUpFrame.Days(months, Rows, first);
            var noise = MadeUpFrame.Autoregression(seed, days.Length * 3, 0.3);
            return Frame.Of(new Schema { Timestamp = "time", Asset = "asset", Features = ["x"] },
                Column.Dates("time", [.. days.SelectMany(d => Enumerable.Repeat(d, 3))]), Column.Categories("asset", [.. days.SelectMany(_ => assets)]),
                Column.Numbers("x", [.. noise.Select(v => v + shift)]));
        }
        var detector = new DriftDetector(Panel(Months, 0, 0, 1));
        Assert.Equal(Severity.Healthy, detector.MonitorInputDistributionDrift(Panel(Months, 0, 0, 1).Month(2004, 5)).Features[0].Severity);
        var moved = detector.MonitorInputDistributionDrift(Panel(1, Months, 2.5, 2));
        Assert.Equal(["x"], moved.CriticalFeatures);
        Assert.Equal((3 * Rows, Months), (moved.Features[0].Count, moved.Features[0].Rank!.Windows));
        Assert.Null(moved.Features[0].EffectiveCount);
    }
}
