using ModelOpsLab.Drift;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>The policy of a review.</summary>
public sealed record ReviewOptions
{
    /// <summary>The policy that a model's declaration asks for.</summary>
    public static ReviewOptions Of(ModelDefinition definition) => new()
    {
        Monitoring = new() { Thresholds = definition.Thresholds },
        RetrainEveryMonths = definition.Retraining.EveryMonths,
    };

    /// <summary>Language of the sections. Default English.</summary>
    public Language Language { get; init; } = Language.English;
    /// <summary>Limits of monitoring.</summary>
    public MonitoringOptions Monitoring { get; init; } = new();
    /// <summary>Limits of drift detection.</summary>
    public DriftOptions Drift { get; init; } = new();
    /// <summary>Fewer sessions than this and the review decides nothing. Default 10.</summary>
    public int MinimumSessions { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MinimumSessions), value, "At least one session."); } = 10;
    /// <summary>Months after the end of its training data at which the calendar asks for a new training, whatever else is said. Default 12.</summary>
    public int RetrainEveryMonths { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(RetrainEveryMonths), value, "At least one month."); } = 12;
    /// <summary>Resampled backtest paths of the fan. Default 2,000.</summary>
    public int Paths { get; init => field = value >= 100 ? value : throw new ArgumentOutOfRangeException(nameof(Paths), value, "At least 100 paths."); } = 2000;
    /// <summary>Mean block of the resampling, in sessions. Default 20, one month: it keeps volatility clusters together.</summary>
    public double MeanBlock { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MeanBlock), value, "At least one session."); } = 20;
    /// <summary>Seed of the resampling.</summary>
    public ulong Seed { get; init; } = 20190401;
}
