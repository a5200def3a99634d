using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>A C# type of single values that can be given from outside: how its text becomes an expression, and how it looks in JSON.</summary>
/// <param name="Names">Its names in C#, without a namespace.</param>
/// <param name="JsonType">Its JSON type: string, boolean, integer or number.</param>
/// <param name="Expected">What a text of it looks like, for messages.</param>
/// <param name="Literal">The expression for a text; null where the text is no value of it.</param>
/// <param name="Schema">The JSON Schema of its values.</param>
sealed record ScalarKind(string[] Names, string JsonType, string Expected, Func<string, string?> Literal, Func<JsonObject> Schema)
{
    static readonly ScalarKind[] All =
    [
        new(["string", "String"], "string", "any text", CSharpLiteral.Text, () => Type("string")),
        new(["bool", "Boolean"], "boolean", "true or false", CSharpLiteral.Boolean, () => Type("boolean")),
        Whole<sbyte>("sbyte", "SByte"), Whole<byte>("byte", "Byte"), Whole<short>("short", "Int16"), Whole<ushort>("ushort", "UInt16"),
        Whole<int>("int", "Int32"), Whole<uint>("uint", "UInt32", "U"), Whole<long>("long", "Int64", "L"), Whole<ulong>("ulong", "UInt64", "UL"),
        new(["BigInteger"], "integer", "a whole number", CSharpLiteral.Big, () => Type("integer")),
        new(["double", "Double"], "number", "a number with a decimal point, as in 0.05 or 1e-9, or NaN, Infinity, -Infinity", CSharpLiteral.Double, Floating),
        new(["float", "Single"], "number", "a number with a decimal point, as in 0.05 or 1e-9, or NaN, Infinity, -Infinity", CSharpLiteral.Single, Floating),
        new(["decimal", "Decimal"], "number", "a number with a decimal point of at most 28 digits, as in 12.50", CSharpLiteral.Decimal, () => Type("number")),
        new(["DateOnly"], "string", "a date, as in 2020-03-31", CSharpLiteral.Date, () => Formatted("date")),
        new(["DateTime"], "string", "a date and time, as in 2020-03-31T16:00:00Z", CSharpLiteral.DateAndTime, () => Shaped(@"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?Z?)?$")),
        new(["DateTimeOffset"], "string", "a date and time with its offset, as in 2020-03-31T16:00:00+02:00 or with Z", CSharpLiteral.Moment, () => Shaped(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})$")),
        new(["TimeOnly"], "string", "a time of day, as in 16:00 or 16:00:00.5", CSharpLiteral.TimeOfDay, () => Shaped(@"^\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?$")),
        new(["TimeSpan"], "string", "a duration, as in 02:30:00, 1.12:00:00 (a day and a half) or PT2H30M", CSharpLiteral.Duration,
            () => Shaped(@"^(-?(\d+\.)?\d{2}:\d{2}:\d{2}(\.\d{1,7})?|-?P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d{1,7})?S)?)?)$")),
    ];

    /// <summary>What a value of it looks like in JSON, for messages.</summary>
    public string ExpectedInJson => JsonType switch
    {
        "string" => Names[0] == "string" ? "a JSON text" : $"a JSON text: {Expected}",
        "boolean" => "the JSON value true or false",
        _ => $"a JSON number: {Expected}",
    };

    /// <summary>The kind of a C# name; null where values of it cannot be given.</summary>
    public static ScalarKind? Named(string name) => Array.Find(All, kind => kind.Names.Contains(name, StringComparer.Ordinal));

    /// <summary>All C# names, for messages.</summary>
    public static string Known { get; } = string.Join(", ", All.Select(kind => kind.Names[0]));

    /// <summary>A JSON value as text; null where its JSON type is another one. NaN and the infinities, which JSON lacks, are texts; 5.0 is a whole number.</summary>
    public string? TextOf(JsonElement json) => (JsonType, json.ValueKind) switch
    {
        ("string", JsonValueKind.String) => json.GetString(),
        ("boolean", JsonValueKind.True or JsonValueKind.False) => json.GetRawText(),
        ("integer", JsonValueKind.Number) => CSharpLiteral.WholeDigits(json.GetRawText()),
        ("number", JsonValueKind.Number) => json.GetRawText(),
        ("number", JsonValueKind.String) when json.GetString() is "NaN" or "Infinity" or "-Infinity" => json.GetString(),
        _ => null,
    };

    static ScalarKind Whole<T>(string name, string systemName, string suffix = "") where T : IBinaryInteger<T>, IMinMaxValue<T> => new(
        [name, systemName], "integer", string.Create(CultureInfo.InvariantCulture, $"a whole number from {T.MinValue} to {T.MaxValue}"), text => CSharpLiteral.Whole<T>(text, suffix),
        () => new() { ["type"] = "integer", ["minimum"] = JsonNode.Parse(T.MinValue.ToString(null, CultureInfo.InvariantCulture)), ["maximum"] = JsonNode.Parse(T.MaxValue.ToString(null, CultureInfo.InvariantCulture)) });

    static JsonObject Type(string type) => new() { ["type"] = type };

    static JsonObject Formatted(string format) => new() { ["type"] = "string", ["format"] = format };

    static JsonObject Shaped(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    static JsonObject Floating() => new() { ["anyOf"] = new JsonArray(Type("number"), new JsonObject { ["enum"] = new JsonArray("NaN", "Infinity", "-Infinity") }) };
}
