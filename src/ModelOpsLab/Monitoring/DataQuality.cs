using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Monitoring;

/// <summary>Checks rows against the schema and against what the reference looked like.</summary>
static class DataQuality
{
    public static DataQualityReport Of(Frame reference, Frame current, MonitoringOptions options)
    {
        string[] names = [.. current.Schema.Named.Where(c => c != current.Schema.Timestamp)];
        var columns = new ColumnQuality[names.Length];
        Parallel.For(0, names.Length, i => columns[i] = ColumnQuality.Of(names[i], reference, current, options));
        IReadOnlyList<Measurement> measured = [new("row_count", current.Count) { Count = 1 }, .. Gap(reference, current), .. columns.SelectMany(c => c.Measurements)];
        var limits = Thresholds(options);
        return new()
        {
            Title = "Data quality",
            Of = current.Count == 0 ? "no rows" : $"{Format.Date(current.FirstDay)} to {Format.Date(current.LastDay)}",
            Measurements = measured,
            Thresholds = limits,
            Faults = DataFault.Of(Alert.From(measured, limits), reference, current, options),
            Provenance = current.Count == 0
                ? new() { Rows = reference.Count }
                : FrameWindows.Provenance(reference, current, KeyValuePair.Create("outlierLimit", Format.Number(options.OutlierLimit))),
            Body =
            [
                new Table(["column", new("missing", Align.Right), new("not finite", Align.Right), new("out of range", Align.Right), new("outliers", Align.Right), new("longest run of one value", Align.Right), "status"],
                    [.. columns.Select(c => c.Row(limits))], Id: "data-quality"),
                new Note($"{Format.Count(current.Count)} rows against {Format.Count(reference.Count)} of the reference. Outlier: further than {Format.Number(options.OutlierLimit)} scaled median absolute deviations from the reference's median; judged by its share beyond that of the reference. Run: equal values in consecutive rows, judged against the longest of the reference{(current.Schema.Asset is null ? "" : ", each asset by itself")}."),
                .. ByChanges([.. columns.Where(c => c.ByChanges).Select(c => c.Column)]),
                .. columns.Where(c => c.Remark.Length > 0).Select(c => new Note(c.Remark + ".")),
            ],
        };
    }

    static IEnumerable<Note> ByChanges(string[] columns) => columns.Length == 0 ? [] :
        [new($"Outliers of {string.Join(", ", columns)} are judged by the changes from row to row, log changes where all values are positive, and their share against the worst stretch of the reference that is as long: {(columns.Length == 1 ? "its values follow" : "each one's values follow")} closely on the value before (lag-1 autocorrelation of at least {Format.Number(Outliers.Persistent)}).")];

    static IReadOnlyList<Threshold> Thresholds(MonitoringOptions options) => options.Over(Limits(options));

    public static IReadOnlyList<Threshold> Limits(MonitoringOptions options) =>
    [
        Threshold.Below("row_count", 1, 1, "a period without rows cannot be reviewed"),
        Threshold.Above("missing_excess", 0.02, 0.2, "share of rows missing beyond the reference"),
        Threshold.Above("required_missing", null, 0, "the schema does not allow a missing value"),
        Threshold.Above("column_absent", null, 0, "the schema names the column"),
        Threshold.Above("no_values", null, 0, "a column without a single finite value"),
        Threshold.Above("wrong_type", null, 0, "the schema says otherwise"),
        Threshold.Above("not_finite", 0, null, "NaN or infinite where a number stands"),
        Threshold.Above("out_of_range", 0, null, "outside the range of the schema"),
        Threshold.Above("not_allowed", 0, null, "a category the schema does not list"),
        Threshold.Above("outlier_excess", 0.05, 0.25, "share of outliers beyond the reference"),
        Threshold.Above("outlier_reach", 3, null, $"a value three times as far out as any of the reference, and than {Format.Number(options.OutlierLimit)} scaled median absolute deviations"),
        Threshold.Above("jump_reach", null, 3, $"a step from one row to the next three times as long as any of the reference, and than {Format.Number(options.OutlierLimit)} scaled median absolute deviations, as a slip of the decimal point takes"),
        Threshold.Above("unchanged_excess", 0.25, 0.5, "share of the assets that repeat their value before, beyond the second worst day of the reference"),
        Threshold.Above("frozen_excess", 1, 3, "run of one value longer than any of the reference, and than 4 rows", 5),
        Threshold.Above("constant_column", 0, null, "an input that never moves carries no information", 5),
        Threshold.Above("gap_excess", 1, 2, "pause between rows longer than any of the reference"),
    ];

    /// <summary>The longest pause between rows over the longest of the reference.</summary>
    static IEnumerable<Measurement> Gap(Frame reference, Frame current)
    {
        if (Longest(current) is not { } now || Longest(reference) is not { TotalDays: > 0 } before) return [];
        return Gap(before, now, current.Count);
    }

    /// <summary>The same where the longest pauses are known.</summary>
    public static IEnumerable<Measurement> Gap(TimeSpan before, TimeSpan now, long rows) =>
    [
        new("largest_gap", now.TotalDays) { Unit = "days", Count = rows },
        new("gap_excess", now / before) { Count = rows },
    ];

    public static TimeSpan? Longest(Frame frame) => frame.Count < 2 ? null : Enumerable.Range(1, frame.Count - 1).Max(i => frame.Time[i] - frame.Time[i - 1]);
}
