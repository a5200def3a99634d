using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>The limits of all metrics of a reading and their reasons.</summary>
static class StreamLimits
{
    public static IReadOnlyList<Threshold> Of(MonitoringOptions options) => options.Over(
    [
        .. DataQuality.Limits(options),
        .. PredictionConsistency.Limits(options),
        .. TradingPerformance.Limits(options),
        .. SystemResources.Limits,
        Threshold.Above("input_stale", 1, 3, "silence while the market was open, longer than any of the reference"),
        Threshold.Above("late_share", 0, 0.05, "rows that came after their bucket was closed were counted and left out"),
        Threshold.Above("duplicate_share", 0, 0.05, "rows of a time and asset that had been there; they were counted and left out"),
        Threshold.Above("out_of_order_share", 0.01, null, "rows older than one that came before them"),
        Threshold.Above("clock_jumps", 0, null, "times beyond the future or years from the last: a clock is wrong"),
        Threshold.Above("schema_breaches", 0, null, "rows with another number of inputs, or of an unknown asset"),
        Threshold.Above("late_outcomes", 0, null, "outcomes that became known after their bucket was closed; they were booked in the next"),
        Threshold.Above("prediction_shift", 1, null, "the level of the predictions has moved for longer and further than ever in the reference"),
        Threshold.Above("error_evidence", null, 1, $"more wrong directions than the backtest allows; without a change it comes once in {Format.Number(options.AverageRunLength)} buckets at most (Shin, Ramdas and Rinaldo, 2024)"),
        Threshold.Above("loss_evidence", null, 1, $"lower returns than the backtest allows; without a change it comes once in {Format.Number(options.AverageRunLength)} buckets at most (Shin, Ramdas and Rinaldo, 2024)"),
        Threshold.Above("drawdown_live_excess", 0.75, 1, "a drawdown since the start deeper than any of the backtest over as long"),
        Threshold.Above("cost_excess", 1, 2, "dearer than every stretch of the backtest with as many costs; twice as far above its mean"),
        Threshold.Above("slippage_excess", 1, 2, "dearer than every stretch of the backtest with as many fills; twice as far above its mean"),
    ]);
}
