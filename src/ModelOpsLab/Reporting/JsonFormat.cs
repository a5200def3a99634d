using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace ModelOpsLab.Reporting;

/// <summary>How everything this library writes as JSON is written, and how strictly it is read.</summary>
public static class JsonFormat
{
    const int LongestQuote = 1_000;

    /// <summary>Camel case, enums as words, NaN and infinities as <c>"NaN"</c>, <c>"Infinity"</c>, numbers that give the same bits back, LF; unknown, doubled and missing members are errors. Read-only.</summary>
    public static JsonSerializerOptions Options { get; } = Locked(new JsonSerializerOptions(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        AllowOutOfOrderMetadataProperties = true,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new NumberConverter(), new NumberListConverter(), new ClockTimeConverter() },
    });

    /// <summary>The same on one line.</summary>
    internal static JsonSerializerOptions Line { get; } = Locked(new JsonSerializerOptions(Options) { WriteIndented = false });

    /// <summary>The value as JSON text that ends with a line end.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options) + "\n";

    /// <summary>The value that a JSON text stands for.</summary>
    /// <param name="json">One JSON value.</param>
    /// <param name="what">What the text should hold, for the message: <c>report</c>.</param>
    /// <exception cref="InvalidDataException">It is not one: the message names line, place and what is wrong there.</exception>
    public static T Read<T>(string json, string what)
    {
        try
        {
            NoNullInLists(json);
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("it is null");
        }
        catch (JsonException wrong)
        {
            var reason = wrong.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0];
            throw new InvalidDataException($"The {what} cannot be read: line {wrong.LineNumber + 1 ?? 1}, at {Short(wrong.Path ?? "$")}: {Short(reason)}", wrong);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException or FormatException)
        {
            throw new InvalidDataException($"The {what} cannot be read: {Short(wrong.Message)}", wrong);
        }
    }

    /// <summary>The reader quotes names and values whole, however long they are.</summary>
    static string Short(string text) => text.Length <= LongestQuote ? text : text[..LongestQuote] + "...";

    /// <summary>A list has items or not; an item that is null is a mistake the deserializer would let through.</summary>
    internal static void NoNullInLists(string json)
    {
        var utf8 = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(utf8);
        Stack<bool> inList = [];
        while (reader.Read())
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    inList.Push(reader.TokenType == JsonTokenType.StartArray);
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    inList.Pop();
                    break;
                case JsonTokenType.Null when inList.TryPeek(out var list) && list:
                    throw new JsonException("an item of a list is null", null, utf8.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n'), null);
            }
    }

    static JsonSerializerOptions Locked(JsonSerializerOptions options)
    {
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
