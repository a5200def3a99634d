using MathNet.Numerics.Distributions;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Whether the live Sharpe ratio can be told from the backtest's, and if not yet, how long it would take.</summary>
/// <remarks>
/// Two periods that do not overlap are taken as independent: the error of the difference is √(e₁² + e₂²), each the autocorrelation-consistent error of
/// <see cref="SharpeErrors.Hac"/>. With v the live variance of one session (n·e²) and b the backtest's error, the observed difference d is told apart
/// two-sided at 95 % with power p after m live sessions, where |d| = (z₀.₉₇₅ + z_p) √(v/m + b²). Where |d| ≤ (z₀.₉₇₅ + z_p)·b no m suffices: the
/// backtest itself is too short. All ratios are annual.
/// </remarks>
/// <param name="Live">Annual Sharpe ratio, live.</param>
/// <param name="Backtest">Annual Sharpe ratio of the backtest.</param>
/// <param name="Difference">Live less backtest with its 95 % interval: <c>sharpe_difference</c>; or why there is none.</param>
/// <param name="StandardError">Of the difference; NaN where there is none.</param>
/// <param name="Z">Difference over its error; NaN where there is none.</param>
/// <param name="PValue">Two-sided; NaN where there is none.</param>
/// <param name="Sessions50">Live sessions in all that tell the observed difference apart with power 50 %.</param>
/// <param name="Sessions80">The same with power 80 %.</param>
public sealed record SharpeDifference(
    Measurement Live, Measurement Backtest, Measurement Difference, double StandardError, double Z, double PValue, Measurement Sessions50, Measurement Sessions80)
{
    /// <summary>Fewer returns than this on either side and no difference is computed: the error of a shorter one is not to be trusted.</summary>
    public const int MinimumCount = 20;

    /// <summary>Whether the two can be told apart at 95 %.</summary>
    public bool CanBeTold => PValue < 0.05;

    /// <summary>More live sessions needed, with power 50 %, from those there are; zero where there are enough: <c>sessions_needed</c>.</summary>
    public Measurement SessionsNeeded => Sessions50.Exists
        ? new("sessions_needed", Math.Max(0, Math.Ceiling(Sessions50.Value) - Live.Count)) { Count = Live.Count, Unit = "sessions" }
        : Measurement.Missing("sessions_needed", Sessions50.Because!) with { Count = Live.Count, Unit = "sessions" };

    /// <summary>Compares two return series that do not overlap.</summary>
    /// <param name="live">At least <see cref="MinimumCount"/> returns.</param>
    /// <param name="backtest">At least <see cref="MinimumCount"/> returns; may have another calendar.</param>
    /// <param name="riskFree">Subtracted from both.</param>
    public static SharpeDifference Of(ReturnSeries live, ReturnSeries backtest, Rate riskFree = default)
    {
        var (a, b) = (SharpeRatio.Of(live, riskFree), SharpeRatio.Of(backtest, riskFree));
        if ((Reason("live", a) ?? Reason("backtest", b)) is { } because)
            return new(a, b, None("sharpe_difference", because), double.NaN, double.NaN, double.NaN, None("sessions_at_power_50", because), None("sessions_at_power_80", because));
        var errorLive = SharpeErrors.Of(live, riskFree).Hac * Math.Sqrt(live.Calendar.PeriodsPerYear);
        var errorBacktest = SharpeErrors.Of(backtest, riskFree).Hac * Math.Sqrt(backtest.Calendar.PeriodsPerYear);
        var error = Math.Sqrt(errorLive * errorLive + errorBacktest * errorBacktest);
        var difference = a.Value - b.Value;
        var z = difference / error;
        var interval = new Interval(difference - TailProbability.NormalPoint95 * error, difference + TailProbability.NormalPoint95 * error, 0.95, "HAC, independent samples");
        return new(a, b, new("sharpe_difference", difference) { Count = live.Count, Interval = interval }, error, z, TailProbability.NormalTwoSided(z), Sessions(0.5), Sessions(0.8));

        Measurement None(string metric, string why) => Measurement.Missing(metric, why) with { Count = live.Count };
        Measurement Sessions(double power)
        {
            var metric = power == 0.5 ? "sessions_at_power_50" : "sessions_at_power_80";
            var room = Math.Pow(difference / (TailProbability.NormalPoint95 + Normal.InvCDF(0, 1, power)), 2) - errorBacktest * errorBacktest;
            return room > 0
                ? new(metric, live.Count * errorLive * errorLive / room) { Count = live.Count, Unit = "sessions" }
                : None(metric, "a difference this small stays within the error of the backtest itself, however long the model is live");
        }
    }

    static string? Reason(string side, Measurement ratio) =>
        !ratio.Exists ? $"{side}: {ratio.Because}"
        : ratio.Count < MinimumCount ? $"{side} has {Format.Count(ratio.Count)} returns; a difference needs {MinimumCount} on each side" : null;
}
