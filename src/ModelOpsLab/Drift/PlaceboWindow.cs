using ModelOpsLab.Data;

namespace ModelOpsLab.Drift;

/// <summary>A past window, and the reference it would be judged against.</summary>
/// <param name="Window">Rows of the window.</param>
/// <param name="Out">Rows that its reference must do without: the window, and of a calendar month all of it.</param>
readonly record struct PlaceboWindow(Range Window, Range Out)
{
    public Frame Current(Frame reference) => reference.Rows(Window);

    public Frame Reference(Frame reference, bool pastOnly)
    {
        var (start, length) = Out.GetOffsetAndLength(reference.Count);
        return pastOnly ? reference.Rows(..start) : reference.Take([.. Enumerable.Range(0, reference.Count).Where(r => r < start || r >= start + length)]);
    }

    public static PlaceboWindow[] Of(Frame reference, Frame? current, PlaceboOptions options)
    {
        int[] numbers = options.Rows is { } rows ? Runs(reference, rows) : FrameWindows.Like(current ?? LongestMonth(reference), reference);
        var windows = new List<PlaceboWindow>();
        for (var start = 0; start < numbers.Length;)
        {
            var end = start + 1;
            while (end < numbers.Length && numbers[end] == numbers[start]) end++;
            var rest = end;
            while (rest < numbers.Length && numbers[rest] < 0 && Month(reference, rest) == Month(reference, start)) rest++;
            if (numbers[start] >= 0) windows.Add(new(start..end, start..rest));
            start = end;
        }
        if (windows.Count <= options.MostWindows) return [.. windows];
        return [.. Enumerable.Range(1, options.MostWindows).Select(i => windows[(int)((long)i * windows.Count / options.MostWindows) - 1])];
    }

    static int[] Runs(Frame reference, int rows)
    {
        var whole = reference.Count / rows;
        var first = reference.Count - whole * rows;
        return [.. Enumerable.Range(0, reference.Count).Select(r => r < first ? -1 : (r - first) / rows)];
    }

    static Frame LongestMonth(Frame reference) => reference.Months().MaxBy(m => m.Count)!;

    static int Month(Frame frame, int row) => frame.Time[row].Year * 12 + frame.Time[row].Month;
}
