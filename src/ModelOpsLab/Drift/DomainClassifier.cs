using MathNet.Numerics.Distributions;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>Can rows of the period be told from rows of the reference? A ridge on the standardised inputs and their squares, and the area under the curve of its scores.</summary>
/// <remarks>
/// <para>Cross-fitted: reference and period are cut into five contiguous blocks each; each pair of blocks is scored by the ridge of the others, rows at the edges left out as a gap.
/// The area is the mean over the five pairs, its interval Student's of the five. Scored are at most 2,000 evenly spaced rows a side.</para>
/// <para>The normal equations of a ridge of a label are the covariance of all rows, whatever the labels, plus the penalty: it is factorised once, and the direction of any split is one solution
/// with the difference of two means. So every past window is scored like the period, against the reference without it, and every permutation costs one solution.</para>
/// </remarks>
sealed class DomainClassifier
{
    /// <summary>Contiguous blocks of each side.</summary>
    public const int Folds = 5;

    /// <summary>Penalty over the number of rows, on inputs of variance 1.</summary>
    const double Penalty = 0.1;

    /// <summary>With more inputs their squares are left out.</summary>
    const int MostSquared = 50;

    const int MostScored = 2_000, MostOfCovariance = 20_000, MostGap = 50;

    readonly JointRows _rows;
    readonly int _width;
    readonly double[] _deviations;
    readonly Cholesky _ridge;
    readonly Means[] _blocks;
    readonly Dictionary<int, List<(int Block, Means Sums)>> _windows = [];
    readonly Means _total;
    readonly List<(int Row, int Window, double[] Values)>[] _scored;

    public DomainClassifier(JointRows rows)
    {
        _rows = rows;
        _width = rows.Width <= MostSquared ? 2 * rows.Width : rows.Width;
        (_deviations, _ridge) = Covariance();
        (_total, _blocks) = (new(_width), [.. Enumerable.Range(0, Folds).Select(_ => new Means(_width))]);
        _scored = Array.ConvertAll(_blocks, _ => new List<(int, int, double[])>());
        var n = rows.ReferenceCount;
        var step = Math.Max(1, (n + MostScored - 1) / MostScored);
        var values = new double[_width];
        for (var block = 0; block < Folds; block++)
        {
            var (from, to) = Block(n, block);
            Means? segment = null;
            for (var row = from; row < to; row++)
            {
                Expand(rows.Reference, row, values);
                var window = rows.Windows[row];
                if (window >= 0 && (row == from || rows.Windows[row - 1] != window))
                {
                    segment = new(_width);
                    if (!_windows.TryGetValue(window, out var segments)) _windows.Add(window, segments = []);
                    segments.Add((block, segment));
                }
                if (window >= 0) segment!.Add(values);
                _blocks[block].Add(values);
                if (row % step == 0 && Inside(row, from, to, n)) _scored[block].Add((row, window, [.. values]));
            }
            _total.Add(_blocks[block]);
        }
    }

    /// <summary>Area under the curve of the period, with the interval of its blocks.</summary>
    public (double Area, Interval? Interval) Current()
    {
        var folds = Areas(_rows.Current, -1);
        var area = folds.Length == 0 ? double.NaN : folds.Average();
        if (folds.Length < 2) return (area, null);
        var half = StudentT.InvCDF(0, 1, folds.Length - 1, 0.975) * Math.Sqrt(folds.Sum(f => (f - area) * (f - area)) / (folds.Length - 1) / folds.Length);
        return (area, new(Math.Max(0, area - half), Math.Min(1, area + half), 0.95, $"Student's t of {folds.Length} contiguous blocks"));
    }

    /// <summary>The area of each past window against the reference without it.</summary>
    public double[] Past()
    {
        var windows = _rows.PastWindows().ToArray();
        var past = new double[windows.Length];
        Parallel.For(0, windows.Length, w =>
        {
            var folds = Areas(_rows.ReferenceRows(windows[w]), _rows.Windows[windows[w].Start.Value]);
            past[w] = folds.Length == 0 ? double.NaN : folds.Average();
        });
        return [.. past.Where(a => !double.IsNaN(a))];
    }

