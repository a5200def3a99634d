using ModelOpsLab.Data;

namespace ModelOpsLab.Tests.Data;

public sealed class SchemaTests
{
    [Fact]
    public void Written_schema_is_read_back()
    {
        const string json = """
            {"timestamp": "day", "asset": "a", "features": ["x", "y"], "target": "z", "prediction": "p", "return": "r", "weight": "w", "strategy": "s",
             "columns": {"day": {"type": "date"}, "x": {"type": "number", "min": 0.1, "max": 1e300, "nullable": false}, "s": {"type": "category", "allowed": ["up", "down"]}}}
            """;
        var once = Schema.Parse(json).ToJson();
        var schema = Schema.Parse(once);
        Assert.Equal(once, schema.ToJson());
        Assert.Equal(("day", "a", "s", "z", "p", "r", "w"), (schema.Timestamp, schema.Asset, schema.Strategy, schema.Target, schema.Prediction, schema.Return, schema.Weight));
        Assert.Equal((0.1, 1e300, false, ColumnType.Number), (schema.Rule("x").Min!.Value, schema.Rule("x").Max!.Value, schema.Rule("x").Nullable, schema.Rule("x").Type));
        Assert.Equal(["up", "down"], schema.Rule("s").Allowed!);
        Assert.Equal(ColumnType.Date, schema.Rule("day").Type);
    }

    [Theory]
    [InlineData("schema-typo", ", line 10, column 17: 'nulable' is not known here. Did you mean 'nullable'? Known are: type, nullable, min, max, allowed.")]
    public void Mistyped_setting_is_refused_with_the_nearest_name(string file, string message)
    {
        var path = SampleFile.At($"edge-cases/{file}.json");
        Assert.Equal(path + message, Assert.Throws<InvalidDataException>(() => Schema.Load(path)).Message);
    }

    [Fact]
    public void Schema_that_ends_too_early_is_refused_with_its_line()
    {
        var path = SampleFile.At("edge-cases/schema-broken.json");
        Assert.StartsWith($"{path}, line 2, column 1: this is not JSON. ", Assert.Throws<InvalidDataException>(() => Schema.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Absent_schema_is_refused() => Assert.StartsWith("There is no file 'none.json'.", Assert.Throws<FileNotFoundException>(() => Schema.Load("none.json")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"features": []}""", "s, line 1, column 17: a value is missing: 'timestamp'.")]
    [InlineData("""{"timestamp": 3}""", "s, line 1, column 16: timestamp is 3, and must be a text.")]
    [InlineData("""{"timestamp": "t", "columns": {"x": {"type": "numbr"}}}""", "s, line 1, column 53: columns.x.type is \"numbr\". Did you mean 'number'? It can be: number, integer, boolean, date, timestamp, string, category.")]
    [InlineData("""{"timestamp": "t", "columns": {"x": {"min": 2, "max": 1}}}""", "s: column 'x': min is above max, so no value is allowed.")]
    [InlineData("""{"timestamp": "t", "columns": {"t": {"type": "number"}}}""", "s: column 't' is the timestamp: its type must be date or timestamp.")]
    [InlineData("""{"timestamp": "t", "asset": "a", "columns": {"a": {"type": "number"}}}""", "s: column 'a' is the asset: its type must be category or string.")]
    [InlineData("""{"timestamp": "t", "features": ["x", "x"]}""", "s: feature 'x' stands twice.")]
    [InlineData("{\"timestamp\": \"t\",\n\"timestamp\": \"t\"}", "s, line 2, column 17: 'timestamp' stands twice.")]
    [InlineData("""{"timestamp": "t", "columns": []}""", "s, line 1, column 32: columns is [], and must be an object, {\"name\": ...}.")]
    public void Schema_that_contradicts_itself_is_refused(string json, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => Schema.Parse(json, "s")).Message);
}
