using static System.FormattableString;

namespace ModelOpsLab.Statistics.Streaming;

/// <summary>What an <see cref="Adwin"/> detector remembers: its window, newest values one by one, older ones in buckets of doubling size.</summary>
/// <param name="Count">Values read since the start or the last fresh start; they set the rhythm of the checks.</param>
/// <param name="Width">Values in the window.</param>
/// <param name="Total">Their sum.</param>
/// <param name="Squares">Sum of their squared deviations from their mean.</param>
/// <param name="Changed">Whether the last value signalled a change.</param>
/// <param name="BucketCounts">Buckets of 1, 2, 4, ... values.</param>
/// <param name="BucketTotals">The sum of each bucket, sizes in that order, oldest first within a size.</param>
/// <param name="BucketSquares">The squared deviations of each bucket, in the same order.</param>
public sealed record AdwinState(
    long Count, double Width, double Total, double Squares, bool Changed, IReadOnlyList<int> BucketCounts, IReadOnlyList<double> BucketTotals, IReadOnlyList<double> BucketSquares);

/// <summary>
/// Adaptive windowing (Bifet and Gavaldà 2007): keeps the longest recent window of finite values whose parts have one mean, within a bound that allows for their
/// variance, and signals when it has to drop an old part. Signals at the same values as river's ADWIN of 2026 (earlier releases skipped the newest bucket of every size).
/// </summary>
/// <remarks>Memory grows with the logarithm of the window. Takes any real values, negative totals included. The window as it stands is its estimate of the present.</remarks>
public sealed class Adwin : IChangeDetector
{
    /// <summary>Sizes up to 2⁴⁷ values: more than any stream has.</summary>
    const int Sizes = 48;

    readonly int _perSize;
    readonly double[] _totals;
    readonly double[] _squares;
    readonly int[] _used = new int[Sizes];
    int _sizes;
    long _count;
    double _width;
    double _total;
    double _square;
    bool _changed;

