using System.Text.Json.Serialization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>A review that somebody has signed: which page, to the bit, and what was decided.</summary>
public sealed record SignedReview
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }
    /// <summary>First day of the period.</summary>
    public required DateOnly From { get; init; }
    /// <summary>Last day of the period: the audit's calendar counts the review for the period of this day.</summary>
    public required DateOnly To { get; init; }
    /// <summary>Name of the page's file, without its folder.</summary>
    public required string File { get; init; }
    /// <summary>Id of the blob that holds the page, with its mark: <c>blob:sha256:</c> and the SHA-256 of its bytes.</summary>
    public required string Page { get; init; }
    /// <summary>What the page proposes.</summary>
    public required Decision Proposed { get; init; }
    /// <summary>What was decided.</summary>
    public required Decision Decision { get; init; }
    /// <summary>Why; never empty where the decision is not what the page proposes.</summary>
    public string Because { get; init; } = "";
    /// <summary>The line of the sign-off block: <c>risk</c>; null where none was named.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Role { get; init; }
    /// <summary>Who signed.</summary>
    [JsonIgnore]
    public string By { get; init; } = "";
    /// <summary>When.</summary>
    [JsonIgnore]
    public DateTimeOffset At { get; init; }
    /// <summary>Sequence of the event.</summary>
    [JsonIgnore]
    public long Sequence { get; init; }

    /// <summary>SHA-256 of the page, as hexadecimal digits.</summary>
    [JsonIgnore]
    public string Sha256 => Page[ModelRegistry.BlobMark.Length..];

    /// <summary>One line: model, period, decision, who and when.</summary>
    public override string ToString() => $"{Model}, {Format.Date(From)} to {Format.Date(To)}: {Decision} by {IncidentText.Shown(By, 128)} on {Format.Date(DateOnly.FromDateTime(At.UtcDateTime))}";
}
