namespace ModelOpsLab.Statistics.Sketches;

/// <summary>The values of one or several sketches, ascending, each with its weight and the number of the sketch it came from.</summary>
sealed class Weighted
{
    Weighted(double[] values, long[] weights, int[] parts)
    {
        (Values, Weights, Parts) = (values, weights, parts);
        foreach (var weight in weights) Total += weight;
    }

    public double[] Values { get; }
    public long[] Weights { get; }
    public int[] Parts { get; }
    public long Total { get; }

    public static Weighted Of(params IReadOnlyList<KllSketch> parts)
    {
        var items = new List<(double Value, int Part, long Weight)>();
        for (var p = 0; p < parts.Count; p++)
            for (var h = 0; h < parts[p].Levels.Count; h++)
                foreach (var value in parts[p].Levels[h]) items.Add((value, p, 1L << h));
        items.Sort();
        return new([.. items.Select(i => i.Value)], [.. items.Select(i => i.Weight)], [.. items.Select(i => i.Part)]);
    }

    /// <summary>Those of one part, or those of all others.</summary>
    public Weighted Where(int part, bool of)
    {
        int[] kept = [.. Enumerable.Range(0, Values.Length).Where(i => Parts[i] == part == of)];
        return new([.. kept.Select(i => Values[i])], [.. kept.Select(i => Weights[i])], [.. kept.Select(i => Parts[i])]);
    }

    /// <summary>Type 7 of the values, each repeated by its weight.</summary>
    public double Quantile(double probability)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(probability, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        if (Total == 0) throw new InvalidOperationException("The sketch is empty. Check Count first.");
        var position = probability * (Total - 1);
        var below = (long)position;
        var part = position - below;
        long before = 0;
        for (var i = 0; i < Values.Length; i++)
        {
            before += Weights[i];
            if (before <= below) continue;
            return part == 0 || before > below + 1 || i + 1 == Values.Length ? Values[i] : Values[i] + part * (Values[i + 1] - Values[i]);
        }
        return Values[^1];
    }

    public double Mean()
    {
        double sum = 0, rest = 0;
        for (var i = 0; i < Values.Length; i++) sum += Values[i] * Weights[i];
        var mean = sum / Total;
        for (var i = 0; i < Values.Length; i++) rest += (Values[i] - mean) * Weights[i];
        return mean + rest / Total;
    }

    /// <summary>Every value as often as its weight says, where all weights are 1.</summary>
    public ReadOnlySpan<double> Plain => Values;
}
