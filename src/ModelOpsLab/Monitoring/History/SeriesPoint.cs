using ModelOpsLab.Data;

namespace ModelOpsLab.Monitoring;

/// <summary>What a series was in one stretch of time.</summary>
/// <param name="Start">Start of the stretch, UTC.</param>
/// <param name="Profile">Counts, exact sums, extremes and bins; its name says of what the series is.</param>
public sealed record SeriesPoint(DateTime Start, ColumnProfile Profile);
