using System.Text.Json.Serialization;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>The policy of monitoring: limits and their reasons. Thresholds given by the owner of a model replace the default of the same metric.</summary>
public sealed record MonitoringOptions
{
    /// <summary>A value, or in a persistent column a change from row to row, further from the reference's median than this many scaled median absolute deviations (1.4826 MAD) is an outlier. Default 8: beyond it even a t law with 4 degrees of freedom has 1 value in 1,700.</summary>
    public double OutlierLimit { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(OutlierLimit), value, "The outlier limit is positive."); } = 8;

    /// <summary>With fewer past windows in the reference nothing is ranked. Default 20.</summary>
    public int MinimumWindows { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MinimumWindows), value, "At least one window."); } = 20;

    /// <summary>False discovery rate of the ranked questions of one report. Default 5 %.</summary>
    public double FalseDiscoveryRate { get; init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(FalseDiscoveryRate), value, "A rate is between 0 and 1."); } = 0.05;

    /// <summary>Observations a year, by which returns are annualised. Default 252 trading days.</summary>
    public double PeriodsPerYear { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(PeriodsPerYear), value, "A year has a positive number of periods."); } = 252;

    /// <summary>The owner's own limits; each replaces the default of the same metric.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init => field = value.SelectMany(t => t.Problems()).FirstOrDefault() is { } problem ? throw new ArgumentException(problem + ".", nameof(Thresholds)) : value; } = [];

    /// <summary>Length of a bucket of the stream, at whose end a reading is taken; from a second to a day, and a day holds a whole number of them. Default a day, UTC.</summary>
    public TimeSpan Every { get; init => field = value >= TimeSpan.FromSeconds(1) && value <= TimeSpan.FromDays(1) && TimeSpan.TicksPerDay % value.Ticks == 0 ? value : throw new ArgumentOutOfRangeException(nameof(Every), value, "A bucket lasts from a second to a day, and a day holds a whole number of them: 00:01:00, 01:00:00, 1.00:00:00."); } = TimeSpan.FromDays(1);

    /// <summary>Buckets in the rolling window of a reading; one in which nothing came counts for none. Default 21.</summary>
    public int Window { get; init => field = value is >= 1 and <= 10_000 ? value : throw new ArgumentOutOfRangeException(nameof(Window), value, "The window has 1 to 10,000 buckets."); } = 21;

    /// <summary>Buckets between false alarms of the evidence metrics, at least, on average. Default 1,000.</summary>
    public double AverageRunLength { get; init => field = value > 1 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(AverageRunLength), value, "A run length is more than 1."); } = 1_000;

    /// <summary>When events are to be expected: silence is counted in open time. Default a market that never closes.</summary>
    public MarketCalendar Calendar { get; init; } = MarketCalendar.Always;

    /// <summary>How far the time of an event may lie beyond that of its arrival before its clock is held to be wrong. Default a minute.</summary>
    public TimeSpan FutureTolerance { get; init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(FutureTolerance), value, "The tolerance is not negative."); } = TimeSpan.FromMinutes(1);

    /// <summary>How long after its end a bucket waits for events when only the clock moves on (<see cref="RealTimeMonitor.Advance"/>). Default zero.</summary>
    public TimeSpan Lateness { get; init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(Lateness), value, "The wait is not negative."); } = TimeSpan.Zero;

    /// <summary>Whether a value is an outlier beside those of the same hour of day, UTC, of an intraday reference; a persistent column is judged by its changes all the same. Default no.</summary>
    public bool Seasonal { get; init; }

    /// <summary>Column of the reference with the costs of its rows, as fractions of capital; null where it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cost { get; init; }

    /// <summary>Column of the reference with the slippage of its rows, as fractions of capital; null where it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Slippage { get; init; }

    /// <summary>The defaults with the owner's limits in their place; an owner's limit on a metric without default is added.</summary>
    internal IReadOnlyList<Threshold> Over(params IReadOnlyList<Threshold> defaults) =>
        [.. defaults.Where(d => Thresholds.All(t => t.Metric != d.Metric)), .. Thresholds];
}
