namespace ModelOpsLab.Statistics;

/// <summary>
/// Wasserstein-1 of each window of a sorted sample from the sample without it. Between two neighbouring values of a window the gap between the two distribution
/// functions falls evenly with the number of values passed, so that two running sums over all values give the area there: each value is looked at once and not once a window.
/// </summary>
/// <remarks>The sums are kept to 32 digits, because small differences of them are wanted. Values near the largest double are made smaller by a power of two first.</remarks>
sealed class WindowDistances
{
    readonly double[] _values;
    readonly double _unit;
    readonly int[] _starts;
    readonly int[] _own;
    readonly DoubleDouble[] _weighted;
    readonly DoubleDouble _total;

    /// <param name="sorted">Ascending, finite.</param>
    /// <param name="places">Window of each value, from 0; -1 for none.</param>
    /// <param name="count">Number of windows, each with at least one value.</param>
    public WindowDistances(double[] sorted, int[] places, int count)
    {
        _unit = Math.Max(Math.Abs(sorted[0]), Math.Abs(sorted[^1])) > 1e250 ? Math.ScaleB(1, -200) : 1;
        _values = _unit == 1 ? sorted : Array.ConvertAll(sorted, v => v * _unit);
        _starts = new int[count + 1];
        foreach (var place in places) if (place >= 0) _starts[place + 1]++;
        for (var w = 0; w < count; w++) _starts[w + 1] += _starts[w];
        _own = new int[_starts[count]];
        var next = _starts[..count];
        for (var i = 0; i < places.Length; i++) if (places[i] >= 0) _own[next[places[i]]++] = i;

        _weighted = new DoubleDouble[sorted.Length];
        for (var i = 0; i < _values.Length; i++)
        {
            _total += _values[i];
            if (i > 0) _weighted[i] = _weighted[i - 1] + ((DoubleDouble)_values[i] - _values[i - 1]) * i;
        }
    }

    /// <summary>Distances over <paramref name="scale"/>, signed by the shift of the median, or of the mean where the medians are equal; 0 for a window that is the whole sample.</summary>
    public double[] Of(double scale)
    {
        var distances = new double[_starts.Length - 1];
        for (var w = 0; w < distances.Length; w++)
        {
            var own = _own.AsSpan(_starts[w].._starts[w + 1]);
            if (own.Length == _values.Length) continue;
            var distance = Area(own) / (scale * _unit);
            distances[w] = IsBelow(own) ? -distance : distance;
        }
        return distances;
    }

    double Area(ReadOnlySpan<int> own)
    {
        long size = own.Length, all = _values.Length;
        var area = 0.0;
        for (var inside = 0; inside <= own.Length; inside++)
        {
            int from = inside == 0 ? 0 : own[inside - 1], to = inside == own.Length ? (int)all - 1 : own[inside];
            // After i + 1 values the gap is inside·all − (i + 1)·size, over size times the others: it changes sign here.
            var turn = (int)Math.Clamp(inside * all / size, from, to);
            area += Between(from, turn, inside * all, size) + Between(turn, to, inside * all, size);
        }
        return area / ((double)size * (all - size));
    }

    double Between(int from, int to, double level, double size) =>
        from == to ? 0 : Math.Abs((((DoubleDouble)_values[to] - _values[from]) * level - (_weighted[to] - _weighted[from]) * size).Value);

    bool IsBelow(ReadOnlySpan<int> own)
    {
        var shift = Middle(own.Length, own, (positions, k) => positions[k]) - Middle(_values.Length - own.Length, own, Other);
        if (shift != 0) return shift < 0;
        DoubleDouble sum = 0;
        foreach (var i in own) sum += _values[i];
        return (sum * (_values.Length - own.Length) - (_total - sum) * own.Length).Value < 0;
    }

    /// <summary>The median of <paramref name="count"/> values, as <see cref="RobustScale"/> has it.</summary>
    double Middle(int count, ReadOnlySpan<int> own, Func<ReadOnlySpan<int>, int, int> at)
    {
        ReadOnlySpan<double> two = [_values[at(own, (count - 1) / 2)], _values[at(own, count / 2)]];
        return RobustScale.QuantileSorted(two, 0.5);
    }

    /// <summary>Position of the k-th value that is not of the window.</summary>
    static int Other(ReadOnlySpan<int> own, int k)
    {
        int low = 0, high = own.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (own[middle] - middle > k) high = middle;
            else low = middle + 1;
        }
        return k + low;
    }
}
