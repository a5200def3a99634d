using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Data;

/// <summary>Reads a settings file into a record, strictly: a typo is an error with its place, never a default.</summary>
public static partial class JsonFile
{
    /// <summary>The value in a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not JSON, an unknown or missing member, or a value that is refused: file, line, column and what to do.</exception>
    public static T Read<T>(string path) => File.Exists(path)
        ? Parse<T>(File.ReadAllText(path), path)
        : throw new FileNotFoundException($"There is no file '{path}'. The current folder is '{Environment.CurrentDirectory}': check the path.", path);

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
            throw new InvalidDataException($"{source}, line {Text((e.LineNumber ?? 0) + 1)}, column {Text((e.BytePositionInLine ?? 0) + 1)}: {Problem(e)}", e);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{source}: {e.Message.Split(" (Parameter")[0]}", e);
        }
    }

    static string Problem(JsonException e)
    {
        if (Unmapped().Match(e.Message) is { Success: true } unmapped)
        {
            var known = Type.GetType(unmapped.Groups["type"].Value)?.GetProperties().Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always }).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).ToArray() ?? [];
            return $"'{unmapped.Groups["name"].Value}' is not known here.{Spelling.Suggest(unmapped.Groups["name"].Value, known)}{(known.Length > 0 ? $" Known are: {string.Join(", ", known)}." : "")}";
        }
        var place = e.Path is { Length: > 1 } path ? $" at {path[2..]}" : "";
        if (Missing().Match(e.Message) is { Success: true } missing) return $"a value is missing{place}: {missing.Groups["names"].Value}.";
        if (e.Message.Contains("is null", StringComparison.Ordinal)) return e.Message + ".";
        if (e.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal)) return $"the value{place} is not what is needed there.";
        return $"this is not JSON. {e.Message.Split(" LineNumber:")[0].Split(" Path:")[0]}";
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("The JSON property '(?<name>[^']*)' could not be mapped to any .NET member contained in type '(?<type>[^']*)'")]
    private static partial Regex Unmapped();

    [GeneratedRegex("missing required properties[^:]*: (?<names>[^.]*)")]
    private static partial Regex Missing();
}
