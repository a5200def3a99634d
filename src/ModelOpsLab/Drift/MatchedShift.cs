using ModelOpsLab.Data;

namespace ModelOpsLab.Drift;

/// <summary>How far a period of numbers lies from reference rows of the same contexts in the same proportions, and how far each past window does from its own.</summary>
/// <remarks>
/// A reference row of context c counts m(c) / N(c): m is the window's mix, N the rows of that context outside of the window. So a window whose mix alone differs has no distance,
/// and the ranks of period and past windows remain exchangeable, for each is matched by its own mix. The distance is Wasserstein-1 over half the interquartile range of the matched reference (for a
/// symmetric law its median absolute deviation), so that what is far in a calm context need not be in a wild one.
/// </remarks>
sealed class MatchedShift
{
    const int Period = -2;

    readonly double[] _values;
    readonly int[] _windows;
    readonly int[] _contexts;
    readonly long[] _counts;
    readonly int _labels;
    readonly double _scale;

    /// <param name="reference">Finite or not, in time order; what is not finite is left out, and what has no context.</param>
    /// <param name="current">The same of the period.</param>
    /// <param name="windows">Window of each reference row.</param>
    /// <param name="contexts">Contexts of both.</param>
    /// <param name="scale">What a distance is measured in where the matched reference has no spread.</param>
    public MatchedShift(Column reference, Column current, int[] windows, RowContexts contexts, double scale)
    {
        (_labels, _scale) = (contexts.Labels.Length, scale);
        List<double> values = [];
        List<(int Window, int Context)> places = [];
        void Add(Column column, int[] of, Func<int, int> window)
        {
            for (var row = 0; row < column.Count; row++)
            {
                if (of[row] < 0 || !double.IsFinite(column[row])) continue;
                values.Add(column[row]);
                places.Add((window(row), of[row]));
            }
        }
        Add(reference, contexts.Reference, row => windows[row]);
        Add(current, contexts.Current, _ => Period);
        _values = [.. values];
        var order = places.ToArray();
        Array.Sort(_values, order);
        (_windows, _contexts) = (Array.ConvertAll(order, p => p.Window), Array.ConvertAll(order, p => p.Context));
        _counts = Mix(w => w != Period);
        Current = Mix(w => w == Period);
    }

    /// <summary>Values of the period in each context.</summary>
    public long[] Current { get; }

    /// <summary>Values of the reference in each context.</summary>
    public long[] Reference => _counts;

    /// <summary>The period's distance; NaN where a context of it has fewer than <paramref name="fewest"/> reference values.</summary>
    public double Distance(int fewest) => Distance(Period, Current, fewest);

    /// <summary>Number and distance of each past window; one that has a context with too few others is left out.</summary>
    public (int Window, double Distance)[] Past(int fewest)
    {
        var mixes = new SortedDictionary<int, long[]>();
        for (var i = 0; i < _values.Length; i++)
        {
            if (_windows[i] < 0) continue;
            if (!mixes.TryGetValue(_windows[i], out var mix)) mixes.Add(_windows[i], mix = new long[_labels]);
            mix[_contexts[i]]++;
        }
        return [.. mixes.Select(m => (m.Key, Distance(m.Key, m.Value, fewest))).Where(m => !double.IsNaN(m.Item2))];
    }

    double Distance(int window, long[] mix, int fewest)
    {
        double size = mix.Sum();
        var weights = new double[_labels];
        for (var c = 0; c < _labels; c++)
        {
            if (mix[c] == 0) continue;
            var others = _counts[c] - (window == Period ? 0 : mix[c]);
            if (others < fewest) return double.NaN;
            weights[c] = mix[c] / size / others;
        }
        // Weights add up to 1 on each side; half of it, less rounding, is where a median lies.
        const double half = 0.5 - 1e-12;
        double inside = 0, outside = 0, area = 0, mean = 0, medianInside = double.NaN, medianOutside = double.NaN, lower = double.NaN, upper = double.NaN;
        var previous = double.NaN;
        for (var i = 0; i < _values.Length; i++)
        {
            var own = _windows[i] == window;
            var weight = own ? 1 / size : _windows[i] == Period ? 0 : weights[_contexts[i]];
            if (weight == 0) continue;
            if (!double.IsNaN(previous)) area += Math.Abs(inside - outside) * (_values[i] - previous);
            previous = _values[i];
            if (own) inside += weight; else outside += weight;
            mean += own ? weight * _values[i] : -weight * _values[i];
            if (double.IsNaN(medianInside) && inside >= half) medianInside = _values[i];
            if (double.IsNaN(lower) && outside >= half / 2) lower = _values[i];
            if (double.IsNaN(upper) && outside >= 1.5 * half) upper = _values[i];
            if (double.IsNaN(medianOutside) && outside >= half) medianOutside = _values[i];
        }
        var shift = medianInside != medianOutside ? medianInside - medianOutside : mean;
        return (shift < 0 ? -area : area) / (upper > lower ? (upper - lower) / 2 : _scale);
    }

    long[] Mix(Func<int, bool> of)
    {
        var mix = new long[_labels];
        for (var i = 0; i < _values.Length; i++)
            if (of(_windows[i])) mix[_contexts[i]]++;
        return mix;
    }
}
