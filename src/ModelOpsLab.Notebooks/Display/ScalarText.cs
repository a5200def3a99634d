using System.Globalization;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>Numbers, dates, text: written in full, in invariant culture, with no time zone a value does not have.</summary>
static class ScalarText
{
    static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static bool IsScalar(object value) =>
        value is string or bool or char or decimal or DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan or Guid or Enum or Half or Int128 or UInt128
            or System.Numerics.BigInteger or Uri or Version or Type
        || value.GetType().IsPrimitive;

    public static bool IsNumber(object? value) =>
        value is decimal or Half or Int128 or UInt128 or System.Numerics.BigInteger || value is not (null or bool or char) && value.GetType().IsPrimitive;

    public static string Of(object value) => value switch
    {
        string text => text,
        double number => Exact(number),
        float number => Exact(number),
        DateTime time => time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss.FFFFFFF", Invariant) + (time.Kind == DateTimeKind.Utc ? "Z" : ""),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", Invariant),
        DateOnly date => date.ToString("yyyy-MM-dd", Invariant),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", Invariant),
        IFormattable formattable => formattable.ToString(null, Invariant),
        _ => value.ToString() ?? "",
    };

    /// <summary>
    /// A scalar as JSON: numbers as the digits of <see cref="Of"/>, so that a float stays what it was written as. JSON has no NaN and no infinities,
    /// and its readers no integers beyond 64 bits: those are text ("NaN", "-Infinity"), like dates and all other scalars.
    /// </summary>
    public static JsonNode? Json(object? value) => value switch
    {
        null => null,
        bool flag => flag,
        double number => Json(number),
        float number when float.IsFinite(number) => JsonNode.Parse(Exact(number)),
        Half number when Half.IsFinite(number) => JsonNode.Parse(number.ToString(Invariant)),
        decimal number => number,
        byte or sbyte or short or ushort or int or uint or long => Convert.ToInt64(value, Invariant),
        nint number => (long)number,
        nuint number => (ulong)number,
        ulong number => number,
        _ => Of(value),
    };

    static JsonNode Json(double number)
    {
        if (!double.IsFinite(number)) return Of(number);
        var text = Exact(number);
        return text == number.ToString(Invariant) ? number : JsonNode.Parse(text)!;
    }

    /// <summary>The shortest text that reads back to the same bits. .NET 10's own is for a few powers of two one unit in the last place off, so it is read again.</summary>
    static string Exact(double value)
    {
        var text = value.ToString(Invariant);
        return double.IsFinite(value) && double.Parse(text, NumberStyles.Float, Invariant) != value ? value.ToString("G17", Invariant) : text;
    }

    static string Exact(float value)
    {
        var text = value.ToString(Invariant);
        return float.IsFinite(value) && float.Parse(text, NumberStyles.Float, Invariant) != value ? value.ToString("G9", Invariant) : text;
    }
}
