using System.Text.Json.Serialization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>The report on data quality, with the rows behind each finding.</summary>
public sealed record DataQualityReport : Report
{
    /// <summary>One entry for each warning and critical finding, in the order of <see cref="Report.Alerts"/>.</summary>
    [JsonIgnore]
    public required IReadOnlyList<DataFault> Faults { get; init; }
}
