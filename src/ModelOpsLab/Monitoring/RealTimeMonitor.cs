using System.Diagnostics.CodeAnalysis;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>The four questions asked of a model in production: are its inputs sound, are its predictions as before, does it earn what was expected, does its machine keep up?</summary>
/// <param name="reference">Rows from before the model went live: what is normal.</param>
public sealed class RealTimeMonitor(Frame reference)
{
    /// <summary>What is normal.</summary>
    public Frame Reference { get; } = reference.Count >= 1 ? reference : throw new ArgumentException("The reference has no rows; there is nothing to call normal.", nameof(reference));

    readonly Dictionary<string, int> _assets = new(StringComparer.Ordinal);
    readonly Lock _gate = new();
    StreamMonitor? _stream;

    /// <summary>The inputs that an <see cref="Observation"/> carries, in this order: the features of the reference's schema.</summary>
    public IReadOnlyList<string> Inputs => Reference.Schema.Features;

    /// <summary>The number by which observations name an asset; a new one is given to a name that was not heard before.</summary>
    public int AssetNumber(string asset)
    {
        lock (_gate) return Number(asset);
    }

    int Number(string asset)
    {
        if (!_assets.TryGetValue(asset, out var number)) _assets.Add(asset, number = _assets.Count);
        return number;
    }

    /// <summary>Limits and their reasons.</summary>
    public MonitoringOptions Options { get; init; } = new();

    /// <summary>Missing values, schema, ranges, outliers against history, frozen values, gaps in time. One finding a column, never an exception for bad data; each finding with its rows and days.</summary>
    /// <param name="current">The rows to check; may be empty, which is a finding.</param>
    public DataQualityReport MonitorDataQuality(Frame current) => DataQuality.Of(Reference, current, Options);

    /// <summary>Are the predictions distributed as before, and did they change suddenly?</summary>
    /// <param name="current">Rows with a prediction.</param>
    /// <exception cref="ArgumentException">The schema names no prediction.</exception>
    public Report MonitorPredictionConsistency(Frame current) => PredictionConsistency.Of(Reference, current, Options);

    /// <summary>P&amp;L, volatility, Sharpe and Sortino ratio and drawdown of the period; loss and drawdown are ranked among the past windows of the backtest.</summary>
    /// <param name="current">Rows with a return, as a fraction of capital and net of costs.</param>
    /// <exception cref="ArgumentException">The schema names no return.</exception>
    public Report MonitorTradingPerformance(Frame current) => TradingPerformance.Of(Reference, current, Options);

    /// <summary>Reads a row of the stream. From any thread; never throws for bad data, which is counted and told by the next reading.</summary>
    /// <remarks>
    /// When the time of an event crosses the end of a bucket (<see cref="MonitoringOptions.Every"/>), a reading of that bucket waits for <see cref="TryRead"/>. A row of another number of
    /// features, of an unknown asset, of the same time and asset as before, older than the bucket or beyond the future is counted and left out.
    /// </remarks>
    public void Observe(in Observation observation)
    {
        lock (_gate) Stream.Observe(observation);
    }

    /// <summary>Reads what became of a prediction. From any thread; never throws for bad data. An outcome older than the bucket is counted as late and booked in the bucket all the same: no money is lost.</summary>
    public void Observe(in Outcome outcome)
    {
        lock (_gate) Stream.Observe(outcome);
    }

    /// <summary>Tells the monitor the time where no event does: closes a bucket that has ended, and reads off how long the stream has been silent.</summary>
    /// <param name="now">UTC; a time before one that was told already changes nothing.</param>
    public void Advance(DateTime now)
    {
        lock (_gate) Stream.Advance(now.Ticks);
    }

    /// <summary>Takes the oldest reading that waits.</summary>
    /// <remarks>A monitor that nobody reads keeps its newest 10,000 readings.</remarks>
    public bool TryRead([NotNullWhen(true)] out MonitorReading? reading)
    {
        lock (_gate) return Stream.TryRead(out reading);
    }

    /// <summary>Everything the monitor remembers of the stream, as text: <see cref="Restore"/> goes on from it as if nothing had happened. The same state gives the same text.</summary>
    public string Save()
    {
        lock (_gate) return StreamState.Write(this, _assets, Stream);
    }

    /// <summary>A monitor that goes on where another stood.</summary>
    /// <param name="reference">The reference of the other.</param>
    /// <param name="state">What its <see cref="Save"/> gave.</param>
    /// <param name="options">Its options; the default ones where null.</param>
    /// <exception cref="InvalidDataException">The state is damaged, or of another reference, other options or another form: the message says which.</exception>
    public static RealTimeMonitor Restore(Frame reference, string state, MonitoringOptions? options = null)
    {
        var monitor = new RealTimeMonitor(reference) { Options = options ?? new() };
        StreamState.Read(state, monitor, monitor._assets, () => monitor.Stream);
        return monitor;
    }

    /// <summary>Why <see cref="Restore"/> would refuse a state though it may be sound: it is of another reference, other options or another form. Null where it would not for that.</summary>
    /// <remarks>Limits, the calendar and tolerances may differ: what comes is judged by the new ones.</remarks>
    /// <param name="reference">The reference.</param>
    /// <param name="state">What <see cref="Save"/> of another gave.</param>
    /// <param name="options">The options; the default ones where null.</param>
    /// <exception cref="InvalidDataException">It is no state.</exception>
    public static string? Mismatch(Frame reference, string state, MonitoringOptions? options = null) => StreamState.Mismatch(state, reference, options ?? new());

    /// <summary>The limits of every metric of a reading: the defaults, with those of <see cref="Options"/> in their place.</summary>
    public IReadOnlyList<Threshold> StreamThresholds => StreamLimits.Of(Options);

    /// <summary>What the stream remembers, made at its first event, when the options are known.</summary>
    StreamMonitor Stream => _stream ??= new(Reference, Options, Number, () => _assets.Count);

    /// <summary>CPU, memory and disk of this process and machine, and the time to connect to the configured hosts.</summary>
    /// <param name="resources">What to look at, with its limits.</param>
    public static Report MonitorSystemResources(SystemResources resources) => resources.Measure();
}
