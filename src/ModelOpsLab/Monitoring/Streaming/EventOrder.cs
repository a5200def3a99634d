using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>Events of one bucket by how their times stood: counts only.</summary>
struct EventCounts
{
    public long Rows, Late, Duplicate, OutOfOrder, Future, ClockJumps, SchemaBreaches, LateOutcomes, First, Last, LongestGap;

    /// <summary>This stretch with the one that follows it.</summary>
    public void Join(in EventCounts next)
    {
        LongestGap = Math.Max(Math.Max(LongestGap, next.LongestGap), Rows > 0 && next.Rows > 0 ? next.First - Last : 0);
        if (next.Rows > 0) (First, Last) = (Rows > 0 ? First : next.First, next.Last);
        Rows += next.Rows;
        Late += next.Late;
        Duplicate += next.Duplicate;
        OutOfOrder += next.OutOfOrder;
        Future += next.Future;
        ClockJumps += next.ClockJumps;
        SchemaBreaches += next.SchemaBreaches;
        LateOutcomes += next.LateOutcomes;
    }

    /// <summary>Whether any of them is unusual.</summary>
    public readonly bool IsEmpty => Rows + Late + Duplicate + Future + ClockJumps + SchemaBreaches + LateOutcomes == 0;

    public readonly void Save(BinaryWriter to)
    {
        foreach (var number in (ReadOnlySpan<long>)[Rows, Late, Duplicate, OutOfOrder, Future, ClockJumps, SchemaBreaches, LateOutcomes, First, Last, LongestGap]) to.Write(number);
    }

    public static EventCounts Restore(BinaryReader from) => new()
    {
        Rows = from.ReadInt64(), Late = from.ReadInt64(), Duplicate = from.ReadInt64(), OutOfOrder = from.ReadInt64(), Future = from.ReadInt64(), ClockJumps = from.ReadInt64(),
        SchemaBreaches = from.ReadInt64(), LateOutcomes = from.ReadInt64(), First = from.ReadInt64(), Last = from.ReadInt64(), LongestGap = from.ReadInt64(),
    };
}

/// <summary>The order of events: pauses, and what came late, twice, out of order, from the future or in a form that the schema does not know.</summary>
sealed class EventOrder(int window, TimeSpan? longestBefore)
{
    readonly Queue<EventCounts> _window = new();
    EventCounts _now;
    long[] _lastOfAsset = [];

    public ref EventCounts Now => ref _now;
    /// <summary>Time of the latest row that was taken, in ticks; 0 of none.</summary>
    public long Last { get; private set; }

    /// <summary>Whether a row is the first of its time and asset; counts pauses and order.</summary>
    public bool Take(long ticks, int asset)
    {
        if (asset >= _lastOfAsset.Length) Array.Resize(ref _lastOfAsset, asset + 1);
        if (_lastOfAsset[asset] == ticks)
        {
            _now.Duplicate++;
            return false;
        }
        _lastOfAsset[asset] = ticks;
        if (ticks < Last) _now.OutOfOrder++;
        else Last = ticks;
        if (_now.Rows++ == 0) _now.First = _now.Last = ticks;
        else if (ticks > _now.Last)
        {
            _now.LongestGap = Math.Max(_now.LongestGap, ticks - _now.Last);
            _now.Last = ticks;
        }
        return true;
    }

    public void Close()
    {
        _window.Enqueue(_now);
        if (_window.Count > window) _window.Dequeue();
        _now = default;
    }

    /// <summary>The measurements of the window.</summary>
    public IEnumerable<Measurement> Measure()
    {
        var all = new EventCounts();
        foreach (var bucket in _window) all.Join(bucket);
        yield return new("row_count", all.Rows) { Count = 1 };
        if (all.Rows >= 2 && longestBefore is { TotalDays: > 0 } before)
            foreach (var gap in DataQuality.Gap(before, new(all.LongestGap), all.Rows)) yield return gap;
        var heard = all.Rows + all.Late + all.Duplicate + all.Future + all.ClockJumps + all.SchemaBreaches;
        Measurement Count(string metric, long value) => new(metric, value) { Count = heard, Unit = "events" };
        if (heard > 0)
        {
            yield return new("late_share", (double)all.Late / heard) { Count = heard, Unit = "%" };
            yield return new("duplicate_share", (double)all.Duplicate / heard) { Count = heard, Unit = "%" };
            yield return new("out_of_order_share", (double)all.OutOfOrder / heard) { Count = heard, Unit = "%" };
        }
        yield return Count("clock_jumps", all.ClockJumps + all.Future);
        yield return Count("schema_breaches", all.SchemaBreaches);
        yield return Count("late_outcomes", all.LateOutcomes);
    }

    public void Save(BinaryWriter to)
    {
        _now.Save(to);
        to.Write(_window, c => c.Save(to));
        to.WriteAll(_lastOfAsset);
        to.Write(Last);
    }

    public void Restore(BinaryReader from)
    {
        _now = EventCounts.Restore(from);
        _window.Clear();
        foreach (var counts in from.ReadList(() => EventCounts.Restore(from))) _window.Enqueue(counts);
        _lastOfAsset = from.ReadLongs();
        Last = from.ReadInt64();
    }
}
