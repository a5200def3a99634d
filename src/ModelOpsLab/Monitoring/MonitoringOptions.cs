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

    /// <summary>The defaults with the owner's limits in their place; an owner's limit on a metric without default is added.</summary>
    internal IReadOnlyList<Threshold> Over(params IReadOnlyList<Threshold> defaults) =>
        [.. defaults.Where(d => Thresholds.All(t => t.Metric != d.Metric)), .. Thresholds];
}
