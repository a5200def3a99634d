using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ModelOpsLab.Cli;

/// <summary>A snapshot as a page of so many columns and lines: what is worst first, in words and not by colour alone. What does not fit is counted.</summary>
sealed class MonitorScreen(MonitorSnapshot snapshot, int width, int height, bool unicode)
{
    /// <summary>From this width on alerts stand beside the measurements.</summary>
    const int Wide = 140;
    const int Gap = 2, Head = 3, LeastFault = 50;

    static readonly Style Dim = new(decoration: Decoration.Dim), Bold = new(decoration: Decoration.Bold);

    /// <summary>The lines of the page, at most as many as it has.</summary>
    public IReadOnlyList<IReadOnlyList<Segment>> Lines()
    {
        List<IReadOnlyList<Segment>> lines = [[.. Title().Segments(false)], [.. Line().Add(Summary(), Dim).Segments(false)], [.. Rule(width).Segments(false)]];
        var body = Math.Max(0, height - Head);
        if (width >= Wide)
        {
            var left = (width - Gap) * 11 / 20;
            var (measured, told) = (Measurements(left, body), Told(width - Gap - left, body));
            for (var i = 0; i < Math.Max(measured.Count, told.Count); i++)
                lines.Add([.. (i < measured.Count ? measured[i] : Line(left)).Segments(fill: true), new Segment(new string(' ', Gap)), .. i < told.Count ? told[i].Segments(false) : []]);
        }
        else
        {
            // Half for the measurements, more where there is less to tell
            var told = Told(width, body - Math.Min(snapshot.Measurements.Count + 1, Math.Max(3, body / 2)));
            lines.AddRange(Measurements(width, body - told.Count).Select(line => (IReadOnlyList<Segment>)[.. line.Segments(false)]));
            lines.AddRange(told.Select(line => (IReadOnlyList<Segment>)[.. line.Segments(false)]));
        }
        return lines.Count <= height ? lines : lines[..height];
    }

    ScreenLine Title() => Line().Add($" {MonitorText.Word(snapshot.Severity)} ", StyleOf(snapshot.Severity, reverse: true)).Add(" ")
        .Add(snapshot.Model, Bold).Add(snapshot.Version.Length > 0 ? " " + snapshot.Version : "").Add($"  {snapshot.State}  ", Dim).Add(MonitorText.Time(snapshot.Time));

    /// <summary>The last fault only where enough of it is seen.</summary>
    string Summary() => MonitorText.Summary(snapshot) is var text && snapshot.LastFault is { } fault && text.Length + LeastFault <= width ? $"{text}; last fault: {fault}" : text;

    List<ScreenLine> Measurements(int columns, int most)
    {
        MeasurementLine[] sorted = [.. snapshot.Measurements.OrderByDescending(line => line.Severity).ThenBy(line => line.Measurement.Metric, StringComparer.Ordinal).ThenBy(line => line.Measurement.Of, StringComparer.Ordinal)];
        if (most < 2) return [];
        if (sorted.Length == 0) return [Line(columns).Add("nothing measured yet", Dim)];
        const int verdict = 8, value = 12;
        var spark = Math.Clamp(columns / 5, 8, 40);
        var name = Math.Max(10, columns - verdict - value - spark - 4);
        List<ScreenLine> lines = [Line(columns).Column("", verdict, Dim).Column("measurement", name, Dim).Column("now", value, Dim, right: true).Add(" before", Dim)];
        var shown = Shown(sorted.Length, most - 1);
        foreach (var line in sorted[..shown])
            lines.Add(Line(columns).Column(MonitorText.Word(line.Severity), verdict, StyleOf(line.Severity))
                .Column(line.Measurement.Of.Length > 0 ? $"{line.Measurement.Metric} {line.Measurement.Of}" : line.Measurement.Metric, name)
                .Column(line.Measurement.Exists ? line.Measurement.Text : "no value", value, right: true)
                .Add(" ").Add(Sparkline.Of(line.History, spark, unicode), StyleOf(line.Severity)));
        if (shown < sorted.Length) lines.Add(More(columns, sorted.Length - shown, "measurement", sorted[shown].Severity));
        return lines;
    }

