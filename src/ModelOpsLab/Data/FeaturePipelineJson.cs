using System.Buffers;
using System.Text;
using System.Text.Json;

namespace ModelOpsLab.Data;

/// <summary>Feature pipelines as JSON. Kinds are words: <c>return</c>, <c>momentum</c>, <c>volatility</c>, <c>range</c>, <c>volume_z</c>, <c>moving_average_gap</c>.</summary>
static class FeaturePipelineJson
{
    static readonly Dictionary<string, FeatureKind> Kinds = Enum.GetValues<FeatureKind>().ToDictionary(k => JsonNamingPolicy.SnakeCaseLower.ConvertName(k.ToString()), StringComparer.Ordinal);

    public static FeaturePipeline Read(StrictJson json)
    {
        var members = json.Members("close", "high", "low", "volume", "target", "features", "sizing");
        string Or(string name, string otherwise) => members.TryGetValue(name, out var value) ? value.String() : otherwise;
        var standard = new FeaturePipeline();
        IReadOnlyList<Feature> features = members.TryGetValue("features", out var list) ? [.. list.Items().Select(Feature)] : standard.Features;
        try
        {
            return new()
            {
                Close = Or("close", standard.Close),
                High = Or("high", standard.High),
                Low = Or("low", standard.Low),
                Volume = Or("volume", standard.Volume),
                Target = Or("target", standard.Target),
                Features = features,
                Sizing = members.TryGetValue("sizing", out var sizing) ? sizing.IsNull ? null : Feature(sizing) : standard.Sizing,
            };
        }
        catch (ArgumentException wrong) { throw (list ?? json).Error(First(wrong)); }
    }

    static Feature Feature(StrictJson json)
    {
        var members = json.Members("name", "kind", "window");
        StrictJson Member(string name) => members.TryGetValue(name, out var value) ? value : throw json.Error($"a feature has no '{name}'.");
        try { return new(Member("name").String(), Member("kind").OneOf(Kinds), Member("window").Integer()); }
        catch (ArgumentException wrong) { throw json.Error(First(wrong)); }
    }

    public static string Write(FeaturePipeline pipeline)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("close", pipeline.Close);
            json.WriteString("high", pipeline.High);
            json.WriteString("low", pipeline.Low);
            json.WriteString("volume", pipeline.Volume);
            json.WriteString("target", pipeline.Target);
            json.WriteStartArray("features");
            foreach (var feature in pipeline.Features) Write(json, feature);
            json.WriteEndArray();
            json.WritePropertyName("sizing");
            if (pipeline.Sizing is { } sizing) Write(json, sizing); else json.WriteNullValue();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    static void Write(Utf8JsonWriter json, Feature feature)
    {
        json.WriteStartObject();
        json.WriteString("name", feature.Name);
        json.WriteString("kind", Kinds.First(k => k.Value == feature.Kind).Key);
        json.WriteNumber("window", feature.Window);
        json.WriteEndObject();
    }

    static string First(ArgumentException wrong) => wrong.Message.Split([" (Parameter", "\n"], StringSplitOptions.None)[0];
}
