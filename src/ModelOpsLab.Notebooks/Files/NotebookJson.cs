using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Reads and writes .ipynb text the way Jupyter does: one space of indent, one line per source line, characters as they are,
/// a line end at the end. Keys keep their order and unknown fields stay, so an untouched canonical file keeps its bytes.
/// </summary>
/// <remarks>Source: nbformat 5 (<c>json.dumps(indent=1, ensure_ascii=False)</c>), format 4.0 to 4.5; 4.5 is what is written.</remarks>
public static class NotebookJson
{
    /// <summary>Reads a notebook. <paramref name="path"/> is the name used in errors.</summary>
    /// <exception cref="InvalidDataException">Not JSON, not a notebook, or not format 4: says where, and what to do.</exception>
    public static Notebook Parse(string text, string path = "notebook")
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false, MaxDepth = 1000 });
        }
        catch (JsonException e)
        {
            var (line, column) = Place(text, e);
            throw new InvalidDataException($"{path}, line {line}, column {column}: this is not JSON ({Reason(e)}). "
                + "A merge or a hand edit may have broken it: restore the file from version control, or correct that line.", e);
        }
        if (root is JsonObject { } newer && newer["nbformat"] is JsonValue major && major.TryGetValue(out int format) && format > 4)
            throw new InvalidDataException($"{path}: notebook format {format} cannot be read, only format 4. {FormatRemedy(root)}");
        if (root is not JsonObject fields || fields["cells"] is not JsonArray cells)
            throw new InvalidDataException($"{path}: JSON, but not a notebook: it has no list of \"cells\". {FormatRemedy(root)}");
        if (!IsFormat4(fields))
            throw new InvalidDataException($"{path}: notebook format {Text(fields["nbformat"])} cannot be read, only format 4. {FormatRemedy(root)}");
        var ids = new CellIds();
        var read = new List<Cell>(cells.Count);
        for (var i = 0; i < cells.Count; i++)
            read.Add(Cell.FromJson(cells[i], ids, $"{path}, cell {i + 1}"));
        return new Notebook(read) { Path = path, Fields = fields, Repairs = ids.Repairs };
    }

    /// <summary>The notebook as canonical text, ending with a line end.</summary>
    public static string Write(Notebook notebook)
    {
        var text = new StringBuilder();
        Append(text, notebook.ToJson(), 0);
        return text.Append('\n').ToString();
    }

    internal static void Append(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case null: text.Append("null"); break;
            case JsonObject { Count: 0 }: text.Append("{}"); break;
            case JsonArray { Count: 0 }: text.Append("[]"); break;
            case JsonObject fields:
                text.Append('{');
                var first = true;
                foreach (var (name, value) in fields)
                {
                    NewLine(text, depth + 1, ref first);
                    Quote(text, name);
                    text.Append(": ");
                    Append(text, value, depth + 1);
                }
                text.Append('\n').Append(' ', depth).Append('}');
                break;
            case JsonArray items:
                text.Append('[');
                first = true;
                foreach (var item in items)
                {
                    NewLine(text, depth + 1, ref first);
                    Append(text, item, depth + 1);
                }
                text.Append('\n').Append(' ', depth).Append(']');
                break;
            default:
                if (node.GetValueKind() == JsonValueKind.String) Quote(text, node.GetValue<string>());
                else text.Append(node.ToJsonString());
                break;
        }
    }

    static void NewLine(StringBuilder text, int depth, ref bool first)
    {
        text.Append(first ? "\n" : ",\n").Append(' ', depth);
        first = false;
    }

    static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            var pair = char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]);
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ when pair => text.Append(c).Append(value[++i]),
                _ when char.IsSurrogate(c) => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }
        text.Append('"');
    }

    static bool IsFormat4(JsonObject fields) =>
        fields["nbformat"] is JsonValue value && value.TryGetValue(out int major) && major == 4;

    static string Text(JsonNode? node) => node is null ? "(none given)" : node.ToJsonString();

    static string FormatRemedy(JsonNode? root) => root is JsonObject fields && fields.ContainsKey("worksheets")
        ? "It is of format 3 or older: convert it with `jupyter nbconvert --to notebook`, then try again."
        : "Save it as .ipynb format 4 from the editor it came from, then try again.";

    static (long Line, long Column) Place(string text, JsonException e)
    {
        var line = e.LineNumber ?? 0;
        var start = 0;
        for (var i = 0L; i < line && start >= 0; i++) start = text.IndexOf('\n', start) + 1;
        var end = text.IndexOf('\n', start);
        var bytes = Encoding.UTF8.GetBytes(end < 0 ? text[start..] : text[start..end]);
        var before = (int)Math.Min(e.BytePositionInLine ?? 0, bytes.Length);
        return (line + 1, Encoding.UTF8.GetCharCount(bytes, 0, before) + 1);
    }

    static string Reason(JsonException e)
    {
        var text = e.Message;
        var end = text.IndexOf(" Path:", StringComparison.Ordinal);
        if (end < 0) end = text.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('.', ' ');
    }
}