    /// <summary>Standing alerts, the last transitions and how delivery stands, in as many lines as there are.</summary>
    List<ScreenLine> Told(int columns, int most)
    {
        List<ScreenLine> lines = [];
        var channels = Channels(columns, most >= 10 ? Math.Max(3, most / 4) : 0);
        AlertLine[] alerts = [.. snapshot.Alerts.OrderByDescending(a => a.State == AlertState.Firing).ThenByDescending(a => a.Severity).ThenByDescending(a => a.Since).ThenBy(a => a.Rule, StringComparer.Ordinal)];
        var room = most - channels.Count;
        if (room < 2) return [];
        lines.Add(Rule(columns, $"alerts: {(alerts.Length == 0 ? "none" : Format.Count(alerts.Length))}"));
        var half = snapshot.Transitions.Count == 0 ? room - 1 : Math.Max(2, (room - 2) / 2);
        var shown = Shown(alerts.Length, Math.Min(room - 1, Math.Max(half, room - 2 - snapshot.Transitions.Count)));
        foreach (var alert in alerts[..shown]) lines.Add(AlertText(columns, alert));
        if (shown < alerts.Length) lines.Add(More(columns, alerts.Length - shown, "alert", alerts[shown].Severity));
        var left = room - lines.Count - 1;
        if (left > 0 && snapshot.Transitions.Count > 0)
        {
            lines.Add(Rule(columns, "last"));
            foreach (var transition in snapshot.Transitions.Reverse().Take(left)) lines.Add(TransitionText(columns, transition));
        }
        return [.. lines, .. channels];
    }

    ScreenLine AlertText(int columns, AlertLine alert) => Line(columns)
        .Column(MonitorText.Word(alert.Severity), 8, StyleOf(alert.Severity)).Column(MonitorText.Name(alert.State), 7, alert.State == AlertState.Firing ? Bold : Dim)
        .Add(alert.Of.Length > 0 ? $"{alert.Rule} {alert.Of}" : alert.Rule, Bold)
        .Add($" since {MonitorText.Short(alert.Since)}", Dim).Add(alert.AcknowledgedBy is { } who ? $", in hand: {who}" : "").Add(alert.Muted is { } why ? $", muted: {why}" : "").Add($". {alert.Because}", Dim);

    ScreenLine TransitionText(int columns, AlertTransition transition) => Line(columns)
        .Add(MonitorText.Short(transition.At), Dim).Add(" ").Column(MonitorText.Word(transition.Severity), 8, StyleOf(transition.Severity))
        .Add(transition.Of.Length > 0 ? $"{transition.Rule} {transition.Of}" : transition.Rule).Add($" {MonitorText.Step(transition, unicode ? "→" : "->")}", Bold).Add($". {transition.Because}", Dim);

    List<ScreenLine> Channels(int columns, int most)
    {
        if (most < 2 || snapshot.Channels.Count == 0) return [];
        ChannelLine[] sorted = [.. snapshot.Channels.OrderByDescending(c => c.DeadLetters > 0).ThenByDescending(c => c.Waiting > 0).ThenBy(c => c.Name, StringComparer.Ordinal)];
        var shown = Shown(sorted.Length, most - 1);
        List<ScreenLine> lines = [Rule(columns, "delivery")];
        foreach (var channel in sorted[..shown])
            lines.Add(Line(columns).Add(channel.Name, Bold).Add($" {Format.Count(channel.Delivered)} delivered")
                .Add(channel.Waiting > 0 ? $", {Format.Count(channel.Waiting)} waiting" : "").Add(channel.DeadLetters > 0 ? $", {Format.Count(channel.DeadLetters)} DEAD" : "", StyleOf(Severity.Critical))
                .Add(channel.LastError is { } error ? $": {error}" : "", Dim));
        if (shown < sorted.Length) lines.Add(More(columns, sorted.Length - shown, "channel", Severity.Unknown));
        return lines;
    }

    /// <summary>How many of so many are shown: all, or one less than there is room for, since the last line counts the others.</summary>
    static int Shown(int count, int room) => count <= room ? count : Math.Max(0, room - 1);

    ScreenLine More(int columns, int count, string what, Severity worst) => Line(columns).Add($"{Format.Count(count)} more {what}{(count == 1 ? "" : "s")}{(worst >= Severity.Warning ? $", the worst {MonitorText.Word(worst)}" : "")}", Dim);

    ScreenLine Line(int? columns = null) => new(columns ?? width, unicode);

    ScreenLine Rule(int columns, string text = "")
    {
        var dash = unicode ? '─' : '-';
        return Line(columns).Add(text.Length == 0 ? new string(dash, columns) : $"{dash}{dash} {text} {new string(dash, Math.Max(0, columns - text.Length - 4))}", Dim);
    }

    static Style StyleOf(Severity severity, bool reverse = false) => new(severity switch
    {
        Severity.Healthy => Color.Green,
        Severity.Warning => Color.Yellow,
        Severity.Critical => Color.Red,
        _ => Color.Default,
    }, decoration: (severity == Severity.Critical ? Decoration.Bold : Decoration.None) | (reverse ? Decoration.Invert : Decoration.None));
}
