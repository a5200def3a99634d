namespace ModelOpsLab.Statistics;

/// <summary>A reference sample cut into windows: how far does each lie from all the others, and where does a new window stand among them?</summary>
/// <remarks>
/// Distance: Wasserstein-1 over the reference's median absolute deviation (its mean absolute deviation where half of it is one value), signed by the shift of the median. Each past window is compared
/// with the reference without it (jackknife), so that it is treated as the new window is. One sort serves all windows; after it the time is proportional to the reference.
/// </remarks>
public sealed class ReferenceWindows
{
    readonly double[] _sorted;
    readonly double[] _past;

    /// <param name="values">The reference in time order; not-finite values are left out.</param>
    /// <param name="windows">Window number of each value, ascending; negative for a value that belongs to no complete window.</param>
    /// <exception cref="ArgumentException">Lengths differ, or no value is finite.</exception>
    public ReferenceWindows(ReadOnlySpan<double> values, ReadOnlySpan<int> windows)
    {
        if (values.Length != windows.Length) throw new ArgumentException($"{values.Length} values and {windows.Length} window numbers.", nameof(windows));
        var finite = Statistics.Finite.Of(values).Values;
        if (finite.Length == 0) throw new ArgumentException("The reference has no finite value; nothing can be compared with it.", nameof(values));
        var series = new SortedSeries(finite);
        (_sorted, Median, Scale, IsMeanScale, _past) = Compare(series, values, windows);
    }

    /// <summary>The same where the finite ones of the values are sorted already.</summary>
    internal ReferenceWindows(SortedSeries finite, ReadOnlySpan<double> values, ReadOnlySpan<int> windows) =>
        (_sorted, Median, Scale, IsMeanScale, _past) = Compare(finite, values, windows);

    static (double[] Sorted, double Median, double Scale, bool IsMeanScale, double[] Past) Compare(SortedSeries finite, ReadOnlySpan<double> values, ReadOnlySpan<int> windows)
    {
        // Windows in time order are numbered from 0, those of the finite values only.
        var places = new int[finite.Values.Length];
        var count = 0;
        for (int i = 0, next = 0, last = -1; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i])) continue;
            if (windows[i] >= 0 && (count == 0 || windows[i] != last)) (last, count) = (windows[i], count + 1);
            places[next++] = windows[i] < 0 ? -1 : count - 1;
        }
        return (finite.Ascending, finite.Median, finite.Scale, finite.IsMeanScale,
            IsMeasurableBy(finite.Scale) ? new WindowDistances(finite.Ascending, Array.ConvertAll(finite.Places, p => places[p]), count).Of(finite.Scale) : []);
    }

    /// <summary>The reference, ascending.</summary>
    public ReadOnlySpan<double> Sorted => _sorted;
    /// <summary>Median of the reference.</summary>
    public double Median { get; }
    /// <summary>Median absolute deviation of the reference, not rescaled; where half of the values are equal, the mean absolute deviation from the median. 0 where all are equal, +∞ where it is beyond a 64-bit number, and then no distance exists.</summary>
    public double Scale { get; }
    /// <summary>Whether <see cref="Scale"/> is the mean absolute deviation.</summary>
    public bool IsMeanScale { get; }
    /// <summary>Signed scaled distance of each past window, in time order; empty where <see cref="Scale"/> is 0 or infinite. A distance beyond a 64-bit number is infinite.</summary>
    public ReadOnlySpan<double> Past => _past;

    /// <summary>Signed scaled distance of a new window, infinite where it is beyond a 64-bit number; NaN where <see cref="Scale"/> is 0 or infinite.</summary>
    /// <exception cref="ArgumentException">The window is empty or has a value that is not finite.</exception>
    public double Distance(ReadOnlySpan<double> current) => DistanceSorted(Statistics.Finite.Sorted(current, nameof(current)));

    /// <summary><see cref="Distance"/> of what is known to be ascending and finite.</summary>
    internal double DistanceSorted(ReadOnlySpan<double> current)
    {
        if (!IsMeasurableBy(Scale)) return double.NaN;
        var distance = Wasserstein.BetweenSorted(_sorted, current) / Scale;
        return Wasserstein.IsBelow(_sorted, current) ? -distance : distance;
    }

    static bool IsMeasurableBy(double scale) => scale > 0 && double.IsFinite(scale);
}
