using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>How predictions relate to what happened, with errors that serial dependence does not fool.</summary>
/// <remarks>
/// Pairs are in time order, each prediction made before its outcome; a pair with a NaN or infinity is dropped and counted. Every t and interval is
/// Newey and West's (1987). Predictions over h overlapping periods need at least h − 1 lags. A number that does not exist (constant side, too few pairs)
/// carries its reason and its t is NaN.
/// </remarks>
public sealed record PredictionQuality
{
    /// <summary>Pairs used.</summary>
    public required int Count { get; init; }
    /// <summary>Pairs left out because a side is missing or infinite.</summary>
    public required int Dropped { get; init; }
    /// <summary>Pearson's correlation: <c>prediction_correlation</c>.</summary>
    public required Measurement Correlation { get; init; }
    /// <summary>Its t: that of the slope between the standardised sides.</summary>
    public required double CorrelationT { get; init; }
    /// <summary>Spearman's correlation, the rank information coefficient: <c>prediction_rank_correlation</c>.</summary>
    public required Measurement RankCorrelation { get; init; }
    /// <summary>Its t: that of the slope between the standardised ranks.</summary>
    public required double RankCorrelationT { get; init; }
    /// <summary>Share of pairs with the same sign: <c>hit_rate</c>. Pairs with a zero on either side are left out of it.</summary>
    /// <remarks>Wilson's interval for the number of independent pairs that have the hits' Newey-West error, at most the number of pairs.</remarks>
    public required Measurement HitRate { get; init; }
    /// <summary>Slope of outcome on prediction: <c>calibration_slope</c>. 1 is calibrated, 0 is noise, below 1 is overconfident.</summary>
    public required Measurement CalibrationSlope { get; init; }
    /// <summary>t of the slope against 0.</summary>
    public required double CalibrationT { get; init; }
    /// <summary>Mean of prediction less outcome: <c>mean_error</c>. Above zero the model promises too much.</summary>
    public required Measurement MeanError { get; init; }
    /// <summary>Root mean square of prediction less outcome: <c>rmse</c>.</summary>
    public required Measurement RootMeanSquareError { get; init; }
    /// <summary>1 − Σ(y − p)²/Σy²: what is explained beyond predicting zero: <c>r2_against_zero</c>.</summary>
    public required Measurement RSquaredAgainstZero { get; init; }
    /// <summary>1 − Σ(y − p)²/Σ(y − ȳ)²: beyond predicting the mean of these very outcomes: <c>r2_against_mean</c>.</summary>
    public required Measurement RSquaredAgainstMean { get; init; }

    /// <summary>Every number above.</summary>
    public IReadOnlyList<Measurement> Measurements =>
        [Correlation, RankCorrelation, HitRate, CalibrationSlope, MeanError, RootMeanSquareError, RSquaredAgainstZero, RSquaredAgainstMean];

