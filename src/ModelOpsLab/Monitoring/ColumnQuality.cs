using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>What is wrong with one column of a period.</summary>
sealed record ColumnQuality(string Column, IReadOnlyList<Measurement> Measurements)
{
    public static ColumnQuality Of(string name, Frame reference, Frame current, MonitoringOptions options)
    {
        var n = current.Count;
        Measurement With(string metric, double value, string unit = "") => new(metric, value) { Of = name, Count = n, Unit = unit };
        if (!current.Has(name)) return new(name, [With("column_absent", 1)]);
        var column = current[name];
        var rule = current.Schema.Rule(name);
        List<Measurement> measured = [With("missing_share", Share(column.MissingCount, n), "%")];
        if (column.Type != rule.Type && !(column.IsNumeric && rule.Type == ColumnType.Number)) measured.Add(With("wrong_type", 1));
        if (!rule.Nullable) measured.Add(With("required_missing", column.MissingCount));
        var before = reference.Has(name) ? reference[name] : null;
        if (before is not null) measured.Add(With("missing_excess", Share(column.MissingCount, n) - Share(before.MissingCount, before.Count), "%"));
        var outliers = column.IsNumeric && before is { IsNumeric: true } ? Outliers.Of(name, reference, current, options.OutlierLimit) : null;
        var repeated = column.IsNumeric ? RepeatedValues.Of(current, name) : null;
        if (n > 0 && column.MissingCount == n) measured.Add(With("no_values", 1));
        else if (column.IsNumeric) measured.AddRange(Numbers(name, current, before is { IsNumeric: true } ? reference : null, rule, outliers, repeated!, With));
        else if (rule.Allowed is { } allowed)
            measured.Add(With("not_allowed", Enumerable.Range(0, n).Count(r => !column.IsMissing(r) && !allowed.Contains(column.TextAt(r), StringComparer.Ordinal))));
        return new(name, measured) { Remark = repeated?.Standstill is { } day ? $"{name}: {day}" : "", ByChanges = outliers?.OfChanges == true };
    }

    /// <summary>What the table cannot show; empty for nothing.</summary>
    public string Remark { get; init; } = "";

    /// <summary>Whether its outliers are those of its changes from row to row.</summary>
    public bool ByChanges { get; init; }

    static IEnumerable<Measurement> Numbers(string name, Frame current, Frame? reference, ColumnRule rule, Outliers? outliers, RepeatedValues repeated, Func<string, double, string, Measurement> with)
    {
        var column = current[name];
        var finite = column.Finite();
        var present = column.Count - column.MissingCount;
        yield return with("not_finite", present - finite.Length, "");
        if (present > 0 && finite.Length == 0) yield return with("no_values", 1, "");
        if (finite.Length == 0) yield break;
        if (rule.Min is not null || rule.Max is not null)
            yield return with("out_of_range", finite.Count(v => v < rule.Min || v > rule.Max), "");
        yield return with("longest_run", repeated.LongestRun, "rows");
        if (repeated.UnchangedShare is { } unchanged) yield return with("unchanged_share", unchanged, "%");
        if (finite.Length > 1 && Array.TrueForAll(finite, v => v == finite[0])) yield return with("constant_column", 1, "");
        if (reference?[name].Finite() is not { Length: > 0 }) yield break;
        var past = RepeatedValues.Of(reference, name);
        yield return with("frozen_excess", repeated.LongestRun / Math.Max(4.0, past.LongestRun), "");
        if (repeated.UnchangedShare is { } now && past.UnchangedShare is { } then) yield return with("unchanged_excess", now - then, "%");
        if (outliers is null) yield break;
        yield return with("outlier_share", outliers.Share, "%");
        yield return with("outlier_excess", outliers.Excess, "%");
        yield return with("outlier_reach", outliers.Reach, "");
        if (outliers.OfChanges) yield return with("jump_reach", outliers.Reach, "");
    }

    static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    /// <summary>The line of the column in the table of the report.</summary>
    public IReadOnlyList<Cell> Row(IReadOnlyList<Threshold> thresholds)
    {
        string Text(string metric) => Measurements.FirstOrDefault(m => m.Metric == metric)?.Text ?? "–";
        var alerts = Alert.From(Measurements, thresholds);
        return [Column, Text("missing_share"), Text("not_finite"), Text("out_of_range"), Text("outlier_share"), Text("longest_run").Split(' ')[0], alerts is [var worst, ..] ? new SeverityCell(worst.Severity, worst.Evidence.Metric.Replace('_', ' ')) : Severity.Healthy];
    }
}