    /// <summary>A detector with an empty window.</summary>
    /// <param name="bucketsPerSize">Buckets of one size before the two oldest become one of the next.</param>
    public Adwin(int bucketsPerSize = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bucketsPerSize, 1);
        _perSize = bucketsPerSize;
        _totals = new double[Sizes * (bucketsPerSize + 1)];
        _squares = new double[Sizes * (bucketsPerSize + 1)];
    }

    /// <summary>A detector that goes on where another of the same settings stood.</summary>
    /// <exception cref="ArgumentException">The counts of the state do not agree with each other.</exception>
    public Adwin(AdwinState state, int bucketsPerSize = 5) : this(bucketsPerSize)
    {
        ArgumentNullException.ThrowIfNull(state);
        (_count, _width, _total, _square, _changed) = (state.Count, state.Width, state.Total, state.Squares, state.Changed);
        double width = 0;
        var next = 0;
        foreach (var used in state.BucketCounts)
        {
            if (_sizes == Sizes || used < 0 || used > _perSize || next + used > state.BucketTotals.Count || next + used > state.BucketSquares.Count)
                throw new ArgumentException(Invariant($"The stored window has {used} buckets of one size and the detector keeps 0 to {_perSize}, all of them stored."), nameof(state));
            for (var k = 0; k < used; k++, next++) Append(_sizes, state.BucketTotals[next], state.BucketSquares[next]);
            width += used * Size(_sizes++);
        }
        if (width != _width || next != state.BucketTotals.Count || next != state.BucketSquares.Count)
            throw new ArgumentException(Invariant($"The stored buckets hold {width} values and the window {_width}."), nameof(state));
    }

    /// <summary>Chance of a false change at one check, by the bound.</summary>
    public double Confidence { get; init => field = StreamValue.Setting(value, 0, 1, nameof(Confidence)); } = 0.002;

    /// <summary>Checks every so many values.</summary>
    public int Every
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Every), value, "The detector checks every 1, 2, ... values.");
    } = 32;

    /// <summary>Least values of a part.</summary>
    public int LeastPart { get; init; } = 5;

    /// <summary>Checks nothing while the window is not wider than this.</summary>
    public int Warmup { get; init; } = 10;

    /// <summary>Whether the shortened window is kept after a change, as in the original; by default it starts afresh with the next value, as river does.</summary>
    public bool KeepsWindow { get; init; }

    /// <summary>Values in the window.</summary>
    public long Width => (long)_width;

    /// <summary>Mean of the window; 0 while it is empty.</summary>
    public double Mean => _width > 0 ? _total / _width : 0;

    /// <summary>A copy of the detector's memory.</summary>
    public AdwinState State => new(_count, _width, _total, _square, _changed, _used[.._sizes],
        [.. Enumerable.Range(0, _sizes).SelectMany(row => _totals.AsSpan(First(row), _used[row]).ToArray())],
        [.. Enumerable.Range(0, _sizes).SelectMany(row => _squares.AsSpan(First(row), _used[row]).ToArray())]);

    /// <inheritdoc/>
    public ChangeSignal Update(double value)
    {
        StreamValue.RequireFinite(value);
        if (_changed && !KeepsWindow) Clear();
        Insert(value);
        _changed = ++_count % Every == 0 && _width > Warmup && Shorten();
        return _changed ? ChangeSignal.Change : ChangeSignal.None;
    }

    static double Size(int row) => 1L << row;

    void Clear()
    {
        _used.AsSpan(0, _sizes).Clear();
        (_sizes, _count, _width, _total, _square) = (0, 0, 0, 0, 0);
    }

    /// <summary>Where the buckets of a size begin.</summary>
    int First(int row) => row * (_perSize + 1);

    void Insert(double value)
    {
        if (_width > 0)
        {
            var gap = value - _total / _width;
            _square += _width * gap * gap / (_width + 1);
        }
        _width++;
        _total += value;
        Append(0, value, 0);
        var row = 0;
        for (; _used[row] > _perSize; row++)
        {
            var at = First(row);
            var between = (_totals[at] - _totals[at + 1]) / Size(row);
            Append(row + 1, _totals[at] + _totals[at + 1], _squares[at] + _squares[at + 1] + Size(row) * between * between / 2);
            RemoveOldest(row, 2);
        }
        _sizes = Math.Max(_sizes, row + 1);
    }

    void Append(int row, double total, double square)
    {
        var at = First(row) + _used[row]++;
        (_totals[at], _squares[at]) = (total, square);
    }

    void RemoveOldest(int row, int count)
    {
        var left = _used[row] -= count;
        var at = First(row);
        for (var k = at; k < at + left; k++) (_totals[k], _squares[k]) = (_totals[k + count], _squares[k + count]);
    }

    /// <summary>Drops the oldest bucket as long as some cut parts the window into two of different mean.</summary>
    bool Shorten()
    {
        var shortened = false;
        while (HasCut())
        {
            shortened = true;
            DropOldest();
        }
        return shortened;
    }

    bool HasCut()
    {
        var logarithm = Math.Log(2 * Math.Log(_width) / Confidence);
        var variance = Math.Max(0, _square) / _width;
        double old = 0, oldTotal = 0;
        for (var row = _sizes - 1; row >= 0; row--)
        {
            var (size, at) = (Size(row), First(row));
            for (var k = at; k < at + _used[row]; k++)
            {
                old += size;
                oldTotal += _totals[k];
                var recent = _width - old;
                if (recent < LeastPart) return false;
                if (old < LeastPart) continue;
                var inverse = 1 / (old - LeastPart + 1) + 1 / (recent - LeastPart + 1);
                var bound = Math.Sqrt(2 * inverse * variance * logarithm) + 2.0 / 3 * logarithm * inverse;
                if (Math.Abs(oldTotal / old - (_total - oldTotal) / recent) > bound) return true;
            }
        }
        return false;
    }

    void DropOldest()
    {
        var row = _sizes - 1;
        double size = Size(row), total = _totals[First(row)];
        _width -= size;
        _total -= total;
        var gap = total / size - _total / _width;
        _square -= _squares[First(row)] + size * _width * gap * gap / (size + _width);
        RemoveOldest(row, 1);
        if (_used[row] == 0) _sizes--;
    }
}
