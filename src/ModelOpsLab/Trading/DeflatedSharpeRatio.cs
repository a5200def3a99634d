using MathNet.Numerics.Distributions;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Probability that the true Sharpe ratio of the best of several trials exceeds what the best of as many worthless ones would show.</summary>
/// <remarks>
/// Bailey and López de Prado (2014): the probabilistic Sharpe ratio against SR₀ = √V · ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N·e))), γ Euler's constant, N the trials
/// and V the variance of their ratios. The trials are taken as independent: trials that resemble one another count for fewer, which makes the probability too small,
/// never too large. Every setting that was ever tried is a trial.
/// </remarks>
public static class DeflatedSharpeRatio
{
    const double EulerGamma = 0.57721566490153286;

    /// <summary>The probability, 0 to 1, from the returns of the best trial and the ratios of all: <c>deflated_sharpe_ratio</c>.</summary>
    /// <param name="returns">Returns of the best trial, at least two that differ.</param>
    /// <param name="trials">Annual Sharpe ratio of every trial, the best one among them; at least two, finite.</param>
    /// <exception cref="ArgumentException">There are fewer than two trials, or a ratio is NaN or infinite.</exception>
    public static Measurement Of(ReturnSeries returns, IReadOnlyList<double> trials)
    {
        double[] ratios = [.. trials];
        return Of(returns, ratios.Length, Moments.Variance(ratios));
    }

    /// <summary>The same from the number of trials and the variance of their ratios.</summary>
    /// <param name="returns">Returns of the best trial, at least two that differ.</param>
    /// <param name="trials">Settings that were tried, at least 1.</param>
    /// <param name="variance">Variance of the annual Sharpe ratios across trials, not negative.</param>
    public static Measurement Of(ReturnSeries returns, int trials, double variance) =>
        ProbabilisticSharpeRatio.Of(returns, Hurdle(trials, variance)) is var p && p.Exists
            ? new("deflated_sharpe_ratio", p.Value) { Count = p.Count, Of = p.Of, Unit = p.Unit }
            : Measurement.Missing("deflated_sharpe_ratio", p.Because!) with { Count = p.Count, Of = p.Of, Unit = p.Unit };

    /// <summary>The same from the declared number of trials alone; undefined, with the way out, where none was declared.</summary>
    /// <remarks>
    /// The ratios of the trials are unknown, so V is what worthless trials of this length would show: the variance of a ratio around zero, 1/(n − 1) a period, whatever the
    /// shape of the returns (Mertens, 2002, at SR = 0). Trials that truly differ spread more: give their ratios where they are known.
    /// </remarks>
    /// <param name="returns">Returns of the trial that was chosen, at least two that differ.</param>
    /// <param name="declared">Settings that were tried before this one was chosen, itself included; null where nobody said.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="declared"/> is under 1.</exception>
    public static Measurement Of(ReturnSeries returns, int? declared)
    {
        if (declared is not { } trials)
            return returns.Measure("deflated_sharpe_ratio", returns.Because ?? "the number of trials is not declared: say how many settings were tried (backtest.trials)", () => 0, "%");
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1, nameof(declared));
        return Of(returns, trials, returns.Calendar.PeriodsPerYear / Math.Max(1, returns.Count - 1));
    }

    /// <summary>SR₀: what the best of so many worthless trials is expected to show, in the unit of the ratios whose variance is given; 0 for one trial.</summary>
    /// <param name="trials">Settings that were tried, at least 1.</param>
    /// <param name="variance">Variance of the Sharpe ratios across trials, not negative.</param>
    public static double Hurdle(int trials, double variance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        if (!(variance >= 0) || double.IsInfinity(variance)) throw new ArgumentOutOfRangeException(nameof(variance), variance, "A variance is finite and not negative.");
        return trials == 1 ? 0 : Math.Sqrt(variance) * ((1 - EulerGamma) * Normal.InvCDF(0, 1, 1 - 1.0 / trials) + EulerGamma * Normal.InvCDF(0, 1, 1 - 1 / (trials * Math.E)));
    }
}
