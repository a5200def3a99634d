using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>All drawdowns of a return series in time order, and what they amount to.</summary>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed class DrawdownTable : IRenderable
{
    readonly ReturnSeries _returns;
    readonly double[] _underwater;

    internal DrawdownTable(ReturnSeries returns, IReadOnlyList<Drawdown> all, double[] underwater, double minimumDepth) =>
        (_returns, All, _underwater, MinimumDepth) = (returns, all, underwater, minimumDepth);

    /// <summary>The drawdowns, oldest first.</summary>
    public IReadOnlyList<Drawdown> All { get; }
    /// <summary>Shallower drawdowns were not listed.</summary>
    public double MinimumDepth { get; }
    /// <summary>Why there is no table; null where there is one.</summary>
    public string? Because { get; internal init; }
    /// <summary>Time of each value of <see cref="Underwater"/>.</summary>
    public IReadOnlyList<DateTime> Dates => Because is null ? _returns.Dates : [];
    /// <summary>Loss from the high-water mark at each time, a fraction, zero or negative.</summary>
    public ReadOnlySpan<double> Underwater => _underwater;
    /// <summary>The drawdown that has not recovered; null where there is none.</summary>
    public Drawdown? Open => All is [.., { IsOpen: true } last] ? last : null;

    /// <summary>The deepest ones, deepest first; of equal depth the older first.</summary>
    public IReadOnlyList<Drawdown> Deepest(int count) => [.. All.OrderBy(d => d.Depth).Take(count)];

    /// <summary>Depth of the deepest, a fraction, zero or negative: <c>max_drawdown</c>.</summary>
    public Measurement Maximum => _returns.Measure("max_drawdown", Because, () =>
    {
        double lowest = 0;
        foreach (var u in _underwater) if (u < lowest) lowest = u;
        return lowest;
    }, "%");

    /// <summary>Loss from the high-water mark now, a fraction, zero or negative.</summary>
    public Measurement Current => _returns.Measure("current_drawdown", Because, () => _underwater[^1], "%");

    /// <summary>Drawdowns a year, by the calendar's periods.</summary>
    public Measurement FrequencyPerYear => Measure("drawdown_frequency", Because, () => All.Count / _returns.Calendar.Years(_returns.Count), "a year");

    /// <summary>Mean depth, a negative fraction; undefined without a drawdown.</summary>
    public Measurement MeanDepth => Measure("mean_drawdown", None, () => Mean(d => d.Depth), "%");

    /// <summary>Mean length in sessions from peak to recovery, the open one with its length so far.</summary>
    public Measurement MeanSessions => Measure("mean_drawdown_sessions", None, () => Mean(d => d.Sessions), "sessions");

    /// <summary>Mean length in calendar days, the open one with its length so far.</summary>
    public Measurement MeanDays => Measure("mean_drawdown_days", None, () => Mean(d => d.Days), "days");

    /// <summary>Length of the longest in sessions, the open one with its length so far; zero without a drawdown.</summary>
    public Measurement LongestSessions => Measure("longest_drawdown_sessions", Because, () => All.Count == 0 ? 0 : All.Max(d => d.Sessions), "sessions");

    /// <summary>Ulcer index: root mean square of the loss from the high-water mark over all sessions, a fraction (Martin and McCann, 1989).</summary>
    public Measurement UlcerIndex => _returns.Measure("ulcer_index", Because, () =>
    {
        double sum = 0;
        foreach (var u in _underwater) sum += u * u;
        return Math.Sqrt(sum / _underwater.Length);
    }, "%");

    /// <summary>Every number above.</summary>
    public IReadOnlyList<Measurement> Measurements => [Maximum, Current, FrequencyPerYear, MeanDepth, MeanSessions, MeanDays, LongestSessions, UlcerIndex];

    /// <summary>The underwater curve.</summary>
    public DrawdownChart Chart(string title) => new() { Title = title, X = Axis.Days(Dates), Drawdown = _underwater, Caption = _returns.ToString() };

    /// <summary>The deepest ten as a table, with the convention under it.</summary>
    public Document ToDocument() => Because is { } because
        ? new(new Paragraph($"No drawdowns: {because}."))
        : new(new Table(["peak", "trough", "recovery", new("depth", Align.Right), new("sessions", Align.Right), new("days", Align.Right)],
                [.. Deepest(10).Select(d => (IReadOnlyList<Cell>)[
                    d.Peak is { } p ? Format.Time(p) : "start", Format.Time(d.Trough), d.Recovery is { } r ? Format.Time(r) : "open",
                    Format.Percent(d.Depth, 2), Format.Count(d.Sessions), Format.Count(d.Days)])]),
            new Note($"{_returns}. Wealth starts at 1; peak is the high-water mark; lengths run from peak to recovery, of an open drawdown to the last return."));

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    string? None => Because ?? (All.Count == 0 ? "there was no drawdown" : null);

    Measurement Measure(string metric, string? because, Func<double> value, string unit) => _returns.Measure(metric, because, value, unit) with { Count = All.Count };

    double Mean(Func<Drawdown, double> of)
    {
        double sum = 0;
        foreach (var d in All) sum += of(d);
        return sum / All.Count;
    }
}
