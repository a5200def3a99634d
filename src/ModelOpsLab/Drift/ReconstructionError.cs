using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>Do the inputs move together as they did? Mean distance of rows from the plane of the reference's principal components.</summary>
/// <remarks>
/// Components explain a stated share of the variance of the standardised inputs; what they leave is small while inputs keep their correlations, and grows where one breaks, though each input alone
/// may look as ever. Each past window is reconstructed from the reference without it, as the period is.
/// </remarks>
sealed class ReconstructionError
{
    readonly JointRows _rows;
    readonly double _share;
    readonly Sums _total;
    readonly double[][] _basis;

    public ReconstructionError(JointRows rows, double componentShare)
    {
        (_rows, _share) = (rows, componentShare);
        _total = Sums.Of(rows.Reference, rows.Width);
        var eigen = SymmetricEigen.Of(_total.Covariance());
        _basis = eigen.Vectors;
        Components = Kept(eigen.Values);
        Explained = eigen.Values[..Components].Sum() / eigen.Values.Sum();
    }

    /// <summary>Components kept of the whole reference.</summary>
    public int Components { get; }

    /// <summary>Share of the variance that they explain.</summary>
    public double Explained { get; }

    /// <summary>Mean error of some rows against the whole reference, in robust standard deviations.</summary>
    public double Of(ReadOnlySpan<double> rows) => Mean(rows, _total.Means(), _basis, Components);

    /// <summary>Mean error of each past window against the reference without it.</summary>
    public double[] Past()
    {
        var windows = _rows.PastWindows().ToArray();
        var past = new double[windows.Length];
        Parallel.For(0, windows.Length, w =>
        {
            var own = _rows.ReferenceRows(windows[w]);
            var others = _total.Less(Sums.Of(own, _rows.Width));
            var eigen = SymmetricEigen.Of(others.Covariance(), _basis);
            past[w] = Mean(own, others.Means(), eigen.Vectors, Kept(eigen.Values));
        });
        return past;
    }

    /// <summary>The mean squared error of the period under permutation of blocks.</summary>
    public BlockPermutationResult Permutation(DriftOptions options)
    {
        var cut = BlockPermutation.Cut(_rows.ReferenceCount, _rows.CurrentCount, options.BlocksPerSide);
        Sums[] blocks = [.. Blocks(_rows.Reference, cut.Reference), .. Blocks(_rows.Current, cut.Current)];
        var all = blocks.Aggregate(new Sums(_rows.Width), (sum, block) => sum.Plus(block));
        return BlockPermutation.Compare(cut, chosen =>
        {
            var inside = new Sums(_rows.Width);
            foreach (var block in chosen) inside = inside.Plus(blocks[block]);
            var outside = all.Less(inside);
            var eigen = SymmetricEigen.Of(outside.Covariance(), _basis);
            return inside.MeanSquare(outside.Means(), eigen.Vectors[Kept(eigen.Values)..]);
        }, 999, options.Seed);
    }

    /// <summary>Which inputs' errors have grown: the growth of each input's mean squared residual over that of all that grew.</summary>
    public IEnumerable<InputShare> Telling()
    {
        double[] now = Residuals(_rows.Current), before = Residuals(_rows.Reference);
        var growth = now.Zip(before, (n, b) => Math.Max(0, n - b)).ToArray();
        var all = growth.Sum();
        return all > 0 ? _rows.Inputs.Zip(growth, (name, g) => new InputShare(name, g / all)).OrderByDescending(s => s.Share) : [];
    }

    int Kept(double[] values)
    {
        double all = values.Sum(), sum = 0;
        var kept = 0;
        while (kept < values.Length - 1 && (kept == 0 || sum < _share * all)) sum += values[kept++];
        return kept;
    }

    IEnumerable<Sums> Blocks(double[] rows, int count)
    {
        long n = rows.Length / _rows.Width;
        for (var b = 0; b < count; b++) yield return Sums.Of(rows.AsSpan((int)(b * n / count) * _rows.Width, (int)((b + 1) * n / count - b * n / count) * _rows.Width), _rows.Width);
    }

    /// <summary>Mean Euclidean length of what the components leave of a row.</summary>
    static double Mean(ReadOnlySpan<double> rows, double[] means, double[][] vectors, int kept)
    {
        var width = means.Length;
        // What is left is the length of the row in the directions left out.
        var offsets = Array.ConvertAll(vectors, v => Dot(v, means));
        double sum = 0;
        for (var start = 0; start < rows.Length; start += width)
        {
            double square = 0;
            for (var k = kept; k < width; k++)
            {
                var along = Dot(vectors[k], rows.Slice(start, width)) - offsets[k];
                square += along * along;
            }
            sum += Math.Sqrt(square);
        }
        return sum / (rows.Length / width);
    }

    /// <summary>Mean squared residual of each input.</summary>
    double[] Residuals(double[] rows)
    {
        var width = _rows.Width;
        var squares = new double[width];
        var residual = new double[width];
        var means = _total.Means();
        for (var start = 0; start < rows.Length; start += width)
        {
            Array.Clear(residual);
            for (var k = Components; k < width; k++)
                JointRows.Add(residual, Dot(_basis[k], rows.AsSpan(start, width)) - Dot(_basis[k], means), _basis[k]);
            for (var j = 0; j < width; j++) squares[j] += residual[j] * residual[j];
        }
        return Array.ConvertAll(squares, s => s / (rows.Length / width));
    }

    static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (var j = 0; j < a.Length; j++) sum += a[j] * b[j];
        return sum;
    }

    /// <summary>Count, sums and cross products of rows.</summary>
    sealed class Sums(int width)
    {
        long _count;
        readonly double[] _sums = new double[width];
        readonly double[][] _products = [.. Enumerable.Range(0, width).Select(_ => new double[width])];

        public static Sums Of(ReadOnlySpan<double> rows, int width)
        {
            var sums = new Sums(width);
            for (var start = 0; start < rows.Length; start += width)
            {
                var row = rows.Slice(start, width);
                sums._count++;
                JointRows.Add(sums._sums, 1, row);
                for (var i = 0; i < width; i++) JointRows.Add(sums._products[i].AsSpan(i), row[i], row[i..]);
            }
            return sums;
        }

        public Sums Plus(Sums other) => With(other, 1);
        public Sums Less(Sums other) => With(other, -1);
        public double[] Means() => Array.ConvertAll(_sums, s => s / _count);

        public double[][] Covariance()
        {
            var means = Means();
            var covariance = new double[width][];
            for (var i = 0; i < width; i++) covariance[i] = new double[width];
            for (var i = 0; i < width; i++)
                for (var j = i; j < width; j++) covariance[i][j] = covariance[j][i] = _products[i][j] / _count - means[i] * means[j];
            return covariance;
        }

        /// <summary>Mean squared length of the rows, less some means, along some directions.</summary>
        public double MeanSquare(double[] around, double[][] directions)
        {
            double[] means = Means(), offset = [.. means.Zip(around, (m, a) => m - a)];
            var covariance = Covariance();
            double sum = 0;
            foreach (var direction in directions)
            {
                for (var i = 0; i < width; i++) sum += direction[i] * Dot(covariance[i], direction);
                var along = Dot(direction, offset);
                sum += along * along;
            }
            return sum;
        }

        Sums With(Sums other, int sign)
        {
            var result = new Sums(width) { _count = _count + sign * other._count };
            for (var i = 0; i < width; i++)
            {
                result._sums[i] = _sums[i] + sign * other._sums[i];
                for (var j = i; j < width; j++) result._products[i][j] = _products[i][j] + sign * other._products[i][j];
            }
            return result;
        }
    }
}
