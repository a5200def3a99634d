using static System.FormattableString;

namespace ModelOpsLab.Statistics;

/// <summary>The rising step function nearest to a cloud of points: turns a score into a probability, or any measure into one that rises with it.</summary>
/// <remarks>
/// Least squares by pooling adjacent violators (Ayer et al., 1955; Barlow et al., 1972), points of equal x first averaged; between steps linear, beyond the ends constant, as scikit-learn's
/// <c>IsotonicRegression(out_of_bounds="clip")</c>, to 1e-12. Empty, NaN, infinite, unequal lengths: <see cref="ArgumentException"/>.
/// </remarks>
public sealed class IsotonicRegression
{
    IsotonicRegression(double[] x, double[] y) => (X, Y) = (x, y);

    /// <summary>Corners of the function, ascending.</summary>
    public IReadOnlyList<double> X { get; }
    /// <summary>Its value at the corners, never falling.</summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary>Fits points in any order.</summary>
    /// <param name="x">At least one.</param>
    /// <param name="y">One a point.</param>
    public static IsotonicRegression Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Finite.RequireSameLength(x, y, nameof(x), nameof(y));
        Finite.Require(x, nameof(x));
        Finite.Require(y, nameof(y));
        double[] place = [.. x], value = [.. y];
        Array.Sort(place, value);
        var blocks = new List<Pool>(place.Length);
        for (int start = 0, end; start < place.Length; start = end)
        {
            var sum = 0.0;
            for (end = start; end < place.Length && place[end] == place[start]; end++) sum += value[end];
            var block = new Pool(place[start], place[start], sum, end - start);
            while (blocks.Count > 0 && blocks[^1].Mean >= block.Mean)
            {
                block = new(blocks[^1].First, block.Last, blocks[^1].Sum + block.Sum, blocks[^1].Count + block.Count);
                blocks.RemoveAt(blocks.Count - 1);
            }
            blocks.Add(block);
        }
        return new([.. blocks.SelectMany(b => b.Corners)], [.. blocks.SelectMany(b => b.Corners.Select(_ => b.Mean))]);
    }

    /// <summary>Value of the function.</summary>
    /// <exception cref="ArgumentException"><paramref name="x"/> is NaN.</exception>
    public double Predict(double x)
    {
        if (double.IsNaN(x)) throw new ArgumentException(Invariant($"'x' is {x}: there is no value to give. Leave such rows out and count them."), nameof(x));
        var (places, values) = ((double[])X, (double[])Y);
        if (x <= places[0]) return values[0];
        if (x >= places[^1]) return values[^1];
        var at = Array.BinarySearch(places, x);
        if (at >= 0) return values[at];
        var above = ~at;
        return values[above - 1] + (values[above] - values[above - 1]) * ((x - places[above - 1]) / (places[above] - places[above - 1]));
    }

    readonly record struct Pool(double First, double Last, double Sum, int Count)
    {
        public double Mean => Sum / Count;
        public double[] Corners => First == Last ? [First] : [First, Last];
    }
}
