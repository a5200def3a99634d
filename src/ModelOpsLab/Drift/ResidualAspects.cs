using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>One way in which errors can be other than they were: its number in the period, ranked among the past windows of the reference.</summary>
/// <param name="Name">What it is called in measurements.</param>
/// <param name="Finding">What a sentence calls it where it is new.</param>
/// <param name="Rank">Where the period stands; null where it cannot be ranked.</param>
/// <param name="Because">Why it is not ranked; empty where it is.</param>
sealed record ResidualAspect(string Name, string Finding, WindowRankResult? Rank, string Because)
{
    /// <summary>After Benjamini and Hochberg over the aspects that are ranked; NaN before and for the others.</summary>
    public double QValue { get; init; } = double.NaN;
}

/// <summary>Ranks the patterns of a period's residuals among those of past windows.</summary>
static class ResidualAspects
{
    public const string Bias = "bias", Spread = "spread", Autocorrelation = "autocorrelation", Clustering = "volatility clustering", Normality = "normality", Calibration = "calibration", Regime = "error by regime";

    /// <summary>All aspects, in the order of the page. Empty where there is no history to rank among.</summary>
    public static IReadOnlyList<ResidualAspect> Of(Residuals before, Residuals now, (Range Rows, Residuals Residuals)[] past, ResidualRegimes regimes, DriftOptions options)
    {
        if (now.TimeCount < options.MinimumCount || before.Values.Length == 0) return [];
        var windows = Array.ConvertAll(past, p => p.Residuals);
        var places = past.ToDictionary(p => p.Residuals, p => p.Rows);
        if (windows.Length < options.MinimumWindows) return [];
        var lags = WindowLags(now.TimeCount, options);
        var usual = Moments.Mean(before.Values);
        var line = CalibrationOf(before);
        var worst = regimes.Worst(now);
        ResidualAspect[] aspects =
        [
            Ranked(Bias, Bias, w => Math.Abs(Moments.Mean(w.Values) - usual), ""),
            Ranked(Spread, Spread, w => w.RootMeanSquare(..), ""),
            Ranked(Autocorrelation, Autocorrelation, w => Dependence(w.ByTime(w.Values), lags), ""),
            Ranked(Clustering, Clustering, w => Dependence(w.ByTime(Squares(w.Values)), lags), ""),
            Ranked(Normality, "departure from normality", w => Moments.IsConstant(w.Values) ? 0 : JarqueBera.Test(w.Values).Statistic, ""),
            Ranked(Calibration, Calibration, w => Miscalibration(w, line), line is null ? "the reference's prediction is constant" : "the prediction is constant, or the error is"),
            Ranked(Regime, "error in " + worst.Group, w => regimes.Worst(w, places.TryGetValue(w, out var place) ? place : null).Ratio, $"no regime has {options.MinimumCount} {now.Unit} of the period"),
        ];
        var judged = aspects.Where(a => a.Rank is not null).ToArray();
        var q = BenjaminiHochberg.Adjust(judged.Select(a => a.Rank!.PValue).ToArray());
        return [.. aspects.Select(a => Array.IndexOf(judged, a) is >= 0 and var i ? a with { QValue = q[i] } : a)];

        ResidualAspect Ranked(string name, string finding, Func<Residuals, double> number, string because)
        {
            var value = number(now);
            if (double.IsNaN(value)) return new(name, finding, null, because);
            double[] of = [.. windows.Select(number).Where(v => !double.IsNaN(v))];
            return of.Length < options.MinimumWindows ? new(name, finding, null, $"{of.Length} past windows have it, {options.MinimumWindows} needed") : new(name, finding, WindowRank.Upper(value, of), "");
        }
    }

    /// <summary>Regression of target on prediction; null where the prediction does not vary or there are too few rows.</summary>
    public static NeweyWestSlope? CalibrationOf(Residuals rows) =>
        rows.TimeCount < 3 || Moments.IsConstant(rows.Predictions) ? null
        : rows.IsPanel ? DriscollKraay.Slope(rows.Predictions, rows.Targets, rows.Starts)
        : NeweyWest.Slope(rows.Predictions, rows.Targets);

    /// <summary>Lags that a window of so many points in time allows.</summary>
    public static int WindowLags(int n, DriftOptions options) => Math.Max(1, Math.Min(options.Lags, n / 5));

    /// <summary>Squared deviations from the mean.</summary>
    public static double[] Squares(double[] x)
    {
        var mean = Moments.Mean(x);
        return Array.ConvertAll(x, v => (v - mean) * (v - mean));
    }

    /// <summary>Sum of squared autocorrelations: what Ljung and Box test, comparable between windows of equal length.</summary>
    static double Dependence(double[] x, int lags) =>
        x.Length <= lags + 1 || Moments.IsConstant(x) ? 0 : Moments.Autocorrelations(x, lags).Skip(1).Sum(r => r * r);

    /// <summary>Absolute correlation of the prediction with what the reference's line leaves: 0 where the period keeps to that line.</summary>
    static double Miscalibration(Residuals window, NeweyWestSlope? line)
    {
        if (line is null || window.Values.Length < 3) return double.NaN;
        double[] left = [.. window.Targets.Zip(window.Predictions, (t, p) => t - line.Intercept - line.Slope * p)];
        return Moments.IsConstant(window.Predictions) || Moments.IsConstant(left) ? double.NaN : Math.Abs(Correlation.Pearson(window.Predictions, left));
    }
}
