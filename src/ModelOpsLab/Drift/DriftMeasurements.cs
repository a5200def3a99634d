using ModelOpsLab.Reporting;

namespace ModelOpsLab.Drift;

/// <summary>The numbers of a drift report, as thresholds judge them.</summary>
static class DriftMeasurements
{
    public static IEnumerable<Measurement> Of(FeatureDrift[] features, int rows, DriftOptions options)
    {
        // A shift may go either way, shares only one: twice the chance to be further than every past window.
        var chances = features.Where(f => f.Rank is not null).Sum(f => f.Measure == DriftMeasure.Shift ? 2.0 : 1.0);
        return features.SelectMany(f => Of(f, rows, chances, options));
    }

    static IEnumerable<Measurement> Of(FeatureDrift f, int rows, double chances, DriftOptions options)
    {
        Measurement OfRows(Measurement m) => m with { Of = f.Feature, Count = rows };
        Measurement With(Measurement m) => m with { Of = f.Feature, Count = f.Count, EffectiveCount = f.EffectiveCount };
        var why = f.Because.Length > 0 ? f.Because : "not defined for this type of column";
        if (f.Count == 0) yield return OfRows(new("empty_input", 1));
        yield return With(Measurement.Maybe("drift_distance", f.Distance, why) with { Unit = f.Measure == DriftMeasure.Shift ? f.Scale : "" });
        if (f.Rank is { } among && !double.IsNaN(f.Excess)) yield return With(new(chances / (among.Windows + 1) <= options.ChanceLimit ? "drift_excess" : "drift_excess_of_few", f.Excess));
        if (f.Count > 0) yield return With(Measurement.Maybe("drift_q", f.QValue, why));
        if (f.Rank is { } rank)
        {
            yield return With(new("drift_rank", rank.Rank));
            yield return With(new("drift_rank_by_size", rank.RankBySize));
        }
        if (f.KolmogorovSmirnov is { } ks) { yield return With(new("ks", ks.Statistic)); yield return With(new("ks_p", ks.PValue)); }
        if (f.ChiSquare is { } chi) { yield return With(new("chi_square", chi.Statistic)); yield return With(new("chi_square_p", chi.PValue)); }
        if (f.Fisher is { } exact) yield return With(new("fisher_p", exact.PValue));
        if (f.Permutation is { } permutation) yield return With(new("block_permutation_p", permutation.PValue));
        if (f.PopulationStabilityIndex is { } psi)
            yield return With(new("psi", psi) { Interval = f.PopulationStabilityLimit is { } limit ? new(0, limit, 0.95, "without drift, if rows were independent (Yurdakul 2018)") : null });
        foreach (var found in f.Findings) yield return OfRows(new(found.Metric, found.Value) { Unit = found.Metric.EndsWith("_excess", StringComparison.Ordinal) ? "%" : "" });
    }
}
