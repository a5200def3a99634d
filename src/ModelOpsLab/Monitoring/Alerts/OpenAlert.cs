using System.Text.Json.Serialization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>All that is remembered of one alert that pends or fires. Positions are ticks of its clock.</summary>
sealed record OpenAlert
{
    public required string Rule { get; init; }
    public required string Of { get; init; }
    /// <summary>Metric that it judges: a rule of the same name on another metric is another rule.</summary>
    public required string Metric { get; init; }
    public required AlertClock Clock { get; set; }
    /// <summary>Number of its first transition; 0 before that.</summary>
    public long Began { get; set; }
    public AlertLevel Level { get; init; } = new();
    public AlertLevel CriticalLevel { get; init; } = new();
    /// <summary>The last measurement that could be judged, where the clock stood then, and the time.</summary>
    public required Measurement Evidence { get; set; }
    public long Measured { get; set; }
    public DateTime MeasuredAt { get; set; }
    public bool Stale { get; set; }
    public DateTime? FiringSince { get; set; }
    /// <summary>Whether people were told that it fires, and where the clock stood when they were told last.</summary>
    public bool Told { get; set; }
    public long ToldAt { get; set; }
    /// <summary>How many steps of escalation were taken, to whom the last, and the severity that they brought.</summary>
    public int Steps { get; set; }
    public string? EscalatedTo { get; set; }
    public Severity Escalated { get; set; }
    public string? AcknowledgedBy { get; set; }
    /// <summary>Its last transition; null until the end of the reading in which it began.</summary>
    public AlertTransition? Last { get; set; }
    /// <summary>The detail of the last measurement for its sentence: which windows burn.</summary>
    public string Detail { get; set; } = "";

    [JsonIgnore]
    public AlertState State => Level.On ? AlertState.Firing : Level.Since is not null ? AlertState.Pending : Last?.To == AlertState.Firing ? AlertState.Resolved : AlertState.Inactive;

    public Severity SeverityUnder(AlertRule rule) => Worse(CriticalLevel.On ? Severity.Critical : rule.Severity, Escalated);

    /// <summary>The same on another clock: what has passed so far has passed.</summary>
    public void Move(AlertClock clock, long by)
    {
        Clock = clock;
        Level.Move(by);
        CriticalLevel.Move(by);
        (Measured, ToldAt) = (Measured + by, ToldAt + by);
    }

    static Severity Worse(Severity a, Severity b) => a >= b ? a : b;
}
