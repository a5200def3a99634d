using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>The drift report over some columns of a period: each is compared alone, then all together, and all share one false discovery rate.</summary>
static class InputDistributionDrift
{
    public static DriftReport Of(Frame reference, Frame current, DriftOptions options)
    {
        if (current.Schema.Features.Count == 0) throw new ArgumentException("The schema names no feature; there is no input to compare.", nameof(current));
        return Of("Input distribution drift", "input", current.Schema.Features, new(reference, current, options));
    }

    /// <summary>The same over the one column of predictions.</summary>
    public static DriftReport OfPredictions(Frame reference, Frame current, DriftOptions options) => Of("Prediction drift", "prediction",
        [current.Schema.Prediction ?? throw new ArgumentException("The schema names no prediction; there is nothing to compare.", nameof(current))], new(reference, current, options));

    static DriftReport Of(string title, string what, IReadOnlyList<string> columns, PeriodComparison period)
    {
        var options = period.Options;
        var features = new FeatureDrift[columns.Count];
        // Each input is one sequential computation and has its own place, so that the report does not depend on how many run at once.
        Parallel.For(0, features.Length, i => features[i] = Complete(Compare(columns[i], period), period));
        features = PastRecords.Judged(features, options);
        var joint = JointDrifts.Of(features, period);
        (features, joint) = Adjust(features, joint, options);
        var shared = SharedRows.Of(period.Reference, period.Current, columns);
        Measurement[] measurements = [.. DriftMeasurements.Of(features, period.Current.Count, options), .. joint.SelectMany(JointDrifts.Measure), .. SharedRows.Measure(shared, period.Current.Count)];
        Threshold[] thresholds = [.. options.InputThresholds, .. shared > 0 ? [SharedRows.Limit] : (Threshold[])[]];
        var alerts = Alert.From(measurements, thresholds);
        features = [.. features.Select(f => f with { Severity = Worst(alerts, f) })];
        return new()
        {
            Title = title,
            Of = Period(period.Current),
            Measurements = measurements,
            Thresholds = thresholds,
            Features = features,
            Joint = joint,
            Provenance = FrameWindows.Provenance(period.Reference, period.Current, options.Parameters),
            Body = [.. DriftBlocks.Of(features, joint, alerts, period, what)],
        };
    }

    static FeatureDrift Compare(string feature, PeriodComparison period)
    {
        if (!period.Current.Has(feature)) return new() { Feature = feature, Type = ColumnType.Number, Count = 0, MissingShare = 1, Because = $"the period has no column '{feature}'" };
        var column = period.Current[feature];
        FeatureDrift Refused(string because) => new() { Feature = feature, Type = column.Type, Count = column.Count - column.MissingCount, Because = because };
        if (!period.Reference.Has(feature)) return Refused($"the reference has no column '{feature}'");
        var before = period.Reference[feature];
        if (Kind(column) != Kind(before)) return Refused($"the reference has {Kind(before)}, the period {Kind(column)}: give both the same type in the schema");
        return IsNumber(column) ? NumericDrift.Of(period, before, column) : CategoryDrift.Of(period, before, column);
    }

    /// <summary>With what is found beside a shift, and with the reason as its method where it was not judged.</summary>
    static FeatureDrift Complete(FeatureDrift drift, PeriodComparison period)
    {
        var name = drift.Feature;
        List<InputFinding> found = [new("missing_excess", drift.MissingShare - drift.ReferenceMissingShare, $"{Format.Percent(drift.MissingShare)} of the rows without a value; worst past window {Format.Percent(drift.ReferenceMissingShare)}")];
        if (drift.Count > 0 && period.Reference.Has(name) && period.Reference[name] is { IsNumeric: true } before && period.Current[name] is { IsNumeric: true } now)
            found.AddRange(InputFindings.Of(before, now, FrameWindows.Filled(before, period.Windows, drift.Count), period.PreviousRows, period.Current.Schema.Rule(name), period.Options));
        return drift with
        {
            Findings = [.. found, .. drift.Findings],
            Method = drift.Method.Length > 0 ? drift.Method : $"Not judged: {drift.Because}",
        };
    }

    /// <summary>Truth values are categories: they have a share that moves, and no median absolute deviation.</summary>
    static bool IsNumber(Column column) => column.Type is ColumnType.Number or ColumnType.Integer;

    /// <summary>What is compared with its like only.</summary>
    static string Kind(Column column) => column.Type switch
    {
        ColumnType.Number or ColumnType.Integer => "numbers",
        ColumnType.Boolean => "truth values",
        ColumnType.Date => "dates",
        ColumnType.Timestamp => "times",
        _ => "categories",
    };

    /// <summary>Benjamini-Hochberg over all that has a p-value, the inputs and what they do together; where the effect is under its limit the q-value is 1.</summary>
    static (FeatureDrift[], JointDrift[]) Adjust(FeatureDrift[] features, JointDrift[] joint, DriftOptions options)
    {
        double[] p = [.. features.Select(f => f.PValue), .. joint.Select(j => j.PValue)];
        int[] judged = [.. Enumerable.Range(0, p.Length).Where(i => !double.IsNaN(p[i]))];
        var q = new double[p.Length];
        Array.Fill(q, double.NaN);
        var adjusted = BenjaminiHochberg.Adjust(Array.ConvertAll(judged, i => p[i]));
        for (var i = 0; i < judged.Length; i++) q[judged[i]] = adjusted[i];
        return ([.. features.Select((f, i) => f with { QValue = Math.Abs(f.Distance) < Limit(f, options) ? Math.Max(q[i], 1) : q[i] })],
            [.. joint.Select((j, i) => j with { QValue = JointDrifts.IsLarge(j, options) ? q[features.Length + i] : Math.Max(q[features.Length + i], 1) })]);
    }

    internal static double Limit(FeatureDrift feature, DriftOptions options) => feature.Measure == DriftMeasure.Shift ? options.EffectLimit : options.CategoryEffectLimit;

    static Severity Worst(IReadOnlyList<Alert> alerts, FeatureDrift feature) =>
        alerts.Where(a => a.Evidence.Of == feature.Feature).Select(a => a.Severity).DefaultIfEmpty(feature.Count == 0 ? Severity.Unknown : Severity.Healthy).Max();

    internal static string Period(Frame frame) => frame.Count == 0 ? "no rows" : $"{Format.Date(frame.FirstDay)} to {Format.Date(frame.LastDay)}";
}
