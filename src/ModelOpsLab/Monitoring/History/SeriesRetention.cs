using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Monitoring;

/// <summary>Which rows of series may go, and their going: minutes first, then hours, then days, so that what is longer never goes before what it was made of.</summary>
static class SeriesRetention
{
    /// <summary>Days of minutes, hours and days that go in one transaction: a monitor that writes meanwhile does not wait for long.</summary>
    static readonly int[] Together = [1, 30, 360];

    /// <summary>The rows that would go next; null where none are due.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="kept">How long they are kept.</param>
    /// <param name="hold">Nothing that starts at this time or later goes; null for no such time.</param>
    public static (Resolution Resolution, long First, long Until, long At)? Next(MonitorStore store, string model, Retention kept, DateTime? hold)
    {
        if (kept.IsForEver || store.Head(model) is not { } head || Time(store, model) is not { } time) return null;
        var held = Math.Min(hold is { } at ? SeriesHistory.Minute(at, "A hold") : long.MaxValue, kept.HoldFrom is { } day ? SeriesHistory.Minute(day.ToDateTime(default, DateTimeKind.Utc), "A hold") : long.MaxValue);
        foreach (var resolution in Enum.GetValues<Resolution>())
        {
            if (Length(kept, resolution) is not { } length || store.First(model, (int)resolution) is not { } first) continue;
            var longer = resolution == Resolution.Minute ? Resolution.Hour : Resolution.Day;
            var until = Math.Min(Math.Min(resolution == Resolution.Minute ? head.HoursTo : head.DaysTo, SeriesHistory.Down(time - (long)length.TotalMinutes, longer)), SeriesHistory.Down(held, longer));
            if (resolution == Resolution.Day) // a day stays while a shorter stretch of it does
                foreach (var shorter in new[] { Resolution.Minute, Resolution.Hour })
                    if (store.First(model, (int)shorter) is { } remains) until = Math.Min(until, SeriesHistory.Down(remains, Resolution.Day));
            if (first < until) return (resolution, first, Math.Min(until, SeriesHistory.Down(first, Resolution.Day) + Together[(int)resolution] * SeriesHistory.Length(Resolution.Day)), time);
        }
        return null;
    }

    /// <summary>Lets the next rows go in one transaction; returns how many there were, null where none are due.</summary>
    /// <inheritdoc cref="Next" path="/param"/>
    public static int? Step(MonitorStore store, string model, Retention kept, DateTime? hold) => store.Transaction(() =>
    {
        if (Next(store, model, kept, hold) is not var (resolution, first, until, at)) return (int?)null;
        var head = store.Head(model)!;
        if (resolution < Resolution.Day) store.Put(resolution == Resolution.Minute ? head with { MinutesFrom = until } : head with { HoursFrom = until });
        return store.LetGo(model, (int)resolution, first, until, at);
    });

    static TimeSpan? Length(Retention kept, Resolution resolution) => resolution switch
    {
        Resolution.Minute => kept.Minutes ?? kept.Hours ?? kept.Days,
        Resolution.Hour => kept.Hours ?? kept.Days,
        _ => kept.Days,
    };

    /// <summary>Where the stream is: at the third newest stretch, as one row with a date far ahead must not let a year go. Null where there are no three.</summary>
    static long? Time(MonitorStore store, string model) => Enum.GetValues<Resolution>().Max(resolution => store.ThirdNewest(model, (int)resolution));
}
