using System.Buffers;
using System.Text;
using System.Text.Json;

namespace ModelOpsLab.Data;

/// <summary>Schemas as JSON files: <c>{"timestamp": "time", "features": ["x"], "columns": {"x": {"type": "number", "min": 0, "nullable": false}}}</c>. An unknown name is an error, not a default.</summary>
static class SchemaJson
{
    static readonly Dictionary<string, ColumnType> Types = Enum.GetValues<ColumnType>()
        .Select(t => (Word: Word(t), Type: t)).Append(("string", ColumnType.Text)).ToDictionary(t => t.Item1, t => t.Item2, StringComparer.Ordinal);

    public static Schema Read(StrictJson json)
    {
        var members = json.Members("timestamp", "asset", "strategy", "features", "target", "prediction", "return", "weight", "columns");
        string? Role(string name) => members.TryGetValue(name, out var value) ? value.String() : null;
        var schema = new Schema
        {
            Timestamp = Role("timestamp") ?? throw json.Error("there is no 'timestamp': name the column of the time."),
            Asset = Role("asset"),
            Strategy = Role("strategy"),
            Features = members.TryGetValue("features", out var features) ? features.Strings() : [],
            Target = Role("target"),
            Prediction = Role("prediction"),
            Return = Role("return"),
            Weight = Role("weight"),
            Columns = members.TryGetValue("columns", out var columns) ? columns.Members().ToDictionary(c => c.Key, c => Rule(c.Value), StringComparer.Ordinal) : [],
        };
        if (schema.Features.GroupBy(f => f).FirstOrDefault(g => g.Count() > 1) is { } twice) throw features!.Error($"feature '{twice.Key}' stands twice.");
        if (schema.Rule(schema.Timestamp).Type is not (ColumnType.Date or ColumnType.Timestamp)) throw columns!.Members()[schema.Timestamp].Error($"column '{schema.Timestamp}' is the timestamp: its type must be date or timestamp.");
        if (schema.Asset is { } asset && schema.Rule(asset).Type is not (ColumnType.Category or ColumnType.Text)) throw columns!.Members()[asset].Error($"column '{asset}' is the asset: its type must be category or text.");
        return schema;
    }

    static ColumnRule Rule(StrictJson json)
    {
        var members = json.Members("type", "nullable", "min", "max", "allowed");
        var rule = new ColumnRule
        {
            Type = members.TryGetValue("type", out var type) ? type.OneOf(Types) : ColumnType.Number,
            Nullable = !members.TryGetValue("nullable", out var nullable) || nullable.Boolean(),
            Min = members.TryGetValue("min", out var min) ? min.Number() : null,
            Max = members.TryGetValue("max", out var max) ? max.Number() : null,
            Allowed = members.TryGetValue("allowed", out var allowed) ? allowed.Strings() : null,
        };
        return rule.Min > rule.Max ? throw min!.Error($"'{json.Name}': min is above max, so no value is allowed.") : rule;
    }

    public static string Write(Schema schema)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", schema.Timestamp);
            if (schema.Asset is not null) json.WriteString("asset", schema.Asset);
            if (schema.Strategy is not null) json.WriteString("strategy", schema.Strategy);
            json.WriteStartArray("features");
            foreach (var feature in schema.Features) json.WriteStringValue(feature);
            json.WriteEndArray();
            if (schema.Target is not null) json.WriteString("target", schema.Target);
            if (schema.Prediction is not null) json.WriteString("prediction", schema.Prediction);
            if (schema.Return is not null) json.WriteString("return", schema.Return);
            if (schema.Weight is not null) json.WriteString("weight", schema.Weight);
            json.WriteStartObject("columns");
            foreach (var (name, rule) in schema.Columns) Write(json, name, rule);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    static void Write(Utf8JsonWriter json, string name, ColumnRule rule)
    {
        json.WriteStartObject(name);
        json.WriteString("type", Word(rule.Type));
        json.WriteBoolean("nullable", rule.Nullable);
        if (rule.Min is { } min) json.WriteNumber("min", min);
        if (rule.Max is { } max) json.WriteNumber("max", max);
        if (rule.Allowed is { } allowed)
        {
            json.WriteStartArray("allowed");
            foreach (var word in allowed) json.WriteStringValue(word);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    static string Word(ColumnType type) => type.ToString().ToLowerInvariant();
}
