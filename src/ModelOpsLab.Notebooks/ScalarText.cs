using System.Globalization;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>Numbers, dates, text: written in full, in invariant culture, with no time zone a value does not have.</summary>
static class ScalarText
{
    public static bool IsScalar(object value) =>
        value is string or bool or char or decimal or DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan or Guid or Enum or Half or Int128 or UInt128
            or System.Numerics.BigInteger or Uri or Version or Type
        || value.GetType().IsPrimitive;

    public static bool IsNumber(object? value) =>
        value is decimal or Half or Int128 or UInt128 or System.Numerics.BigInteger || value is not (null or bool or char) && value.GetType().IsPrimitive;

    public static string Of(object value) => value switch
    {
        string text => text,
        DateTime time => time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + (time.Kind == DateTimeKind.Utc ? "Z" : ""),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>A number as a JSON number where JSON has it; not-a-number, infinities and the rest as text.</summary>
    public static JsonNode? Json(object? value) => value switch
    {
        null => null,
        bool flag => flag,
        double number when double.IsFinite(number) => number,
        float number when float.IsFinite(number) => number,
        decimal number => number,
        byte or sbyte or short or ushort or int or uint or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong number => number,
        _ => IsScalar(value) ? Of(value) : Inline(value),
    };

    /// <summary>One line for a table's cell: scalars in full, sequences in brackets, the rest by their own text.</summary>
    public static string Inline(object? value, int depth = 0)
    {
        const int Shown = 5;
        if (value is null) return "<null>";
        if (IsScalar(value)) return Of(value);
        if (value is System.Collections.IEnumerable items && depth < 3)
        {
            var first = items.Cast<object?>().Take(Shown + 1).ToArray();
            var text = string.Join(", ", first.Take(Shown).Select(item => Inline(item, depth + 1)));
            return first.Length > Shown ? $"[{text}, ...]" : $"[{text}]";
        }
        return ObjectShape.Of(value.GetType()) is { } shape && depth < 3 ? shape.Line(value, depth + 1) : value.ToString() ?? "";
    }
}
