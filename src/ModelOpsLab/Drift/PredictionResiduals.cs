using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>How the predictions of a period err, and which of it is new against the reference: each aspect is ranked among the reference's past windows.</summary>
static class PredictionResiduals
{
    public static Report Of(Frame reference, Frame current, DriftOptions options)
    {
        var now = Residuals.Of(current);
        var before = Residuals.Of(reference);
        Threshold[] thresholds =
        [
            Threshold.Below("residual_q", options.FalseDiscoveryRate, null, $"{Format.Percent(options.FalseDiscoveryRate, 0)} false discovery rate over the aspects of the errors", options.MinimumCount),
            Threshold.Above("residual_excess", 1, null, "spread larger than in every past window and than 1.5 times the reference; market volatility is part of it, the relative error under stability is without", options.MinimumCount),
        ];
        var report = new Report
        {
            Title = "Prediction residuals",
            Of = InputDistributionDrift.Period(current),
            Measurements = [Measurement.Missing("residual_q", "no row has both a prediction and a target") with { Of = ResidualAspects.Spread }],
            Thresholds = thresholds,
            Provenance = FrameWindows.Provenance(reference, current, options.Parameters),
        };
        if (now.Values.Length == 0) return report;
        var findings = ResidualFindings.Of(before, now, options);
        var measured = Measure(findings, options);
        return report with { Measurements = measured, Body = ResidualPage.Of(findings, measured, options) };
    }

    static IReadOnlyList<Measurement> Measure(ResidualFindings found, DriftOptions options)
    {
        var (before, now) = (found.Before, found.Now);
        Measurement Now(string metric, double value, string of, string because = "") => Measurement.Maybe(metric, value, because) with { Of = of, Count = now.Values.Length };
        var spread = now.RootMeanSquare(..);
        var reference = before.Values.Length > 0 ? before.RootMeanSquare(..) : double.NaN;
        var few = $"{now.TimeCount} {(now.IsPanel ? "sessions" : "residuals")}, more than {2 * options.Lags} needed, and not all equal";
        List<Measurement> measured =
        [
            Now("residual_mean", Moments.Mean(now.Values), ResidualAspects.Bias),
            Now("residual_rmse", spread, ResidualAspects.Spread),
            Now("residual_rmse_ratio", spread / reference, ResidualAspects.Spread, before.Values.Length == 0 ? "the reference has no residual" : "neither the period nor the reference has an error"),
            Now("residual_ljung_box_p", LjungBoxOf(now, options)?.PValue ?? double.NaN, ResidualAspects.Autocorrelation, few),
            Now("residual_arch_lm_p", ArchLmOf(now, options)?.PValue ?? double.NaN, ResidualAspects.Clustering, $"{now.TimeCount} {(now.IsPanel ? "sessions" : "residuals")}, {2 * ArchLags + 2} needed, with squares not all equal"),
            Now("residual_jarque_bera_p", JarqueBeraOf(now.Values)?.PValue ?? double.NaN, ResidualAspects.Normality, "all residuals are equal"),
            Now("residual_excess_kurtosis", JarqueBeraOf(now.Values)?.ExcessKurtosis ?? double.NaN, ResidualAspects.Normality, "all residuals are equal"),
            Slope(found.Calibration, now),
        ];
        measured.AddRange(found.ByRegime.Select(r => new Measurement("residual_rmse_ratio", r.Ratio.Value) { Of = r.Group, Count = r.Count, Interval = r.Ratio.Interval }));
        measured.AddRange(found.Buckets.GroupBy(b => b.Feature).Select(g => g.First()).Select(b => new Measurement("residual_bucket_rmse_ratio", b.Ratio.Value) { Of = b.Name, Count = b.Count, Interval = b.Ratio.Interval }));
        measured.AddRange(found.SilentFeatures.Select(s => Measurement.Missing("residual_bucket_rmse_ratio", s.Because) with { Of = s.Feature, Count = now.Values.Length }));
        measured.AddRange(found.Departures.Select(d => d.Measurement));
        if (found.Aspects is [])
            return [.. measured, Now("residual_q", double.NaN, ResidualAspects.Spread, $"fewer than {options.MinimumWindows} past windows with residuals, or fewer than {options.MinimumCount} residuals in the period")];
        foreach (var aspect in found.Aspects)
        {
            measured.Add(Now("residual_rank", aspect.Rank?.Rank ?? double.NaN, aspect.Name, aspect.Because));
            if (aspect.Rank is not null) measured.Add(Now("residual_q", aspect.QValue, aspect.Name));
        }
        measured.Add(Now("residual_excess", spread == 0 ? 0 : spread / Math.Max(1.5 * reference, found.Aspects.Single(a => a.Name == ResidualAspects.Spread).Rank!.Furthest), ResidualAspects.Spread));
        return measured;
    }

    static Measurement Slope(NeweyWestSlope? fit, Residuals now) => (fit is null
        ? Measurement.Missing("residual_calibration_slope", "the prediction is constant, or there are fewer than three rows")
        : new Measurement("residual_calibration_slope", fit.Slope) { Interval = new(fit.Slope - TailProbability.NormalPoint95 * fit.StandardError, fit.Slope + TailProbability.NormalPoint95 * fit.StandardError, 0.95, $"HAC{(now.IsPanel ? " over sessions" : "")}, {fit.Lags} lags") }) with
    { Of = ResidualAspects.Calibration, Count = now.Values.Length };

    const int ArchLags = 5;

    /// <summary>Of the residuals in time order, in a panel their mean of each session.</summary>
    internal static LjungBoxResult? LjungBoxOf(Residuals rows, DriftOptions options)
    {
        var x = rows.ByTime(rows.Values);
        return x.Length > 2 * options.Lags && !Moments.IsConstant(x) ? LjungBox.Test(x, options.Lags) : null;
    }

    internal static JarqueBeraResult? JarqueBeraOf(double[] x) => x.Length < 2 || Moments.IsConstant(x) ? null : JarqueBera.Test(x);

    /// <summary>Engle's test of the centred residuals, in a panel of the root of their mean square of each session; null where the squares it regresses do not vary.</summary>
    internal static ArchLmResult? ArchLmOf(Residuals rows, DriftOptions options)
    {
        var lags = Math.Min(ArchLags, options.Lags);
        if (rows.TimeCount < 2 * lags + 2) return null;
        var mean = Moments.Mean(rows.Values);
        var squares = rows.ByTime(ResidualAspects.Squares(rows.Values));
        double[] centred = rows.IsPanel ? Array.ConvertAll(squares, Math.Sqrt) : Array.ConvertAll(rows.Values, v => v - mean);
        return Moments.IsConstant(squares.AsSpan(lags)) ? null : ArchLm.Test(centred, lags);
    }
}
