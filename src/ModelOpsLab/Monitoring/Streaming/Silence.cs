using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>How long the stream has been silent while the market was open, over the longest silence of the reference.</summary>
sealed class Silence
{
    readonly MarketCalendar _calendar;
    readonly TimeSpan _longest;

    public Silence(Frame reference, MarketCalendar calendar)
    {
        _calendar = calendar;
        for (var row = 1; row < reference.Count; row++)
            if (reference.Time[row] - reference.Time[row - 1] > _longest && calendar.OpenBetween(reference.Time[row - 1], reference.Time[row]) is var open && open > _longest) _longest = open;
    }

    /// <summary>The measurement at a time, of the events up to the last.</summary>
    public Measurement Measure(long last, long now, long count)
    {
        if (last == 0) return Measurement.Missing("input_stale", "no row has come yet");
        if (_longest == TimeSpan.Zero) return Measurement.Missing("input_stale", "the reference has no two times while the market is open") with { Count = count };
        var open = _calendar.OpenBetween(new(last, DateTimeKind.Utc), new(Math.Max(last, now), DateTimeKind.Utc));
        return new("input_stale", open / _longest) { Count = count };
    }
}
