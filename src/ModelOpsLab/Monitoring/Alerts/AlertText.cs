using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>What transitions say.</summary>
static class AlertText
{
    /// <summary>Why an alert has come to stand as it does.</summary>
    /// <param name="rule">Its rule.</param>
    /// <param name="alert">The alert after the step.</param>
    /// <param name="to">Its state then.</param>
    /// <param name="severity">Its severity then.</param>
    /// <param name="muted">Why nobody is told, or null.</param>
    public static string Because(AlertRule rule, OpenAlert alert, AlertState to, Severity severity, string? muted) => (alert.Last?.To ?? AlertState.Inactive, to) switch
    {
        (AlertState.Firing, AlertState.Firing) => Still(rule, alert, string.Join("; ", Changes(rule, alert, alert.Last!, severity, muted))),
        (_, AlertState.Pending) => $"{Beyond(rule, alert)} ({rule.Because}); fires when that lasts {Duration.Text(rule.For)}{Clock(rule)}",
        (_, AlertState.Firing) => $"{Beyond(rule, alert)}{(rule.For > TimeSpan.Zero ? $", for {Duration.Text(rule.For)}{Clock(rule)}" : "")} ({rule.Because})",
        (_, AlertState.Inactive) when alert.Stale => $"no measurement since {Format.Time(alert.MeasuredAt)}, before it had lasted {Duration.Text(rule.For)}{Clock(rule)}: whether it holds is not known",
        (_, AlertState.Inactive) => $"{Back(rule, alert)}, before it had lasted {Duration.Text(rule.For)}{Clock(rule)}",
        _ => $"{Back(rule, alert)}{(rule.KeepFiringFor > TimeSpan.Zero ? $", for {Duration.Text(rule.KeepFiringFor)}{Clock(rule)}" : "")}",
    };

    /// <summary>The measurement that a transition shows: one without a number where there was none for too long.</summary>
    public static Measurement Evidence(OpenAlert alert) => !alert.Stale ? alert.Evidence
        : Measurement.Missing(alert.Evidence.Metric, $"no measurement since {Format.Time(alert.MeasuredAt)}; then {alert.Evidence.Text}") with { Of = alert.Of, Unit = alert.Evidence.Unit };

    /// <summary>Somebody sees to it.</summary>
    public static string Acknowledged(AlertRule rule, OpenAlert alert, DateTime at, string note) =>
        Still(rule, alert, $"acknowledged by {alert.AcknowledgedBy} at {Format.Time(at)}{(note.Length > 0 ? $": {note}" : "")}");

    /// <summary>What has changed of an alert that fires on, and why it does.</summary>
    static string Still(AlertRule rule, OpenAlert alert, string change) =>
        change.Contains(Value(alert), StringComparison.Ordinal) ? change : $"{change}; {(alert.Stale || !rule.Beyond(alert.Evidence.Value, rule.Enter) ? $"{Value(alert)} last, limit {Limit(rule, alert)}" : Beyond(rule, alert))}";

    static IEnumerable<string> Changes(AlertRule rule, OpenAlert alert, AlertTransition last, Severity severity, string? muted)
    {
        if (alert.Stale && last.Evidence.Exists) yield return $"no measurement of {Name(alert)} since {Format.Time(alert.MeasuredAt)}: it fires on until there is one";
        if (!alert.Stale && !last.Evidence.Exists) yield return $"measured again: {Value(alert)}";
        if (alert.EscalatedTo is { } to && to != last.EscalatedTo) yield return $"nobody has acknowledged it: {to} is told";
        if (severity > last.Severity && alert.CriticalLevel.On) yield return $"{Value(alert)}, critical limit {Sign(rule)} {Format.Value(rule.Critical!.Value, alert.Evidence.Unit)}";
        else if (severity > last.Severity) yield return $"now {PlainTextWriter.Word(severity)}";
        if (severity < last.Severity) yield return $"{Value(alert)}, no longer critical";
        if (last.AcknowledgedBy is { } earlier && alert.AcknowledgedBy is null) yield return $"it is worse than what {earlier} acknowledged";
        if (muted is not null && muted != last.Muted) yield return $"nobody is told: {muted}";
        if (muted is null && last.Muted is { } reason) yield return $"told now, as it still fires; until now: {reason}";
    }

    static string Beyond(AlertRule rule, OpenAlert alert) => $"{Value(alert)}, limit {Limit(rule, alert)}";

    static string Limit(AlertRule rule, OpenAlert alert) => $"{Sign(rule)} {Format.Value(rule.Enter, alert.Evidence.Unit)}";

    static string Back(AlertRule rule, OpenAlert alert) => $"{Value(alert)}, back past {Format.Value(rule.Exit ?? rule.Enter, alert.Evidence.Unit)}";

    static string Value(OpenAlert alert) => $"{Name(alert)} = {alert.Evidence.Text}{(alert.Detail.Length > 0 ? $" ({alert.Detail})" : "")}";

    static string Name(OpenAlert alert) => alert.Of.Length == 0 ? alert.Evidence.Metric : $"{alert.Evidence.Metric} of {alert.Of}";

    static string Sign(AlertRule rule) => rule.Rising ? ">" : "<";

    static string Clock(AlertRule rule) => rule.Clock == AlertClock.Market ? " of market time" : "";
}
