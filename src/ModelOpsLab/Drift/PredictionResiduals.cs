using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>Bias, spread and autocorrelation of the residuals, each ranked among the past windows of the reference.</summary>
static class PredictionResiduals
{
    public static Report Of(Frame reference, Frame current, DriftOptions options)
    {
        var now = Residuals.Of(current);
        var before = Residuals.Of(reference);
        var ranks = Ranks(before, now, options);
        var measured = now.Values.Length == 0 ? [Measurement.Missing("residual_q", "no row has both a prediction and a target") with { Of = "spread" }] : Measure(before, now, ranks, options);
        Threshold[] thresholds =
        [
            Threshold.Below("residual_q", options.FalseDiscoveryRate, null, $"{Format.Percent(options.FalseDiscoveryRate, 0)} false discovery rate over bias, spread and autocorrelation", options.MinimumCount),
            Threshold.Above("residual_excess", 1, null, "spread larger than in every past window and than 1.5 times the reference; market volatility is part of it, the relative error under stability is without", options.MinimumCount),
        ];
        return new()
        {
            Title = "Prediction residuals",
            Of = InputDistributionDrift.Period(current),
            Measurements = measured,
            Thresholds = thresholds,
            Provenance = FrameWindows.Provenance(reference, current, options.Parameters),
            Body = now.Values.Length == 0 ? [] : Body(before, now, ranks, measured, options),
        };
    }

    static IReadOnlyList<Measurement> Measure(Residuals before, Residuals now, AspectRank[]? ranks, DriftOptions options)
    {
        Measurement Now(string metric, double value, string of, string because = "") => Measurement.Maybe(metric, value, because) with { Of = of, Count = now.Values.Length };
        var spread = now.RootMeanSquare(..);
        var reference = before.Values.Length > 0 ? before.RootMeanSquare(..) : double.NaN;
        List<Measurement> measured =
        [
            Now("residual_mean", Moments.Mean(now.Values), "bias"),
            Now("residual_rmse", spread, "spread"),
            Now("residual_rmse_ratio", spread / reference, "spread", before.Values.Length == 0 ? "the reference has no residual" : "neither the period nor the reference has an error"),
            LjungBoxOf(now.Values, options) is { } box ? Now("residual_ljung_box_p", box.PValue, "autocorrelation") : Now("residual_ljung_box_p", double.NaN, "autocorrelation", $"{now.Values.Length} residuals, more than {2 * options.Lags} needed, and not all equal"),
        ];
        if (ranks is null)
            return [.. measured, Now("residual_q", double.NaN, "spread", $"fewer than {options.MinimumWindows} past windows with residuals, or fewer than {options.MinimumCount} residuals in the period")];
        var q = BenjaminiHochberg.Adjust(ranks.Select(r => r.Rank.PValue).ToArray());
        for (var i = 0; i < ranks.Length; i++)
        {
            measured.Add(Now("residual_rank", ranks[i].Rank.Rank, ranks[i].Aspect));
            measured.Add(Now("residual_q", q[i], ranks[i].Aspect));
        }
        measured.Add(Now("residual_excess", spread == 0 ? 0 : spread / Math.Max(1.5 * reference, ranks[1].Rank.Furthest), "spread"));
        return measured;
    }

    /// <summary>Bias in both directions; spread and autocorrelation upwards only. Null where there is no history to rank among.</summary>
    static AspectRank[]? Ranks(Residuals before, Residuals now, DriftOptions options)
    {
        if (now.Values.Length < options.MinimumCount || before.Values.Length == 0) return null;
        var windows = FrameWindows.Split(before.Frame, FrameWindows.Like(now.Frame, before.Frame)).Select(Residuals.Of).ToArray();
        if (windows.Length < options.MinimumWindows) return null;
        var lags = WindowLags(now.Values.Length, options);
        var usual = Moments.Mean(before.Values);
        return
        [
            new("bias", WindowRank.Of(Moments.Mean(now.Values) - usual, windows.Select(w => Moments.Mean(w.Values) - usual).ToArray())),
            new("spread", WindowRank.Upper(now.RootMeanSquare(..), windows.Select(w => w.RootMeanSquare(..)).ToArray())),
            new("autocorrelation", WindowRank.Upper(Dependence(now.Values, lags), windows.Select(w => Dependence(w.Values, lags)).ToArray())),
        ];
    }

    /// <summary>Sum of squared autocorrelations: what Ljung and Box test, comparable between windows of equal length.</summary>
    static double Dependence(double[] x, int lags) =>
        x.Length <= lags + 1 || Moments.IsConstant(x) ? 0 : Moments.Autocorrelations(x, lags).Skip(1).Sum(r => r * r);

    static int WindowLags(int n, DriftOptions options) => Math.Max(1, Math.Min(options.Lags, n / 5));

    static LjungBoxResult? LjungBoxOf(double[] x, DriftOptions options) =>
        x.Length > 2 * options.Lags && !Moments.IsConstant(x) ? LjungBox.Test(x, options.Lags) : null;

    static IReadOnlyList<Block> Body(Residuals before, Residuals now, AspectRank[]? ranks, IReadOnlyList<Measurement> measured, DriftOptions options)
    {
        string Text(string metric, string of, Func<double, string> write) => measured.FirstOrDefault(m => m.Metric == metric && m.Of == of) is { Exists: true } m ? write(m.Value) : "–";
        IReadOnlyList<Cell> Row(int i, string aspect, string value, string reference) =>
            [aspect, value, reference, ranks is null ? "–" : $"{Format.Count(ranks[i].Rank.Rank)} of {Format.Count(ranks[i].Rank.Windows)}", Text("residual_q", aspect, Format.Probability)];
        return
        [
            new Table(["aspect", new("period", Align.Right), new("reference", Align.Right), new("rank", Align.Right), new("q", Align.Right)],
            [
                Row(0, "bias", Format.Value(Moments.Mean(now.Values), "%"), before.Values.Length > 0 ? Format.Value(Moments.Mean(before.Values), "%") : "–"),
                Row(1, "spread", Format.Value(now.RootMeanSquare(..), "%"), before.Values.Length > 0 ? Format.Value(before.RootMeanSquare(..), "%") : "–"),
                Row(2, "autocorrelation", "Ljung-Box p " + Text("residual_ljung_box_p", "autocorrelation", Format.Probability), LjungBoxOf(before.Values, options) is { } box ? "p " + Format.Probability(box.PValue) : "–"),
            ], Id: "residuals"),
            new Note($"Residual: target minus prediction, {Format.Count(now.Values.Length)} rows against {Format.Count(before.Values.Length)}. Rank: among {FrameWindows.Describe(now.Frame)} of the reference, 1 is the largest; bias by its change from the reference's, in its direction, autocorrelation by the sum of squared autocorrelations of {WindowLags(now.Values.Length, options)} lags. q: Benjamini-Hochberg over the three. Ljung-Box: {options.Lags} lags, supposes a constant variance and is evidence only."),
        ];
    }

    sealed record AspectRank(string Aspect, WindowRankResult Rank);
}
