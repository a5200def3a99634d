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
            numbers.Add(NumberConverter.Read(ref reader));
        return numbers.ToArray();
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<double> value, JsonSerializerOptions options)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < value.Count; i++) text.Append(i == 0 ? "" : ", ").Append(NumberConverter.Text(value[i]));
        writer.WriteRawValue(text.Append(']').ToString());
    }
}
