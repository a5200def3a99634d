using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>Gathers differences that mean nothing, with their place in the file.</summary>
static class NotebookNoise
{
    public static void AddCell(List<NoiseChange> noise, string where, Cell a, Cell b)
    {
        if (a.Id != b.Id) noise.Add(new($"{where}, id", a.Id, b.Id));
        if (a.ExecutionCount != b.ExecutionCount) noise.Add(new($"{where}, execution count", Text(a.ExecutionCount), Text(b.ExecutionCount)));
        Add(noise, $"{where}, metadata", Without(a.Metadata, "tags"), Without(b.Metadata, "tags"));
    }

    public static void AddNotebook(List<NoiseChange> noise, Notebook a, Notebook b)
    {
        Add(noise, "notebook, metadata", WithoutAsOf(a.Metadata), WithoutAsOf(b.Metadata));
        foreach (var field in new[] { "nbformat", "nbformat_minor" }) Add(noise, $"notebook, {field}", a.Fields?[field], b.Fields?[field]);
    }

    /// <summary>Every place at which two pieces of JSON differ.</summary>
    public static void Add(List<NoiseChange> noise, string where, JsonNode? a, JsonNode? b)
    {
        if (JsonNode.DeepEquals(a, b)) return;
        if (a is JsonObject left && b is JsonObject right)
            foreach (var name in left.Select(field => field.Key).Union(right.Select(field => field.Key), StringComparer.Ordinal)) Add(noise, $"{where}.{name}", left[name], right[name]);
        else if (a is JsonArray one && b is JsonArray other && one.Count == other.Count)
            for (var i = 0; i < one.Count; i++) Add(noise, $"{where}[{i}]", one[i], other[i]);
        else noise.Add(new(where, Show(a), Show(b)));
    }

    static JsonObject WithoutAsOf(JsonObject metadata)
    {
        var copy = (JsonObject)metadata.DeepClone();
        (copy["modelops"] as JsonObject)?.Remove("as_of");
        if (copy["modelops"] is JsonObject { Count: 0 }) copy.Remove("modelops");
        return copy;
    }

    static JsonObject Without(JsonObject metadata, string name)
    {
        var copy = (JsonObject)metadata.DeepClone();
        copy.Remove(name);
        return copy;
    }

    static string Text(int? count) => count?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none";

    static string Show(JsonNode? node) => node is null ? "nothing" : Lines.Shorten(node.ToJsonString());
}
