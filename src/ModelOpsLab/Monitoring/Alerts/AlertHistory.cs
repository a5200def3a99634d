using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>What the alerts of a model did in a stretch of time: when each pended and fired, on what evidence, and what stands at the end.</summary>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record AlertHistory : IRenderable
{
    const int MostRows = 200, MostCharts = 12;

    AlertHistory(IReadOnlyList<AlertTransition> transitions, IReadOnlyList<MonitorReading> readings)
    {
        (Transitions, Readings) = (transitions, readings);
        Standing = AlertTransition.Standing(transitions);
        Periods = [.. transitions.GroupBy(t => t.Key, StringComparer.Ordinal).SelectMany(PeriodsOf).OrderBy(p => p.From).ThenBy(p => p.Key, StringComparer.Ordinal)];
    }

    /// <summary>The history of transitions over the readings that they came from.</summary>
    /// <param name="transitions">Of one model, in order.</param>
    /// <param name="readings">The readings of the same time, in order; empty for no charts of evidence.</param>
    /// <exception cref="ArgumentException">The transitions are of several models, or not in the order of their numbers.</exception>
    public static AlertHistory Of(IReadOnlyList<AlertTransition> transitions, IReadOnlyList<MonitorReading> readings)
    {
        if (transitions.Select(t => t.Model).Distinct(StringComparer.Ordinal).Count() > 1) throw new ArgumentException($"The transitions are of {string.Join(" and ", transitions.Select(t => t.Model).Distinct(StringComparer.Ordinal))}: a history is of one model.", nameof(transitions));
        for (var i = 1; i < transitions.Count; i++)
            if (transitions[i].Number <= transitions[i - 1].Number) throw new ArgumentException($"Transition {Format.Count(transitions[i].Number)} comes after {Format.Count(transitions[i - 1].Number)}: hand them in in order, each once.", nameof(transitions));
        return new(transitions, readings);
    }

    /// <summary>Every step of every alert, in order.</summary>
    public IReadOnlyList<AlertTransition> Transitions { get; }
    /// <summary>What pends and fires at the end, by its last transition.</summary>
    public IReadOnlyList<AlertTransition> Standing { get; }
    /// <summary>Every time that an alert fired, in the order of its beginning.</summary>
    public IReadOnlyList<AlertPeriod> Periods { get; }

    IReadOnlyList<MonitorReading> Readings { get; }

    /// <summary>The severity of the worst alert that fires at the end; healthy where none does.</summary>
    public Severity Severity => Standing.Where(s => s.To == AlertState.Firing).Select(s => s.Severity).DefaultIfEmpty(Severity.Healthy).Max();

    /// <inheritdoc/>
    public Document ToDocument() => new(
    [
        new Verdict(Severity, Headline(), [.. Standing.OrderByDescending(Judged).Select(s => new Point($"{Name(s)}{(s.To == AlertState.Pending ? " pends" : "")}: {s.Because}{(s.Muted is { } muted && !s.Because.Contains(muted, StringComparison.Ordinal) ? $" (nobody is told: {muted})" : "")}", Judged(s)))]),
        .. Spans(), .. Charts(), .. Steps(),
    ]);

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    static IEnumerable<AlertPeriod> PeriodsOf(IEnumerable<AlertTransition> transitions)
    {
        AlertPeriod? open = null;
        foreach (var t in transitions)
        {
            if (t.To == AlertState.Firing)
            {
                open ??= new(t.Key, t.FiringSince ?? t.At, null, t.Severity, null, t.Evidence);
                open = open with { Severity = t.Severity > open.Severity ? t.Severity : open.Severity, Told = open.Told ?? (t.Muted is null ? t.At : null) };
            }
            else if (open is not null)
            {
                yield return open with { To = t.At };
                open = null;
            }
        }
        if (open is not null) yield return open;
    }

    static Severity Judged(AlertTransition standing) => standing.To == AlertState.Firing ? standing.Severity : Severity.Unknown;

    string Headline()
    {
        if (Periods.Count == 0 && Standing.Count == 0) return "No alert has fired.";
        var (firing, pending) = (Standing.Count(s => s.To == AlertState.Firing), Standing.Count(s => s.To == AlertState.Pending));
        var now = firing > 0 ? $"{Format.Count(firing)} alert{(firing == 1 ? " fires" : "s fire")}" : "No alert fires";
        return $"{now}{(pending > 0 ? $", {Format.Count(pending)} pend{(pending == 1 ? "s" : "")}" : "")}; {Format.Count(Periods.Count)} fired in all, {Format.Count(Periods.Count(p => p.Told is not null))} of them told.";
    }

    static string Name(AlertTransition transition) => transition.Of.Length == 0 ? transition.Rule : $"{transition.Rule} of {transition.Of}";

    DateTime End => new[] { Readings.Count > 0 ? Readings[^1].To : DateTime.MinValue, Transitions.Count > 0 ? Transitions[^1].At : DateTime.MinValue }.Max();

    IEnumerable<Block> Spans()
    {
        if (Transitions.Count == 0) yield break;
        var alerts = Transitions.GroupBy(t => t.Key, StringComparer.Ordinal).Select(g => g.ToArray()).ToArray();
        yield return new SpanChart
        {
            Title = "When each alert pended and fired",
            Rows = [.. alerts.Select(a => Name(a[0]))],
            Kinds = [new("critical", SeriesRole.Live), new("warning", SeriesRole.Limit), new("fires, nobody told", SeriesRole.Reference), new("pending", SeriesRole.Secondary)],
            Spans = [.. alerts.SelectMany((a, row) => a.Select((t, i) => (t, Until: i + 1 < a.Length ? a[i + 1].At : End)).Where(s => s.t.Stands).Select(s => new Span(row, Day(s.t.At), Day(s.Until), Kind(s.t))))],
            From = Readings.Count > 0 ? Day(Readings[0].From) : null, To = Day(End), Id = "alerts",
        };
    }

    static int Kind(AlertTransition t) => t.To == AlertState.Pending ? 3 : t.Muted is not null ? 2 : t.Severity == Severity.Critical ? 0 : 1;

    /// <summary>The metric of every alert that fired, with its levels and the times it fired.</summary>
    IEnumerable<Block> Charts()
    {
        var fired = Transitions.Where(t => t.To == AlertState.Firing).GroupBy(t => t.Key, StringComparer.Ordinal).Select(g => g.First(t => t.Evidence.Exists || t == g.Last()))
            .Select(t => (Alert: t, Values: Readings.SelectMany(r => r.Measurements.Where(m => m.Metric == t.Evidence.Metric && m.Of == t.Of).Take(1).Select(m => (r.To, m.Value))).ToArray())).Where(c => c.Values.Length > 0).ToArray();
        foreach (var (alert, values) in fired.Take(MostCharts))
        {
            double[] x = Axis.Days(values.Select(v => v.To));
            yield return new LineChart
            {
                Title = $"{Name(alert)}: {alert.Evidence.Metric} and its levels",
                Series =
                [
                    new(alert.Evidence.Metric, x, [.. values.Select(v => v.Value)]),
                    .. alert.Enter is { } enter ? [new Series("enter", [x[0], x[^1]], [enter, enter], SeriesRole.Limit)] : Array.Empty<Series>(),
                    .. alert.Exit is { } exit && exit != alert.Enter ? [new Series("exit", [x[0], x[^1]], [exit, exit], SeriesRole.Secondary)] : Array.Empty<Series>(),
                ],
                Markers = [.. Periods.Where(p => p.Key == alert.Key).Select((p, i) => new Marker(i == 0 ? "fires" : "fires again", Day(p.From), Day(p.To ?? End)))],
                Y = new(alert.Evidence.Unit == "%" ? "" : alert.Evidence.Unit, alert.Evidence.Unit == "%" ? AxisFormat.Percent : AxisFormat.Number),
                Caption = alert.Because,
            };
        }
        if (fired.Length > MostCharts) yield return new Note($"Charts of the first {Format.Count(MostCharts)} of {Format.Count(fired.Length)} alerts that fired.");
    }

    IEnumerable<Block> Steps()
    {
        if (Transitions.Count == 0) yield break;
        yield return new Table(["When (UTC)", "Alert", "Step", "Severity", "Because", "Told"],
            [.. Transitions.TakeLast(MostRows).Select(t => (IReadOnlyList<Cell>)[Format.Time(t.At), Name(t), t.From == t.To ? Word(t.To) : $"{Word(t.From)} to {Word(t.To)}", t.Severity, t.Because, t.To == AlertState.Pending || t.From == AlertState.Pending && t.To == AlertState.Inactive ? "" : t.Muted is { } muted ? $"no: {muted}" : "yes"])],
            Transitions.Count > MostRows ? $"The last {Format.Count(MostRows)} of {Format.Count(Transitions.Count)} steps." : "Every step; times are those of the stream.", "steps");
    }

    static string Word(AlertState state) => state.ToString().ToLowerInvariant();

    static double Day(DateTime time) => (time - DateTime.UnixEpoch).TotalDays;
}
