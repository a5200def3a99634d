using System.Buffers;
using System.Text;
using System.Text.Json;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Models;

/// <summary>Models as JSON. A file names a kind that is declared here; no type is ever made from a name in the data. Numbers come back bit for bit.</summary>
public static class ModelJson
{
    /// <summary>The model as JSON.</summary>
    /// <exception cref="ArgumentException">The model is of no declared kind.</exception>
    public static string Write(IModel model)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            switch (model)
            {
                case LinearModel linear:
                    json.WriteString("kind", "linear");
                    json.WriteStartArray("features");
                    foreach (var feature in linear.Features) json.WriteStringValue(feature);
                    json.WriteEndArray();
                    Number(json, "intercept", linear.Intercept);
                    Numbers(json, "coefficients", linear.Coefficients);
                    Numbers(json, "scales", linear.Scales);
                    break;
                case ConstantModel constant:
                    json.WriteString("kind", "constant");
                    Number(json, "value", constant.Value);
                    break;
                default:
                    throw new ArgumentException($"A {model.GetType().Name} cannot be written: declared kinds are linear and constant. Store it in its own format.", nameof(model));
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>Reads what <see cref="Write"/> wrote; <paramref name="source"/> names it in errors.</summary>
    /// <exception cref="InvalidDataException">The text is not JSON, the kind is not declared, or a member is unknown, absent or of another type: the message names file and line.</exception>
    public static IModel Read(string json, string source = "model")
    {
        var top = StrictJson.Parse(json, source);
        if (!top.Members().TryGetValue("kind", out var kind)) throw top.Error("there is no 'kind': it says which model this is, linear or constant.");
        try
        {
            return kind.OneOf(Readers)(top);
        }
        catch (ArgumentException wrong)
        {
            throw top.Error(wrong.Message.Split(" (Parameter")[0]);
        }
    }

    static readonly Dictionary<string, Func<StrictJson, IModel>> Readers = new(StringComparer.Ordinal) { ["linear"] = Linear, ["constant"] = Constant };

    static LinearModel Linear(StrictJson json)
    {
        var members = json.Members("kind", "features", "intercept", "coefficients", "scales");
        return new(Member(json, members, "features").Strings(), Member(json, members, "intercept").Number(), Doubles(Member(json, members, "coefficients")), Doubles(Member(json, members, "scales")));
    }

    static ConstantModel Constant(StrictJson json) => new(Member(json, json.Members("kind", "value"), "value").Number());

    static StrictJson Member(StrictJson json, IReadOnlyDictionary<string, StrictJson> members, string name) =>
        members.TryGetValue(name, out var value) ? value : throw json.Error($"there is no '{name}'.");

    static double[] Doubles(StrictJson list) => [.. list.Items().Select(i => i.Number())];

    static void Number(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        Number(json, value);
    }

    static void Numbers(Utf8JsonWriter json, string name, IReadOnlyList<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) Number(json, value);
        json.WriteEndArray();
    }

    static void Number(Utf8JsonWriter json, double value) => json.WriteRawValue(NumberText.RoundTrip(value));
}
