using System.Text.Json.Serialization;

namespace ModelOpsLab.Reporting;

/// <summary>How the numbers of an axis are written. <see cref="Date"/>: the number is days since 1970-01-01; <see cref="Whole"/>: only whole numbers are labelled, such as versions.</summary>
public enum AxisFormat { Number, Percent, Date, Whole }

/// <summary>What a series stands for; writers choose colour and dash by it, the same on every page.</summary>
public enum SeriesRole { Live, Reference, Secondary, Limit }

/// <summary>An axis: its label and how its numbers are written.</summary>
public sealed record Axis(string Label = "", AxisFormat Format = AxisFormat.Number)
{
    /// <summary>Dates as numbers of an axis with <see cref="AxisFormat.Date"/>.</summary>
    public static double[] Days(IEnumerable<DateTime> times) => [.. times.Select(t => (t - DateTime.UnixEpoch).TotalDays)];
}

/// <summary>A picture as a value: written as SVG, as a Plotly figure, or as one line of text.</summary>
public abstract record Chart : Block
{
    /// <summary>Says what to see; the accessible name of the picture.</summary>
    public required string Title { get; init; }

    /// <summary>Under the picture: evidence, sample sizes, conventions.</summary>
    public string Caption { get; init; } = "";

    /// <summary>What evidence links point at.</summary>
    public string Id { get; init; } = "";
}

/// <summary>One line. NaN in <paramref name="Y"/> breaks it.</summary>
/// <param name="Name">Written at the end of the line.</param>
/// <param name="X">Positions, ascending, as many as <paramref name="Y"/>.</param>
/// <param name="Y">Values.</param>
/// <param name="Role">Chooses colour and dash.</param>
public sealed record Series(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, SeriesRole Role = SeriesRole.Live);

/// <summary>An area between two lines: a tolerance, a confidence band.</summary>
public sealed record Band(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Low, IReadOnlyList<double> High);

/// <summary>A labelled vertical line or span on the x axis: an event, the month under review. <paramref name="To"/> is null for a line. One outside the picture is named at its edge, with its place.</summary>
public sealed record Marker(string Label, double From, double? To = null);

/// <summary>Lines with bands and markers.</summary>
public sealed record LineChart : Chart
{
    /// <summary>The lines, drawn in order.</summary>
    public required IReadOnlyList<Series> Series { get; init; }
    /// <summary>Areas behind the lines.</summary>
    public IReadOnlyList<Band> Bands { get; init; } = [];
    /// <summary>Events and spans.</summary>
    public IReadOnlyList<Marker> Markers { get; init; } = [];
    /// <summary>Horizontal axis.</summary>
    public Axis X { get; init; } = new("", AxisFormat.Date);
    /// <summary>Vertical axis.</summary>
    public Axis Y { get; init; } = new();
}

/// <summary>Loss from the high-water mark through time, as an area under zero. Values are fractions, zero or negative.</summary>
public sealed record DrawdownChart : Chart
{
    /// <summary>Days since 1970-01-01.</summary>
    public required IReadOnlyList<double> X { get; init; }
    /// <summary>Fractions, zero or negative.</summary>
    public required IReadOnlyList<double> Drawdown { get; init; }
    /// <summary>Events and spans.</summary>
    public IReadOnlyList<Marker> Markers { get; init; } = [];
}

/// <summary>Horizontal bars, one a label, with an optional reference value each.</summary>
public sealed record BarChart : Chart
{
    /// <summary>Names, top to bottom.</summary>
    public required IReadOnlyList<string> Labels { get; init; }
    /// <summary>Lengths; may be negative.</summary>
    public required IReadOnlyList<double> Values { get; init; }
    /// <summary>A second value a label, drawn as a tick; empty for none.</summary>
    public IReadOnlyList<double> Reference { get; init; } = [];
    /// <summary>How values are written.</summary>
    public Axis Y { get; init; } = new();
}

