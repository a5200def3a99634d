using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Models;

/// <summary>The loss of boosted trees on the rows trained on: where it starts, its slopes, and what a leaf should add.</summary>
/// <remarks>
/// Slopes are kept as whole numbers, scaled by a power of two so that the largest sum just fits in 62 bits: sums are then exact, and the same in whatever order and on however many threads they are made.
/// For 100,000 rows that is 45 bits of the largest slope.
/// </remarks>
sealed class BoostingGradients
{
    const double Most = 1e60;
    readonly BoostingLoss _loss;
    readonly double _quantile;
    readonly double[] _target;
    readonly double[]? _weights;
    readonly double[] _sums;
    readonly double[] _slopes;
    readonly double[]? _curvatures;

    public BoostingGradients(BoostingLoss loss, double quantile, double[] target, double[]? weights)
    {
        (_loss, _quantile, _target, _weights) = (loss, quantile, target, weights);
        Baseline = loss switch
        {
            BoostingLoss.Quantile => Quantile(_target, [.. Enumerable.Range(0, target.Length)]),
            BoostingLoss.Log => LogOdds(RidgeTrainer.Mean(target, weights)),
            _ => RidgeTrainer.Mean(target, weights),
        };
        _sums = new double[target.Length];
        Array.Fill(_sums, Baseline);
        (_slopes, Slopes) = (new double[target.Length], new long[target.Length]);
        if (loss == BoostingLoss.Log || weights is not null) (_curvatures, Curvatures) = (new double[target.Length], new long[target.Length]);
        var total = 0.0;
        for (var i = 0; i < target.Length; i++) total += weights is null ? 1 : weights[i];
        LeastCurvature = 1e-3 * total / target.Length;
    }

    /// <summary>Prediction before the first tree.</summary>
    public double Baseline { get; }

    /// <summary>First derivative of each row's loss by its prediction, in <see cref="SlopeUnit"/>.</summary>
    public long[] Slopes { get; }

    /// <summary>Second derivative, in <see cref="CurvatureUnit"/>; null where it is 1 for all rows.</summary>
    public long[]? Curvatures { get; }

    /// <summary>A power of two.</summary>
    public double SlopeUnit { get; private set; } = 1;

    /// <summary>A power of two.</summary>
    public double CurvatureUnit { get; private set; } = 1;

    /// <summary>A leaf has at least this second derivative: a thousandth of a row of mean weight, so that a Newton step stays a step.</summary>
    public double LeastCurvature { get; }

    /// <summary>Slopes at the sums of the trees so far.</summary>
    public void Update()
    {
        for (var i = 0; i < _sums.Length; i++)
        {
            var weight = _weights is null ? 1 : _weights[i];
            switch (_loss)
            {
                case BoostingLoss.Log:
                    var probability = Probability(_sums[i]);
                    (_slopes[i], _curvatures![i]) = ((probability - _target[i]) * weight, probability * (1 - probability) * weight);
                    continue;
                case BoostingLoss.Quantile:
                    _slopes[i] = (_target[i] >= _sums[i] ? -_quantile : 1 - _quantile) * weight;
                    break;
                default:
                    _slopes[i] = (_sums[i] - _target[i]) * weight;
                    break;
            }
            if (_curvatures is not null) _curvatures[i] = weight;
        }
        SlopeUnit = Scale(_slopes, Slopes);
        if (Curvatures is not null) CurvatureUnit = Scale(_curvatures!, Curvatures);
    }

    /// <summary>What a leaf of these rows should add, before the learning rate: the Newton step, or for the quantile loss the quantile of what is left.</summary>
    public double Step(ReadOnlySpan<int> rows, double slope, double curvature, double l2)
    {
        if (_loss != BoostingLoss.Quantile) return -slope / (curvature + l2);
        var left = new double[rows.Length];
        for (var i = 0; i < left.Length; i++) left[i] = _target[rows[i]] - _sums[rows[i]];
        return Quantile(left, rows.ToArray());
    }

    /// <summary>Adds to the predictions of rows.</summary>
    public void Add(ReadOnlySpan<int> rows, double value)
    {
        foreach (var row in rows) _sums[row] += value;
    }

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static double Probability(double x) => 1 / (1 + Math.Exp(-x));

    /// <exception cref="ArgumentException">A target is beyond 1e60, or not 0 or 1 for the log loss, or there is only one of the two; a weight is beyond 1e60. The row is named.</exception>
    public static void Require(BoostingLoss loss, Frame frame, TrainingRows rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var y = rows.Target[i];
            if (loss == BoostingLoss.Log && y is not (0 or 1))
                throw new ArgumentException($"Row {i} ({Format.Time(frame.Time[i])}): the target '{frame.Schema.Target}' is {FormattableString.Invariant($"{y}")}; with the log loss a target is 0 or 1. Make it a column of truth values.", nameof(frame));
            if (Math.Abs(y) > Most) throw new ArgumentException($"Row {i} ({Format.Time(frame.Time[i])}): the target '{frame.Schema.Target}' is {FormattableString.Invariant($"{y}")}, beyond 1e60: give it in another unit.", nameof(frame));
            if (rows.Weights?[i] > Most) throw new ArgumentException($"Row {i} ({Format.Time(frame.Time[i])}): the weight '{frame.Schema.Weight}' is {FormattableString.Invariant($"{rows.Weights[i]}")}, beyond 1e60: only the ratio of weights matters.", nameof(frame));
        }
        if (loss == BoostingLoss.Log && Array.TrueForAll(rows.Target, y => y == rows.Target[0]))
            throw new ArgumentException($"Every target '{frame.Schema.Target}' is {FormattableString.Invariant($"{rows.Target[0]}")}: nothing tells 0 from 1. Train on rows that have both.", nameof(frame));
    }

    /// <summary>The smallest value at which the weight of all values up to it reaches the quantile's share: one that minimises the loss.</summary>
    double Quantile(double[] values, int[] rows)
    {
        var sorted = (double[])values.Clone();
        Sorting.Sort(sorted, rows);
        var total = 0.0;
        foreach (var row in rows) total += _weights is null ? 1 : _weights[row];
        var below = 0.0;
        for (var i = 0; i < rows.Length; i++)
        {
            below += _weights is null ? 1 : _weights[rows[i]];
            if (below >= _quantile * total) return sorted[i];
        }
        return sorted[^1];
    }

    static double LogOdds(double share) => Math.Log(share / (1 - share));

    static double Scale(double[] values, long[] scaled)
    {
        var largest = 0.0;
        foreach (var value in values) largest = Math.Max(largest, Math.Abs(value));
        if (largest == 0)
        {
            Array.Clear(scaled);
            return 1;
        }
        var exponent = Math.Min(1_000, 61 - Math.ILogB(largest) - (int)Math.Ceiling(Math.Log2(values.Length)));
        var scale = Math.ScaleB(1, exponent);
        for (var i = 0; i < scaled.Length; i++) scaled[i] = (long)Math.Round(values[i] * scale);
        return 1 / scale;
    }
}
