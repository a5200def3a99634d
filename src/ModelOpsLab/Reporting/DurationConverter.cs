using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelOpsLab.Reporting;

/// <summary>Lengths of time in settings, as <see cref="Duration"/> writes them.</summary>
sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException("A length of time is a text such as \"90m\", \"2d\" or \"1h30m\".");
        try
        {
            return Duration.Parse(reader.GetString()!);
        }
        catch (FormatException wrong)
        {
            throw new JsonException(wrong.Message);
        }
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteStringValue(Duration.Text(value));
}
