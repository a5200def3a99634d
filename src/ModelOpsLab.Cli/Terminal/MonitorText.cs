using System.Globalization;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli;

/// <summary>Words that both live views use.</summary>
static class MonitorText
{
    /// <summary>A severity in a word of at most eight letters.</summary>
    public static string Word(Severity severity) => severity switch
    {
        Severity.Healthy => "ok",
        Severity.Unknown => "unknown",
        Severity.Warning => "WARNING",
        _ => "CRITICAL",
    };

    /// <summary>A time in UTC, to the second.</summary>
    public static string Time(DateTime? time) => time?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "no row yet";

    /// <summary>A time in UTC: the day alone where it is midnight, otherwise to the minute.</summary>
    public static string Short(DateTime time) => time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>From where to where an alert went.</summary>
    public static string Step(AlertTransition transition, string arrow) => transition.From == transition.To
        ? $"still {Name(transition.To)}"
        : $"{Name(transition.From)} {arrow} {Name(transition.To)}";

    /// <summary>A state in a word.</summary>
    public static string Name(AlertState state) => state.ToString().ToLowerInvariant();

    /// <summary>Rows, rate, lag, faults and alerts in one line.</summary>
    public static string Summary(MonitorSnapshot snapshot)
    {
        var (firing, pending) = (snapshot.Alerts.Count(a => a.State == AlertState.Firing), snapshot.Alerts.Count(a => a.State == AlertState.Pending));
        string?[] parts =
        [
            $"{Format.Count(snapshot.Rows)} rows",
            $"{Format.Number(Math.Round(snapshot.RowsPerSecond, 1))}/s",
            snapshot.Lag is { } lag ? $"lag {Span(lag)}" : null,
            snapshot.Faults > 0 ? $"{Format.Count(snapshot.Faults)} {(snapshot.Faults == 1 ? "fault" : "faults")}" : null,
            $"{Format.Count(firing)} firing",
            pending > 0 ? $"{Format.Count(pending)} pending" : null,
            snapshot.Channels.Sum(c => c.Waiting) is > 0 and var waiting ? $"{Format.Count(waiting)} undelivered" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    /// <summary>A length of time in its largest unit.</summary>
    public static string Span(TimeSpan span) => span.TotalSeconds switch
    {
        < 1 => $"{Format.Count((long)span.TotalMilliseconds)} ms",
        < 120 => $"{Format.Number(Math.Round(span.TotalSeconds, 1))} s",
        < 7200 => $"{Format.Count((long)span.TotalMinutes)} min",
        < 172_800 => $"{Format.Count((long)span.TotalHours)} h",
        _ => $"{Format.Count((long)span.TotalDays)} days",
    };
}
