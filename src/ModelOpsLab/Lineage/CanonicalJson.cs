using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace ModelOpsLab.Lineage;

/// <summary>
/// JSON with exactly one spelling of every value (RFC 8785, JSON Canonicalization Scheme): no spaces, keys in
/// UTF-16 order, numbers as ECMAScript prints them, UTF-8. What is hashed or signed is written this way.
/// </summary>
/// <remarks>
/// Refused, because two readers could take them differently: duplicate keys, lone surrogates, numbers beyond the
/// range of a double, integers that a double cannot hold (write them as strings), more than 64 levels.
/// </remarks>
public static class CanonicalJson
{
    const int MaxDepth = 64;

    /// <summary>The canonical UTF-8 bytes of a JSON text.</summary>
    /// <exception cref="InvalidDataException">The text is not JSON, or has no canonical form.</exception>
    public static byte[] Of(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new() { MaxDepth = MaxDepth });
            return Of(document.RootElement);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"Not JSON that can be hashed: {error.Message}", error);
        }
    }

    /// <summary>The canonical UTF-8 bytes of a JSON value.</summary>
    /// <exception cref="InvalidDataException">The value has no canonical form.</exception>
    public static byte[] Of(JsonElement json)
    {
        var text = new StringBuilder();
        Write(json, text, depth: 1);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A text as a canonical JSON string, quotes included.</summary>
    /// <exception cref="InvalidDataException">The text has half of a surrogate pair.</exception>
    internal static string Quote(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (rune == Rune.ReplacementChar && !text.Contains('\uFFFD', StringComparison.Ordinal)) throw new InvalidDataException("A text holds half of a surrogate pair, which UTF-8 cannot write.");
        var quoted = new StringBuilder();
        WriteText(text, quoted);
        return quoted.ToString();
    }

    /// <summary>A number as ECMAScript's <c>Number::toString</c> prints it: shortest digits that round-trip, exponent from 1e21 and 1e-7.</summary>
    /// <exception cref="InvalidDataException">NaN or infinite: JSON has no such number.</exception>
    public static string Number(double value)
    {
        if (!double.IsFinite(value)) throw new InvalidDataException($"{value.ToString(CultureInfo.InvariantCulture)} is not a JSON number; write null and the reason beside it.");
        if (value == 0) return "0";
        var (digits, point) = ShortestDigits(Math.Abs(value));
        var sign = value < 0 ? "-" : "";
        return sign + point switch
        {
            > 0 and <= 21 when digits.Length <= point => digits.PadRight(point, '0'),
            > 0 and <= 21 => $"{digits[..point]}.{digits[point..]}",
            > -6 and <= 0 => "0." + new string('0', -point) + digits,
            _ => (digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}") + string.Create(CultureInfo.InvariantCulture, $"e{point - 1:+0;-0}"),
        };
    }

    /// <summary>Digits d1 d2 … dk without outer zeros, and the power n such that the value is 0.d1d2…dk · 10^n.</summary>
    static (string Digits, int Point) ShortestDigits(double value)
    {
        var text = NumberText.RoundTrip(value);
        var e = text.IndexOf('E');
        var exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? text : text[..e];
        var dot = mantissa.IndexOf('.');
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var significant = digits.TrimStart('0');
        var point = (dot < 0 ? digits.Length : dot) + exponent - (digits.Length - significant.Length);
        return (significant.TrimEnd('0'), point);
    }

    static void Write(JsonElement json, StringBuilder to, int depth)
    {
        if (depth > MaxDepth) throw new InvalidDataException($"JSON nested deeper than {MaxDepth} levels is not hashed.");
        switch (json.ValueKind)
        {
            case JsonValueKind.Object: WriteObject(json, to, depth); break;
            case JsonValueKind.Array:
                to.Append('[');
                var first = true;
                foreach (var item in json.EnumerateArray())
                {
                    if (!first) to.Append(',');
                    first = false;
                    Write(item, to, depth + 1);
                }
                to.Append(']');
                break;
            case JsonValueKind.String: WriteText(Text(() => json.GetString()!), to); break;
            case JsonValueKind.Number: to.Append(NumberOf(json)); break;
            case JsonValueKind.True: to.Append("true"); break;
            case JsonValueKind.False: to.Append("false"); break;
            case JsonValueKind.Null: to.Append("null"); break;
            default: throw new InvalidDataException("An undefined JSON value cannot be hashed.");
        }
    }

    static void WriteObject(JsonElement json, StringBuilder to, int depth)
    {
        var members = json.EnumerateObject().Select(m => (Key: Text(() => m.Name), m.Value)).ToList();
        members.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        to.Append('{');
        for (var i = 0; i < members.Count; i++)
        {
            var (key, value) = members[i];
            if (i > 0 && key == members[i - 1].Key) throw new InvalidDataException($"The JSON object has the key '{key}' twice.");
            if (i > 0) to.Append(',');
            WriteText(key, to);
            to.Append(':');
            Write(value, to, depth + 1);
        }
        to.Append('}');
    }

    static string NumberOf(JsonElement json)
    {
        var raw = json.GetRawText();
        var value = json.GetDouble();
        if (!double.IsFinite(value)) throw new InvalidDataException($"The JSON number {raw} is beyond the range of a double.");
        var canonical = Number(value);
        var integer = raw.AsSpan().IndexOfAny('.', 'e', 'E') < 0;
        if (integer && raw != canonical && BigInteger.Parse(raw, CultureInfo.InvariantCulture) != new BigInteger(value))
            throw new InvalidDataException($"The JSON integer {raw} does not fit a double (it would become {canonical}); write it as a string.");
        return canonical;
    }

    static string Text(Func<string> read)
    {
        try { return read(); }
        catch (InvalidOperationException error) { throw new InvalidDataException("A JSON string holds bytes that are not UTF-8, or half of a surrogate pair.", error); }
    }

    static void WriteText(string text, StringBuilder to)
    {
        to.Append('"');
        foreach (var c in text)
            _ = c switch
            {
                '"' => to.Append("\\\""),
                '\\' => to.Append("\\\\"),
                '\b' => to.Append("\\b"),
                '\f' => to.Append("\\f"),
                '\n' => to.Append("\\n"),
                '\r' => to.Append("\\r"),
                '\t' => to.Append("\\t"),
                < ' ' => to.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => to.Append(c),
            };
        to.Append('"');
    }
}
