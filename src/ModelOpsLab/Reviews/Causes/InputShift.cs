using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Reviews;

/// <summary>What it did to the predictions and to the profit and loss of a period that one input was as it was, and not as in the reference.</summary>
/// <param name="Input">Name of the input.</param>
/// <param name="Prediction">By how much it moved the mean prediction: coefficient × shift of the mean for a linear model, prediction less prediction with the input put back for any other: <c>prediction_shift</c>, in the unit of the target.</param>
/// <param name="Amount">Profit and loss before costs with the period's input less that with the input put back, mean over the draws, with the range of 95 % of them: <c>pnl_from_input</c>, a fraction of capital.</param>
/// <remarks>
/// Put back means: a stretch of the reference as long as the period, drawn with a seed, takes the input's place (of the same asset in a panel) while the other inputs stay as they were, as in a partial
/// dependence (Friedman, 2001); a stretch and not single values, because inputs persist. Inputs that say the same each carry what they share, so amounts of several inputs overlap and are never added.
/// </remarks>
public sealed record InputShift(string Input, Measurement Prediction, Measurement Amount)
{
    /// <summary>The shift of every input of a model, in the order of its features.</summary>
    /// <param name="model">The model that was live.</param>
    /// <param name="reference">Rows with its features from before it went live.</param>
    /// <param name="period">Rows of the period with its features and the target, the return that a position earns.</param>
    /// <param name="positions">From one prediction a row of the period, NaN where an input is missing, to one position a row: the sizing that was live.</param>
    /// <param name="draws">Stretches drawn from the reference, at least 20.</param>
    /// <param name="seed">Fixes the draws; each input has its own.</param>
    /// <exception cref="ArgumentException">The period's schema names no target, or the positions are not one a row.</exception>
    /// <exception cref="KeyNotFoundException">A frame lacks a feature.</exception>
    public static IReadOnlyList<InputShift> Of(IModel model, Frame reference, Frame period, Func<double[], double[]> positions, int draws = 200, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 20);
        var target = period[period.Schema.Target ?? throw new ArgumentException("The schema names no target: there is no return that a position earns.", nameof(period))].Span.ToArray();
        var predictions = model.Predict(period);
        var earned = Earned(predictions);
        Sessions from = new(reference), to = new(period);
        return [.. model.Features.Select((feature, f) => Of(feature, new DeterministicRandom(seed + (ulong)f * 0x9E3779B97F4A7C15)))];

        double Earned(double[] p)
        {
            var held = positions(p);
            if (held.Length != p.Length) throw new ArgumentException($"{Format.Count(p.Length)} predictions were sized to {Format.Count(held.Length)} positions: give one a row.", nameof(positions));
            double sum = 0;
            for (var i = 0; i < p.Length; i++)
                if (double.IsFinite(held[i] * target[i])) sum += held[i] * target[i];
            return sum;
        }

        InputShift Of(string feature, DeterministicRandom random)
        {
            Measurement Missing(string metric, string because) => Measurement.Missing(metric, because) with { Of = feature, Unit = "%" };
            double[] past = reference[feature].Span.ToArray(), now = period[feature].Span.ToArray();
            var because = period.Count == 0 ? "the period has no rows" : !past.Any(double.IsFinite) ? "the reference has no value of it" : !now.Any(double.IsFinite) ? "the period has no value of it" : null;
            if (because is not null) return new(feature, Missing("prediction_shift", because), Missing("pnl_from_input", because));
            var amounts = new double[draws];
            double moved = 0;
            for (var d = 0; d < draws; d++)
            {
                var put = to.Take(from, past, now, random.NextInt32(from.Count));
                var other = model.Predict(period.With(feature, put));
                amounts[d] = earned - Earned(other);
                moved += Shift(predictions, other) / draws;
            }
            if (model is LinearModel linear) moved = linear.Coefficients[linear.Features.ToList().IndexOf(feature)] * (MeanOf(now) - MeanOf(past));
            var mean = Moments.Mean(amounts);
            Array.Sort(amounts);
            return new(feature,
                new Measurement("prediction_shift", moved) with { Of = feature, Count = now.Length, Unit = "%" },
                new Measurement("pnl_from_input", mean) with { Of = feature, Count = now.Length, Unit = "%", Interval = new(RobustScale.QuantileSorted(amounts, 0.025), RobustScale.QuantileSorted(amounts, 0.975), 0.95, $"{Format.Count(draws)} stretches of the reference") });
        }
    }

    static double Shift(double[] predictions, double[] other)
    {
        double sum = 0;
        var count = 0;
        for (var i = 0; i < predictions.Length; i++)
            if (double.IsFinite(predictions[i] - other[i])) (sum, count) = (sum + predictions[i] - other[i], count + 1);
        return count == 0 ? 0 : sum / count;
    }

    static double MeanOf(double[] values) => Moments.Mean(Array.FindAll(values, double.IsFinite));

    /// <summary>Rows of a frame by session and asset.</summary>
    sealed class Sessions
    {
        readonly List<Dictionary<string, int>> _rows = [];

        public Sessions(Frame frame)
        {
            var assets = frame.Has(frame.Schema.Asset) ? frame[frame.Schema.Asset!].Strings : null;
            for (var i = 0; i < frame.Count; i++)
            {
                if (i == 0 || frame.Time[i] != frame.Time[i - 1]) _rows.Add(new(StringComparer.Ordinal));
                _rows[^1][assets?[i] ?? ""] = i;
            }
        }

        public int Count => _rows.Count;

        /// <summary>Values of another frame from one of its sessions on, around its end; where it has none there, the own value stays.</summary>
        public double[] Take(Sessions other, double[] values, double[] own, int start)
        {
            double[] taken = [.. own];
            for (var s = 0; s < _rows.Count; s++)
            {
                var there = other._rows[(start + s) % other.Count];
                foreach (var (asset, row) in _rows[s])
                    if (there.TryGetValue(asset, out var from) && double.IsFinite(values[from]) && double.IsFinite(own[row])) taken[row] = values[from];
            }
            return taken;
        }
    }
}
