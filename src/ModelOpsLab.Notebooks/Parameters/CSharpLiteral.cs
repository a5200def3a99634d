using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using System.Xml;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelOpsLab.Notebooks;

/// <summary>The C# expression for a value given as text: every value means in C# what it meant to its giver. Null where the text is no value of the type.</summary>
static partial class CSharpLiteral
{
    static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    static readonly string[] DateTimeForms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];
    static readonly string[] TimeForms = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"];

    public static string Text(string value) => SymbolDisplay.FormatLiteral(value, quote: true);

    public static string? Boolean(string value) => bool.TryParse(value, out var b) ? b ? "true" : "false" : null;

    public static string? Whole<T>(string value, string suffix) where T : IBinaryInteger<T> =>
        T.TryParse(value, NumberStyles.AllowLeadingSign, Invariant, out var number) ? number.ToString(null, Invariant) + suffix : null;

    public static string? Big(string value) => BigInteger.TryParse(value, NumberStyles.AllowLeadingSign, Invariant, out var number)
        ? $"System.Numerics.BigInteger.Parse(\"{number.ToString(Invariant)}\", System.Globalization.CultureInfo.InvariantCulture)"
        : null;

    public static string? Double(string value)
    {
        if (NotFinite(value, "double") is { } special) return special;
        if (!double.TryParse(value, NumberStyles.Float, Invariant, out var number) || !double.IsFinite(number)) return null;
        var text = number.ToString("R", Invariant);
        return text.AsSpan().ContainsAny(".E") ? text : text + ".0";
    }

    public static string? Single(string value)
    {
        if (NotFinite(value, "float") is { } special) return special;
        return float.TryParse(value, NumberStyles.Float, Invariant, out var number) && float.IsFinite(number) ? number.ToString("R", Invariant) + "f" : null;
    }

    /// <summary>More digits than a decimal holds are refused, not rounded.</summary>
    public static string? Decimal(string value) =>
        decimal.TryParse(value, NumberStyles.Float, Invariant, out var number) && Digits(number.ToString(Invariant)) == Digits(value) ? number.ToString(Invariant) + "m" : null;

    public static string? Date(string value) => DateOnly.TryParseExact(value, "yyyy-MM-dd", Invariant, DateTimeStyles.None, out var d)
        ? string.Create(Invariant, $"new DateOnly({d.Year}, {d.Month}, {d.Day})")
        : null;

    public static string? DateAndTime(string value)
    {
        var utc = value.EndsWith('Z');
        return DateTime.TryParseExact(utc ? value[..^1] : value, DateTimeForms, Invariant, DateTimeStyles.None, out var time)
            ? string.Create(Invariant, $"new DateTime({Parts(time)}, DateTimeKind.{(utc ? "Utc" : "Unspecified")})") + Rest(time.Ticks)
            : null;
    }

    public static string? Moment(string value)
    {
        if (Offset().Match(value) is not { Success: true } offset) return null;
        if (!DateTime.TryParseExact(value[..offset.Index], DateTimeForms[1..], Invariant, DateTimeStyles.None, out var time)) return null;
        if (offset.Value == "Z") return string.Create(Invariant, $"new DateTimeOffset({Parts(time)}, TimeSpan.Zero)") + Rest(time.Ticks);
        var sign = offset.Value[0] == '-' ? -1 : 1;
        var (hours, minutes) = (int.Parse(offset.Groups["hours"].Value, Invariant), int.Parse(offset.Groups["minutes"].Value, Invariant));
        return minutes > 59 || 60 * hours + minutes > 14 * 60 ? null
            : string.Create(Invariant, $"new DateTimeOffset({Parts(time)}, new TimeSpan({sign * hours}, {sign * minutes}, 0))") + Rest(time.Ticks);
    }

    public static string? TimeOfDay(string value) => TimeOnly.TryParseExact(value, TimeForms, Invariant, DateTimeStyles.None, out var time)
        ? string.Create(Invariant, $"new TimeOnly({time.Ticks}L)")
        : null;

    /// <summary>.NET's own form with all of hours, minutes and seconds, because 5 alone would be days; or ISO 8601 without years and months, whose length varies.</summary>
    public static string? Duration(string value)
    {
        if (NetDuration().IsMatch(value) && TimeSpan.TryParseExact(value, "c", Invariant, out var span)) return Ticks(span);
        if (!IsoDuration().IsMatch(value)) return null;
        try
        {
            return Ticks(XmlConvert.ToTimeSpan(value));
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }

        static string Ticks(TimeSpan span) => string.Create(Invariant, $"new TimeSpan({span.Ticks}L)");
    }

    /// <summary>The digits of a JSON number that is whole, also where it is written 5.0 or 1e3; the number as it stands where it is not.</summary>
    public static string WholeDigits(string json)
    {
        if (json.AsSpan().IndexOfAny('.', 'e', 'E') < 0) return json;
        return decimal.TryParse(json, NumberStyles.Float, Invariant, out var number) && decimal.Truncate(number) == number && Digits(number.ToString(Invariant)) == Digits(json)
            ? decimal.Truncate(number).ToString(Invariant)
            : json;
    }

    static string? NotFinite(string value, string type) => value switch
    {
        "NaN" or "nan" => type + ".NaN",
        "Infinity" or "inf" => type + ".PositiveInfinity",
        "-Infinity" or "-inf" => type + ".NegativeInfinity",
        _ => null,
    };

    static string Parts(DateTime time) => string.Create(Invariant, $"{time.Year}, {time.Month}, {time.Day}, {time.Hour}, {time.Minute}, {time.Second}");

    static string Rest(long ticks) => ticks % TimeSpan.TicksPerSecond is not 0 and var rest ? string.Create(Invariant, $".AddTicks({rest})") : "";

    /// <summary>Significant digits alone.</summary>
    static string Digits(string number) => number.Split('e', 'E')[0].Replace(".", "", StringComparison.Ordinal).TrimStart('+', '-', '0', ' ').TrimEnd('0', ' ');

    [GeneratedRegex(@"(Z|[+-](?<hours>\d{2}):(?<minutes>\d{2}))$")]
    private static partial Regex Offset();

    [GeneratedRegex(@"^-?(\d+\.)?\d{2}:\d{2}:\d{2}(\.\d{1,7})?$")]
    private static partial Regex NetDuration();

    [GeneratedRegex(@"^-?P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d{1,7})?S)?)?$")]
    private static partial Regex IsoDuration();
}
