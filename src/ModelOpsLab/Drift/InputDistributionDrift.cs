using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>The drift report over all inputs of a period: each is compared alone, then all share one false discovery rate.</summary>
static class InputDistributionDrift
{
    public static DriftReport Of(Frame reference, Frame current, DriftOptions options)
    {
        if (current.Schema.Features.Count == 0) throw new ArgumentException("The schema names no feature; there is no input to compare.", nameof(current));
        var windows = FrameWindows.Like(current, reference);
        var features = new FeatureDrift[current.Schema.Features.Count];
        // Each input is one sequential computation and has its own place, so that the report does not depend on how many run at once.
        Parallel.For(0, features.Length, i => features[i] = Compare(current.Schema.Features[i], reference, current, windows, options));
        features = Adjust(features, options);
        var measurements = features.SelectMany(f => Measure(f, current.Count, features.Count(g => g.Rank is not null), options)).ToArray();
        var alerts = Alert.From(measurements, options.InputThresholds);
        features = [.. features.Select(f => f with { Severity = Worst(alerts, f) })];
        return new()
        {
            Title = "Input distribution drift",
            Of = Period(current),
            Measurements = measurements,
            Thresholds = options.InputThresholds,
            Features = features,
            Provenance = FrameWindows.Provenance(reference, current, options.Parameters),
            Body = [FeatureTable(features), new Note(Convention(reference, current, windows, options))],
        };
    }