    /// <summary>The squared distance of the two means, as the ridge sees it, under permutation of blocks.</summary>
    public BlockPermutationResult Permutation(DriftOptions options)
    {
        var cut = BlockPermutation.Cut(_rows.ReferenceCount, _rows.CurrentCount, options.BlocksPerSide);
        Means[] blocks = [.. Blocks(_rows.Reference, cut.Reference), .. Blocks(_rows.Current, cut.Current)];
        var all = new Means(_width);
        foreach (var block in blocks) all.Add(block);
        return BlockPermutation.Compare(cut, chosen =>
        {
            var inside = new Means(_width);
            foreach (var block in chosen) inside.Add(blocks[block]);
            var shift = Shift(inside, all.Less(inside));
            return Dot(_ridge.Solve(shift), shift);
        }, 999, options.Seed);
    }

    /// <summary>Which inputs tell the period from the reference: each one's part, level and square together, in the squared distance of the means.</summary>
    public IEnumerable<InputShare> Telling()
    {
        var shift = Shift(Blocks(_rows.Current, 1).Single(), _total);
        var direction = _ridge.Solve(shift);
        var parts = new double[_rows.Width];
        for (var j = 0; j < _width; j++) parts[j % _rows.Width] += direction[j] * shift[j];
        var all = parts.Sum(p => Math.Max(0, p));
        return all > 0 ? _rows.Inputs.Zip(parts, (name, part) => new InputShare(name, Math.Max(0, part) / all)).OrderByDescending(s => s.Share) : [];
    }

    /// <summary>Chance that a row of the second sample scores higher than one of the first, equal scores counting half.</summary>
    public static double AreaUnderCurve(double[] lower, double[] upper)
    {
        double[] sorted = [.. lower];
        Array.Sort(sorted);
        double wins = 0;
        foreach (var score in upper)
        {
            int below = Below(sorted, score, false), upTo = Below(sorted, score, true);
            wins += 0.5 * (below + upTo);
        }
        return wins / ((double)lower.Length * upper.Length);
    }

    /// <summary>One area a pair of blocks; a pair without a row to score is left out.</summary>
    double[] Areas(ReadOnlySpan<double> own, int window)
    {
        var m = own.Length / _rows.Width;
        var step = Math.Max(1, (m + MostScored - 1) / MostScored);
        var values = new double[_width];
        var parts = Blocks(own, Folds);
        var all = new Means(_width);
        foreach (var part in parts) all.Add(part);
        var segments = window >= 0 ? _windows[window] : [];
        var areas = new List<double>(Folds);
        for (var fold = 0; fold < Folds; fold++)
        {
            var outside = _total.Less(_blocks[fold]);
            foreach (var (block, sums) in segments)
                if (block != fold) outside = outside.Less(sums);
            var inside = all.Less(parts[fold]);
            if (inside.Count == 0 || outside.Count == 0) continue;
            var direction = _ridge.Solve(Shift(inside, outside));
            for (var j = 0; j < direction.Length; j++) direction[j] /= _deviations[j];

            List<double> lower = [], upper = [];
            foreach (var row in _scored[fold])
                if (window < 0 || row.Window != window) lower.Add(Dot(direction, row.Values));
            var (from, to) = Block(m, fold);
            for (var row = from; row < to; row++)
            {
                if (row % step != 0 || !Inside(row, from, to, m)) continue;
                Expand(own, row, values);
                upper.Add(Dot(direction, values));
            }
            if (lower.Count > 0 && upper.Count > 0) areas.Add(AreaUnderCurve([.. lower], [.. upper]));
        }
        return [.. areas];
    }

