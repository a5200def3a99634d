using System.Text.Json.Serialization;

namespace ModelOpsLab.Reporting;

/// <summary>How long the series of monitors are kept: <c>keep</c> in <c>modelops.json</c>. Nothing said keeps everything. Alerts, what people did about them, and the measurements of reviews always stay.</summary>
/// <remarks>Time is that of each model's own stream, never the clock of the machine. What is shorter is part of what is longer: where nothing is said of minutes they are kept as long as hours, and hours as long as days.</remarks>
public sealed record Retention
{
    /// <summary>How long rows of minutes are kept; null for as long as those of hours.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonConverter(typeof(DurationConverter))]
    public TimeSpan? Minutes { get; init; }
    /// <summary>How long rows of hours are kept; null for as long as those of days.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonConverter(typeof(DurationConverter))]
    public TimeSpan? Hours { get; init; }
    /// <summary>How long rows of days are kept; null for ever. They are the last that is known of a day: with them it is gone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonConverter(typeof(DurationConverter))]
    public TimeSpan? Days { get; init; }
    /// <summary>A legal hold: nothing of this day (UTC) or a later one goes; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? HoldFrom { get; init; }

    /// <summary>Whether everything is kept.</summary>
    [JsonIgnore]
    public bool IsForEver => (Minutes, Hours, Days) is (null, null, null);

    /// <summary>Reports what is wrong with it, all at once; empty where nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var (name, length) in new[] { ("minutes", Minutes), ("hours", Hours), ("days", Days) })
            if (length is { } kept && Duration.Problem(kept) is { } problem) yield return $"{name} {problem}";
        if (Minutes is { } minutes && (Hours ?? Days) is { } longer && minutes > longer) yield return Beyond("minutes", minutes, Hours is null ? "days" : "hours", longer);
        if (Hours is { } hours && Days is { } days && hours > days) yield return Beyond("hours", hours, "days", days);

        static string Beyond(string shorter, TimeSpan kept, string longer, TimeSpan most) =>
            $"{shorter} are kept {Duration.Text(kept)} and {longer} {Duration.Text(most)}: what is shorter is part of what is longer, and is kept no longer than that";
    }
}
