namespace ModelOpsLab.Monitoring;

/// <summary>Changes from one value of a column to the next: how many, how many too large, and the largest, as ratios and as differences.</summary>
struct ChangeTally()
{
    /// <summary>Changes.</summary>
    public long Pairs;
    /// <summary>Those whose logarithm is an outlier.</summary>
    public long FarRatios;
    /// <summary>Those whose difference is one.</summary>
    public long FarDifferences;
    public double LeastRatio = double.PositiveInfinity, LargestRatio = double.NegativeInfinity;
    public double LeastDifference = double.PositiveInfinity, LargestDifference = double.NegativeInfinity;

    public void Add(double before, double value, ColumnJudge judge)
    {
        Pairs++;
        double ratio = value / before, difference = value - before;
        if (ratio < judge.LowRatio || ratio > judge.HighRatio) FarRatios++;
        if (difference < judge.LowDifference || difference > judge.HighDifference) FarDifferences++;
        if (ratio < LeastRatio) LeastRatio = ratio;
        if (ratio > LargestRatio) LargestRatio = ratio;
        if (difference < LeastDifference) LeastDifference = difference;
        if (difference > LargestDifference) LargestDifference = difference;
    }

    public void Add(in ChangeTally other)
    {
        Pairs += other.Pairs;
        FarRatios += other.FarRatios;
        FarDifferences += other.FarDifferences;
        LeastRatio = Math.Min(LeastRatio, other.LeastRatio);
        LargestRatio = Math.Max(LargestRatio, other.LargestRatio);
        LeastDifference = Math.Min(LeastDifference, other.LeastDifference);
        LargestDifference = Math.Max(LargestDifference, other.LargestDifference);
    }

    public readonly void Save(BinaryWriter to)
    {
        to.Write(Pairs);
        to.Write(FarRatios);
        to.Write(FarDifferences);
        to.Write([LeastRatio, LargestRatio, LeastDifference, LargestDifference]);
    }

    public static ChangeTally Restore(BinaryReader from) => new()
    {
        Pairs = from.ReadInt64(), FarRatios = from.ReadInt64(), FarDifferences = from.ReadInt64(),
        LeastRatio = from.ReadDouble(), LargestRatio = from.ReadDouble(), LeastDifference = from.ReadDouble(), LargestDifference = from.ReadDouble(),
    };
}

/// <summary>Changes from a value of an earlier bucket to the first of this one.</summary>
struct EarlierChanges(long age)
{
    /// <summary>How many buckets earlier: the change counts in windows that hold both.</summary>
    public readonly long Age = age;
    /// <summary>The changes.</summary>
    public ChangeTally Changes = new();
    /// <summary>In windows that do not hold both: those from the last value of the reference, where that is no longer ago than two rows of it ever were apart.</summary>
    public ChangeTally SinceReference = new();
}
