using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>One comparison of all numeric inputs together: what no single input shows.</summary>
public sealed record JointDrift
{
    /// <summary>Name of its measurement: <c>reconstruction_error</c> or <c>classifier_auc</c>.</summary>
    public required string Metric { get; init; }
    /// <summary>Inputs compared.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];
    /// <summary>Rows of the period in which all of them have a number; only these are compared.</summary>
    public int Count { get; init; }
    /// <summary>Mean reconstruction error, in robust standard deviations, or area under the curve; NaN where it does not exist.</summary>
    public double Value { get; init; } = double.NaN;
    /// <summary>What it is without drift: the error of the reference; the median area of the past windows, 0.5 where there are too few.</summary>
    public double Usual { get; init; } = double.NaN;
    /// <summary>95 % interval of the area under the curve from its blocks; null for the error.</summary>
    public Interval? Interval { get; init; }
    /// <summary>Where <see cref="Value"/> stands among past windows; null where there are too few.</summary>
    public WindowRankResult? Rank { get; init; }
    /// <summary>Permutation of long blocks, where there is no such history; its statistic is the mean squared error, or the squared distance of the two means that the ridge sees.</summary>
    public BlockPermutationResult? Permutation { get; init; }
    /// <summary>Probability before correction: of the rank, or of the permutation, of the classifier doubled (measured).</summary>
    public double PValue { get; init; } = double.NaN;
    /// <summary>After Benjamini and Hochberg, in one family with the inputs; 1 where the effect is under its limit.</summary>
    public double QValue { get; init; } = double.NaN;
    /// <summary>Inputs that give it away, most telling first, with their share of what differs.</summary>
    public IReadOnlyList<InputShare> Telling { get; init; } = [];
    /// <summary>How it was judged.</summary>
    public string Method { get; init; } = "";
    /// <summary>Why it could not be judged; empty where it was.</summary>
    public string Because { get; init; } = "";
}

/// <summary>The share of one input in what two samples differ by, as a fraction.</summary>
public sealed record InputShare(string Input, double Share);
