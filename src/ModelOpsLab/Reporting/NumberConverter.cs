using System.Text.Json;
using System.Text.Json.Serialization;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Reporting;

/// <summary>Numbers that read back to the same bits; NaN and the infinities as words.</summary>
sealed class NumberConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteRawValue(Text(value));

    internal static double Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number => reader.GetDouble(),
        JsonTokenType.String when reader.GetString() is { } word => word switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => throw new JsonException($"'{word}' is not a number; write \"NaN\", \"Infinity\" or \"-Infinity\" where there is none."),
        },
        var token => throw new JsonException($"Expected a number, found {token}."),
    };

    internal static string Text(double value) =>
        double.IsFinite(value) ? NumberText.RoundTrip(value) : double.IsNaN(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
}
