using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ModelOpsLab.Data;
using ModelOpsLab.Statistics;
using ModelOpsLab.Statistics.Sketches;

namespace ModelOpsLab.Monitoring;

/// <summary>What one series was in the bucket under way: counts, exact sums, extremes, bins, and each value while they are few. Becomes a <see cref="ColumnProfile"/>.</summary>
sealed class SeriesTally
{
    /// <summary>Values that a profile keeps one by one.</summary>
    public const int Exact = 3 * KllSketch.DefaultK;

    readonly double[] _edges;
    readonly long[] _bins;
    /// <summary>The edges, and infinities up to a multiple of four.</summary>
    readonly double[] _padded;
    readonly double[] _kept = new double[Exact];
    readonly PowerAccumulator _sums = new();
    PowerSums? _before;

    /// <param name="bins">Bins of the reference; null for none.</param>
    public SeriesTally(QuantileBins? bins)
    {
        _edges = bins is null ? [] : [.. bins.Edges];
        _padded = new double[(_edges.Length + 3) / 4 * 4];
        Array.Fill(_padded, double.PositiveInfinity);
        _edges.CopyTo(_padded, 0);
        _bins = new long[bins is null ? 0 : _edges.Length + 1];
    }

    /// <summary>Values, with and without a number.</summary>
    public long Rows { get; private set; }
    /// <summary>Values that are missing.</summary>
    public long Missing { get; private set; }
    /// <summary>Finite numbers.</summary>
    public long Finite { get; private set; }
    /// <summary>The smallest; +∞ of none.</summary>
    public double Minimum { get; private set; } = double.PositiveInfinity;
    /// <summary>The largest; −∞ of none.</summary>
    public double Maximum { get; private set; } = double.NegativeInfinity;
    /// <summary>Whether each finite number is still kept.</summary>
    public bool IsExact => Finite <= Exact;
    /// <summary>The first finite numbers, in the order they came.</summary>
    public ReadOnlySpan<double> Kept => _kept.AsSpan(0, (int)Math.Min(Finite, Exact));
    /// <summary>How many lie in each bin.</summary>
    public ReadOnlySpan<long> Bins => _bins;

    /// <summary>Reads a value; NaN is missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        Rows++;
        if (!double.IsFinite(value))
        {
            if (double.IsNaN(value)) Missing++;
            return;
        }
        if (Finite < Exact) _kept[Finite] = value;
        Finite++;
        Minimum = Math.Min(Minimum, value);
        Maximum = Math.Max(Maximum, value);
        if (_bins.Length > 0)
        {
            var bin = 0;
            var values = Vector256.Create(value);
            for (var e = 0; e < _padded.Length; e += 4) bin += BitOperations.PopCount(Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref _padded[e]), values).ExtractMostSignificantBits());
            _bins[bin]++;
        }
        _sums.Add(value);
    }

    /// <summary>Reads finite values.</summary>
    public void Add(ReadOnlySpan<double> finite)
    {
        if (finite.IsEmpty) return;
        if (Finite < Exact)
        {
            var kept = Math.Min(finite.Length, Exact - (int)Finite);
            finite[..kept].CopyTo(_kept.AsSpan((int)Finite));
        }
        Rows += finite.Length;
        Finite += finite.Length;
        var (least, most) = ValueBatch.Extremes(finite);
        (Minimum, Maximum) = (Math.Min(Minimum, least), Math.Max(Maximum, most));
        if (_bins.Length > 0)
        {
            var above = (long)finite.Length;
            for (var e = 0; e < _edges.Length; e++)
            {
                var next = ValueBatch.AtLeast(finite, _edges[e]);
                _bins[e] += above - next;
                above = next;
            }
            _bins[^1] += above;
        }
        _sums.Add(finite);
    }

    /// <summary>What it was.</summary>
    public ColumnProfile Profile(string name) => new()
    {
        Name = name,
        Type = ColumnType.Number,
        Rows = Rows,
        Missing = Missing,
        NotFinite = Rows - Missing - Finite,
        Moments = Sums,
        Quantiles = IsExact ? KllSketch.Of(Kept) : null,
        Minimum = IsExact ? null : Minimum,
        Maximum = IsExact ? null : Maximum,
        Edges = _bins.Length == 0 ? null : _edges,
        BinCounts = _bins.Length == 0 ? null : [.. _bins],
    };

    PowerSums Sums => _before is null ? _sums.Sums() : PowerSums.Merge(_before, _sums.Sums());

    /// <summary>Starts the next bucket.</summary>
    public void Clear()
    {
        (Rows, Missing, Finite, Minimum, Maximum, _before) = (0, 0, 0, double.PositiveInfinity, double.NegativeInfinity, null);
        Array.Clear(_bins);
        _sums.Clear();
    }

    /// <summary>Writes what it holds.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(Rows);
        to.Write(Missing);
        to.Write(Finite);
        to.Write(Minimum);
        to.Write(Maximum);
        to.Write(Kept);
        foreach (var bin in _bins) to.Write(bin);
        foreach (var sum in Sums.Sums) to.Write(sum);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Restore(BinaryReader from)
    {
        Clear();
        (Rows, Missing, Finite) = (from.ReadInt64(), from.ReadInt64(), from.ReadInt64());
        (Minimum, Maximum) = (from.ReadDouble(), from.ReadDouble());
        for (var i = 0; i < Math.Min(Finite, Exact); i++) _kept[i] = from.ReadDouble();
        for (var b = 0; b < _bins.Length; b++) _bins[b] = from.ReadInt64();
        var sums = new Dyadic[PowerSums.Powers];
        for (var p = 0; p < sums.Length; p++) sums[p] = Dyadic.Parse(from.ReadString());
        _before = new(Finite, sums);
    }
}
