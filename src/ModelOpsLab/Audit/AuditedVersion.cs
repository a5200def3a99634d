using System.Text.Json;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Audit;

/// <summary>A registered version as an audit sees it: its event, and its training record as far as it can be read.</summary>
/// <param name="Event">The event that registered it.</param>
/// <param name="Training">The record; null where it cannot be read.</param>
/// <param name="Because">Why there is no record; null where there is one.</param>
sealed record AuditedVersion(LedgerEvent Event, JsonElement? Training, string? Because)
{
    public int Number => Event.Whole("version") ?? 0;
    public string By => Event.Actor;
    public string? Content => Event.BlobId("content");

    /// <summary>Hash of the table it was trained on: of the raw rows, as the record says.</summary>
    public string? DataHash => EventFields.Text(Training, "data", "table", "hash") ?? EventFields.Text(Training, "provenance", "dataHashes", "raw");

    /// <summary>Rows it was trained on.</summary>
    public long? Rows => EventFields.Member(Training, "provenance", "rows") is { ValueKind: JsonValueKind.Number } rows && rows.TryGetInt64(out var count) ? count : null;

    /// <summary>Last day of the data.</summary>
    public string? AsOf => EventFields.Text(Training, "provenance", "asOf");

    /// <summary>Null where no code was recorded; else whether files differed from the commit.</summary>
    public bool? IsDirty => EventFields.Member(Training, "code") is null || (EventFields.Text(Training, "code", "commit") is null && EventFields.Text(Training, "code", "because") is not null) ? null : EventFields.Member(Training, "code", "dirty") is { ValueKind: JsonValueKind.True } || EventFields.Text(Training, "code", "commit") is null;

    public string Code => IsDirty switch { null => "not recorded", true => "differs from its commit", false => "a commit, unchanged" };

    public bool HasEnvironment => EventFields.Items(EventFields.Member(Training, "environment", "modules")).Count > 0;

    /// <summary>What changed in the data since the version before, as the record says.</summary>
    public string? DataChange => EventFields.Text(Training, "data", "change", "what");

    public string? DataChangeKind => EventFields.Text(Training, "data", "change", "kind");

    public IReadOnlyDictionary<string, string> Parameters => EventFields.Member(Training, "provenance", "parameters") is { ValueKind: JsonValueKind.Object } all
        ? all.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String).GroupBy(p => p.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value.GetString()!, StringComparer.Ordinal) : new Dictionary<string, string>();

    /// <summary>Weight of each feature in the model.</summary>
    public IReadOnlyList<(string Feature, double Value)> Importance => Pairs(EventFields.Member(Training, "importance"), "value");

    /// <summary>What is lost where each feature is shuffled.</summary>
    public IReadOnlyList<(string Feature, double Value)> Permutation => Pairs(EventFields.Member(Training, "evidence", "permutation"), "loss");

    /// <summary>How the prediction moves with each feature: at five points of what was seen of it.</summary>
    public IReadOnlyList<(string Feature, IReadOnlyList<double> Predictions)> Sensitivity => [.. EventFields.Items(EventFields.Member(Training, "evidence", "sensitivity"))
        .Select(s => (Feature: EventFields.Text(s, "feature") ?? "", Predictions: (IReadOnlyList<double>)[.. EventFields.Items(EventFields.Member(s, "predictions")).Where(v => v.ValueKind == JsonValueKind.Number).Select(v => v.GetDouble())])).Where(s => s.Feature.Length > 0 && s.Predictions.Count > 0)];

    /// <summary>What a member of the card says that was recorded with it; null where nothing.</summary>
    public string? Card(string member) => EventFields.Text(Training, "definition", "card", member) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>Whether a card was recorded with it at all.</summary>
    public bool HasCard => EventFields.Member(Training, "definition", "card") is not null;

    public static AuditedVersion Of(LedgerEvent one, BlobStore blobs)
    {
        if (one.BlobId("training") is not { } id) return new(one, null, "the event names no training record");
        try
        {
            using var document = JsonDocument.Parse(blobs.Read(id), new() { MaxDepth = 64 });
            return new(one, document.RootElement.Clone(), null);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or JsonException or UnauthorizedAccessException)
        {
            return new(one, null, error is FileNotFoundException ? "its training record is gone" : "its training record is damaged");
        }
    }

    static IReadOnlyList<(string Feature, double Value)> Pairs(JsonElement? list, string value) => [.. EventFields.Items(list)
        .Select(i => (Feature: EventFields.Text(i, "feature"), Value: EventFields.Member(i, value))).Where(i => i.Feature is not null && i.Value is { ValueKind: JsonValueKind.Number }).Select(i => (i.Feature!, i.Value!.Value.GetDouble()))];
}
