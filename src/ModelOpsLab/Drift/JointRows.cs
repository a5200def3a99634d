using System.Numerics;
using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>The rows in which every compared input has a number, each number less its median over its scaled median absolute deviation of the reference, cut at ±5.</summary>
/// <remarks>The cut keeps single rows of fat tails from deciding what a mean of thousands says.</remarks>
sealed class JointRows
{
    /// <summary>Robust standard deviations beyond which values count as this.</summary>
    public const double Cut = 5;

    JointRows(string[] inputs, double[] reference, double[] current, int[] windows) => (Inputs, Reference, Current, Windows) = (inputs, reference, current, windows);

    /// <summary>Names of the inputs.</summary>
    public string[] Inputs { get; }
    /// <summary>Numbers of a row.</summary>
    public int Width => Inputs.Length;
    /// <summary>Reference rows, one after the other.</summary>
    public double[] Reference { get; }
    /// <summary>Rows of the period.</summary>
    public double[] Current { get; }
    /// <summary>Window of each reference row; −1 where it has too few complete rows.</summary>
    public int[] Windows { get; }
    /// <summary>Reference rows.</summary>
    public int ReferenceCount => Windows.Length;
    /// <summary>Rows of the period.</summary>
    public int CurrentCount => Width == 0 ? 0 : Current.Length / Width;

    /// <summary>Of the inputs that are judged by their shift, those with a value in at least half of the rows on both sides.</summary>
    public static JointRows Of(FeatureDrift[] features, PeriodComparison period)
    {
        var taken = features.Where(f => f.Location is not null && 2 * f.Count >= period.Current.Count && 2 * (long)f.ReferenceCount >= period.Reference.Count).ToArray();
        int[] before = Complete(period.Reference, taken), now = Complete(period.Current, taken);
        var windows = Array.ConvertAll(before, row => period.Windows[row]);
        for (int start = 0, end; start < windows.Length; start = end)
        {
            end = End(windows, start);
            if (2L * (end - start) < now.Length) windows.AsSpan(start..end).Fill(-1);
        }
        return new([.. taken.Select(f => f.Feature)], Standardised(period.Reference, taken, before), Standardised(period.Current, taken, now), windows);
    }

    /// <summary>The past windows as ranges of reference rows.</summary>
    public IEnumerable<Range> PastWindows()
    {
        for (int start = 0, end; start < Windows.Length; start = end)
        {
            end = End(Windows, start);
            if (Windows[start] >= 0) yield return start..end;
        }
    }

    /// <summary>Some reference rows.</summary>
    public ReadOnlySpan<double> ReferenceRows(Range rows) => Reference.AsSpan((rows.Start.Value * Width)..(rows.End.Value * Width));

    /// <summary>target[j] += factor · row[j]: element by element, so that the width of the machine's vectors changes nothing.</summary>
    public static void Add(Span<double> target, double factor, ReadOnlySpan<double> row)
    {
        var j = 0;
        var factors = new Vector<double>(factor);
        for (; j + Vector<double>.Count <= row.Length; j += Vector<double>.Count)
            (new Vector<double>(target[j..]) + factors * new Vector<double>(row[j..])).CopyTo(target[j..]);
        for (; j < row.Length; j++) target[j] += factor * row[j];
    }

    static int End(int[] windows, int start)
    {
        var end = start + 1;
        while (end < windows.Length && windows[end] == windows[start]) end++;
        return end;
    }

    static int[] Complete(Frame frame, FeatureDrift[] features)
    {
        var incomplete = new bool[frame.Count];
        foreach (var feature in features)
        {
            var values = frame[feature.Feature].Span;
            for (var row = 0; row < values.Length; row++)
                if (!double.IsFinite(values[row])) incomplete[row] = true;
        }
        return [.. Enumerable.Range(0, frame.Count).Where(r => !incomplete[r])];
    }

    static double[] Standardised(Frame frame, FeatureDrift[] features, int[] rows)
    {
        var width = features.Length;
        var all = new double[(long)rows.Length * width];
        for (var j = 0; j < width; j++)
        {
            var (median, scale) = features[j].Location!.Value;
            var unit = 1 / (RobustScale.NormalConsistency * scale);
            var values = frame[features[j].Feature].Span;
            for (var i = 0; i < rows.Length; i++) all[(long)i * width + j] = Math.Clamp((values[rows[i]] - median) * unit, -Cut, Cut);
        }
        return all;
    }
}
