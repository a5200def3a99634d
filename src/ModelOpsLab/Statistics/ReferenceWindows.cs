namespace ModelOpsLab.Statistics;

/// <summary>A reference sample cut into windows: how far does each lie from all the others, and where does a new window stand among them?</summary>
/// <remarks>
/// Distance: Wasserstein-1 over the reference's median absolute deviation (its mean absolute deviation where half of it is one value), signed by the shift of the median. Each past window is compared
/// with the reference without it (jackknife), so that it is treated as the new window is. One sort serves all windows.
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
        var kept = new List<(double Value, int Window)>(values.Length);
        for (var i = 0; i < values.Length; i++)
            if (double.IsFinite(values[i])) kept.Add((values[i], windows[i]));
        if (kept.Count == 0) throw new ArgumentException("The reference has no finite value; nothing can be compared with it.", nameof(values));
        kept.Sort((a, b) => a.Value.CompareTo(b.Value));
        _sorted = [.. kept.Select(k => k.Value)];
        Median = RobustScale.Median(_sorted);
        Scale = RobustScale.MedianAbsoluteDeviation(_sorted);
        if (Scale == 0) (Scale, IsMeanScale) = (MeanAbsoluteDeviation(_sorted, Median), true);
        _past = Scale > 0 ? Distances(kept) : [];
    }

    /// <summary>The reference, ascending.</summary>
    public ReadOnlySpan<double> Sorted => _sorted;
    /// <summary>Median of the reference.</summary>
    public double Median { get; }
    /// <summary>Median absolute deviation of the reference, not rescaled; where half of the values are equal, the mean absolute deviation from the median. 0 where all are equal, and then no distance exists.</summary>
    public double Scale { get; }
    /// <summary>Whether <see cref="Scale"/> is the mean absolute deviation.</summary>
    public bool IsMeanScale { get; }
    /// <summary>Signed scaled distance of each past window, in time order; empty where <see cref="Scale"/> is 0.</summary>
    public ReadOnlySpan<double> Past => _past;

    /// <summary>Signed scaled distance of a new window, NaN where <see cref="Scale"/> is 0.</summary>
    /// <exception cref="ArgumentException">The window is empty or has a value that is not finite.</exception>
    public double Distance(ReadOnlySpan<double> current) => Scale > 0 ? Wasserstein.SignedScaled(_sorted, current, Scale) : double.NaN;

    static double MeanAbsoluteDeviation(double[] sorted, double median)
    {
        var sum = 0.0;
        foreach (var value in sorted) sum += Math.Abs(value - median) / sorted.Length;
        return sum;
    }

    /// <summary>Distances of all windows from the reference without them, in one pass over the sorted reference each.</summary>
    double[] Distances(List<(double Value, int Window)> kept)
    {
        var numbers = kept.Select(k => k.Window).Where(w => w >= 0).Distinct().Order().ToArray();
        var place = numbers.Select((w, i) => (w, i)).ToDictionary(p => p.w, p => p.i);
        var size = new int[numbers.Length];
        foreach (var (_, window) in kept) if (window >= 0) size[place[window]]++;
        var distances = new double[numbers.Length];
        for (var w = 0; w < numbers.Length; w++)
        {
            int inside = 0, outside = 0, others = kept.Count - size[w];
            double[] own = new double[size[w]], rest = new double[others];
            if (others == 0) continue;
            var area = 0.0;
            for (var i = 0; i < kept.Count; i++)
            {
                if (kept[i].Window == numbers[w]) own[inside++] = kept[i].Value; else rest[outside++] = kept[i].Value;
                if (i + 1 < kept.Count)
                    area += Math.Abs((double)inside / size[w] - (double)outside / others) * (kept[i + 1].Value - kept[i].Value);
            }
            distances[w] = Wasserstein.IsBelow(rest, own) ? -area / Scale : area / Scale;
        }
        return distances;
    }
}
