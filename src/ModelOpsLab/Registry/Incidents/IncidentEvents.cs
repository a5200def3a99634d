using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>Kinds of events that incidents are made of, what is written in them, and how they are read: of an event that is not as it should be, what can be read.</summary>
static partial class IncidentEvents
{
    public const string Alert = "alert.raised", Opened = "incident.opened", Owned = "incident.owned", Noted = "incident.noted", Action = "incident.action", Closed = "incident.closed",
        Promoted = RegistryEvents.Promoted, RolledBack = RegistryEvents.RolledBack, Halted = RegistryEvents.Halted, Reduced = RegistryEvents.Reduced, Armed = RegistryEvents.Armed, Sealed = PredictionArchive.Sealed, Drilled = "control.drilled";

    /// <summary>Kinds that a timeline shows.</summary>
    public static readonly string[] Shown = [Alert, Opened, Owned, Noted, Action, Closed, Promoted, RolledBack, Halted, Reduced, Armed, Sealed, Drilled];

    const string BlobMark = "blob:sha256:";

    public sealed record AlertRaised(string? Model, string? Slot, string Metric, Severity Severity, double? Value, double? Limit, string Message, string Key);

    public sealed record IncidentOpened(string Incident, string? Slot, string? Model, string Title, Severity Severity, long? Alert);

    public sealed record IncidentOwned(string Incident, string Owner);

    public sealed record IncidentNoted(string Incident, string Text, long? Alert, long? Ratifies, string? Evidence, string? Postmortem);

    public sealed record IncidentActed(string Incident, int Action, string What, string Owner, DateOnly Due, bool Done);

    public sealed record IncidentClosed(string Incident, string Because, string? Postmortem);

    /// <summary><c>inc-0001</c> for 1.</summary>
    public static string Id(long number) => string.Create(CultureInfo.InvariantCulture, $"inc-{number:D4}");

    /// <summary>1 for <c>inc-0001</c>; null where the text is no id.</summary>
    public static long? Number(string? id) => id is not null && Ids().IsMatch(id) && long.Parse(id.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture) is > 0 and var number && Id(number) == id ? number : null;

    /// <summary>As a payload names a blob.</summary>
    public static string? Blob(string? id) => id is null ? null : BlobMark + id;

    public static string? Text(this LedgerEvent one, string name) =>
        one.Payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static string[] Texts(this LedgerEvent one, string name) => one.Payload.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)] : [];

    public static long? Whole(this LedgerEvent one, string name) =>
        one.Payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    public static bool Flag(this LedgerEvent one, string name) => one.Payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public static DateOnly? Day(this LedgerEvent one, string name) =>
        DateOnly.TryParseExact(one.Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static string? BlobId(this LedgerEvent one, string name) =>
        one.Text(name) is { } text && text.StartsWith(BlobMark, StringComparison.Ordinal) && ContentId.IsWellFormed(text[BlobMark.Length..]) ? text[BlobMark.Length..] : null;

    public static Severity Severity(this LedgerEvent one) =>
        one.Text("severity") switch { "critical" => Reporting.Severity.Critical, "warning" => Reporting.Severity.Warning, "healthy" => Reporting.Severity.Healthy, _ => Reporting.Severity.Unknown };

    [GeneratedRegex(@"^inc-[0-9]{4,9}\z")]
    private static partial Regex Ids();
}
