using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Statistics;

public class WindowRankTests
{
    /// <summary>This is why the rank of exchangeable windows is uniform: over the windows of any set, every rank from 1 to N + 1 comes up once.</summary>
    [Fact]
    public void Each_of_a_set_of_different_numbers_has_its_own_rank_from_1_to_N_plus_1() => Law.Holds(x =>
    {
        double[] sizes = [.. x.Select(Math.Abs).Distinct()];
        var results = InTurn(sizes, signed: false);
        return results.Select(r => r.Rank).Order().SequenceEqual(Enumerable.Range(1, sizes.Length))
            && results.All(r => r.PValue == (double)r.Rank / sizes.Length);
    });

    [Fact]
    public void No_more_than_the_share_alpha_of_a_set_has_a_p_value_of_at_most_alpha_ties_and_both_signs_included() => Law.Holds(x =>
        new[] { true, false }.All(signed =>
        {
            var p = InTurn(signed ? x : [.. x.Select(Math.Abs)], signed).Select(r => r.PValue).ToArray();
            return Enumerable.Range(1, 20).All(k => p.Count(v => v <= k / 20.0) <= k / 20.0 * x.Length + 1e-9);
        }));

    [Fact]
    public void Ranks_of_independent_draws_are_uniform()
    {
        var random = new DeterministicRandom(3);
        var counts = new int[20];
        for (var run = 0; run < 20_000; run++)
        {
            double[] drawn = [.. Enumerable.Range(0, 20).Select(_ => Math.Abs(random.NextNormal()))];
            counts[WindowRank.Upper(drawn[0], drawn.AsSpan(1)).Rank - 1]++;
        }
        // 43.8 is the 99.9 % quantile of chi-square with 19 degrees of freedom.
        Assert.True(counts.Sum(c => (c - 1000.0) * (c - 1000.0) / 1000) < 43.8, string.Join(", ", counts));
    }

    [Fact]
    public void Turning_all_signs_turns_nothing_else() => Law.Holds(x =>
        x[0] == 0 || WindowRank.Of(x[0], x.AsSpan(1)) == WindowRank.Of(-x[0], x.Skip(1).Select(v => -v).ToArray()));

    [Fact]
    public void Ties_count_against_the_window_under_review()
    {
        Assert.Equal(new(3, 4, 4, 1, 2), WindowRank.Of(2, [2, 2, -2, 1]));
        Assert.Equal(new(1, 1, 2, 2 / 3.0, 1.5), WindowRank.Of(2, [1.5, -1.9]));
    }

    [Fact]
    public void Upward_a_gain_ranks_behind_every_loss()
    {
        Assert.Equal(new(4, 4, 4, 0.8, 3), WindowRank.Upper(-1, [3, 2, 1, -2]));
        Assert.Equal(-2, WindowRank.Upper(-1, [-2, -3]).Furthest);
        Assert.Throws<ArgumentException>(() => WindowRank.Upper(double.NaN, [1]));
    }

    [Fact]
    public void Only_windows_that_went_the_same_way_are_ahead()
    {
        var down = WindowRank.Of(-3, [-1, -2, 4, 5]);
        Assert.Equal((1, 3, 2), (down.Rank, down.RankBySize, down.Furthest));
        Assert.Equal(0, WindowRank.Of(-3, [1, 2]).Furthest);
    }

    [Fact]
    public void Without_past_windows_nothing_is_unlikely() => Assert.Equal(new(1, 1, 0, 1, 0), WindowRank.Of(7, []));

    [Fact]
    public void NaN_has_no_rank()
    {
        Assert.Throws<ArgumentException>(() => WindowRank.Of(double.NaN, [1]));
        Assert.Contains("past window 1", Assert.Throws<ArgumentException>(() => WindowRank.Of(1, [1, double.NaN])).Message, StringComparison.Ordinal);
    }

    static WindowRankResult[] InTurn(double[] x, bool signed) =>
        [.. x.Select((v, i) => (v, Others: x.Where((_, j) => j != i).ToArray())).Select(w => signed ? WindowRank.Of(w.v, w.Others) : WindowRank.Upper(w.v, w.Others))];
}
