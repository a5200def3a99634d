using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Drift;

/// <summary>What a drift report shows: one row an input, what was found beside shifts, and how each was judged.</summary>
static class DriftBlocks
{
    /// <summary>Inputs that are named as judged in one way; of more the number is given.</summary>
    const int MostNamed = 12;

    public static IEnumerable<Block> Of(FeatureDrift[] features, JointDrift[] joint, IReadOnlyList<Alert> alerts, PeriodComparison period, string what)
    {
        yield return Inputs(features, what, period);
        if (Findings(features, alerts, what) is { Rows.Count: > 0 } findings) yield return findings;
        if (joint.Length > 0) yield return Joint(joint, alerts);
        if (period.Contexts is { } contexts) yield return new Note($"Matched by {contexts.Name}: reference rows of the same context count in the period's proportions, and so for each past window in its own. The period: {contexts.Mix()}.");
        yield return new Note(Methods(features, what));
        if (joint is [{ Because.Length: 0 }, ..]) yield return new Note(Together(features, joint));
        yield return new Note(Convention(features, period));
    }

    static Table Inputs(FeatureDrift[] features, string what, PeriodComparison period)
    {
        // The block permutation stands in the table where it is the verdict; elsewhere it is among the measurements.
        var permuted = features.Any(f => f.Rank is null && f.Permutation is not null);
        List<(TableColumn Column, Func<FeatureDrift, Cell> Cell)> columns =
        [
            (what, f => f.Feature),
            ("verdict", f => f.Severity),
            ("reference and period", f => f.ReferenceShares.Count > 0 ? new HistogramCell(f.ReferenceShares, f.CurrentShares) : f.Because),
            (new(period.Contexts is null ? "shift, MAD" : "shift, IQR/2", Align.Right), f => double.IsNaN(f.Distance) ? "–" : f.Measure == DriftMeasure.Shift ? Format.Fixed(f.Distance, 2) : Format.Percent(f.Distance)),
            (new("rank", Align.Right), f => f.Rank is { } rank ? $"{Format.Count(rank.Rank)} of {Format.Count(rank.Windows)}" : "–"),
            (new("q", Align.Right), f => Format.Probability(f.QValue)),
            .. permuted ? [(new TableColumn("block p", Align.Right), (Func<FeatureDrift, Cell>)(f => Format.Probability(f.Permutation?.PValue ?? double.NaN)))] : (List<(TableColumn, Func<FeatureDrift, Cell>)>)[],
            (new("KS (p)", Align.Right), f => Textbook(f)),
            (new("PSI", Align.Right), f => f.PopulationStabilityIndex is { } psi ? $"{Format.Fixed(psi, 2)}{(psi > f.PopulationStabilityLimit ? "*" : "")}" : "–"),
            (new("n (eff.)", Align.Right), f => f.EffectiveCount is { } n ? $"{Format.Count(f.Count)} ({Format.Fixed(n, 0)})" : Format.Count(f.Count)),
        ];
        return new([.. columns.Select(c => c.Column)], [.. features.Select(f => (IReadOnlyList<Cell>)[.. columns.Select(c => c.Cell(f))])], Id: "input-drift");
    }

    static string Textbook(FeatureDrift f) =>
        f.KolmogorovSmirnov is { } ks ? $"{Format.Fixed(ks.Statistic, 2)} ({Format.Probability(ks.PValue)})"
        : f.Fisher is { } exact ? $"Fisher ({Format.Probability(exact.PValue)})"
        : f.ChiSquare is { } square ? $"χ² {Format.Number(square.Statistic)} ({Format.Probability(square.PValue)})"
        : "–";

    /// <summary>Only what crossed a limit.</summary>
    static Table Findings(FeatureDrift[] features, IReadOnlyList<Alert> alerts, string what) => new([what, "verdict", "found beside shifts"],
        [
            .. from feature in features
               from found in feature.Findings
               let alert = alerts.FirstOrDefault(a => a.Evidence.Metric == found.Metric && a.Evidence.Of == feature.Feature)
               where alert is not null
               select (IReadOnlyList<Cell>)[feature.Feature, alert.Severity, found.Text],
        ], Id: "input-findings");

