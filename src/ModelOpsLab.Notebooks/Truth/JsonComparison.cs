using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>Compares JSON by structure and value, whatever the order of keys; knows by which names a number goes: its field, its object's metric, its table's column and row.</summary>
sealed class JsonComparison(OutputComparison values, bool unordered)
{
    static readonly string[] Naming = ["metric", "name", "column"];

    /// <param name="path">Where the values stand.</param>
    /// <param name="expected">One value.</param>
    /// <param name="found">The other.</param>
    /// <param name="names">The names by which numbers below go.</param>
    public IEnumerable<Difference> Of(string path, JsonNode? expected, JsonNode? found, IReadOnlyList<string> names) => (expected, found) switch
    {
        (JsonObject a, JsonObject b) => OfObject(path, a, b, [.. names, .. Naming.Select(key => Text(a[key])).Where(text => text.Length > 0)]),
        (JsonArray a, JsonArray b) => OfArray(path, a, b, names, []),
        (JsonValue a, JsonValue b) when Kind(a) == JsonValueKind.String && Kind(b) == JsonValueKind.String => values.OfText(path, Text(a), Text(b), IsAbout(names)),
        (JsonValue a, JsonValue b) when Kind(a) == JsonValueKind.Number && Kind(b) == JsonValueKind.Number =>
            a.ToJsonString() is var x && b.ToJsonString() is var y && x == y ? [] : [new(path, x, y, values.IsClose(x, y, IsAbout(names)))],
        _ => Show(expected) == Show(found) ? [] : [new(path, Show(expected), Show(found))],
    };

    IEnumerable<Difference> OfObject(string path, JsonObject a, JsonObject b, IReadOnlyList<string> names)
    {
        string[] columns = a["columns"] is JsonArray heads ? [.. heads.Select(head => head is JsonObject fields ? Text(fields["name"]) : Text(head))] : [];
        foreach (var name in a.Select(field => field.Key).Union(b.Select(field => field.Key), StringComparer.Ordinal))
        {
            if (!b.ContainsKey(name)) yield return new($"{path}.{name}", Show(a[name]), "nothing");
            else if (!a.ContainsKey(name)) yield return new($"{path}.{name}", "nothing", Show(b[name]));
            else
                foreach (var difference in name == "rows" && columns.Length > 0 && a[name] is JsonArray rows && b[name] is JsonArray others
                    ? OfArray($"{path}.rows", rows, others, names, columns)
                    : Of($"{path}.{name}", a[name], b[name], [.. names, name])) yield return difference;
        }
    }

    IEnumerable<Difference> OfArray(string path, JsonArray a, JsonArray b, IReadOnlyList<string> names, string[] columns)
    {
        if (a.Count != b.Count)
        {
            yield return new(path, $"{a.Count} items", $"{b.Count} items");
            yield break;
        }
        var (left, right) = (Items(a), Items(b));
        for (var i = 0; i < left.Length; i++)
            foreach (var difference in columns.Length > 0 && left[i] is JsonArray row && right[i] is JsonArray other && row.Count == columns.Length && other.Count == row.Count
                ? row.Zip(other).SelectMany((pair, c) => Of($"{path}[{i}][{c}]", pair.First, pair.Second, [.. names, columns[c], Text(row[0] is JsonObject cell ? cell["value"] : row[0])]))
                : Of($"{path}[{i}]", left[i], right[i], names))
                yield return difference;
    }

    JsonNode?[] Items(JsonArray items) => unordered ? [.. items.OrderBy(item => item?.ToJsonString() ?? "null", StringComparer.Ordinal)] : [.. items];

    static Func<string, bool> IsAbout(IReadOnlyList<string> names) => name => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    static JsonValueKind Kind(JsonValue value) => value.GetValueKind();

    static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    static string Show(JsonNode? node) => node is null ? "null" : Lines.Shorten(node.ToJsonString());
}
