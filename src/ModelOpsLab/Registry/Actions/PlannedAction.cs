using System.Text.Json.Serialization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>Something that a review proposes to do: what, why, who, by when, and what it is expected to bring.</summary>
public sealed record PlannedAction
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }
    /// <summary>The period whose review proposes it: <c>2020-03</c>.</summary>
    public required string Period { get; init; }
    /// <summary>What kind of action: <c>retrain</c>. One of a name stands open at a time.</summary>
    public required string Name { get; init; }
    /// <summary>What is to be done.</summary>
    public required string What { get; init; }
    /// <summary>Why.</summary>
    public required string Because { get; init; }
    /// <summary>Id of the row, table or chart of the page that shows why.</summary>
    public required string Evidence { get; init; }
    /// <summary>Who does it.</summary>
    public required string Owner { get; init; }
    /// <summary>The last day on which it is in time.</summary>
    public required DateOnly Due { get; init; }
    /// <summary>What sets it in motion.</summary>
    public required string Trigger { get; init; }
    /// <summary>The rule of the review that proposes it.</summary>
    public required string Rule { get; init; }
    /// <summary>What it is expected to bring; null where that is no number, and <see cref="NoGain"/> says why.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExpectedGain? Gain { get; init; }
    /// <summary>Why no gain is expected in a number; null where one is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NoGain { get; init; }

    /// <summary>Model, period and name: the same review proposes the same action.</summary>
    [JsonIgnore]
    public string Id => $"{Model}/{Period}/{Name}";
}

/// <summary>A number that an action is expected to move: to a target, or past it.</summary>
/// <param name="Metric">The metric that is measured again.</param>
/// <param name="Of">What it is measured of; empty for the model as a whole.</param>
/// <param name="Report">The report that measures it; empty for the review as a whole.</param>
/// <param name="Before">Its value when the action was proposed.</param>
/// <param name="Target">The level that is expected.</param>
/// <param name="Bad">The side of the target that is bad: on the target is good.</param>
/// <param name="Unit">Unit of the numbers, as <see cref="Measurement.Unit"/>.</param>
public sealed record ExpectedGain(string Metric, string Of, string Report, double Before, double Target, Side Bad, string Unit)
{
    /// <summary>Whether a value is as good as was expected.</summary>
    public bool IsMetBy(double value) => Bad == Side.Above ? value <= Target : value >= Target;
}
