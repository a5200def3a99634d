using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Models;

/// <summary>
/// When each row is predicted and from when its target is known: the row's own time and the schema's <see cref="Schema.KnownAt"/>, or its own time where there is none.
/// A row may be trained on for predictions made strictly later than its target is known.
/// </summary>
/// <remarks>López de Prado (2018), chapter 7, with the boundary closed: a label known at the very time of a prediction is not known before it.</remarks>
public sealed class LabelTimes
{
    readonly DateTime[] _known;

    LabelTimes(IReadOnlyList<DateTime> predicted, DateTime[] known)
    {
        (Predicted, _known) = (predicted, known);
        IsOrdered = Enumerable.Range(1, Math.Max(0, known.Length - 1)).All(i => known[i] >= known[i - 1]);
    }

    /// <summary>The times of a frame's rows.</summary>
    /// <exception cref="ArgumentException">A target is known before its row is predicted, or its time is missing: the row is named.</exception>
    public static LabelTimes Of(Frame frame)
    {
        if (frame.Schema.KnownAt is not { } name) return new(frame.Time, [.. frame.Time]);
        var column = frame[name];
        var known = new DateTime[frame.Count];
        for (var i = 0; i < known.Length; i++)
        {
            if (column.IsMissing(i)) throw new ArgumentException($"Row {i} ({Format.Time(frame.Time[i])}): '{name}' is missing, so that it is not known when the row may be trained on. Leave such rows out.", nameof(frame));
            known[i] = column.Type == ColumnType.Date ? column.Days[i].ToDateTime(default) : Timestamp.ToDateTime(column.Longs[i]);
            if (known[i] < frame.Time[i]) throw new ArgumentException($"Row {i} ({Format.Time(frame.Time[i])}): '{name}' is {Format.Time(known[i])}, before the row itself: a target is not known before it is predicted.", nameof(frame));
        }
        return new(frame.Time, known);
    }

    /// <summary>When each row is predicted: the frame's times.</summary>
    public IReadOnlyList<DateTime> Predicted { get; }

    /// <summary>From when each row's target is known; at or after <see cref="Predicted"/>.</summary>
    public IReadOnlyList<DateTime> Known => _known;

    /// <summary>Whether targets become known in the order of the rows, so that those known at a time are the first ones.</summary>
    public bool IsOrdered { get; }

    /// <summary>Of the first <paramref name="rows"/> rows, the ones whose target is known before a time, in order.</summary>
    public int[] KnownBefore(DateTime time, int rows)
    {
        if (!IsOrdered) return [.. Enumerable.Range(0, rows).Where(i => _known[i] < time)];
        var (low, high) = (0, rows);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_known[middle] < time) low = middle + 1;
            else high = middle;
        }
        return [.. Enumerable.Range(0, low)];
    }

    /// <summary>Refuses training rows whose target is not known before the first prediction of a test.</summary>
    /// <exception cref="ArgumentException">There is such a row: it is named, with both times.</exception>
    public void Require(IEnumerable<int> train, int firstTest)
    {
        foreach (var row in train)
            if (_known[row] >= Predicted[firstTest])
                throw new ArgumentException($"Row {row} ({Format.Time(Predicted[row])}) cannot be trained on: its target is known from {Format.Time(_known[row])}, and the first row of the test, {firstTest}, is predicted at {Format.Time(Predicted[firstTest])}. Widen the gap, or purge by the label's interval.", nameof(train));
    }

    /// <summary>
    /// Refuses training rows whose label interval, from prediction to known, touches the interval of a test: from its first prediction to its last known target, plus an embargo.
    /// A test of several stretches of rows is several tests.
    /// </summary>
    /// <remarks>López de Prado (2018), chapter 7, with closed intervals: his snippet 7.3 lets labels touch, and leaves some.</remarks>
    /// <param name="train">Rows to train on, before and after the test.</param>
    /// <param name="test">Rows of the test, ascending.</param>
    /// <param name="embargo">How long after a test's last known target no row may be predicted that is trained on; at least 0.</param>
    /// <exception cref="ArgumentException">There is such a row: it is named, with both intervals.</exception>
    public void RequireApart(IReadOnlyList<int> train, IReadOnlyList<int> test, TimeSpan embargo = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(embargo, TimeSpan.Zero);
        for (int start = 0, end; start < test.Count; start = end)
        {
            for (end = start + 1; end < test.Count && test[end] == test[end - 1] + 1;) end++;
            var (from, to) = (Predicted[test[start]], LastKnown(test[start], test[end - 1] + 1));
            foreach (var row in train)
                if (Predicted[row] <= to + embargo && _known[row] >= from)
                    throw new ArgumentException($"Row {row}, whose label runs from {Format.Time(Predicted[row])} to {Format.Time(_known[row])}, cannot be trained on: the test of rows {test[start]} to {test[end - 1]} runs from {Format.Time(from)} to {Format.Time(to)}{(embargo > TimeSpan.Zero ? $", with an embargo of {embargo.TotalDays.ToString("0.###", CultureInfo.InvariantCulture)} days" : "")}. Purge rows whose labels overlap the test.", nameof(train));
        }
    }

    /// <summary>The latest time at which a target of a range of rows is known.</summary>
    internal DateTime LastKnown(int start, int end)
    {
        var last = _known[start];
        for (var i = start + 1; i < end; i++)
            if (_known[i] > last) last = _known[i];
        return last;
    }
}
