using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelOpsLab.Reporting;

/// <summary>Times of the day in settings: <c>09:30</c>, with seconds where there are any.</summary>
sealed class ClockTimeConverter : JsonConverter<TimeOnly>
{
    public override TimeOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TimeOnly.TryParseExact(reader.GetString(), ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw new JsonException("A time of the day is a text from \"00:00\" to \"23:59\", with seconds where there are any: \"09:30\", \"23:59:30\".");

    public override void Write(Utf8JsonWriter writer, TimeOnly value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(value.Second == 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture));
}
