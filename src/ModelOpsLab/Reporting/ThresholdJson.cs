namespace ModelOpsLab.Reporting;

/// <summary>Thresholds as they stand in <c>modelops.json</c>: a list of objects. A typo fails here, not at the first alarm that does not come.</summary>
public static class ThresholdJson
{
    /// <summary>The thresholds as a JSON list.</summary>
    public static string Write(IReadOnlyList<Threshold> thresholds) => JsonFormat.Write(thresholds);

    /// <summary>The thresholds of a JSON list.</summary>
    /// <exception cref="InvalidDataException">A member is unknown, missing or of the wrong type, or levels contradict each other: the message names all contradictions.</exception>
    public static IReadOnlyList<Threshold> Read(string json)
    {
        var thresholds = JsonFormat.Read<IReadOnlyList<Threshold>>(json, "list of thresholds");
        return thresholds.SelectMany(t => t.Problems()).ToArray() is { Length: > 0 } problems
            ? throw new InvalidDataException($"The list of thresholds cannot be used: {string.Join("; ", problems)}.")
            : thresholds;
    }
}
