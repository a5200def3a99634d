namespace ModelOpsLab.Statistics.Sketches;

/// <summary>The values of one or several sketches, ascending, each with its weight and the number of the sketch it came from. A part number of −1 means all.</summary>
sealed class Weighted
{
    readonly (double Value, int Part, long Weight)[] _items;
    readonly long[] _totals;

    Weighted((double Value, int Part, long Weight)[] items)
    {
        Array.Sort(items);
        _items = items;
        _totals = new long[items.Length == 0 ? 0 : items.Max(i => i.Part) + 1];
        foreach (var (_, part, weight) in items) _totals[part] += weight;
    }

    public ReadOnlySpan<(double Value, int Part, long Weight)> Items => _items;

    public static Weighted Of(params IReadOnlyList<KllSketch> parts) =>
        new([.. parts.SelectMany((sketch, part) => sketch.Levels.SelectMany((level, h) => level.Select(value => (value, part, 1L << h))))]);

    public long Total(int part = -1, bool inside = true) => part < 0 ? _totals.Sum() : inside ? _totals[part] : _totals.Sum() - _totals[part];

    /// <summary>Type 7 of the values, each repeated by its weight: of one part, or of the others.</summary>
    public double Quantile(double probability, int part = -1, bool inside = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(probability, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        var total = Total(part, inside);
        if (total == 0) throw new InvalidOperationException("The sketch is empty. Check Count first.");
        var position = probability * (total - 1);
        var index = (long)position;
        var between = position - index;
        long before = 0;
        var low = double.NaN;
        foreach (var (value, from, weight) in _items)
        {
            if (part >= 0 && from == part != inside) continue;
            before += weight;
            if (!double.IsNaN(low)) return low + between * (value - low);
            if (before <= index) continue;
            if (between == 0 || before > index + 1) return value;
            low = value;
        }
        return low;
    }

    public double Mean(int part = -1, bool inside = true)
    {
        double sum = 0, total = Total(part, inside), rest = 0;
        foreach (var (value, from, weight) in _items) if (part < 0 || from == part == inside) sum += value * weight;
        foreach (var (value, from, weight) in _items) if (part < 0 || from == part == inside) rest += (value - sum / total) * weight;
        return sum / total + rest / total;
    }

    /// <summary>Absolute distances from a point.</summary>
    public Weighted From(double point) => new([.. _items.Select(i => (Math.Abs(i.Value - point), i.Part, i.Weight))]);
}