    /// <summary>The quality of predictions.</summary>
    /// <param name="prediction">In time order.</param>
    /// <param name="outcome">What was predicted, one a prediction.</param>
    /// <param name="lags">Newey-West lags; ⌊4 (n/100)^(2/9)⌋ where null. Fewer pairs than that allow what they can.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lags"/> is negative.</exception>
    public static PredictionQuality Of(ReadOnlySpan<double> prediction, ReadOnlySpan<double> outcome, int? lags = null)
    {
        if (prediction.Length != outcome.Length) throw new ArgumentException($"There are {prediction.Length} predictions and {outcome.Length} outcomes.", nameof(outcome));
        if (lags is < 0) throw new ArgumentOutOfRangeException(nameof(lags), lags, "Lags are zero or more.");
        List<double> kept = [], happened = [];
        for (var i = 0; i < prediction.Length; i++)
        {
            if (!double.IsFinite(prediction[i]) || !double.IsFinite(outcome[i])) continue;
            kept.Add(prediction[i]);
            happened.Add(outcome[i]);
        }
        double[] p = [.. kept], y = [.. happened];
        int? used = lags is { } l ? Math.Min(l, Math.Max(0, p.Length - 1)) : null;
        var because = p.Length < 3 ? $"needs 3 pairs; there {(p.Length == 1 ? "is one" : $"are {p.Length}")}"
            : Moments.IsConstant(p) ? "the prediction is constant"
            : Moments.IsConstant(y) ? "the outcome is constant" : null;
        var linear = because is null ? NeweyWest.Slope(Standardised(p), Standardised(y), used) : null;
        var ranked = because is null ? NeweyWest.Slope(Standardised(Ranks.Average(p)), Standardised(Ranks.Average(y)), used) : null;
        var line = because is null ? NeweyWest.Slope(p, y, used) : null;
        double error = 0, squares = 0, zero = 0, around = 0, mean = y.Length > 0 ? Moments.Mean(y) : 0;
        for (var i = 0; i < p.Length; i++)
        {
            error += p[i] - y[i];
            squares += (p[i] - y[i]) * (p[i] - y[i]);
            zero += y[i] * y[i];
            around += (y[i] - mean) * (y[i] - mean);
        }
        var empty = p.Length > 0 ? null : "there are no pairs";
        return new()
        {
            Count = p.Length,
            Dropped = prediction.Length - p.Length,
            Correlation = Measure("prediction_correlation", because, () => Statistics.Correlation.Pearson(p, y)) with { Interval = Fisher(linear) },
            CorrelationT = linear?.T ?? double.NaN,
            RankCorrelation = Measure("prediction_rank_correlation", because, () => Statistics.Correlation.Spearman(p, y)) with { Interval = Fisher(ranked) },
            RankCorrelationT = ranked?.T ?? double.NaN,
            HitRate = Hits(p, y, used),
            CalibrationSlope = Measure("calibration_slope", because, () => line!.Slope) with
            {
                Interval = line is null ? null : new(line.Slope - TailProbability.NormalPoint95 * line.StandardError, line.Slope + TailProbability.NormalPoint95 * line.StandardError, 0.95, Hac.Method(line.Lags)),
            },
            CalibrationT = line?.T ?? double.NaN,
            MeanError = Measure("mean_error", empty, () => error / p.Length),
            RootMeanSquareError = Measure("rmse", empty, () => Math.Sqrt(squares / p.Length)),
            RSquaredAgainstZero = Measure("r2_against_zero", empty ?? (zero > 0 ? null : "every outcome is zero"), () => 1 - squares / zero),
            RSquaredAgainstMean = Measure("r2_against_mean", because, () => 1 - squares / around),
        };

        Measurement Measure(string metric, string? why, Func<double> value) => Number(metric, why, value, p.Length);
    }

    static Measurement Number(string metric, string? why, Func<double> value, int count) =>
        (why is null ? new Measurement(metric, value()) : Measurement.Missing(metric, why)) with { Count = count };

    static Measurement Hits(double[] p, double[] y, int? lags)
    {
        double[] hits = [.. p.Zip(y).Where(pair => pair.First != 0 && pair.Second != 0).Select(pair => Math.Sign(pair.First) == Math.Sign(pair.Second) ? 1.0 : 0.0)];
        var n = hits.Length;
        if (n == 0) return Measurement.Missing("hit_rate", "no pair has a sign on both sides") with { Unit = "%" };
        var share = Moments.Mean(hits);
        var error = n < 2 ? 0 : NeweyWest.MeanStandardError(hits, lags is { } l ? Math.Min(l, n - 1) : null);
        var effective = error > 0 ? Math.Min(n, share * (1 - share) / (error * error)) : n;
        return new("hit_rate", share) { Count = n, EffectiveCount = effective, Unit = "%", Interval = WilsonInterval.Of(share, effective, "Wilson, effective count") };
    }

    /// <summary>Fisher's transform keeps the interval inside −1 and 1.</summary>
    static Interval? Fisher(NeweyWestSlope? fit)
    {
        if (fit is null) return null;
        var r = Math.Clamp(fit.Slope, -1, 1);
        if (1 - Math.Abs(r) < 1e-12) return new(r, r, 0.95, Hac.Method(fit.Lags));
        var half = TailProbability.NormalPoint95 * fit.StandardError / (1 - r * r);
        return new(Math.Tanh(Math.Atanh(r) - half), Math.Tanh(Math.Atanh(r) + half), 0.95, Hac.Method(fit.Lags));
    }

    static double[] Standardised(double[] values)
    {
        double mean = Moments.Mean(values), deviation = Moments.StandardDeviation(values);
        return Array.ConvertAll(values, v => (v - mean) / deviation);
    }
}
