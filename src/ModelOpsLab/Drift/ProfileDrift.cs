using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>Input drift between profiles: the verdict of rows where there is a history of profiles to rank among, at most a warning where there is not.</summary>
static class ProfileDrift
{
    public static DriftReport Of(ProfileHistory reference, FrameProfile current, DriftOptions options)
    {
        var inputs = current.Schema.Features;
        if (inputs.Count == 0) throw new ArgumentException($"The schema of profile '{current.Name}' names no feature; there is no input to compare.", nameof(current));
        var features = new ProfileFeature[inputs.Count];
        Parallel.For(0, inputs.Count, i => features[i] = ProfileFeature.Of(inputs[i], reference, current, options));
        var judged = PastRecords.Judged([.. features.Select(f => f.Drift)], options);
        features = Adjust([.. features.Select((f, i) => f with { Drift = judged[i] })], options);
        Threshold[] thresholds =
        [
            .. options.InputThresholds,
            Threshold.Above("unranked_shift", 1, null, "beyond the effect limit and what independent rows do, but without a history of profiles nobody knows how often dependent rows do it"),
        ];
        var measurements = features.SelectMany(f => Measure(f, current.Rows, features.Count(g => g.Drift.Rank is not null), options)).ToArray();
        var alerts = Alert.From(measurements, thresholds);
        var verdicts = features.Select(f => f.Drift with { Severity = alerts.Where(a => a.Evidence.Of == f.Drift.Feature).Select(a => a.Severity).DefaultIfEmpty(Severity.Healthy).Max() }).ToArray();
        return new()
        {
            Title = "Input distribution drift, from profiles",
            Of = $"{Format.Date(current.From)} to {Format.Date(current.To)}",
            Measurements = measurements,
            Thresholds = thresholds,
            Features = verdicts,
            Provenance = new()
            {
                AsOf = current.To,
                DataHashes = new Dictionary<string, string> { ["reference"] = ContentId.Of(System.Text.Encoding.UTF8.GetBytes(reference.ToJson())), ["current"] = ContentId.Of(System.Text.Encoding.UTF8.GetBytes(current.ToJson())) },
                Rows = current.Rows + reference.Profiles.Sum(p => p.Rows),
                Parameters = options.Parameters.ToDictionary(),
            },
            Body = [FeatureTable(features, verdicts), new Note(Convention(reference, options) + (features.Any(f => f.IsBinned) ? " Where no quantiles were kept of so many numbers, the bins of the reference are compared as categories are." : ""))],
        };
    }

    /// <summary>Benjamini-Hochberg over the inputs that were ranked; one that cannot be shown to lie beyond the effect limit counts as 1.</summary>
    static ProfileFeature[] Adjust(ProfileFeature[] features, DriftOptions options)
    {
        int[] ranked = [.. Enumerable.Range(0, features.Length).Where(i => features[i].Drift.Rank is not null)];
        var q = BenjaminiHochberg.Adjust(Array.ConvertAll(ranked, i => features[i].Drift.PValue));
        ProfileFeature[] adjusted = [.. features];
        foreach (var (k, i) in ranked.Index())
            adjusted[i] = features[i] with { Drift = features[i].Drift with { QValue = features[i].Low < Limit(features[i], options) ? 1 : q[k] } };
        return adjusted;
    }

    static double Limit(ProfileFeature f, DriftOptions options) => InputDistributionDrift.Limit(f.Drift, options);

