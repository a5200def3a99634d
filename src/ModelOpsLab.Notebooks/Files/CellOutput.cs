using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>What kind of thing a cell showed.</summary>
public enum OutputKind
{
    /// <summary>Text on standard output or standard error.</summary>
    Stream,
    /// <summary>A value shown on request.</summary>
    Display,
    /// <summary>The value of the cell's last expression.</summary>
    Result,
    /// <summary>An exception.</summary>
    Error,
}

/// <summary>One output of a code cell, as the notebook stores it.</summary>
public sealed class CellOutput
{
    readonly JsonObject _json;

    CellOutput(OutputKind kind, JsonObject json, MimeBundle data, string text)
    {
        (Kind, _json, Data, Text) = (kind, json, data, text);
    }

    /// <summary>Stream, display, result or error.</summary>
    public OutputKind Kind { get; }

    /// <summary>A stream's name (stdout, stderr) or an error's type; empty otherwise.</summary>
    public string Name => (_json["name"] ?? _json["ename"])?.ToString() ?? "";

    /// <summary>A stream's text, an error's message, or the plain text of a value.</summary>
    public string Text { get; }

    /// <summary>The forms of a displayed value or result; empty for streams and errors.</summary>
    public MimeBundle Data { get; }

    /// <summary>The number of the cell whose result this is; null for other kinds.</summary>
    internal int? ExecutionCount => _json["execution_count"] is JsonValue value && value.TryGetValue(out int count) ? count : null;

    /// <summary>An error's lines: where it happened, call by call.</summary>
    public IReadOnlyList<string> Traceback => _json["traceback"] is JsonArray lines ? [.. lines.Select(line => line?.ToString() ?? "")] : [];

    /// <summary>Text written to <paramref name="name"/>: stdout or stderr.</summary>
    public static CellOutput Stream(string name, string text) => new(OutputKind.Stream,
        new() { ["name"] = name, ["output_type"] = "stream", ["text"] = Lines.Split(text, null) }, new(), text);

    /// <summary>A value shown by <c>display</c>.</summary>
    public static CellOutput Display(MimeBundle data) => new(OutputKind.Display,
        new() { ["data"] = data.ToJson(), ["metadata"] = new JsonObject(), ["output_type"] = "display_data" }, data, data.TextOf(MimeBundle.PlainText) ?? "");

    /// <summary>The value of a cell's last expression.</summary>
    public static CellOutput Result(MimeBundle data, int executionCount) => new(OutputKind.Result,
        new() { ["data"] = data.ToJson(), ["execution_count"] = executionCount, ["metadata"] = new JsonObject(), ["output_type"] = "execute_result" },
        data, data.TextOf(MimeBundle.PlainText) ?? "");

    /// <summary>An exception: its type, its message with the place, and the calls in the notebook that led there.</summary>
    public static CellOutput Error(string type, string message, IReadOnlyList<string> traceback) => new(OutputKind.Error,
        new()
        {
            ["ename"] = type,
            ["evalue"] = message,
            ["output_type"] = "error",
            ["traceback"] = new JsonArray([.. traceback.Select(line => (JsonNode)line)]),
        }, new(), message);

    internal static CellOutput FromJson(JsonNode? node, string place)
    {
        if (node is not JsonObject json) throw new InvalidDataException($"{place}: expected an object.");
        var type = json["output_type"]?.ToString();
        return type switch
        {
            "stream" => new(OutputKind.Stream, json, new(), Lines.Join(json["text"], place)),
            "display_data" => Of(OutputKind.Display),
            "execute_result" => Of(OutputKind.Result),
            "error" => new(OutputKind.Error, json, new(), json["evalue"]?.ToString() ?? ""),
            _ => throw new InvalidDataException($"{place}: output_type '{type}' is not one of stream, display_data, execute_result, error."),
        };

        CellOutput Of(OutputKind kind)
        {
            var data = MimeBundle.FromJson(json["data"] as JsonObject, place);
            return new(kind, json, data, data.TextOf(MimeBundle.PlainText) ?? "");
        }
    }

    /// <summary>As read, with text split into lines; order and unknown fields kept.</summary>
    internal JsonObject ToJson()
    {
        var json = (JsonObject)_json.DeepClone();
        if (Kind == OutputKind.Stream) json["text"] = Lines.Split(Text, _json["text"]);
        if (json["data"] is JsonObject data)
            foreach (var mimeType in Data.MimeTypes.Where(mimeType => !MimeBundle.IsJson(mimeType)))
                data[mimeType] = Lines.Split(Data.TextOf(mimeType) ?? "", data[mimeType]);
        return json;
    }
}
