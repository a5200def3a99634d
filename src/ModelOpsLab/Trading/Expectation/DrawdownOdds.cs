using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>How rare a live drawdown is under the backtest.</summary>
/// <param name="Drawdown">The live drawdown.</param>
/// <param name="Depth">Share of resampled paths as long as life with a drawdown at least as deep anywhere: <c>drawdown_depth_odds</c>. It pays for life's many chances.</param>
/// <param name="Length">Share of those paths with a drawdown at least as long: <c>drawdown_length_odds</c>.</param>
/// <param name="LikeLength">Share, of the resampled drawdowns that lasted at least as long, that were as deep by then: <c>drawdown_like_odds</c>; an open one is compared at its age so far.</param>
/// <remarks>Each has the 95 % interval of its Monte Carlo error. For the last one, drawdowns of one path depend on each other: its error is of paths, not of drawdowns.</remarks>
public sealed record DrawdownOdds(Drawdown Drawdown, Measurement Depth, Measurement Length, Measurement LikeLength)
{
    /// <summary>A share as one in so many: <c>1 in 14</c>; <c>fewer than 1 in 10,000</c> where no path did it.</summary>
    public static string OneIn(Measurement share, Language language)
    {
        if (!share.Exists) return "–";
        if (share.Value == 0) return language.Say($"fewer than 1 in {language.Count(share.Count)}", $"moins de 1 sur {language.Count(share.Count)}");
        var number = language.Number(Math.Round(1 / share.Value, share.Value > 0.2 ? 1 : 0));
        return language.Say($"1 in {number}", $"1 sur {number}");
    }

    internal static DrawdownOdds Of(Drawdown live, FanPaths paths, int age)
    {
        double count = paths.Count, deep = paths.Deepest.Count(d => d <= live.Depth), lasting = paths.Longest.Count(l => l >= live.Sessions);
        return new(live, Share("drawdown_depth_odds", deep / count), Share("drawdown_length_odds", lasting / count), Like(live, paths, paths.Depths[age]));

        Measurement Share(string metric, double share) => new Measurement(metric, share) with { Count = paths.Count, Unit = "%", Interval = WilsonInterval.Of(share, count, "Wilson, Monte Carlo error") };
    }

    static Measurement Like(Drawdown live, FanPaths paths, List<double>?[] depths)
    {
        long old = depths.Sum(d => (long)(d?.Count ?? 0));
        if (old == 0) return Measurement.Missing("drawdown_like_odds", $"no resampled drawdown lasted {Format.Count(live.Sessions)} sessions") with { Unit = "%" };
        var deep = Array.ConvertAll(depths, d => d?.Count(x => x <= live.Depth) ?? 0);
        var share = (double)deep.Sum(n => (long)n) / old;
        double squares = 0;
        for (var p = 0; p < paths.Count; p++) squares += Math.Pow(deep[p] - share * (depths[p]?.Count ?? 0), 2);
        var error = Math.Sqrt(squares) / old;
        var effective = error > 0 ? Math.Min(old, share * (1 - share) / (error * error)) : depths.Count(d => d is not null);
        return new Measurement("drawdown_like_odds", share) with { Count = old, Unit = "%", EffectiveCount = effective, Interval = WilsonInterval.Of(share, effective, "Wilson, Monte Carlo error by path") };
    }
}
