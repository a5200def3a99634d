using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>All that was measured about one input: textbook statistics as evidence, the rank among past windows as verdict.</summary>
public sealed record FeatureDrift
{
    /// <summary>Name of the input.</summary>
    public required string Feature { get; init; }
    /// <summary>Type of its values.</summary>
    public required ColumnType Type { get; init; }
    /// <summary>What <see cref="Distance"/> measures.</summary>
    public DriftMeasure Measure { get; init; }
    /// <summary>How the input was judged and on what evidence, or why not: what the report says under its table.</summary>
    public string Method { get; init; } = "";
    /// <summary>Values of the period.</summary>
    public required int Count { get; init; }
    /// <summary>Independent values that carry as much information; null where it was not estimated: of few values, and of a panel, whose rows are not one series.</summary>
    public double? EffectiveCount { get; init; }
    /// <summary>Share of the period's rows without a value, as a fraction.</summary>
    public double MissingShare { get; init; }
    /// <summary>Largest share of rows without a value in any past window, as a fraction; of the whole reference where that is more.</summary>
    public double ReferenceMissingShare { get; init; }
    /// <summary>Kolmogorov-Smirnov, as the textbook has it: its p-value supposes independent rows.</summary>
    public KolmogorovSmirnovResult? KolmogorovSmirnov { get; init; }
    /// <summary>Chi-square of the categories; its p-value supposes independent rows.</summary>
    public ChiSquareResult? ChiSquare { get; init; }
    /// <summary>Fisher's exact test where there are two categories and an expected count is under 5; its p-value supposes independent rows.</summary>
    public FisherExactResult? Fisher { get; init; }
    /// <summary>The distance under permutation of long blocks (Kolmogorov-Smirnov for numbers, total variation for categories): robust to serial dependence inside a block.</summary>
    public BlockPermutationResult? Permutation { get; init; }
    /// <summary>Population stability index over the reference's quantiles; null for categories.</summary>
    public double? PopulationStabilityIndex { get; init; }
    /// <summary>What the index stays under in 95 % of periods without drift, if rows were independent (Yurdakul 2018).</summary>
    public double? PopulationStabilityLimit { get; init; }
    /// <summary>Wasserstein-1 over the reference's median absolute deviation (mean absolute deviation where half of the reference is one value), signed by the shift of the median; total variation distance for categories; NaN where it does not exist.</summary>
    public double Distance { get; init; } = double.NaN;
    /// <summary>Where <see cref="Distance"/> stands among past windows; null where there are too few.</summary>
    public WindowRankResult? Rank { get; init; }
    /// <summary>Probability before correction: of the rank, or of the permutation where there is no history.</summary>
    public double PValue { get; init; } = double.NaN;
    /// <summary>After Benjamini and Hochberg over the inputs; 1 where the distance is under the effect limit.</summary>
    public double QValue { get; init; } = double.NaN;
    /// <summary>Distance over the larger of effect limit and furthest past window, and over what chance makes of that ratio with so many inputs: above 1 nothing in the reference went as far, and at most a false-discovery-rate's share of past windows stood out so far of the others on any input.</summary>
    public double Excess { get; init; } = double.NaN;
    /// <summary>Categories of the period that the reference never had: the first twenty in ordinal order.</summary>
    public IReadOnlyList<string> NewCategories { get; init; } = [];
    /// <summary>How many such categories there are.</summary>
    public int NewCategoryCount { get; init; }
    /// <summary>Missing, frozen, escaped, new and vanished values, found or not, as they are judged.</summary>
    public IReadOnlyList<InputFinding> Findings { get; init; } = [];
    /// <summary>Shares of the reference in its quantile bins, or by category in ordinal order: of more than forty the thirty-nine most frequent, then all others as one.</summary>
    public IReadOnlyList<double> ReferenceShares { get; init; } = [];
    /// <summary>Shares of the period in the same bins or categories.</summary>
    public IReadOnlyList<double> CurrentShares { get; init; } = [];
    /// <summary>Why the input could not be judged; empty where it was.</summary>
    public string Because { get; init; } = "";
    /// <summary>Distance of each past window that is ranked, with its number; empty where there is no rank.</summary>
    internal IReadOnlyList<(int Window, double Distance)> Past { get; init; } = [];
    /// <summary>Median and scale of the reference, of inputs that are judged by their shift.</summary>
    internal (double Median, double Scale)? Location { get; init; }
    /// <summary>What a shift is measured in, as a unit.</summary>
    internal string Scale { get; init; } = "MAD";
    /// <summary>Values of the reference, of these.</summary>
    internal int ReferenceCount { get; init; }
    /// <summary>Worst alert of this input.</summary>
    public Severity Severity { get; init; } = Severity.Unknown;
}

/// <summary>What the distance of an input measures.</summary>
public enum DriftMeasure
{
    /// <summary>How far numbers moved, in units of the reference's spread; signed.</summary>
    Shift,

    /// <summary>The share of rows that changed category; never negative.</summary>
    Shares,
}
