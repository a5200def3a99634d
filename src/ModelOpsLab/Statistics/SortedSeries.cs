namespace ModelOpsLab.Statistics;

/// <summary>A series of finite numbers in time order and in ascending order, with the place in time of each: one sort, which every comparison of it shares.</summary>
sealed class SortedSeries
{
    readonly Lazy<(double Median, double Scale, bool IsMean)> _spread;

    /// <param name="values">Finite, not empty; kept, not copied.</param>
    public SortedSeries(double[] values)
    {
        Statistics.Finite.Require(values, nameof(values));
        (Values, Ascending, Places) = (values, [.. values], new int[values.Length]);
        for (var i = 0; i < Places.Length; i++) Places[i] = i;
        Sorting.Sort(Ascending, Places);
        _spread = new(Spreads);
    }

    /// <summary>In time order.</summary>
    public double[] Values { get; }

    /// <summary>In ascending order.</summary>
    public double[] Ascending { get; }

    /// <summary>Of each ascending value its place in time.</summary>
    public int[] Places { get; }

    /// <summary>Median.</summary>
    public double Median => _spread.Value.Median;

    /// <summary>Median absolute deviation, not rescaled; where half of the values are equal, the mean absolute deviation from the median.</summary>
    public double Scale => _spread.Value.Scale;

    /// <summary>Whether <see cref="Scale"/> is the mean absolute deviation.</summary>
    public bool IsMeanScale => _spread.Value.IsMean;

    (double Median, double Scale, bool IsMean) Spreads()
    {
        var median = RobustScale.QuantileSorted(Ascending, 0.5);
        var scale = RobustScale.MedianAbsoluteDeviationSorted(Ascending);
        return scale == 0 ? (median, MeanAbsoluteDeviation(median), true) : (median, scale, false);
    }

    double MeanAbsoluteDeviation(double median)
    {
        var sum = 0.0;
        foreach (var value in Ascending) sum += Math.Abs(value - median) / Ascending.Length;
        return sum;
    }
}
