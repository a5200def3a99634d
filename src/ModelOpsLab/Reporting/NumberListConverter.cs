using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelOpsLab.Reporting;

/// <summary>Lists of numbers on one line: a chart of a thousand points is a readable file, and a changed point a one-line difference.</summary>
sealed class NumberListConverter : JsonConverter<IReadOnlyList<double>>
{
    public override IReadOnlyList<double> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException($"Expected a list of numbers, found {reader.TokenType}.");
        List<double> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            numbers.Add(reader.TokenType switch
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
            });
        return numbers.ToArray();
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<double> value, JsonSerializerOptions options)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < value.Count; i++)
            text.Append(i == 0 ? "" : ", ").Append(double.IsFinite(value[i])
                ? value[i].ToString("R", CultureInfo.InvariantCulture)
                : double.IsNaN(value[i]) ? "\"NaN\"" : value[i] > 0 ? "\"Infinity\"" : "\"-Infinity\"");
        writer.WriteRawValue(text.Append(']').ToString());
    }
}
