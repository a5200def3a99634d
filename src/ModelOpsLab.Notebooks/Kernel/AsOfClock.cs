namespace ModelOpsLab.Notebooks;

/// <summary>A clock that stands still at the as-of date of a run, in UTC; without such a date it refuses to tell the time.</summary>
sealed class AsOfClock(DateTimeOffset? asOf) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => asOf?.ToUniversalTime()
        ?? throw new InvalidOperationException("This run has no as-of date, so Clock cannot tell the time and give the same answer tomorrow. Run with an as-of date.");
}