/// <summary>Shares of a reference and of a current sample in the same bins, drawn as mirrored or adjacent bars.</summary>
public sealed record PairedHistogram : Chart
{
    /// <summary>Bin edges, ascending, one more than there are bins; the outer ones may be infinite.</summary>
    public required IReadOnlyList<double> Edges { get; init; }
    /// <summary>Shares of the reference, one a bin.</summary>
    public required IReadOnlyList<double> Reference { get; init; }
    /// <summary>Shares of the current sample, one a bin.</summary>
    public required IReadOnlyList<double> Current { get; init; }
    /// <summary>How edges are written.</summary>
    public Axis X { get; init; } = new();
}

/// <summary>One value a month, years down, months across. Blue gain, orange loss, the number always written.</summary>
public sealed record MonthHeatMap : Chart
{
    /// <summary>The months that exist.</summary>
    public required IReadOnlyList<MonthValue> Months { get; init; }
    /// <summary>How values are written.</summary>
    public AxisFormat Format { get; init; } = AxisFormat.Percent;
}

/// <summary>The value of one month.</summary>
public sealed record MonthValue(int Year, int Month, double Value);

/// <summary>Stretches of time in rows: the folds of a split, the days on which alarms stood.</summary>
public sealed record SpanChart : Chart
{
    /// <summary>Names of the rows, top to bottom.</summary>
    public required IReadOnlyList<string> Rows { get; init; }
    /// <summary>What spans stand for, in the order of the key. Each role has its own height, so that kinds are told apart without colour.</summary>
    public required IReadOnlyList<SpanKind> Kinds { get; init; }
    /// <summary>The stretches.</summary>
    public required IReadOnlyList<Span> Spans { get; init; }
    /// <summary>Events and spans over all rows.</summary>
    public IReadOnlyList<Marker> Markers { get; init; } = [];
    /// <summary>Where the picture begins and ends, at least; null for the ends of the spans.</summary>
    public double? From { get; init; }
    /// <inheritdoc cref="From"/>
    public double? To { get; init; }
    /// <summary>Horizontal axis.</summary>
    public Axis X { get; init; } = new("", AxisFormat.Date);
}

/// <summary>What a span stands for.</summary>
/// <param name="Name">Written in the key.</param>
/// <param name="Role">Chooses colour and height.</param>
public sealed record SpanKind(string Name, SeriesRole Role);

/// <summary>A stretch in one row.</summary>
/// <param name="Row">Number of the row, from 0.</param>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends, not before it begins.</param>
/// <param name="Kind">Number of what it stands for, from 0.</param>
public sealed record Span(int Row, double From, double To, int Kind);

/// <summary>Points, with an optional fitted line.</summary>
public sealed record ScatterChart : Chart
{
    /// <summary>Horizontal positions.</summary>
    public required IReadOnlyList<double> XValues { get; init; }
    /// <summary>Vertical positions.</summary>
    public required IReadOnlyList<double> YValues { get; init; }
    /// <summary>Ordinates of the fitted line at <see cref="XValues"/>; empty for none.</summary>
    public IReadOnlyList<double> Fit { get; init; } = [];
    /// <summary>Horizontal axis.</summary>
    public Axis X { get; init; } = new();
    /// <summary>Vertical axis.</summary>
    public Axis Y { get; init; } = new();
}

/// <summary>A path inside the fan of what was expected: nested bands around a median.</summary>
public sealed record FanChart : Chart
{
    /// <summary>Positions, shared by path and quantiles.</summary>
    public required IReadOnlyList<double> X { get; init; }
    /// <summary>Probabilities, ascending: 0.025, 0.1, 0.5, 0.9, 0.975.</summary>
    public required IReadOnlyList<double> Probabilities { get; init; }
    /// <summary>One line a probability, as long as <see cref="X"/>.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Quantiles { get; init; }
    /// <summary>What happened; may end before <see cref="X"/> does.</summary>
    public required IReadOnlyList<double> Path { get; init; }
    /// <summary>Written at the end of the path.</summary>
    public string PathName { get; init; } = "live";
    /// <summary>Events and spans.</summary>
    public IReadOnlyList<Marker> Markers { get; init; } = [];
    /// <summary>Horizontal axis.</summary>
    public Axis XAxis { get; init; } = new("", AxisFormat.Date);
    /// <summary>Vertical axis.</summary>
    public Axis Y { get; init; } = new("", AxisFormat.Percent);
}
