using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>Some rows of a frame by their points in time: of one asset each row is one, of a panel the rows of a session are one, for they depend on each other.</summary>
sealed class TimedRows
{
    readonly bool _isPanel;

    /// <param name="frame">The frame.</param>
    /// <param name="rows">Positions in it, ascending.</param>
    public TimedRows(Frame frame, int[] rows)
    {
        (Rows, _isPanel) = (rows, frame.TimeCount < frame.Count);
        Starts = [.. Enumerable.Range(0, rows.Length).Where(i => i == 0 || frame.Time[rows[i]] != frame.Time[rows[i - 1]]), rows.Length];
    }

    /// <summary>Positions in the frame.</summary>
    public int[] Rows { get; }
    /// <summary>First of the rows of each point in time, and their number at the end.</summary>
    public int[] Starts { get; }
    /// <summary>Points in time.</summary>
    public int Count => Starts.Length - 1;
    /// <summary>What a point in time is called.</summary>
    public string Unit => _isPanel ? "sessions" : "rows";

    /// <summary>Mean over points in time of the means of their rows.</summary>
    /// <param name="values">One a row.</param>
    public double Mean(double[] values) => Mean(values, 0, Count);

    /// <summary>The same over some points in time.</summary>
    public double Mean(double[] values, int from, int to) => _isPanel
        ? Moments.Mean([.. Enumerable.Range(from, to - from).Select(t => Moments.Mean(values.AsSpan(Starts[t]..Starts[t + 1])))])
        : Moments.Mean(values.AsSpan(Starts[from]..Starts[to]));
}
