using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>How often the setting that was best in one half of the history does no better than the median setting in the other half.</summary>
/// <remarks>
/// Combinatorially symmetric cross-validation (Bailey, Borwein, López de Prado and Zhu, 2017): the history is cut into an even number of blocks; every choice of half
/// of them picks the setting with the largest Sharpe ratio, whose rank r among N in the other half gives the logit ln(r/(N + 1 − r)); a logit of zero or less counts as
/// overfit. Ties: the first setting is picked, ranks are averaged. Halves are in the order of <c>itertools.combinations</c>.
/// </remarks>
/// <param name="Probability">Share of halves with a logit of zero or less: <c>probability_of_backtest_overfitting</c>.</param>
/// <param name="LossProbability">Share of halves in which the picked setting has a Sharpe ratio below zero in the other half.</param>
/// <param name="Logits">One a half.</param>
/// <param name="Slope">Of the picked setting's ratio in the other half on that in its own: below zero, the better it looked the worse it did.</param>
/// <param name="Intercept">Of the same line.</param>
public sealed record BacktestOverfitting(Measurement Probability, double LossProbability, IReadOnlyList<double> Logits, double Slope, double Intercept)
{
    /// <summary>More blocks than this make more halves than anyone waits for.</summary>
    public const int MostBlocks = 20;

    /// <summary>Judges settings by their returns per period, all on the same dates.</summary>
    /// <param name="returns">One series a setting, at least two, in time order and of equal length; every setting that was tried.</param>
    /// <param name="blocks">Blocks of the history: even, 2 to <see cref="MostBlocks"/>. Lengths differ by one where the history cannot be divided.</param>
    /// <exception cref="ArgumentException">There are too few settings or returns, lengths differ, a return is NaN or infinite, or a setting never varies within a half.</exception>
    public static BacktestOverfitting Of(IReadOnlyList<double[]> returns, int blocks = 16)
    {
        if (blocks % 2 != 0 || blocks < 2 || blocks > MostBlocks) throw new ArgumentOutOfRangeException(nameof(blocks), blocks, $"Blocks are an even number from 2 to {MostBlocks}.");
        if (returns.Count < 2) throw new ArgumentException("Overfitting is a choice among settings: give the returns of at least two.", nameof(returns));
        var n = returns[0].Length;
        for (var k = 0; k < returns.Count; k++)
        {
            if (returns[k].Length != n) throw new ArgumentException($"Setting 0 has {n} returns and setting {k} has {returns[k].Length}: give all on the same dates.", nameof(returns));
            Finite.Require(returns[k], $"setting {k}", 2 * blocks);
        }
        List<double> picked = [], after = [], logits = [];
        foreach (var half in Halves(blocks))
        {
            int[] inside = Rows(half, true, n), outside = Rows(half, false, n);
            double[] own = [.. returns.Select((r, k) => Ratio(r, inside, k))], other = [.. returns.Select((r, k) => Ratio(r, outside, k))];
            var best = Array.IndexOf(own, own.Max());
            var rank = Ranks.Average(other)[best] / (returns.Count + 1);
            logits.Add(Math.Log(rank / (1 - rank)));
            picked.Add(own[best]);
            after.Add(other[best]);
        }
        // ln(1) comes out as rounding where the rank is the middle one.
        var overfit = logits.Count(l => l <= 1e-12) / (double)logits.Count;
        var line = logits.Count >= 3 && !Moments.IsConstant([.. picked]) ? NeweyWest.Slope([.. picked], [.. after], 0) : null;
        return new(new("probability_of_backtest_overfitting", overfit) { Count = logits.Count, Unit = "%" }, after.Count(r => r < 0) / (double)after.Count, logits, line?.Slope ?? 0, line?.Intercept ?? Moments.Mean([.. after]));
    }

    /// <summary>Every choice of half of the blocks.</summary>
    static IEnumerable<bool[]> Halves(int blocks)
    {
        int[] chosen = [.. Enumerable.Range(0, blocks / 2)];
        while (true)
        {
            var half = new bool[blocks];
            foreach (var b in chosen) half[b] = true;
            yield return half;
            var last = chosen.Length - 1;
            while (last >= 0 && chosen[last] == blocks - chosen.Length + last) last--;
            if (last < 0) yield break;
            chosen[last]++;
            for (var i = last + 1; i < chosen.Length; i++) chosen[i] = chosen[i - 1] + 1;
        }
    }

    static int[] Rows(bool[] half, bool inside, int n) =>
        [.. Enumerable.Range(0, half.Length).Where(b => half[b] == inside).SelectMany(b => Enumerable.Range((int)((long)b * n / half.Length), (int)((long)(b + 1) * n / half.Length - (long)b * n / half.Length)))];

    static double Ratio(double[] returns, int[] rows, int setting)
    {
        double[] chosen = Array.ConvertAll(rows, i => returns[i]);
        if (Moments.IsConstant(chosen)) throw new ArgumentException($"Setting {setting} returns {Format.Number(chosen[0])} throughout half of the history: it has no Sharpe ratio. Use fewer blocks, or leave it out of every comparison.", nameof(returns));
        return Moments.Mean(chosen) / Moments.StandardDeviation(chosen);
    }
}
