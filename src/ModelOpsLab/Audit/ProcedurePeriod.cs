using ModelOpsLab.Registry;

namespace ModelOpsLab.Audit;

/// <summary>A period in which something was to be done, and the event that did it.</summary>
/// <param name="Due">The last day on which it is in time.</param>
/// <param name="Done">The event; null where there is none.</param>
sealed record ProcedurePeriod(DateOnly From, DateOnly To, DateOnly Due, LedgerEvent? Done)
{
    public bool IsLate => Done is { } done && done.Day() > Due;

    /// <summary>Whether it ought to have been done by a day, and was not.</summary>
    public bool IsMissed(DateOnly asOf) => Done is null && asOf > Due;

    /// <summary>Days between its doing and its due day, negative where it was late; where it was not done, up to the day asked.</summary>
    public int DaysToSpare(DateOnly asOf) => Due.DayNumber - (Done?.Day() ?? asOf).DayNumber;

    /// <summary>The last day of a month on which going live makes it the first month of the calendar; later, the next month is.</summary>
    const int MiddleOfMonth = 15;

    /// <summary>The first day of the calendar of a model.</summary>
    public static DateOnly Begin(DateOnly firstLive) => new DateOnly(firstLive.Year, firstLive.Month, 1).AddMonths(firstLive.Day > MiddleOfMonth ? 1 : 0);

    /// <summary>The periods since a model first went live, up to a day. An event belongs to the period that its <c>to</c> lies in; without one, to the first open period in whose time it was recorded.</summary>
    public static IReadOnlyList<ProcedurePeriod> Of(ProcedureDefinition definition, DateOnly firstLive, DateOnly asOf, IReadOnlyList<LedgerEvent> events)
    {
        List<ProcedurePeriod> periods = [];
        HashSet<long> taken = [];
        for (var from = Begin(firstLive); from <= asOf; from = from.AddMonths(definition.EveryMonths))
        {
            var (to, due) = (from.AddMonths(definition.EveryMonths).AddDays(-1), from.AddMonths(definition.EveryMonths).AddDays(-1 + definition.WithinDays));
            var done = events.FirstOrDefault(one => !taken.Contains(one.Sequence) && (one.Day("to") is { } last ? last >= from && last <= to : one.Day() >= from && one.Day() <= due));
            if (done is not null) taken.Add(done.Sequence);
            periods.Add(new(from, to, due, done));
        }
        return periods;
    }
}
