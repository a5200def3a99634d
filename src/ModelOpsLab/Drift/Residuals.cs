using ModelOpsLab.Data;

namespace ModelOpsLab.Drift;

/// <summary>Errors of prediction, target minus prediction, of the rows that have both.</summary>
sealed class Residuals
{
    Residuals(Frame frame, double[] values, double[] predictions, double[] targets, double[] days) =>
        (Frame, Values, Predictions, Targets, Days) = (frame, values, predictions, targets, days);

    /// <summary>The rows that have both.</summary>
    public Frame Frame { get; }
    public double[] Values { get; }
    public double[] Predictions { get; }
    public double[] Targets { get; }
    /// <summary>Days since 1970-01-01 of each row.</summary>
    public double[] Days { get; }

    public static Residuals Of(Frame frame)
    {
        var schema = frame.Schema;
        if (schema.Prediction is not { } prediction) throw new ArgumentException("The schema names no prediction column; residuals need one: set Schema.Prediction.", nameof(frame));
        if (schema.Target is not { } target) throw new ArgumentException("The schema names no target column; residuals need one: set Schema.Target.", nameof(frame));
        var complete = frame.Complete(prediction, target);
        double[] p = complete[prediction].Span.ToArray(), t = complete[target].Span.ToArray();
        return new(complete, [.. t.Zip(p, (a, b) => a - b)], p, t, Reporting.Axis.Days(complete.Time));
    }

    /// <summary>Root mean square of the targets of the up to 20 rows before each row, NaN for the first five: the volatility that was known before it.</summary>
    public double[] Volatility => field ??= TrailingVolatility(Targets);

    /// <summary>Loss of each row on a scale that no volatility moves: (|error| − |target|) / (|error| + |target|), from −1, perfect, over 0, as good as predicting zero, to 1.</summary>
    public double[] Losses => field ??= [.. Values.Zip(Targets, (e, t) => Math.Abs(e) + Math.Abs(t) is var sum and > 0 ? (Math.Abs(e) - Math.Abs(t)) / sum : 0)];

    /// <summary>Root mean squared error of the rows of a range.</summary>
    public double RootMeanSquare(Range range) => Root(Values.AsSpan(range));

    /// <summary>Root mean squared error over the root mean square of the target: 1 is no better than predicting zero, whatever the volatility. NaN where the target is zero throughout.</summary>
    public double RelativeError(Range range) => Root(Targets.AsSpan(range)) is var target and > 0 ? Root(Values.AsSpan(range)) / target : double.NaN;

    /// <summary>Share of rows whose prediction has the sign of the target, of those where neither is zero; NaN where there are none.</summary>
    public double HitRate(Range range)
    {
        var (start, length) = range.GetOffsetAndLength(Values.Length);
        int hits = 0, signed = 0;
        for (var i = start; i < start + length; i++)
        {
            if (Predictions[i] * Targets[i] == 0) continue;
            signed++;
            if (Predictions[i] * Targets[i] > 0) hits++;
        }
        return (double)hits / signed;
    }

    static double Root(ReadOnlySpan<double> x)
    {
        var sum = 0.0;
        foreach (var v in x) sum += v * v;
        return Math.Sqrt(sum / x.Length);
    }

    static double[] TrailingVolatility(double[] targets)
    {
        const int most = 20, least = 5;
        var volatility = new double[targets.Length];
        for (var i = 0; i < targets.Length; i++) volatility[i] = i < least ? double.NaN : Root(targets.AsSpan(Math.Max(0, i - most)..i));
        return volatility;
    }
}
