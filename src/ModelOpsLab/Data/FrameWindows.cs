using ModelOpsLab.Lineage;

namespace ModelOpsLab.Data;

/// <summary>Cuts a reference into past windows like the one under review.</summary>
public static class FrameWindows
{
    /// <summary>
    /// The window number of each reference row: calendar months where the current rows lie inside one calendar month, of each no more than its
    /// first rows, as many as the current frame has, for a short sample lies further out than a long one; otherwise runs of as many rows as the
    /// current frame, counted back from the end. Rows past those, and rows of a window that is less than half as long as the current one, get -1.
    /// In a panel all this counts points in time: the rows of one time are in one window.
    /// </summary>
    /// <exception cref="ArgumentException">The current frame is empty.</exception>
    public static int[] Like(Frame current, Frame reference)
    {
        if (current.Count == 0) throw new ArgumentException("The period has no rows, so there is no window to compare.", nameof(current));
        if (current.TimeCount == current.Count && reference.TimeCount == reference.Count) return LikeRows(current.Count, InOneMonth(current), reference);
        var times = Windows(current.TimeCount, InOneMonth(current), Array.ConvertAll(reference.Starts[..^1], start => reference.Time[start]));
        var windows = new int[reference.Count];
        for (var t = 0; t < times.Length; t++) windows.AsSpan(reference.Starts[t]..reference.Starts[t + 1]).Fill(times[t]);
        return windows;
    }

    /// <summary>The same where only the number of current rows is known, and whether they lie inside one calendar month.</summary>
    internal static int[] LikeRows(int count, bool inOneMonth, Frame reference) => Windows(count, inOneMonth, reference.Time);

    static int[] Windows(int count, bool inOneMonth, IReadOnlyList<DateTime> reference)
    {
        var windows = new int[reference.Count];
        if (inOneMonth)
            for (int i = 0, first = 0, month = -1, inside = -1; i < windows.Length; i++)
            {
                if (i == 0 || reference[i] != reference[i - 1]) month = Month(reference, i); // rows of a panel share their time
                if (month != inside) (first, inside) = (i, month);
                windows[i] = i - first < count ? month : -1;
            }
        else
            for (var i = 0; i < windows.Length; i++) windows[i] = int.MaxValue / 2 - (windows.Length - 1 - i) / count;
        for (int start = 0, end; start < windows.Length; start = end)
        {
            end = End(windows, start);
            if (2L * (end - start) < count) windows.AsSpan(start..end).Fill(-1);
        }
        return windows;
    }

    /// <summary>The windows in which the column has at least half as many values as the current window; rows of the others get -1.</summary>
    internal static int[] Filled(Column reference, int[] windows, int count)
    {
        var filled = new int[windows.Length];
        var numbers = reference.IsNumeric ? reference.Span : default;
        for (int start = 0, end; start < windows.Length; start = end)
        {
            end = End(windows, start);
            var values = 0;
            for (var row = start; row < end; row++)
                if (numbers.IsEmpty ? !reference.IsMissing(row) : double.IsFinite(numbers[row])) values++;
            filled.AsSpan(start..end).Fill(2L * values >= count ? windows[start] : -1);
        }
        return filled;
    }

    /// <summary>The numbers of the windows in time order, each once.</summary>
    internal static IEnumerable<int> Numbers(int[] windows) => windows.Where((w, row) => w >= 0 && (row == 0 || windows[row - 1] != w));

    /// <summary>The row after the last of the window that starts here.</summary>
    static int End(ReadOnlySpan<int> windows, int start)
    {
        var end = start + 1;
        while (end < windows.Length && windows[end] == windows[start]) end++;
        return end;
    }

    /// <summary>What the windows are, for a note: <c>calendar months, at most their first 21 rows</c> or <c>runs of 40 rows</c>; of a panel, sessions.</summary>
    public static string Describe(Frame current) => InOneMonth(current) ? $"calendar months, at most their first {Length(current)}" : $"runs of {Length(current)}";

    /// <summary>The reference as frames, one a window, in time order; rows without a window are left out.</summary>
    public static IReadOnlyList<Frame> Split(Frame reference, ReadOnlySpan<int> windows)
    {
        var frames = new List<Frame>();
        for (var start = 0; start < windows.Length;)
        {
            var end = End(windows, start);
            if (windows[start] >= 0) frames.Add(reference.Rows(start..end));
            start = end;
        }
        return frames;
    }

    /// <summary>Provenance of a comparison of two frames.</summary>
    public static Provenance Provenance(Frame reference, Frame current, params IReadOnlyList<KeyValuePair<string, string>> parameters) => new()
    {
        AsOf = current.Count > 0 ? current.LastDay : reference.Count > 0 ? reference.LastDay : null,
        DataHashes = new Dictionary<string, string> { ["reference"] = reference.ContentHash(), ["current"] = current.ContentHash() },
        Rows = reference.Count + (long)current.Count,
        Parameters = new SortedDictionary<string, string>(parameters.ToDictionary(), StringComparer.Ordinal),
    };

    static string Length(Frame current) => current.TimeCount == current.Count ? $"{Reporting.Format.Count(current.Count)} rows" : $"{Reporting.Format.Count(current.TimeCount)} sessions";

    static int Month(IReadOnlyList<DateTime> times, int row) => times[row].Year * 12 + times[row].Month;

    /// <summary>Whether all rows lie inside one calendar month.</summary>
    internal static bool InOneMonth(Frame frame) =>
        frame.FirstDay.Year == frame.LastDay.Year && frame.FirstDay.Month == frame.LastDay.Month;
}
