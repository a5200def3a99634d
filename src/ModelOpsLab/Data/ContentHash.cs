using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Data;

/// <summary>The hash of a value by its content, for values whose JSON shows all there is to them; and which types those are.</summary>
static class ContentHash
{
    static readonly Type[] Plain =
        [typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Guid)];

    /// <summary>The hash of a value; frames count by their table hash and schema.</summary>
    /// <exception cref="ArgumentException">Its type hides something from JSON; <paramref name="what"/> names the value.</exception>
    public static string Of(object? value, string what)
    {
        var text = new StringBuilder();
        Append(text, value, what);
        return ContentId.Of(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>What a type keeps that its JSON does not show, in words; null where it shows all.</summary>
    public static string? Hidden(Type type) => Hidden(type, []);

    static void Append(StringBuilder text, object? value, string what)
    {
        switch (value)
        {
            case null: text.Append("null\n"); break;
            case Frame frame: text.Append("frame ").Append(frame.ContentHash()).Append(' ').Append(frame.Schema.ToJson()); break;
            case ITuple tuple:
                text.Append("tuple ").Append(tuple.Length).Append('\n');
                for (var i = 0; i < tuple.Length; i++) Append(text, tuple[i], what);
                break;
            default:
                var type = value.GetType();
                if (Hidden(type) is { } hidden) throw new ArgumentException($"{what} holds a {type.Name}, whose content cannot be hashed, because {hidden}. Hand in numbers, texts, dates, frames, records, lists or tuples of them.");
                text.Append(type).Append(' ').Append(JsonSerializer.Serialize(value, type, JsonFormat.Options)).Append('\n');
                break;
        }
    }

    static string? Hidden(Type type, HashSet<Type> seen)
    {
        if (type.IsPrimitive || type.IsEnum || Plain.Contains(type) || !seen.Add(type)) return null;
        if (Nullable.GetUnderlyingType(type) is { } inner) return Hidden(inner, seen);
        if (type.IsArray) return type.GetArrayRank() == 1 ? Hidden(type.GetElementType()!, seen) : "an array of several dimensions has no JSON";
        if (typeof(IEnumerable).IsAssignableFrom(type))
            return type.IsGenericType && IsKnownCollection(type)
                ? type.GetGenericArguments().Select(item => Hidden(item, seen)).FirstOrDefault(hidden => hidden is not null)
                : $"{type.Name} is not an array, list or dictionary";
        if (type.IsInterface || type.IsAbstract || type == typeof(object)) return $"{type.Name} does not say what it really is";
        for (var t = type; t is not null && t != typeof(object) && t != typeof(ValueType); t = t.BaseType)
            foreach (var field in t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                var property = field.Name.StartsWith('<') ? t.GetProperty(field.Name[1..field.Name.IndexOf('>')], BindingFlags.Instance | BindingFlags.Public) : null;
                if (property?.GetMethod is not { IsPublic: true } || property.IsDefined(typeof(System.Text.Json.Serialization.JsonIgnoreAttribute)))
                    return $"{t.Name} has state of its own ({field.Name})";
                if (Hidden(field.FieldType, seen) is { } deeper) return deeper;
            }
        return null;
    }

    static bool IsKnownCollection(Type type) => type.GetGenericTypeDefinition() is var open && (
        open == typeof(List<>) || open == typeof(IReadOnlyList<>) || open == typeof(IList<>) || open == typeof(IEnumerable<>) || open == typeof(IReadOnlyCollection<>)
        || open == typeof(Dictionary<,>) || open == typeof(IReadOnlyDictionary<,>) || open == typeof(SortedDictionary<,>));
}
