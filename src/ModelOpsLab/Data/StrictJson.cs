using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ModelOpsLab.Data;

/// <summary>A JSON value that knows the file and line it stands on, for settings files in which a typo must be an error and not a default.</summary>
sealed class StrictJson
{
    readonly string _source;
    readonly object? _value;
    readonly JsonTokenType _token;

    StrictJson(string source, int line, string name, JsonTokenType token, object? value) => (_source, Line, Name, _token, _value) = (source, line, name, token, value);

    /// <summary>Line in the file, from 1.</summary>
    public int Line { get; }
    /// <summary>Name of the member that holds the value; empty at the top and in a list.</summary>
    public string Name { get; }

    /// <summary>Reads one JSON value.</summary>
    /// <exception cref="InvalidDataException">The text is not JSON, or a name stands twice in an object: the message names file and line.</exception>
    public static StrictJson Parse(string json, string source)
    {
        var bytes = Encoding.UTF8.GetBytes(json.TrimStart('\uFEFF'));
        var reader = new Utf8JsonReader(bytes);
        try
        {
            reader.Read();
            var top = Read(ref reader, bytes, source, "");
            reader.Read();
            return top;
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{source}, line {Text((broken.LineNumber ?? 0) + 1)}: this is not JSON. {broken.Message.Split(" LineNumber:")[0]}", broken);
        }
    }

    /// <summary>Reads one JSON value from a file.</summary>
    public static StrictJson Load(string path) => File.Exists(path)
        ? Parse(File.ReadAllText(path), path)
        : throw new FileNotFoundException($"There is no file '{path}'. The current folder is '{Environment.CurrentDirectory}': check the path.", path);

    /// <summary>The members of an object, each of a known name.</summary>
    public IReadOnlyDictionary<string, StrictJson> Members(params string[] known)
    {
        var members = Members();
        foreach (var (name, value) in members)
            if (!known.Contains(name, StringComparer.Ordinal))
                throw value.Error($"'{name}' is not known here.{Spelling.Suggest(name, known)} Known are: {string.Join(", ", known)}.");
        return members;
    }

    /// <summary>The members of an object whose names are data.</summary>
    public IReadOnlyDictionary<string, StrictJson> Members() => _value as Dictionary<string, StrictJson> ?? throw Wrong("an object");

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<StrictJson> Items() => _value as List<StrictJson> ?? throw Wrong("a list");

    /// <summary>Whether the value is null.</summary>
    public bool IsNull => _token == JsonTokenType.Null;

    /// <summary>A text, not empty.</summary>
    public string String() => _token == JsonTokenType.String && _value is string { Length: > 0 } text ? text : throw Wrong("a text");

    /// <summary>A list of texts.</summary>
    public string[] Strings() => [.. Items().Select(i => i.String())];

    /// <summary>A finite number.</summary>
    public double Number() => _token == JsonTokenType.Number && double.TryParse((string)_value!, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
        ? number : throw Wrong("a number");

    /// <summary>A whole number.</summary>
    public int Integer() => _token == JsonTokenType.Number && int.TryParse((string)_value!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong("a whole number");

    /// <summary>True or false.</summary>
    public bool Boolean() => _token is JsonTokenType.True or JsonTokenType.False ? _token == JsonTokenType.True : throw Wrong("true or false");

    /// <summary>One of a set of words.</summary>
    public T OneOf<T>(IReadOnlyDictionary<string, T> words) => words.TryGetValue(String(), out var found) ? found
        : throw Error($"'{Name}' is '{String()}'.{Spelling.Suggest(String(), words.Keys)} It can be: {string.Join(", ", words.Keys)}.");

    /// <summary>An error at the place of the value.</summary>
    public InvalidDataException Error(string problem) => new($"{_source}, line {Text(Line)}: {problem}");

    InvalidDataException Wrong(string wanted) => Error($"{(Name.Length > 0 ? $"'{Name}'" : "this")} must be {wanted}, and is {_token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => $"the text '{_value}'",
        JsonTokenType.Number => $"the number {_value}",
        JsonTokenType.Null => "null",
        _ => _token == JsonTokenType.True ? "true" : "false",
    }}.");

    static StrictJson Read(ref Utf8JsonReader reader, byte[] bytes, string source, string name)
    {
        var token = reader.TokenType;
        var line = bytes.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n') + 1;
        object? value = null;
        if (token == JsonTokenType.StartObject)
        {
            var members = new Dictionary<string, StrictJson>(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var member = reader.GetString()!;
                reader.Read();
                var read = Read(ref reader, bytes, source, member);
                if (!members.TryAdd(member, read)) throw read.Error($"'{member}' stands twice, on line {Text(members[member].Line)} too.");
            }
            value = members;
        }
        else if (token == JsonTokenType.StartArray)
        {
            var items = new List<StrictJson>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Read(ref reader, bytes, source, ""));
            value = items;
        }
        else if (token == JsonTokenType.String) value = reader.GetString();
        else if (token == JsonTokenType.Number) value = Encoding.UTF8.GetString(reader.ValueSpan);
        return new(source, line, name, token, value);
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
