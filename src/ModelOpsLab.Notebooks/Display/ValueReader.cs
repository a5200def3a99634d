using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>What was read of one value, for all its forms: a line of text and JSON.</summary>
readonly record struct ValueView(string Text, JsonNode? Json, bool IsNumber, bool IsNull);

/// <summary>
/// Reads each value once, however many forms are made of it: sequences are walked and properties asked a single time. Bounded against cycles, depth and size:
/// four levels, five items of an inner sequence in text and twenty in JSON, 20,000 values in all; "..." stands for what is beyond.
/// A property or sequence that throws shows its exception in its place.
/// </summary>
sealed class ValueReader
{
    const int MaxDepth = 4;
    const int TextItems = 5;
    const int JsonItems = 20;
    const int MaxText = 10_000;

    int _left = 20_000;

    public ValueView Read(object? value, int depth = 0)
    {
        if (value is null) return new("<null>", null, false, true);
        if (ScalarText.IsScalar(value)) return new(Cut(ScalarText.Of(value)), ScalarText.Json(value is string text ? Cut(text) : value), ScalarText.IsNumber(value), false);
        if (--_left < 0) return Of("...");
        try
        {
            if (Text(value) is { } own) return Of(own);
            if (value is IEnumerable items) return depth < MaxDepth ? Sequence(items, depth) : Of("[...]");
            if (ObjectShape.Of(value.GetType()) is { } shape) return depth < MaxDepth ? shape.View(value, this, depth) : Of(shape.Title("..."));
            return Of(Cut(value.ToString() ?? ""));
        }
#pragma warning disable CA1031 // A value's own code may throw anything; it is shown where the value would be
        catch (Exception e)
        {
            return Of(Thrown(e));
        }
#pragma warning restore CA1031
    }

    public static string Thrown(Exception e) => $"({e.GetType().Name}: {Cut(e.Message)})";

    /// <summary>Types whose parts must not be asked for: reading the result of a task waits for it.</summary>
    public static string? Text(object value) => value switch
    {
        Task task => $"{Name(value.GetType())} ({task.Status})",
        Delegate => Name(value.GetType()),
        Exception e => $"{e.GetType().FullName}: {e.Message}",
        HtmlContent html => HtmlText.Plain(html.Html),
        JsonNode json => json.ToJsonString(),
        _ when value.GetType().FullName?.StartsWith("System.Threading.Tasks.ValueTask", StringComparison.Ordinal) == true => Name(value.GetType()),
        _ => null,
    };

    /// <summary>The name of a type as C# writes it: <c>Task&lt;Int32&gt;</c>.</summary>
    public static string Name(Type type) =>
        type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;

    ValueView Sequence(IEnumerable items, int depth)
    {
        var (texts, json, more, pairs) = (new List<string>(), new JsonArray(), false, true);
        foreach (var item in items)
        {
            if (json.Count == JsonItems)
            {
                more = true;
                break;
            }
            pairs &= RowTable.IsPair(item);
            if (pairs)
            {
                var (key, value) = RowTable.Pair(item!);
                var (name, shown) = (Read(key, depth + 1), Read(value, depth + 1));
                texts.Add($"{name.Text}: {shown.Text}");
                json.Add(new JsonObject { ["key"] = name.Json, ["value"] = shown.Json });
            }
            else
            {
                var shown = Read(item, depth + 1);
                texts.Add(shown.Text);
                json.Add(shown.Json);
            }
        }
        var isMap = pairs && texts.Count > 0;
        var line = string.Join(", ", texts.Count > TextItems || more ? texts.Take(TextItems).Append("...") : texts);
        if (more) json.Add("...");
        return new(isMap ? $"{{ {line} }}" : $"[{line}]", isMap ? Named(json) : json, false, false);
    }

    /// <summary>A dictionary with text keys is an object; with others, or cut, a list of key and value.</summary>
    static JsonNode Named(JsonArray pairs)
    {
        var named = new JsonObject();
        foreach (var pair in pairs)
            if (pair is not JsonObject both || both["key"] is not JsonValue key || !key.TryGetValue(out string? name) || !named.TryAdd(name, both["value"]?.DeepClone())) return pairs;
        return named;
    }

    static ValueView Of(string text) => new(text, text, false, false);

    static string Cut(string text) => text.Length <= MaxText ? text : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText)}... ({text.Length} characters)");
}
