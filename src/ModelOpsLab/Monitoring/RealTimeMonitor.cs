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

    /// <summary>The inputs that an <see cref="Observation"/> carries, in this order: the features of the reference's schema.</summary>
    public IReadOnlyList<string> Inputs => Reference.Schema.Features;

    /// <summary>The number by which observations name an asset; a new one is given to a name that was not heard before.</summary>
    public int AssetNumber(string asset)
    {
        lock (_assets) return _assets.TryGetValue(asset, out var number) ? number : _assets[asset] = _assets.Count;
    }

    /// <summary>Limits and their reasons.</summary>
    public MonitoringOptions Options { get; init; } = new();

    /// <summary>Missing values, schema, ranges, outliers against history, frozen values, gaps in time. One finding a column, never an exception for bad data.</summary>
    /// <param name="current">The rows to check; may be empty, which is a finding.</param>
    public Report MonitorDataQuality(Frame current) => DataQuality.Of(Reference, current, Options);

    /// <summary>Are the predictions distributed as before, and did they change suddenly?</summary>
    /// <param name="current">Rows with a prediction.</param>
    /// <exception cref="ArgumentException">The schema names no prediction.</exception>
    public Report MonitorPredictionConsistency(Frame current) => PredictionConsistency.Of(Reference, current, Options);

    /// <summary>P&amp;L, volatility, Sharpe and Sortino ratio and drawdown of the period; loss and drawdown are ranked among the past windows of the backtest.</summary>
    /// <param name="current">Rows with a return, as a fraction of capital and net of costs.</param>
    /// <exception cref="ArgumentException">The schema names no return.</exception>
    public Report MonitorTradingPerformance(Frame current) => TradingPerformance.Of(Reference, current, Options);

    /// <summary>CPU, memory and disk of this process and machine, and the time to connect to the configured hosts.</summary>
    /// <param name="resources">What to look at, with its limits.</param>
    public static Report MonitorSystemResources(SystemResources resources) => resources.Measure();
}