    static IEnumerable<Measurement> Measure(ProfileFeature f, long rows, int ranked, DriftOptions options)
    {
        var drift = f.Drift;
        Measurement With(Measurement m) => m with { Of = drift.Feature, Count = drift.Count };
        Interval? Ends(double low, double high) => f.Error > 0 ? new(low, high, 0.99, "rank error of the sketches") : null;
        if (drift.Count == 0) yield return With(new("empty_input", 1)) with { Count = rows };
        var sign = drift.Distance < 0 ? -1 : 1;
        yield return With(Measurement.Maybe("drift_distance", drift.Distance, drift.Because.Length > 0 ? drift.Because : f.NoRank) with
        {
            Unit = drift.Measure == DriftMeasure.Shift ? "MAD" : "",
            Interval = Ends(sign > 0 ? f.Low : -f.High, sign > 0 ? f.High : -f.Low),
        });
        if (drift.Rank is { } rank)
        {
            yield return With(new(2.0 * ranked / (rank.Windows + 1) <= options.ChanceLimit ? "drift_excess" : "drift_excess_of_few", drift.Excess));
            yield return With(new("drift_q", drift.QValue));
            yield return With(new("drift_rank", rank.Rank));
            yield return With(new("drift_rank_by_size", rank.RankBySize));
        }
        else if (drift.Count > 0)
        {
            yield return With(Measurement.Maybe("drift_q", drift.QValue, f.NoRank));
            if (!double.IsNaN(f.Low)) yield return With(new("unranked_shift", f.HighestP < options.FalseDiscoveryRate ? f.Low / Limit(f, options) : 0));
        }
        if (!double.IsNaN(f.Gap))
        {
            yield return With(new("ks", f.Gap) { Interval = Ends(Math.Max(0, f.Gap - f.Error), Math.Min(1, f.Gap + f.Error)) });
            yield return With(Measurement.Maybe("ks_p", f.HighestP, f.NoP) with { Interval = double.IsNaN(f.HighestP) ? null : Ends(f.LowestP, f.HighestP) });
        }
        if (!double.IsNaN(f.Gap) || drift.PopulationStabilityIndex is not null) yield return With(Measurement.Maybe("psi", drift.PopulationStabilityIndex ?? double.NaN, f.NoStability));
        if (drift.ChiSquare is { } chi)
        {
            yield return With(new("chi_square", chi.Statistic));
            yield return With(new("chi_square_p", chi.PValue));
        }
        yield return With(new("missing_excess", drift.MissingShare - drift.ReferenceMissingShare) { Unit = "%" }) with { Count = rows };
        if (drift.NewCategoryCount > 0) yield return With(new("new_categories", drift.NewCategoryCount));
    }

    static Table FeatureTable(ProfileFeature[] features, FeatureDrift[] judged) => new(
        ["input", "verdict", "reference and period", new("shift, MAD", Align.Right), new("rank", Align.Right), new("q", Align.Right), new("KS (p)", Align.Right), new("PSI", Align.Right), new("n", Align.Right)],
        [.. features.Zip(judged, (f, drift) => (IReadOnlyList<Cell>)
        [
            drift.Feature,
            drift.Severity,
            drift.ReferenceShares.Count > 0 ? new HistogramCell(drift.ReferenceShares, drift.CurrentShares) : drift.Because.Length > 0 ? drift.Because : f.NoStability,
            double.IsNaN(drift.Distance) ? "–" : drift.Measure == DriftMeasure.Shares ? Format.Percent(drift.Distance) + Between(f, Format.Percent(f.Low), Format.Percent(f.High)) : Format.Fixed(drift.Distance, 2) + Between(f, Format.Fixed(f.Low, 2), double.IsFinite(f.High) ? Format.Fixed(f.High, 2) : "∞"),
            drift.Rank is { } rank ? $"{Format.Count(rank.Rank)} of {Format.Count(rank.Windows)}" : "–",
            Format.Probability(drift.QValue),
            !double.IsNaN(f.Gap) ? $"{Format.Fixed(f.Gap, 3)}{Between(f, Format.Fixed(Math.Max(0, f.Gap - f.Error), 3), Format.Fixed(Math.Min(1, f.Gap + f.Error), 3))} ({(double.IsNaN(f.HighestP) ? "refused" : Format.Probability(f.HighestP))})"
                : drift.ChiSquare is { } c ? $"χ² {Format.Number(c.Statistic)} ({Format.Probability(c.PValue)})" : "–",
            drift.PopulationStabilityIndex is { } psi ? Format.Fixed(psi, 2) : "–",
            Format.Count(drift.Count),
        ])], Id: "input-drift");

    static string Between(ProfileFeature f, string low, string high) => f.Error > 0 ? $" [{low}, {high}]" : "";

    static string Convention(ProfileHistory reference, DriftOptions options) =>
        $"From {Format.Count(reference.Profiles.Count)} reference {(reference.Profiles.Count == 1 ? "profile" : "profiles")} of {Format.Count(reference.Profiles.Sum(p => p.Rows))} rows. In brackets: what the sketches allow, with 99 % confidence; a verdict takes the end that alarms less. " +
        $"Shift: Wasserstein-1 over the reference's median absolute deviation (MAD), signed by the shift of the median; in per cent: the share of rows that changed, of categories, or at least, of numbers of which half of the reference are one value. Rank: among the reference profiles of at least half and at most 1.25 times as many values, each against the others. " +
        $"q: Benjamini-Hochberg over the inputs, 1 where the shift may be under {Format.Number(options.EffectLimit)} MAD. PSI and χ² are of exact counts. KS with textbook p supposes independent rows; p is the largest that the sketches allow, refused where their error alone would be significant.";
}
