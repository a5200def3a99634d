using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>The area where paths of a fan lie: at each session by itself, or all along.</summary>
/// <param name="Name"><c>80 %</c>, <c>95 %</c>, <c>95 %, all along</c>.</param>
/// <param name="Level">Share of the paths inside: at each session, or at every session.</param>
/// <param name="Low">Lower edge at each session, compounded return.</param>
/// <param name="High">Upper edge.</param>
/// <param name="Breach">First session at which the live path is outside; null where it never is.</param>
/// <param name="Below">Whether it left on the losing side.</param>
public sealed record FanBand(string Name, double Level, IReadOnlyList<double> Low, IReadOnlyList<double> High, DateTime? Breach, bool Below)
{
    internal static FanBand Of(string name, double level, double[] low, double[] high, IReadOnlyList<DateTime> dates, double[] path)
    {
        for (var t = 0; t < path.Length; t++)
            if (path[t] < low[t] || path[t] > high[t]) return new(name, level, low, high, dates[t], path[t] < low[t]);
        return new(name, level, low, high, null, false);
    }

    /// <summary>
    /// The edges that a share of the paths never crosses: the k-th lowest and k-th highest value of each session, k the largest number that one more path, of the same law as
    /// the others, leaves in no more than the remaining share: the extreme-rank envelope as a Monte Carlo test (Myllymäki, Mrkvička, Grabarnik, Seijo and Hahn, 2017). Every session is as likely to be the one
    /// that is crossed. k is 1 where even the furthest paths are crossed more often, for want of paths.
    /// </summary>
    /// <param name="sorted">Values of each session, ascending.</param>
    /// <param name="extreme">For each path the smallest number of paths, itself included, at or beyond it on one side at any session.</param>
    /// <param name="level">Share inside.</param>
    internal static (double[] Low, double[] High, int Rank) AllAlong(double[][] sorted, int[] extreme, double level)
    {
        var n = extreme.Length;
        var ranks = extreme.Order().ToArray();
        // One more path is outside where its rank among all n + 1 is k or less.
        var outside = (int)Math.Floor((1 - level) * (n + 1) + 1e-9);
        var rank = Math.Max(1, ranks[Math.Min(outside, n - 1)] - 1);
        return (Array.ConvertAll(sorted, s => s[rank - 1]), Array.ConvertAll(sorted, s => s[n - rank]), rank);
    }

    /// <summary>The quantile edges of each session.</summary>
    internal static double[] Edge(double[][] sorted, double probability) => Array.ConvertAll(sorted, s => RobustScale.QuantileSorted(s, probability));
}