    static FeatureDrift Compare(string feature, Frame reference, Frame current, int[] windows, DriftOptions options)
    {
        if (!current.Has(feature)) return new() { Feature = feature, Type = ColumnType.Number, Count = 0, MissingShare = 1, Because = $"the period has no column '{feature}'" };
        var column = current[feature];
        if (!reference.Has(feature)) return new() { Feature = feature, Type = column.Type, Count = column.Count - column.MissingCount, Because = $"the reference has no column '{feature}'" };
        if (Kind(column) != Kind(reference[feature])) return new() { Feature = feature, Type = column.Type, Count = column.Count - column.MissingCount, Because = $"the reference has {Kind(reference[feature])}, the period {Kind(column)}: give both the same type in the schema" };
        return IsNumber(column)
            ? NumericDrift.Of(reference[feature], current[feature], windows, options)
            : CategoryDrift.Of(reference[feature], current[feature], windows, options);
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

    /// <summary>Benjamini-Hochberg over the inputs that have a p-value and lie beyond the effect limit; the others count as 1.</summary>
    static FeatureDrift[] Adjust(FeatureDrift[] features, DriftOptions options)
    {
        var judged = features.Where(f => !double.IsNaN(f.PValue)).ToArray();
        var q = BenjaminiHochberg.Adjust(judged.Select(f => f.PValue).ToArray());
        return [.. features.Select(f => Array.IndexOf(judged, f) is >= 0 and var i ? f with { QValue = Math.Abs(f.Distance) < Limit(f, options) ? 1 : q[i] } : f)];
    }

    internal static double Limit(FeatureDrift feature, DriftOptions options) => feature.ChiSquare is null ? options.EffectLimit : options.CategoryEffectLimit;

    static IEnumerable<Measurement> Measure(FeatureDrift f, int rows, int inputs, DriftOptions options)
    {
        Measurement OfRows(Measurement m) => m with { Of = f.Feature, Count = rows };
        Measurement With(Measurement m) => m with { Of = f.Feature, Count = f.Count, EffectiveCount = f.EffectiveCount };
        var why = f.Because.Length > 0 ? f.Because : "not defined for this type of column";
        if (f.Count == 0) yield return OfRows(new("empty_input", 1));
        yield return With(Measurement.Maybe("drift_distance", f.Distance, why) with { Unit = f.ChiSquare is null ? "MAD" : "" });
        if (f.Rank is { } among && !double.IsNaN(f.Excess)) yield return With(new(2.0 * inputs / (among.Windows + 1) <= options.ChanceLimit ? "drift_excess" : "drift_excess_of_few", f.Excess));
        if (f.Count > 0) yield return With(f.Permutation is { Statistic: > 0 } && double.IsNaN(f.Distance) && f.QValue >= options.FalseDiscoveryRate ? Measurement.Missing("drift_q", why) : Measurement.Maybe("drift_q", f.QValue, why));
        if (f.Rank is { } rank)
        {
            yield return With(new("drift_rank", rank.Rank));
            yield return With(new("drift_rank_by_size", rank.RankBySize));
        }
        if (f.KolmogorovSmirnov is { } ks) { yield return With(new("ks", ks.Statistic)); yield return With(new("ks_p", ks.PValue)); }
        if (f.ChiSquare is { } chi) { yield return With(new("chi_square", chi.Statistic)); yield return With(new("chi_square_p", chi.PValue)); }
        if (f.Permutation is { } permutation) yield return With(new("block_permutation_p", permutation.PValue));
        if (f.PopulationStabilityIndex is { } psi) yield return With(new("psi", psi));
        yield return OfRows(new("missing_excess", f.MissingShare - f.ReferenceMissingShare) { Unit = "%" });
        if (f.NewCategoryCount > 0) yield return With(new("new_categories", f.NewCategoryCount));
    }

    static Severity Worst(IReadOnlyList<Alert> alerts, FeatureDrift feature) =>
        alerts.Where(a => a.Evidence.Of == feature.Feature).Select(a => a.Severity).DefaultIfEmpty(feature.Count == 0 ? Severity.Unknown : Severity.Healthy).Max();

    static Table FeatureTable(FeatureDrift[] features) => new(
        ["input", "verdict", "reference and period", new("shift, MAD", Align.Right), new("rank", Align.Right), new("q", Align.Right), new("block p", Align.Right), new("KS (textbook p)", Align.Right), new("PSI", Align.Right), new("n (eff.)", Align.Right)],
        [.. features.Select(f => (IReadOnlyList<Cell>)
        [
            f.Feature,
            f.Severity,
            f.ReferenceShares.Count > 0 ? new HistogramCell(f.ReferenceShares, f.CurrentShares) : f.Because,
            double.IsNaN(f.Distance) ? "–" : Format.Fixed(f.Distance, 2),
            f.Rank is { } rank ? $"{Format.Count(rank.Rank)} of {Format.Count(rank.Windows)}" : "–",
            Format.Probability(f.QValue),
            Format.Probability(f.Permutation?.PValue ?? double.NaN),
            f.KolmogorovSmirnov is { } ks ? $"{Format.Fixed(ks.Statistic, 2)} ({Format.Probability(ks.PValue)})" : f.ChiSquare is { } c ? $"χ² {Format.Number(c.Statistic)} ({Format.Probability(c.PValue)})" : "–",
            f.PopulationStabilityIndex is { } psi ? Format.Fixed(psi, 2) : "–",
            f.EffectiveCount is { } n ? $"{Format.Count(f.Count)} ({Format.Fixed(n, 0)})" : Format.Count(f.Count),
        ])], Id: "input-drift");

    static string Convention(Frame reference, Frame current, int[] windows, DriftOptions options)
    {
        var count = windows.Where(w => w >= 0).Distinct().Count();
        var rank = count >= options.WindowsToRankAShift
            ? $"Rank: among {FrameWindows.Describe(current)} of the reference ({Format.Count(count)}), {Period(reference)}, in the direction of the shift; 1 is further than all of them. q: twice the rank over their number and one, after Benjamini-Hochberg over the inputs, and 1 where the shift is under {Format.Number(options.EffectLimit)} MAD. Critical: further than all of them and than that limit. "
            : $"The reference holds {Format.Count(count)} windows like the period, {Format.Count(options.WindowsToRankAShift)} are needed to rank a shift: q is of the block permutation, after Benjamini-Hochberg over the inputs, and 1 where the shift is under {Format.Number(options.EffectLimit)} MAD. ";
        return $"Shift: Wasserstein-1 over the reference's median absolute deviation (MAD), signed by the shift of the median; categories: share of rows that changed. {rank}Warning: q < {Format.Number(options.FalseDiscoveryRate)}. " +
            $"KS and PSI with textbook p suppose independent rows and are evidence only; block p: permutation of at most {options.BlocksPerSide} blocks of the shorter side.";
    }

    internal static string Period(Frame frame) => frame.Count == 0 ? "no rows" : $"{Format.Date(frame.FirstDay)} to {Format.Date(frame.LastDay)}";
}
