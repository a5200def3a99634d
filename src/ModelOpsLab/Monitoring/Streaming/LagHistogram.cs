using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>How long after their time events arrived, counted in fixed cells from a microsecond to centuries, eight to each doubling: quantiles are right to a sixteenth.</summary>
sealed class LagHistogram
{
    const int PerDoubling = 8, Cells = 54 * PerDoubling;
    readonly long[] _counts = new long[Cells];
    long _total;

    /// <summary>Reads a lag in ticks of 100 ns; a negative one is none.</summary>
    public void Add(long ticks)
    {
        _total++;
        _counts[Cell(Math.Max(0, ticks) / TimeSpan.TicksPerMicrosecond)]++;
    }

    static int Cell(long microseconds)
    {
        if (microseconds < PerDoubling) return (int)microseconds;
        var shift = 60 - System.Numerics.BitOperations.LeadingZeroCount((ulong)microseconds);
        return Math.Min(Cells - 1, (shift + 1) * PerDoubling + (int)(microseconds >> shift) - PerDoubling);
    }

    static double Middle(int cell)
    {
        if (cell < PerDoubling) return cell;
        var shift = cell / PerDoubling - 1;
        return Math.ScaleB(cell % PerDoubling + PerDoubling + 0.5, shift);
    }

    /// <summary>Quantiles of the bucket, in ms; nothing where no arrival was known.</summary>
    public IEnumerable<Measurement> Measure()
    {
        if (_total == 0) yield break;
        foreach (var (name, share) in new[] { ("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999) })
        {
            long rank = (long)Math.Ceiling(share * _total), below = 0;
            var cell = 0;
            while ((below += _counts[cell]) < rank) cell++;
            yield return new("event_lag", Middle(cell) / 1000) { Of = name, Count = _total, Unit = "ms" };
        }
    }

    public void Clear()
    {
        _total = 0;
        Array.Clear(_counts);
    }

    public void Save(BinaryWriter to) => to.WriteAll(_counts);

    public void Restore(BinaryReader from)
    {
        from.ReadLongs().CopyTo(_counts, 0);
        _total = _counts.Sum();
    }
}