    /// <summary>Deviations of inputs and squares, and the factorised normal equations, of evenly spaced rows of both sides.</summary>
    (double[] Deviations, Cholesky Ridge) Covariance()
    {
        int n = _rows.ReferenceCount, all = n + _rows.CurrentCount, step = Math.Max(1, (all + MostOfCovariance - 1) / MostOfCovariance);
        var sums = new Means(_width);
        var products = new double[_width][];
        for (var i = 0; i < _width; i++) products[i] = new double[_width];
        var values = new double[_width];
        for (var row = 0; row < all; row += step)
        {
            if (row < n) Expand(_rows.Reference, row, values); else Expand(_rows.Current, row - n, values);
            sums.Add(values);
            for (var i = 0; i < _width; i++) JointRows.Add(products[i].AsSpan(i), values[i], values.AsSpan(i));
        }
        var means = sums.Values();
        var deviations = new double[_width];
        for (var i = 0; i < _width; i++) deviations[i] = Math.Sqrt(Math.Max(products[i][i] / sums.Count - means[i] * means[i], 1e-12));
        for (var i = 0; i < _width; i++)
            for (var j = i; j < _width; j++)
                products[i][j] = products[j][i] = (products[i][j] / sums.Count - means[i] * means[j]) / (deviations[i] * deviations[j]) + (i == j ? Penalty : 0);
        return (deviations, Cholesky.Of(products) ?? throw new InvalidOperationException($"The covariance of {_width} standardised columns is not positive definite, although a ridge of {Format.Number(Penalty)} was added."));
    }

    double[] Shift(Means inside, Means outside)
    {
        double[] a = inside.Values(), b = outside.Values();
        for (var j = 0; j < a.Length; j++) a[j] = (a[j] - b[j]) / _deviations[j];
        return a;
    }

    Means[] Blocks(ReadOnlySpan<double> rows, int count)
    {
        var n = rows.Length / _rows.Width;
        var values = new double[_width];
        var blocks = new Means[count];
        for (var b = 0; b < count; b++)
        {
            blocks[b] = new(_width);
            for (var row = (int)((long)b * n / count); row < (int)((b + 1L) * n / count); row++)
            {
                Expand(rows, row, values);
                blocks[b].Add(values);
            }
        }
        return blocks;
    }

    /// <summary>The inputs of a row, then their squares.</summary>
    void Expand(ReadOnlySpan<double> rows, int row, double[] values)
    {
        var inputs = rows.Slice(row * _rows.Width, _rows.Width);
        inputs.CopyTo(values);
        if (_width > inputs.Length)
            for (var j = 0; j < inputs.Length; j++) values[inputs.Length + j] = inputs[j] * inputs[j];
    }

    static (int From, int To) Block(int rows, int block) => ((int)((long)block * rows / Folds), (int)((block + 1L) * rows / Folds));

    /// <summary>Whether a row is far enough from the edges that its block shares with others: a quarter of the block, at most 50 rows.</summary>
    static bool Inside(int row, int from, int to, int rows)
    {
        var gap = Math.Min((to - from) / 4, MostGap);
        return (from == 0 || row >= from + gap) && (to == rows || row < to - gap);
    }

    static int Below(double[] sorted, double value, bool orEqual)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < value || (orEqual && sorted[middle] == value)) low = middle + 1; else high = middle;
        }
        return low;
    }

    static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var j = 0; j < a.Length; j++) sum += a[j] * b[j];
        return sum;
    }

    /// <summary>Count and sums of rows.</summary>
    sealed class Means(int width)
    {
        readonly double[] _sums = new double[width];
        public long Count { get; private set; }

        public void Add(double[] row)
        {
            Count++;
            for (var j = 0; j < row.Length; j++) _sums[j] += row[j];
        }

        public void Add(Means other)
        {
            Count += other.Count;
            for (var j = 0; j < _sums.Length; j++) _sums[j] += other._sums[j];
        }

        public Means Less(Means other)
        {
            var rest = new Means(_sums.Length) { Count = Count - other.Count };
            for (var j = 0; j < _sums.Length; j++) rest._sums[j] = _sums[j] - other._sums[j];
            return rest;
        }

        public double[] Values() => Array.ConvertAll(_sums, s => s / Count);
    }
}
