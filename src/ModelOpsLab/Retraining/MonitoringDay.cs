using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>What was known of a model at the end of one day: how many rows there are, what was measured, and what was alarming.</summary>
/// <param name="Day">The day.</param>
/// <param name="Rows">Rows with a known target that a training could use, from the first on; never fewer than the day before.</param>
public sealed record MonitoringDay(DateOnly Day, long Rows)
{
    /// <summary>Numbers of the day.</summary>
    public IReadOnlyList<Measurement> Measurements { get; init; } = [];

    /// <summary>Alerts of the day by the limits of who raised them; empty where all was healthy, null where nothing was judged.</summary>
    public IReadOnlyList<Alert>? Alerts { get; init; }

    /// <summary>The day as its reports saw it: of monitoring, of drift, of reviews.</summary>
    public static MonitoringDay Of(DateOnly day, long rows, params IReadOnlyList<Report> reports)
    {
        var judged = reports.Where(r => r.Alerts.Count > 0 || r.Severity != Severity.Unknown).ToArray();
        return new(day, rows) { Measurements = [.. reports.SelectMany(r => r.Measurements)], Alerts = judged.Length == 0 ? null : [.. judged.SelectMany(r => r.Alerts)] };
    }
}
