using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>What a cell holds.</summary>
public enum CellKind
{
    /// <summary>Code to run.</summary>
    Code,
    /// <summary>Text in Markdown.</summary>
    Markdown,
    /// <summary>Text to be left alone.</summary>
    Raw,
}

/// <summary>One cell of a notebook. Fields and metadata we do not know are kept as they were read.</summary>
public sealed record Cell(CellKind Kind, string Id, string Source)
{
    /// <summary>Everything hosts keep about the cell, tags included.</summary>
    public JsonObject Metadata { get; init; } = [];

    /// <summary>The place in the order of execution, or none where the cell has not run.</summary>
    public int? ExecutionCount { get; init; }

    /// <summary>What the cell showed, in order; empty for text.</summary>
    public IReadOnlyList<CellOutput> Outputs { get; init; } = [];

    /// <summary>The cell as it was read: order of keys, and fields of others.</summary>
    internal JsonObject? Fields { get; init; }

    /// <summary>The tags, in file order.</summary>
    public IReadOnlyList<string> Tags => Metadata["tags"] is JsonArray tags
        ? [.. tags.Where(tag => tag?.GetValueKind() == JsonValueKind.String).Select(tag => tag!.GetValue<string>())]
        : [];

    /// <summary>Whether the cell carries <paramref name="tag"/>.</summary>
    public bool HasTag(string tag) => Tags.Contains(tag, StringComparer.Ordinal);

    /// <summary>A code cell whose id follows from its text.</summary>
    public static Cell Code(string source, params IReadOnlyList<string> tags) => Make(CellKind.Code, source, tags);

    /// <summary>A Markdown cell whose id follows from its text.</summary>
    public static Cell Markdown(string source, params IReadOnlyList<string> tags) => Make(CellKind.Markdown, source, tags);

    static Cell Make(CellKind kind, string source, IReadOnlyList<string> tags) => new(kind, new CellIds().Keep(null, kind, source), source)
    {
        Metadata = tags.Count == 0 ? [] : new() { ["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]) },
    };

    internal static Cell FromJson(JsonNode? node, CellIds ids, string place)
    {
        if (node is not JsonObject fields) throw new InvalidDataException($"{place}: expected an object, found {Lines.Shorten(node?.ToJsonString() ?? "null")}.");
        var type = fields["cell_type"]?.ToString();
        var kind = type switch
        {
            "code" => CellKind.Code,
            "markdown" => CellKind.Markdown,
            "raw" => CellKind.Raw,
            _ => throw new InvalidDataException($"{place}: cell_type '{type}' is not one of code, markdown, raw."),
        };
        if (!fields.ContainsKey("source")) throw new InvalidDataException($"{place}: it has no \"source\". Restore the file from version control, or add \"source\": [] where the cell is to be empty.");
        var source = Lines.Join(fields["source"], place);
        var outputs = fields["outputs"] as JsonArray;
        return new(kind, ids.Keep(fields["id"]?.GetValueKind() == JsonValueKind.String ? fields["id"]!.GetValue<string>() : null, kind, source, place), source)
        {
            Metadata = fields["metadata"] as JsonObject ?? [],
            ExecutionCount = fields["execution_count"] is JsonValue value && value.TryGetValue(out int count) ? count : null,
            Outputs = outputs is null ? [] : [.. outputs.Select((output, i) => CellOutput.FromJson(output, $"{place}, output {i + 1}"))],
            Fields = fields,
        };
    }

    /// <summary>New cells get their keys in Jupyter's order (sorted); read cells keep the order they had.</summary>
    internal JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var name in Fields is null ? Sorted : Fields.Select(field => field.Key))
            if (Value(name) is { Known: var known, Node: var node } && known) json[name] = node;
        if (!json.ContainsKey("id")) json.Insert(Math.Max(json.IndexOf("metadata"), 0), "id", Id);
        foreach (var name in Sorted)
            if (!json.ContainsKey(name) && Value(name) is { Known: true, Node: var node }) json[name] = node;
        return json;
    }

    static readonly string[] Sorted = ["cell_type", "execution_count", "id", "metadata", "outputs", "source"];

    (bool Known, JsonNode? Node) Value(string name) => name switch
    {
        "cell_type" => (true, Kind switch { CellKind.Code => "code", CellKind.Markdown => "markdown", _ => "raw" }),
        "id" => (true, Id),
        "metadata" => (true, Metadata.DeepClone()),
        "source" => (true, Lines.Split(Source, Fields?["source"])),
        "execution_count" => (Kind == CellKind.Code, ExecutionCount is { } count ? JsonValue.Create(count) : null),
        "outputs" => (Kind == CellKind.Code, new JsonArray([.. Outputs.Select(output => (JsonNode)output.ToJson())])),
        _ => (Fields!.ContainsKey(name), Fields![name]?.DeepClone()),
    };
}
