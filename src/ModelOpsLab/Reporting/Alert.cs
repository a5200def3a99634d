namespace ModelOpsLab.Reporting;

/// <summary>A measurement that is not healthy, with the threshold that says so. Derived from a report, never stored on its own.</summary>
/// <param name="Severity">Never <see cref="Severity.Healthy"/>.</param>
/// <param name="Evidence">The measurement that crossed the threshold, or could not be judged.</param>
/// <param name="Threshold">The limit that was applied.</param>
public sealed record Alert(Severity Severity, Measurement Evidence, Threshold Threshold)
{
    /// <summary>What happened, by how much, and why that limit.</summary>
    public string Message => Severity switch
    {
        Severity.Unknown when !Evidence.Exists => $"{Name}: {Evidence.Text}",
        Severity.Unknown => $"{Name} = {Evidence.Text}: cannot be judged from {Format.Count(Evidence.Count)} of the {Format.Count(Threshold.MinimumCount)} observations needed",
        _ => $"{Name} = {Evidence.Text}, limit {Threshold.Limit(Severity)} ({Threshold.Because})",
    };

    string Name => Evidence.Of.Length == 0 ? Evidence.Metric : $"{Evidence.Metric} of {Evidence.Of}";

    /// <summary>The alerts that thresholds raise on measurements, worst first, then in the order of the measurements.</summary>
    public static IReadOnlyList<Alert> From(IReadOnlyList<Measurement> measurements, IReadOnlyList<Threshold> thresholds) =>
    [
        .. from measurement in measurements
           from threshold in thresholds
           where threshold.Metric == measurement.Metric
           let severity = threshold.Judge(measurement)
           where severity != Severity.Healthy
           orderby severity descending
           select new Alert(severity, measurement, threshold),
    ];
}
