using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

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
    /// <summary>Days since 1970-01-01 of each point in time.</summary>
    public double[] Days { get; }
    /// <summary>First row of each point in time, and the number of rows at the end.</summary>
    public int[] Starts => Frame.Starts;
    /// <summary>Number of points in time: rows of one asset, sessions of a panel.</summary>
    public int TimeCount => Frame.TimeCount;
    /// <summary>Whether rows of several assets stand under one time: they depend on each other, and only times are counted as observations.</summary>
    public bool IsPanel => Frame.TimeCount < Frame.Count;
    /// <summary>What a point in time is called.</summary>
    public string Unit => IsPanel ? "sessions" : "rows";

    public static Residuals Of(Frame frame)
    {
        var schema = frame.Schema;
        if (schema.Prediction is not { } prediction) throw new ArgumentException("The schema names no prediction column; residuals need one: set Schema.Prediction.", nameof(frame));
        if (schema.Target is not { } target) throw new ArgumentException("The schema names no target column; residuals need one: set Schema.Target.", nameof(frame));
        var complete = frame.Complete(prediction, target);
        double[] p = complete[prediction].Span.ToArray(), t = complete[target].Span.ToArray();
        return new(complete, [.. t.Zip(p, (a, b) => a - b)], p, t, Reporting.Axis.Days(complete.Starts[..^1].Select(start => complete.Time[start])));
    }

    /// <summary>Those of some of the rows alone: a past window does not know what came before it.</summary>
    public Residuals Rows(Range rows)
    {
        var frame = Frame.Rows(rows);
        return new(frame, Values[rows], Predictions[rows], Targets[rows], Reporting.Axis.Days(frame.Starts[..^1].Select(start => frame.Time[start])));
    }

    /// <summary>One number a point in time: the mean over its rows, of one asset the numbers themselves.</summary>
    public double[] ByTime(double[] perRow) => IsPanel ? [.. Enumerable.Range(0, TimeCount).Select(t => Moments.Mean(perRow.AsSpan(Starts[t]..Starts[t + 1])))] : perRow;

    /// <summary>How many points in time some ascending rows stand under.</summary>
    public int TimesOf(ReadOnlySpan<int> rows)
    {
        if (!IsPanel) return rows.Length;
        int count = 0, last = -1;
        foreach (var row in rows)
        {
            if (TimeOf[row] != last) count++;
            last = TimeOf[row];
        }
        return count;
    }

    /// <summary>The point in time of each row.</summary>
    int[] TimeOf => field ??= [.. Enumerable.Range(0, TimeCount).SelectMany(t => Enumerable.Repeat(t, Starts[t + 1] - Starts[t]))];

    /// <summary>The rows of a range of points in time.</summary>
    public Range RowsOf(Range times) => Starts[times.Start.GetOffset(TimeCount)]..Starts[times.End.GetOffset(TimeCount)];

    /// <summary>Standard error of the mean of some numbers, one for each of some ascending rows, that neither dependence in time nor within a session fools; at least two points in time.</summary>
    public double MeanStandardError(double[] values, int[] rows)
    {
        if (!IsPanel) return NeweyWest.MeanStandardError(values);
        int[] starts = [.. Enumerable.Range(0, rows.Length).Where(i => i == 0 || TimeOf[rows[i]] != TimeOf[rows[i - 1]]), rows.Length];
        return DriscollKraay.MeanStandardError(values, starts);
    }

    /// <summary>Rank correlation of prediction and outcome among the assets of each session; NaN where either is the same for all.</summary>
    public double[] RankCorrelations => field ??= [.. Enumerable.Range(0, TimeCount).Select(t => RankCorrelation(Starts[t]..Starts[t + 1]))];

    /// <summary>Rank correlation of prediction and outcome over some rows; NaN where either is constant.</summary>
    public double RankCorrelation(Range rows) =>
        Moments.IsConstant(Predictions.AsSpan(rows)) || Moments.IsConstant(Targets.AsSpan(rows)) ? double.NaN : Correlation.Spearman(Predictions.AsSpan(rows), Targets.AsSpan(rows));

    /// <summary>Root mean square of the targets of the up to 20 rows before each row, NaN for the first five: the volatility that was known before it. In a panel of all assets, over so many sessions.</summary>
    public double[] Volatility => field ??= TrailingVolatility();

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

    double[] TrailingVolatility()
    {
        const int most = 20, least = 5;
        var volatility = new double[Targets.Length];
        for (var t = 0; t < TimeCount; t++)
            volatility.AsSpan(Starts[t]..Starts[t + 1]).Fill(t < least ? double.NaN : Root(Targets.AsSpan(Starts[Math.Max(0, t - most)]..Starts[t])));
        return volatility;
    }
}