    static Table Joint(JointDrift[] joint, IReadOnlyList<Alert> alerts) => new(
        ["together", "verdict", new("value", Align.Right), new("usual", Align.Right), new("rank", Align.Right), new("q", Align.Right), "given away by"],
        [.. joint.Select(j => (IReadOnlyList<Cell>)
        [
            j.Metric == JointDrifts.Error ? "reconstruction error" : "told apart (AUC)",
            j.Because.Length > 0 ? Severity.Unknown : alerts.Where(a => a.Evidence.Of == "multivariate" && a.Evidence.Metric.StartsWith(j.Metric.Split('_')[0], StringComparison.Ordinal)).Select(a => a.Severity).DefaultIfEmpty(Severity.Healthy).Max(),
            double.IsNaN(j.Value) ? "–" : j.Interval is { } i ? $"{Format.Fixed(j.Value, 2)} ({Format.Fixed(i.Low, 2)} to {Format.Fixed(i.High, 2)})" : Format.Fixed(j.Value, 2),
            double.IsNaN(j.Usual) ? "–" : Format.Fixed(j.Usual, 2),
            j.Rank is { } rank ? $"{Format.Count(rank.Rank)} of {Format.Count(rank.Windows)}" : "–",
            Format.Probability(j.QValue),
            j.Because.Length > 0 ? j.Because : string.Join(", ", j.Telling.Where(t => t.Share >= 0.05).Select(t => $"{t.Input} {Format.Percent(t.Share, 0)}")),
        ])], Id: "joint-drift");

    static string Methods(FeatureDrift[] features, string what) =>
        "How each was judged. " + string.Join(" ", features.GroupBy(f => f.Method).Select(g => $"{g.Key.TrimEnd('.')}: {Names([.. g], features.Length, what)}."));

    static string Together(FeatureDrift[] features, JointDrift[] joint) =>
        $"Together: {(joint[0].Inputs.Count == features.Length ? $"all {Format.Count(features.Length)} inputs" : string.Join(", ", joint[0].Inputs))}, the {Format.Count(joint[0].Count)} rows of the period with a value in each. " +
        string.Concat(joint.Select(j => $"{(j.Metric == JointDrifts.Error ? "Reconstruction" : "Told apart")}: {j.Method}. ")) +
        "Both count as two more inputs in the one false discovery rate; neither is more than a warning.";

    static string Names(FeatureDrift[] some, int all, string what) =>
        some.Length == all && all > 1 ? $"all {Format.Count(all)} {what}s"
        : some.Length > MostNamed ? $"{Format.Count(some.Length)} of {Format.Count(all)} {what}s"
        : string.Join(", ", some.Select(f => f.Feature));

    static string Convention(FeatureDrift[] features, PeriodComparison period)
    {
        var options = period.Options;
        var text = "";
        if (features.Any(f => f.Measure == DriftMeasure.Shift)) text += $"Shift: Wasserstein-1 over {(period.Contexts is null ? "the reference's median absolute deviation (MAD)" : "half the interquartile range of the matched reference (IQR/2)")}, signed by the shift of the median. ";
        if (features.Any(f => f.Measure == DriftMeasure.Shares)) text += $"Of categories, truth values and numbers with at most {Format.Count(options.FewValues)} values: share of rows that changed. ";
        if (features.Any(f => f.Rank is not null)) text += $"Rank: among {FrameWindows.Describe(period.Current)} of the reference, {InputDistributionDrift.Period(period.Reference)}, in the direction of the shift; 1 is further than all of them. ";
        text += $"q: {(features.Any(f => f.Rank is not null) ? "twice the rank over their number and one (shares: once)" : "of the block permutation")}, after Benjamini-Hochberg, and 1 where the shift is under {Format.Number(options.EffectLimit)} {(period.Contexts is null ? "MAD" : "IQR/2")} or {Format.Percent(options.CategoryEffectLimit, 0)} of the rows. Warning: q < {Format.Number(options.FalseDiscoveryRate)}. ";
        if (features.Any(f => f.Rank is not null)) text += $"Critical: further than all past windows and than that limit, by more than {Format.Percent(options.FalseDiscoveryRate, 0)} of past windows went beyond all others on any input. ";
        if (period.PreviousRows.Current is not null) text += $"A panel of {Format.Count(period.Current.TimeCount)} sessions: assets of one session move together, so that rows are not counted as independent; what judges compares whole sessions with whole sessions, window by window or in long blocks. ";
        return text + $"KS, chi-square and PSI suppose independent rows and are evidence only.{PsiLimits(features)} Blocks: at most {options.BlocksPerSide} of the shorter side.";
    }

    static string PsiLimits(FeatureDrift[] features)
    {
        double[] limits = [.. features.Where(f => f.PopulationStabilityIndex is not null && f.PopulationStabilityLimit is not null).Select(f => f.PopulationStabilityLimit!.Value).Order()];
        if (limits is []) return "";
        var range = Format.Number(limits[0]) == Format.Number(limits[^1]) ? Format.Number(limits[0]) : $"{Format.Number(limits[0])} to {Format.Number(limits[^1])}, by the number of values";
        return $" PSI with a star is beyond {range}, what it stays under in 95 % of periods without drift if they were (Yurdakul 2018).";
    }
}
