using System.Text.Json.Serialization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Drift;

/// <summary>What each rule says of past windows as they were, and with a shift put into them.</summary>
public sealed record PlaceboReport : Report
{
    /// <summary>One entry a rule: the detector's own first, "always alarm" last.</summary>
    [JsonIgnore]
    public required IReadOnlyList<PlaceboRule> Rules { get; init; }
}

/// <summary>How one rule scored.</summary>
/// <param name="Name">The rule, in words.</param>
/// <param name="Windows">Past windows that were judged.</param>
/// <param name="FalseAlarms">Windows on which it alarmed as they were, on any input.</param>
/// <param name="Inputs">Inputs of all these windows.</param>
/// <param name="FalseInputs">Inputs on which it alarmed as they were.</param>
/// <param name="Hits">For each shift its name, the inputs it was put into, one a window, and on how many of these the rule alarmed.</param>
public sealed record PlaceboRule(string Name, int Windows, int FalseAlarms, int Inputs, int FalseInputs, IReadOnlyList<PlaceboHits> Hits)
{
    /// <summary>Share of windows on which it alarmed as they were.</summary>
    public double FalseAlarmRate => (double)FalseAlarms / Windows;
    /// <summary>Share of inputs on which it alarmed as they were.</summary>
    public double FalseInputRate => (double)FalseInputs / Inputs;
    /// <summary>Mean over the shifts of the share that was seen; NaN where none could be put.</summary>
    public double HitRate => Hits.Sum(h => h.Shifted) == 0 ? double.NaN : Hits.Average(h => h.Rate);
    /// <summary>Hit rate less false-alarm rate, both by input (Youden, 1950): 1 is perfect, 0 is what "always" and "never" have.</summary>
    public double Youden => HitRate - FalseInputRate;
    /// <summary>F1 where half of the inputs have moved: 2/3 is what "always" has.</summary>
    public double F1 => 2 * HitRate / (1 + HitRate + FalseInputRate);
}

/// <summary>How often a rule saw one shift.</summary>
public sealed record PlaceboHits(string Shift, int Shifted, int Seen)
{
    /// <summary>Share that was seen; NaN where it was put nowhere.</summary>
    public double Rate => (double)Seen / Shifted;
}
