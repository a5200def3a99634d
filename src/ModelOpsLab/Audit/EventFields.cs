using System.Globalization;
using System.Text.Json;
using ModelOpsLab.Lineage;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Audit;

/// <summary>Reads what an event says, member by member: of one that is not as it should be, what can be read. An audit never stops at a strange record.</summary>
static class EventFields
{
    const string BlobMark = "blob:sha256:";

    public static string? Text(this LedgerEvent one, string name) => Text(one.Payload, name);

    public static int? Whole(this LedgerEvent one, string name) => Member(one.Payload, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    public static long? Sequence(this LedgerEvent one, string name) => Member(one.Payload, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public static double? Number(this LedgerEvent one, string name) => Member(one.Payload, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    public static bool Flag(this LedgerEvent one, string name) => Member(one.Payload, name) is { ValueKind: JsonValueKind.True };

    public static string[] Texts(this LedgerEvent one, string name) => [.. Items(Member(one.Payload, name)).Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)];

    public static DateOnly? Day(this LedgerEvent one, string name) => one.Text(name) is { Length: >= 10 } text && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static DateTimeOffset? Time(this LedgerEvent one, string name) => DateTimeOffset.TryParse(one.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>The day it took effect, in UTC.</summary>
    public static DateOnly Day(this LedgerEvent one) => DateOnly.FromDateTime(one.EffectiveAt.UtcDateTime);

    public static string? BlobId(this LedgerEvent one, string name) => one.Text(name) is { } text && text.StartsWith(BlobMark, StringComparison.Ordinal) && ContentId.IsWellFormed(text[BlobMark.Length..]) ? text[BlobMark.Length..] : null;

    /// <summary>A member of a JSON object, however deep; undefined where there is none.</summary>
    public static JsonElement? Member(JsonElement? at, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (at is not { ValueKind: JsonValueKind.Object } here || !here.TryGetProperty(name, out var next)) return null;
            at = next;
        }
        return at is { ValueKind: not JsonValueKind.Null } ? at : null;
    }

    public static string? Text(JsonElement? at, params ReadOnlySpan<string> path) => Member(at, path) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static IReadOnlyList<JsonElement> Items(JsonElement? list) => list is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];
}
