using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>One value in several forms, by media type, in ordinal order: text/plain for people and snapshots, text/html for pages, application/json for machines.</summary>
public sealed class MimeBundle
{
    /// <summary>Plain text.</summary>
    public const string PlainText = "text/plain";
    /// <summary>HTML.</summary>
    public const string Html = "text/html";
    /// <summary>A value for machines.</summary>
    public const string Json = "application/json";
    /// <summary>A Plotly figure.</summary>
    public const string Plotly = "application/vnd.plotly.v1+json";

    readonly SortedDictionary<string, JsonNode?> _forms = new(StringComparer.Ordinal);

    /// <summary>A bundle of plain text alone.</summary>
    public static MimeBundle Text(string text) => new() { [PlainText] = text };

    /// <summary>The form of a media type; null where there is none.</summary>
    public JsonNode? this[string mimeType]
    {
        get => _forms.GetValueOrDefault(mimeType);
        set => _forms[mimeType] = value;
    }

    /// <summary>The media types, in ordinal order.</summary>
    public IReadOnlyCollection<string> MimeTypes => _forms.Keys;

    /// <summary>Whether a media type's value is JSON rather than text.</summary>
    public static bool IsJson(string mimeType) => mimeType == Json || mimeType.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>The value of a text form, or null.</summary>
    public string? TextOf(string mimeType) => this[mimeType] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The named forms alone, where there are.</summary>
    public MimeBundle Only(IReadOnlyList<string> mimeTypes)
    {
        var some = new MimeBundle();
        foreach (var (mimeType, form) in _forms)
            if (mimeTypes.Contains(mimeType)) some[mimeType] = form?.DeepClone();
        return some;
    }

    internal static MimeBundle FromJson(JsonObject? data, string place)
    {
        var bundle = new MimeBundle();
        foreach (var (mimeType, form) in data ?? [])
            bundle[mimeType] = IsJson(mimeType) ? form?.DeepClone() : Lines.Join(form, $"{place}, {mimeType}");
        return bundle;
    }

    internal JsonObject ToJson()
    {
        var data = new JsonObject();
        foreach (var (mimeType, form) in _forms)
            data[mimeType] = IsJson(mimeType) ? form?.DeepClone() : Lines.Split(form?.GetValue<string>() ?? "", null);
        return data;
    }
}
