using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>Text in a notebook file is one string or a list of lines that keep their line ends.</summary>
static class Lines
{
    public static string Join(JsonNode? node, string place) => node switch
    {
        null => "",
        JsonArray lines when lines.All(IsText) => string.Concat(lines.Select(line => line!.GetValue<string>())),
        JsonValue when IsText(node) => node.GetValue<string>(),
        _ => throw new InvalidDataException($"{place}: expected text or a list of lines, found {Shorten(node.ToJsonString())}."),
    };

    /// <summary>Keeps the lines as they were stored when they say the same, so that a file is not rewritten for nothing.</summary>
    public static JsonNode Split(string text, JsonNode? stored)
    {
        if (stored is JsonArray lines && lines.All(IsText) && string.Concat(lines.Select(line => line!.GetValue<string>())) == text)
            return stored.DeepClone();
        var split = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            split.Add(text[start..end]);
            start = end;
        }
        return split;
    }

    public static string Shorten(string text, int length = 60) => text.Length <= length ? text : text[..length] + "...";

    static bool IsText(JsonNode? node) => node?.GetValueKind() == System.Text.Json.JsonValueKind.String;
}
