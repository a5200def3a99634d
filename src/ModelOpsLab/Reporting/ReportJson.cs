using System.Text.Json;

namespace ModelOpsLab.Reporting;

/// <summary>Reports as JSON and back, with <c>"severity"</c> at the top level for scripts.</summary>
public static class ReportJson
{
    /// <summary>The report as JSON. Of a derived report this is the part every report has; its text is the same.</summary>
    public static string Write(Report report) => JsonFormat.Write(report);

    /// <summary>The report that <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is not a report, or its severity is not what its measurements and thresholds give: the message names the place.</exception>
    public static Report Read(string json)
    {
        var report = JsonFormat.Read<Report>(json, "report");
        using var parsed = JsonDocument.Parse(json);
        var claimed = parsed.RootElement.TryGetProperty("severity", out var severity) ? severity.ToString() : "missing";
        var derived = PlainTextWriter.Word(report.Severity);
        return claimed == derived ? report : throw new InvalidDataException($"The report cannot be read: at $.severity: it says '{claimed}', but its measurements and thresholds give '{derived}'.");
    }
}
