using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>A finding of data quality, and the rows of the period that are behind it.</summary>
/// <remarks>
/// Rows by kind of finding: missing, not finite, outside the range or the categories of the schema: those that are. Frozen: those that repeat the value before, of a run beyond the limit; of a panel
/// that stands still, those that repeat on a day beyond the limit. Outlier: those that lie beyond the limit; of a column that is judged by its changes, from the step away to the step back, and the row of
/// the step alone where the new level stays. Gap: the first rows after it. A column that is absent, of another type, constant or empty: all rows. Too few rows, or a metric of the owner's own: none.
/// A pair of time and asset that stands twice is refused when the rows are read, and never gets here.
/// </remarks>
/// <param name="Alert">The finding, a warning at least; its measurement names the column.</param>
/// <param name="Rows">Positions in the rows that were checked, ascending; empty where no row can be named.</param>
/// <param name="Days">Their days, UTC, ascending, each once.</param>
/// <param name="Assets">Their assets in the order of the alphabet, each once; empty where the schema names none.</param>
public sealed record DataFault(Alert Alert, IReadOnlyList<int> Rows, IReadOnlyList<DateOnly> Days, IReadOnlyList<string> Assets)
{
    /// <summary>Column with the fault; empty where it is of all.</summary>
    public string Column => Alert.Evidence.Of;

    /// <summary>The faults behind the alerts of a report on some rows.</summary>
    internal static IReadOnlyList<DataFault> Of(IReadOnlyList<Alert> alerts, Frame reference, Frame current, MonitoringOptions options) =>
    [
        .. alerts.Where(a => a.Severity >= Severity.Warning).Select(alert =>
        {
            var rows = RowsOf(alert, reference, current, options);
            var assets = current.Has(current.Schema.Asset) ? current[current.Schema.Asset!].Strings : null;
            return new DataFault(alert, rows, [.. rows.Select(r => DateOnly.FromDateTime(current.Time[r])).Distinct()], assets is null ? [] : [.. rows.Select(r => assets[r] ?? "").Distinct().Order(StringComparer.Ordinal)]);
        }),
    ];

    static IReadOnlyList<int> RowsOf(Alert alert, Frame reference, Frame current, MonitoringOptions options)
    {
        var name = alert.Evidence.Of;
        var limit = alert.Threshold.Warning ?? alert.Threshold.Critical!.Value;
        IReadOnlyList<int> All(Func<int, bool>? isOne = null) => [.. Enumerable.Range(0, current.Count).Where(isOne ?? (_ => true))];
        switch (alert.Evidence.Metric)
        {
            case "gap_excess": return AfterGap(current, DataQuality.Longest(reference)!.Value * limit);
            case "largest_gap": return AfterGap(current, TimeSpan.FromDays(limit));
            case "column_absent" or "no_values" or "wrong_type" or "constant_column": return All();
        }
        if (!current.Has(name)) return [];
        var column = current[name];
        if (alert.Evidence.Metric is "missing_share" or "missing_excess" or "required_missing") return All(column.IsMissing);
        var rule = current.Schema.Rule(name);
        if (alert.Evidence.Metric == "not_allowed") return All(r => !column.IsMissing(r) && !rule.Allowed!.Contains(column.TextAt(r), StringComparer.Ordinal));
        if (!column.IsNumeric) return [];
        var values = column.Span.ToArray();
        var past = reference.Has(name) && reference[name].IsNumeric ? ColumnPast.Of(reference, name) : null;
        return alert.Evidence.Metric switch
        {
            "not_finite" => All(r => !column.IsMissing(r) && !double.IsFinite(values[r])),
            "out_of_range" => All(r => values[r] < rule.Min || values[r] > rule.Max),
            "outlier_share" or "outlier_excess" => Outliers.Rows(name, reference, current, options.OutlierLimit, null),
            "outlier_reach" or "jump_reach" => Outliers.Rows(name, reference, current, options.OutlierLimit, limit),
            "longest_run" => RepeatedValues.Frozen(current, name, run => run > limit),
            "frozen_excess" => RepeatedValues.Frozen(current, name, run => run / Math.Max(4.0, past?.LongestRun ?? 0) > limit),
            "unchanged_share" => RepeatedValues.Unchanged(current, name, share => share > limit),
            "unchanged_excess" => RepeatedValues.Unchanged(current, name, share => share - (past?.UnchangedShare ?? 0) > limit),
            _ => [],
        };
    }

    static IReadOnlyList<int> AfterGap(Frame frame, TimeSpan longest)
    {
        List<int> rows = [];
        for (var t = 1; t < frame.TimeCount; t++)
            if (frame.Time[frame.Starts[t]] - frame.Time[frame.Starts[t] - 1] > longest) rows.AddRange(Enumerable.Range(frame.Starts[t], frame.Starts[t + 1] - frame.Starts[t]));
        return rows;
    }
}
