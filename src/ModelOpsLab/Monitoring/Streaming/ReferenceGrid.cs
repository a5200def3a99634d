using ModelOpsLab.Statistics;

namespace ModelOpsLab.Monitoring;

/// <summary>
/// The reference's values as a grid on which any number of new values is counted in bounded space: below, at and between its points. The largest gap of the distribution functions is exact
/// where every value of the reference is a point, and otherwise exact at the points; the area between them takes the values between two points as their mean.
/// </summary>
sealed class ReferenceGrid
{
    /// <summary>Points at most.</summary>
    const int Most = 2_048;

    readonly double[] _reference;
    readonly double[] _points;

    /// <param name="reference">Ascending, finite, at least one.</param>
    public ReferenceGrid(double[] reference)
    {
        _reference = reference;
        var distinct = reference.Where((v, i) => i == 0 || v != reference[i - 1]).ToArray();
        _points = distinct.Length <= Most ? distinct : [.. Enumerable.Range(0, Most).Select(k => distinct[(int)((long)k * (distinct.Length - 1) / (Most - 1))])];
    }

    /// <summary>Cells: an open one before, at and after each point.</summary>
    public int Cells => 2 * _points.Length + 1;

    /// <summary>The cell of a value.</summary>
    public int Cell(double value)
    {
        // Halving without branches: which way it goes cannot be foreseen.
        int low = 0, length = _points.Length;
        while (length > 0)
        {
            var half = (length + 1) >> 1;
            low += _points[low + half - 1] < value ? half : 0;
            length -= half;
        }
        return 2 * low + (low < _points.Length && _points[low] == value ? 1 : 0);
    }

    /// <summary>Largest gap between the distribution functions of the reference and of the counted values.</summary>
    public double Gap(ReadOnlySpan<long> counts)
    {
        long total = 0, below = 0;
        foreach (var count in counts) total += count;
        double gap = 0;
        int lower = 0, upper = 0;
        for (var k = 0; k < _points.Length; k++)
        {
            while (lower < _reference.Length && _reference[lower] < _points[k]) lower++;
            for (upper = Math.Max(upper, lower); upper < _reference.Length && _reference[upper] <= _points[k];) upper++;
            below += counts[2 * k];
            gap = Math.Max(gap, Math.Abs((double)lower / _reference.Length - (double)below / total));
            below += counts[2 * k + 1];
            gap = Math.Max(gap, Math.Abs((double)upper / _reference.Length - (double)below / total));
        }
        return gap;
    }

    /// <summary>Area between the distribution functions, negative where the counted values lie below, by the medians; in the unit of the values.</summary>
    public double Area(ReadOnlySpan<long> counts, ReadOnlySpan<double> sums, double median)
    {
        List<(double Value, long Count)> items = [];
        long total = 0;
        for (var c = 0; c < counts.Length; c++)
        {
            if (counts[c] == 0) continue;
            items.Add(((c & 1) == 1 ? _points[c / 2] : sums[c] / counts[c], counts[c]));
            total += counts[c];
        }
        double area = 0, previous = Math.Min(_reference[0], items[0].Value), middle = double.NaN;
        int i = 0, j = 0;
        long below = 0;
        while (i < _reference.Length || j < items.Count)
        {
            var at = i == _reference.Length ? items[j].Value : j == items.Count ? _reference[i] : Math.Min(_reference[i], items[j].Value);
            area += Math.Abs((double)i / _reference.Length - (double)below / total) * (at - previous);
            previous = at;
            while (i < _reference.Length && _reference[i] <= at) i++;
            for (; j < items.Count && items[j].Value <= at; j++)
            {
                below += items[j].Count;
                if (double.IsNaN(middle) && 2 * below >= total) middle = items[j].Value;
            }
        }
        return middle < median ? -area : area;
    }
}
