using ModelOpsLab.Data;

namespace ModelOpsLab.Monitoring;

/// <summary>The changes from one finite number of a column to the next, of the same asset in a panel: looked for once, asked for by any stretch of rows.</summary>
sealed class LargestSteps
{
    readonly double[] _steps;
    readonly int[] _from;

    public LargestSteps(Frame rows, string name)
    {
        var values = rows[name].Span;
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        var assets = AssetCodes.Of(rows, codes);
        var last = new int[codes.Count];
        Array.Fill(last, -1);
        (_steps, _from) = (new double[rows.Count], new int[rows.Count]);
        for (var row = 0; row < _steps.Length; row++)
        {
            _from[row] = -1;
            if (!double.IsFinite(values[row])) continue;
            var before = last[assets[row]];
            last[assets[row]] = row;
            if (before >= 0) (_from[row], _steps[row]) = (before, Math.Abs(values[row] - values[before]));
        }
    }

    /// <summary>The largest change inside some rows; 0 of fewer than two numbers of an asset.</summary>
    public double In(Range rows)
    {
        var (start, length) = rows.GetOffsetAndLength(_steps.Length);
        var largest = 0.0;
        for (var row = start; row < start + length; row++)
            if (_from[row] >= start) largest = Math.Max(largest, _steps[row]);
        return largest;
    }

    /// <summary>The same inside each window, in time order.</summary>
    /// <param name="windows">Number of each row's window; rows with a negative one are in none.</param>
    public double[] In(int[] windows)
    {
        List<double> largest = [];
        for (int start = 0, end; start < windows.Length; start = end)
        {
            for (end = start + 1; end < windows.Length && windows[end] == windows[start]; end++) { }
            if (windows[start] >= 0) largest.Add(In(start..end));
        }
        return [.. largest];
    }
}
