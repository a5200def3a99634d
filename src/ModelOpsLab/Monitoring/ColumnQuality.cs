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
        var figures = column.IsNumeric ? Figures(name, current, reference, before is { IsNumeric: true }, rule, options) : null;
        if (n > 0 && column.MissingCount == n) measured.Add(With("no_values", 1));
        else if (figures is not null) measured.AddRange(figures.Measure(name, rule, before is { IsNumeric: true } ? ColumnPast.Of(reference, name) : null));
        else if (rule.Allowed is { } allowed)
            measured.Add(With("not_allowed", Enumerable.Range(0, n).Count(r => !column.IsMissing(r) && !allowed.Contains(column.TextAt(r), StringComparer.Ordinal))));
        return new(name, measured) { Remark = figures?.Standstill is { } day ? $"{name}: {day}" : "", ByChanges = figures?.Outliers?.OfChanges == true };
    }

    /// <summary>What the table cannot show; empty for nothing.</summary>
    public string Remark { get; init; } = "";

    /// <summary>Whether its outliers are those of its changes from row to row.</summary>
    public bool ByChanges { get; init; }

    static ColumnFigures Figures(string name, Frame current, Frame reference, bool compared, ColumnRule rule, MonitoringOptions options)
    {
        var column = current[name];
        var finite = column.Finite();
        var repeated = RepeatedValues.Of(current, name);
        return new(current.Count, column.MissingCount, finite.Length)
        {
            OutOfRange = finite.Count(v => v < rule.Min || v > rule.Max),
            LongestRun = repeated.LongestRun,
            UnchangedShare = repeated.UnchangedShare,
            Standstill = repeated.Standstill,
            IsConstant = finite.Length > 1 && Array.TrueForAll(finite, v => v == finite[0]),
            Outliers = compared ? Outliers.Of(name, reference, current, options.OutlierLimit) : null,
        };
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
