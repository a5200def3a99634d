namespace ModelOpsLab.Reporting;

/// <summary>Names of the rules that hold for every model where its policy does not say otherwise. They follow from limits that a declaration cannot see; a test holds the two lists against each other.</summary>
static class DefaultAlertRules
{
    /// <summary>In the order of the limits.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "row-count", "missing-excess", "required-missing", "column-absent", "no-values", "wrong-type", "not-finite", "out-of-range", "not-allowed",
        "outlier-excess", "outlier-reach", "jump-reach", "unchanged-excess", "frozen-excess", "constant-column", "gap-excess", "prediction-q", "prediction-excess",
        "prediction-missing", "prediction-constant", "performance-q", "loss-excess", "cpu-share", "memory-share", "gc-pause-share", "disk-free", "host-unreachable",
        "connect-latency", "input-stale", "late-share", "duplicate-share", "out-of-order-share", "clock-jumps", "schema-breaches", "late-outcomes", "prediction-shift",
        "error-evidence", "loss-evidence", "drawdown-live-excess", "cost-excess", "slippage-excess", "input-faults",
    ];

    /// <summary>The name of the rule that follows from a limit on a metric.</summary>
    public static string NameOf(string metric) => metric.Replace('_', '-');
}
