namespace ModelOpsLab.Statistics;

/// <summary>A series of finite numbers in time order and in ascending order, with the place in time of each: one sort, which every comparison of it shares.</summary>
sealed class SortedSeries
{
    /// <param name="values">Finite, not empty; kept, not copied.</param>
    public SortedSeries(double[] values)
    {
        Statistics.Finite.Require(values, nameof(values));
        (Values, Ascending, Places) = (values, [.. values], new int[values.Length]);
        for (var i = 0; i < Places.Length; i++) Places[i] = i;
        Sorting.Sort(Ascending, Places);
    }

    /// <summary>In time order.</summary>
    public double[] Values { get; }

    /// <summary>In ascending order.</summary>
    public double[] Ascending { get; }

    /// <summary>Of each ascending value its place in time.</summary>
    public int[] Places { get; }
}
