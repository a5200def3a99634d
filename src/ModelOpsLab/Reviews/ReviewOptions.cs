using ModelOpsLab.Drift;
using ModelOpsLab.Monitoring;

namespace ModelOpsLab.Reviews;

/// <summary>The policy of a review.</summary>
public sealed record ReviewOptions
{
    /// <summary>Limits of monitoring.</summary>
    public MonitoringOptions Monitoring { get; init; } = new();
    /// <summary>Limits of drift detection.</summary>
    public DriftOptions Drift { get; init; } = new();
    /// <summary>Fewer sessions than this and the review decides nothing. Default 10.</summary>
    public int MinimumSessions { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MinimumSessions), value, "At least one session."); } = 10;
    /// <summary>Resampled backtest paths of the fan. Default 2,000.</summary>
    public int Paths { get; init => field = value >= 100 ? value : throw new ArgumentOutOfRangeException(nameof(Paths), value, "At least 100 paths."); } = 2000;
    /// <summary>Mean block of the resampling, in sessions. Default 20, one month: it keeps volatility clusters together.</summary>
    public double MeanBlock { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MeanBlock), value, "At least one session."); } = 20;
    /// <summary>Seed of the resampling.</summary>
    public ulong Seed { get; init; } = 20190401;
}
