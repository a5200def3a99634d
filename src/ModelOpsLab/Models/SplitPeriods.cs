using ModelOpsLab.Reporting;

namespace ModelOpsLab.Models;

/// <summary>How time is cut into periods, which a walk-forward split then counts: points in time, days, months, quarters, equal spans, or periods whose starts are given.</summary>
public abstract record SplitPeriods
{
    /// <summary>Each point in time is a period: a row, or all rows of one time.</summary>
    public static SplitPeriods Points { get; } = new PointPeriods();
    /// <summary>Days that have rows, UTC: the sessions of data that has several rows a day.</summary>
    public static SplitPeriods Days { get; } = new StepPeriods("days", t => t.Date, t => t.AddDays(1));
    /// <summary>Calendar months, UTC.</summary>
    public static SplitPeriods Months { get; } = new StepPeriods("months", t => new(t.Year, t.Month, 1, 0, 0, 0, DateTimeKind.Utc), t => t.AddMonths(1));
    /// <summary>Calendar quarters, UTC.</summary>
    public static SplitPeriods Quarters { get; } = new StepPeriods("quarters", t => new(t.Year, (t.Month - 1) / 3 * 3 + 1, 1, 0, 0, 0, DateTimeKind.Utc), t => t.AddMonths(3));

    /// <summary>Spans of equal length, counted from midnight UTC of the first row's day.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive.</exception>
    public static SplitPeriods Every(TimeSpan length) => length > TimeSpan.Zero
        ? new StepPeriods($"spans of {length}", t => t.Date, t => t + length)
        : throw new ArgumentOutOfRangeException(nameof(length), length, "A period needs a positive length.");

    /// <summary>Periods that start at the given times, UTC: the sessions of an exchange's calendar, expiries, meetings.</summary>
    /// <exception cref="ArgumentException">The times do not ascend, each once.</exception>
    public static SplitPeriods Starting(params IReadOnlyList<DateTime> starts)
    {
        for (var i = 1; i < starts.Count; i++)
            if (starts[i] <= starts[i - 1]) throw new ArgumentException($"{Format.Time(starts[i])} comes after {Format.Time(starts[i - 1])}. Give starts of periods that ascend, each once.", nameof(starts));
        return new GivenPeriods([.. starts]);
    }

    /// <inheritdoc cref="Starting(IReadOnlyList{DateTime})"/>
    public static SplitPeriods Starting(IEnumerable<DateOnly> starts) => Starting([.. starts.Select(d => d.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))]);

    private protected SplitPeriods()
    {
    }

    /// <summary>What the periods are, for messages: <c>months</c>.</summary>
    private protected abstract string Name { get; }

    /// <summary>Starts of the periods that begin between the first and the last of the times, both included.</summary>
    private protected abstract IEnumerable<DateTime> Starts(DateTime first, DateTime last);

    /// <summary>Where periods begin: the time, and the number of a point, ascending, each once. A start between two points is the later one, or the earlier where <paramref name="previous"/>.</summary>
    internal virtual (DateTime Time, int Point)[] Boundaries(DateTime[] points, bool previous) =>
        [.. points.Length == 0 ? [] : Starts(points[0], points[^1]).Select(s => (s, Array.BinarySearch(points, s) is var at && at >= 0 ? at : previous ? ~at - 1 : ~at)).DistinctBy(b => b.Item2)];

    /// <inheritdoc/>
    public sealed override string ToString() => Name;

    sealed record PointPeriods : SplitPeriods
    {
        private protected override string Name => "points in time";
        private protected override IEnumerable<DateTime> Starts(DateTime first, DateTime last) => [];
        /// <summary>The last point's end is a boundary too: a point is complete.</summary>
        internal override (DateTime Time, int Point)[] Boundaries(DateTime[] points, bool previous) => [.. points.Select((t, i) => (t, i)), (DateTime.MaxValue, points.Length)];
    }

    sealed record StepPeriods(string Text, Func<DateTime, DateTime> Floor, Func<DateTime, DateTime> Next) : SplitPeriods
    {
        private protected override string Name => Text;
        private protected override IEnumerable<DateTime> Starts(DateTime first, DateTime last)
        {
            for (var start = Floor(first); start <= last; start = Next(start))
                if (start >= first) yield return start;
        }
    }

    sealed record GivenPeriods(DateTime[] Given) : SplitPeriods
    {
        private protected override string Name => "given periods";
        private protected override IEnumerable<DateTime> Starts(DateTime first, DateTime last) => Given.Where(s => s >= first && s <= last);
    }
}
