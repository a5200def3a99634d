using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Data;

/// <summary>Reads a settings file into a record, strictly: a typo is an error with its place, never a default.</summary>
public static partial class JsonFile
{
    const long MostBytes = 16 << 20;
    const int LongestMessage = 4_096;

    /// <summary>The value in a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not JSON, an unknown or missing member, or a value that is refused: file, line, column and what to do.</exception>
    public static T Read<T>(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file '{path}'. The current folder is '{Environment.CurrentDirectory}': check the path.", path);
        if (new FileInfo(path).Length is > MostBytes and var bytes) throw new InvalidDataException($"{path} has {Text(bytes)} bytes: a file of settings has at most {Text(MostBytes)}. Is it the right file?");
        FileReads.Note(path);
        return Parse<T>(File.ReadAllText(path), path);
    }

    /// <summary>The value of a text; <paramref name="source"/> names it in errors.</summary>
    public static T Parse<T>(string json, string source)
    {
        try
        {
            JsonFormat.NoNullInLists(json);
            return JsonSerializer.Deserialize<T>(json, JsonFormat.Options) ?? throw new InvalidDataException($"{source}: the file says null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{source}, line {Text((e.LineNumber ?? 0) + 1)}, column {Text((e.BytePositionInLine ?? 0) + 1)}: {Problem(e, json)}", e);
        }
        catch (NotSupportedException e) when (e.Message.Contains("type discriminator", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{source}: there is no 'kind': it says what the rest is.", e);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{source}: {e.Message.Split(" (Parameter")[0]}", e);
        }
    }

    static string Problem(JsonException e, string json)
    {
        if (e.Message.Length > LongestMessage) return $"this is not what is needed there. {Short(e.Message)}"; // it quotes a name or value as long as that
        if (Unmapped().Match(e.Message) is { Success: true } unmapped)
        {
            var known = typeof(JsonFile).Assembly.GetType(unmapped.Groups["type"].Value)?.GetProperties().Where(p => p.GetIndexParameters().Length == 0 && p.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always }).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).ToArray() ?? [];
            return $"'{unmapped.Groups["name"].Value}' is not known here.{Spelling.Suggest(unmapped.Groups["name"].Value, known)}{(known.Length > 0 ? $" Known are: {string.Join(", ", known)}." : "")}";
        }
        var place = e.Path is { Length: > 1 } path ? $" at {path[2..]}" : "";
        if (Missing().Match(e.Message) is { Success: true } missing) return $"a value is missing{place}: {missing.Groups["names"].Value}.";
        if (e.Message.Contains("is null", StringComparison.Ordinal)) return e.Message + ".";
        if (Discriminator().Match(e.Message) is { Success: true } kind) return $"kind is '{kind.Groups["kind"].Value}', which is not a known one.";
        if (Doubled().Match(e.Message) is { Success: true } doubled) return $"'{doubled.Groups["name"].Value}' stands twice.";
        if (Converted().Match(e.Message) is { Success: true } converted) return $"{(e.Path is { Length: > 2 } where ? where[2..] : "the file")} is {Found(json, e.Path!)}{Wanted(TypeAt(converted.Groups["type"].Value, e.Path!), Found(json, e.Path!))}";
        var reason = Short(e.Message.Split(" LineNumber:")[0].Split(" Path:")[0]);
        return e.InnerException is null && e.Path is { Length: > 1 } ? $"{e.Path[2..]}: {reason}" : $"this is not JSON. {reason}";
    }

    /// <summary>The reader quotes all that it could not read, up to the whole file: its first words are enough.</summary>
    static string Short(string reason) => reason.Length <= 160 && !reason.Contains('\n', StringComparison.Ordinal) ? reason : $"{reason.ReplaceLineEndings(" ")[..Math.Min(reason.ReplaceLineEndings(" ").Length, 60)]}...";

    /// <summary>The type of the member at the end of a path, where the serializer names the type that holds it.</summary>
    static string TypeAt(string type, string path) =>
        typeof(JsonFile).Assembly.GetType(type)?.GetProperties().FirstOrDefault(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name) == path[(path.LastIndexOf('.') + 1)..])?.PropertyType.FullName ?? type;

    /// <summary>What was wanted instead, for a type named in a message of the serializer.</summary>
    static string Wanted(string type, string found)
    {
        if (typeof(JsonFile).Assembly.GetType(type) is { IsEnum: true } words)
        {
            string[] known = [.. words.GetFields().Where(f => f.IsLiteral).Select(f => f.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(f.Name))];
            return $".{Spelling.Suggest(found.Trim('"'), known)} It can be: {string.Join(", ", known)}.";
        }
        return type switch
        {
            "System.String" => ", and must be a text.",
            "System.Double" or "System.Int32" or "System.Int64" => ", and must be a number.",
            "System.Boolean" => ", and must be true or false.",
            "System.DateOnly" => ", and must be a day, like \"2020-03-31\".",
            _ when type.Contains("Dictionary", StringComparison.Ordinal) => ", and must be an object, {\"name\": ...}.",
            _ when type.Contains("List", StringComparison.Ordinal) => ", and must be a list, [...].",
            _ => ", which is not what is needed there.",
        };
    }

    /// <summary>The text that stands at a path such as <c>$.features[0].kind</c>, shortened.</summary>
    static string Found(string json, string path)
    {
        using var document = JsonDocument.Parse(json);
        var at = document.RootElement;
        foreach (Match step in Step().Matches(path))
            if (step.Groups["index"] is { Success: true } index) at = at[int.Parse(index.Value, CultureInfo.InvariantCulture)];
            else if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(step.Groups["name"].Value, out var member)) at = member;
        var text = at.GetRawText().ReplaceLineEndings(" ");
        return text.Length <= 40 ? text : text[..37] + "...";
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("The JSON property '(?<name>[^']*)' could not be mapped to any .NET member contained in type '(?<type>[^']*)'")]
    private static partial Regex Unmapped();

    [GeneratedRegex("missing required properties[^:]*: (?<names>[^.]*)")]
    private static partial Regex Missing();

    [GeneratedRegex("Duplicate property '(?<name>[^']*)'")]
    private static partial Regex Doubled();

    [GeneratedRegex("unrecognized type discriminator id '(?<kind>[^']*)'")]
    private static partial Regex Discriminator();

    [GeneratedRegex("^The JSON value could not be converted to (?<type>.+?)\\. Path:")]
    private static partial Regex Converted();

    [GeneratedRegex(@"\[(?<index>\d+)\]|\['(?<name>[^']+)'\]|\.(?<name>[^.\[]+)")]
    private static partial Regex Step();
}
