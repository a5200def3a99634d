using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>What a monitor read off at the end of a stretch of the stream: the measurements that alerts judge, and what each series was in that stretch.</summary>
/// <param name="From">Start of the stretch, UTC.</param>
/// <param name="To">Its end, UTC, which belongs to the next.</param>
/// <param name="Measurements">Metrics as batch monitoring names them, over the rolling window that ends here.</param>
/// <param name="Series">What each series was in this stretch alone; those of longer stretches are their merges.</param>
public sealed record MonitorReading(DateTime From, DateTime To, IReadOnlyList<Measurement> Measurements, IReadOnlyList<SeriesProfile> Series);

/// <summary>One series in one stretch of time.</summary>
/// <param name="Metric">What kind: <c>input</c>, <c>prediction</c>, <c>return</c>, <c>cost</c>, <c>slippage</c>, <c>event_lag</c>, or the name of a measurement.</param>
/// <param name="Profile">Counts, exact sums, extremes and bins; its name says of what: a column, an asset, or nothing.</param>
public sealed record SeriesProfile(string Metric, ColumnProfile Profile);
