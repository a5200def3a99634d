using ModelOpsLab.Reporting;

namespace ModelOpsLab.Drift;

/// <summary>The policy of drift detection: limits and their reasons.</summary>
public sealed record DriftOptions
{
    /// <summary>A shift under this many median absolute deviations is inside everyday variation and is never reported, however small its p-value. Default 1.</summary>
    public double EffectLimit { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(EffectLimit), value, "The effect limit is a positive number of median absolute deviations."); } = 1;

    /// <summary>The same for categories: a total variation distance (share of the rows that changed category). Default 0.1.</summary>
    public double CategoryEffectLimit { get; init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(CategoryEffectLimit), value, "The effect limit of categories is a share between 0 and 1."); } = 0.1;

    /// <summary>False discovery rate over the inputs of a period, by Benjamini and Hochberg. Default 5 %.</summary>
    public double FalseDiscoveryRate { get; init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(FalseDiscoveryRate), value, "A rate is between 0 and 1."); } = 0.05;

    /// <summary>Further than every past window is critical only where chance alone makes it in at most this share of calm periods: 2 × inputs / (windows + 1). With fewer windows it is a warning. Default 10 %: 119 windows for six inputs.</summary>
    public double ChanceLimit { get; init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(ChanceLimit), value, "A share is between 0 and 1."); } = 0.1;

    /// <summary>With fewer past windows nothing is ranked upward; a shift, which may go either way, needs twice as many less one, and rests on the block-permutation p-value until then. Default 20: the smallest numbers, 20 and 39, at which a rank can reach 5 %.</summary>
    public int MinimumWindows { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MinimumWindows), value, "At least one window."); } = 20;

    /// <summary>With fewer current values an input is not judged. Default 10.</summary>
    public int MinimumCount { get; init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(MinimumCount), value, "At least two values."); } = 10;

    /// <summary>Blocks on each side of the permutation test. 4 to 6: many short blocks fail on persistent data (measured). Default 5.</summary>
    public int BlocksPerSide { get; init => field = value is >= 2 and <= 10 ? value : throw new ArgumentOutOfRangeException(nameof(BlocksPerSide), value, "Between 2 and 10 blocks a side."); } = 5;

    /// <summary>Numbers of which the reference has at most this many different values are compared as categories. Default 10.</summary>
    public int FewValues { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(FewValues), value, "At least one value."); } = 10;

    /// <summary>One value in more rows running than this, and than ever in the reference, is frozen. Default 5.</summary>
    public int FrozenRun { get; init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(FrozenRun), value, "At least two rows."); } = 5;

    /// <summary>What a period is matched with: rows of the reference of the same context count in the proportions of the period. Default: nothing, all of the reference counts.</summary>
    public ReferenceMatch Match { get; init; }

    /// <summary>Column of returns whose volatility matches, for <see cref="ReferenceMatch.VolatilityTercile"/>; null for the return column of the schema.</summary>
    public string? MatchColumn { get; init; }

    /// <summary>Share of the variance of the standardised inputs that the kept principal components explain. Default 0.8; at least one component is kept and one left out.</summary>
    public double ComponentShare { get; init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(ComponentShare), value, "A share is between 0 and 1."); } = 0.8;

    /// <summary>A reconstruction error under this many times that of the reference is never reported. Default 1.1.</summary>
    public double ReconstructionEffectLimit { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(ReconstructionEffectLimit), value, "At least 1, the reference itself."); } = 1.1;

    /// <summary>An area under the curve of the domain classifier under this is never reported: 0.5 is chance. Default 0.6.</summary>
    public double ClassifierEffectLimit { get; init => field = value is >= 0.5 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(ClassifierEffectLimit), value, "Between 0.5, chance, and 1."); } = 0.6;

    /// <summary>Rows of the rolling window of the stability check. Default 60, about a quarter of trading.</summary>
    public int StabilityWindow { get; init => field = value >= 10 ? value : throw new ArgumentOutOfRangeException(nameof(StabilityWindow), value, "At least 10 rows."); } = 60;

    /// <summary>Lags of the autocorrelation tests. Default 10, two weeks of trading.</summary>
    public int Lags { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Lags), value, "At least one lag."); } = 10;

    /// <summary>Seed of the permutations, where they are sampled and not enumerated.</summary>
    public ulong Seed { get; init; } = 20190401;

    /// <summary>The fall of the hit rate that the stability check says how many days it takes to see. Default 0.05: five points.</summary>
    public double HitRateFall { get; init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(HitRateFall), value, "A fall of a share is between 0 and 1."); } = 0.05;

    /// <summary>The rise of the relative error that the stability check says how many days it takes to see. Default 0.05.</summary>
    public double RelativeErrorRise { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(RelativeErrorRise), value, "A rise is a positive number."); } = 0.05;

    /// <summary>The limits as thresholds on the metrics of a drift report.</summary>
    public IReadOnlyList<Threshold> InputThresholds =>
    [
        Threshold.Above("drift_excess", null, 1, $"further in its direction than every window of the reference, and than {Format.Number(EffectLimit)} median absolute deviation, by more than chance makes of it on any input in {Format.Percent(FalseDiscoveryRate, 0)} of windows"),
        Threshold.Above("drift_excess_of_few", 1, null, "further in its direction than every window of the reference, by more than chance makes of it; but of so few windows, and so no more than a warning"),
        Threshold.Below("drift_q", FalseDiscoveryRate, null, $"{Format.Percent(FalseDiscoveryRate, 0)} false discovery rate over the inputs of the period"),
        Threshold.Above("missing_excess", 0.05, 0.25, "share of rows missing beyond the worst past window"),
        Threshold.Above("new_categories", 0, null, "categories that the reference never had, beyond the most that any past window brought"),
        Threshold.Above("vanished_categories", 0, null, $"a category is gone that hardly any past window lacked: chance does it in at most {Format.Percent(FalseDiscoveryRate, 0)} of calm periods"),
        Threshold.Above("frozen_run", 1, 2, $"one value in more rows running than ever in the reference, and than {Format.Count(FrozenRun)}"),
        Threshold.Above("range_escape_excess", 0.05, 0.25, $"share of values outside all that the reference had, beyond the worst past window, and beyond what {Format.Percent(FalseDiscoveryRate, 0)} of past windows had on any input"),
        Threshold.Above("out_of_bounds_excess", 0, 0.05, "share of values outside the limits of the schema, beyond the worst past window"),
        Threshold.Below("reconstruction_q", FalseDiscoveryRate, null, "inputs that no longer move together as they did, though each alone may look as ever"),
        Threshold.Below("classifier_q", FalseDiscoveryRate, null, "rows of the period are told from rows of the reference by their inputs together"),
        Threshold.Above("empty_input", null, 0, "an input without a single value cannot be compared"),
    ];

    /// <summary>Past windows from which on a shift is ranked.</summary>
    internal int WindowsToRankAShift => 2 * MinimumWindows - 1;

    internal KeyValuePair<string, string>[] Parameters =>
    [
        KeyValuePair.Create("effectLimit", Format.Number(EffectLimit)),
        KeyValuePair.Create("falseDiscoveryRate", Format.Number(FalseDiscoveryRate)),
        KeyValuePair.Create("minimumWindows", Format.Count(MinimumWindows)),
        KeyValuePair.Create("blocksPerSide", Format.Count(BlocksPerSide)),
        KeyValuePair.Create("categoryEffectLimit", Format.Number(CategoryEffectLimit)),
        KeyValuePair.Create("chanceLimit", Format.Number(ChanceLimit)),
        KeyValuePair.Create("minimumCount", Format.Count(MinimumCount)),
        KeyValuePair.Create("fewValues", Format.Count(FewValues)),
        KeyValuePair.Create("frozenRun", Format.Count(FrozenRun)),
        KeyValuePair.Create("match", MatchColumn is null ? $"{Match}" : $"{Match} of {MatchColumn}"),
        KeyValuePair.Create("componentShare", Format.Number(ComponentShare)),
        KeyValuePair.Create("reconstructionEffectLimit", Format.Number(ReconstructionEffectLimit)),
        KeyValuePair.Create("classifierEffectLimit", Format.Number(ClassifierEffectLimit)),
        KeyValuePair.Create("lags", Format.Count(Lags)),
        KeyValuePair.Create("seed", Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)),
    ];
}
