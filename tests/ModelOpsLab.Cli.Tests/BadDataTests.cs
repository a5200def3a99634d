namespace ModelOpsLab.Cli.Tests;

public sealed class BadDataTests : IDisposable
{
    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("no-such-file.csv", "no-such-file.csv", "There is no file", "check the path")]
    [InlineData("empty.csv", "is empty", "header line", "time, x, y")]
    [InlineData("header-only.csv", "header but no rows")]
    [InlineData("one-row.csv", "one row", "at least two")]
    [InlineData("ragged-row.csv", "line 9", "2 cells, expected 3", "2024-01-08,-0.6372", "Quote a cell")]
    [InlineData("extra-cell.csv", "line 11", "4 cells, expected 3")]
    [InlineData("blank-line.csv", "line 9", "empty", "Remove it")]
    [InlineData("text-in-number.csv", "line 6", "column 'x'", "'n/a?'", "leave the cell empty")]
    [InlineData("decimal-comma.csv", "line 13", "column 'y'", "'1,5'", "decimal point as '.'")]
    [InlineData("number-too-large.csv", "line 10", "column 'x'", "'1e400'", "too large")]
    [InlineData("infinite-value.csv", "line 10", "column 'x'", "'Infinity'", "correct it")]
    [InlineData("impossible-date.csv", "line 8", "column 'time'", "'2024-02-30'", "correct it")]
    [InlineData("mixed-timezone.csv", "line 14", "column 'time'", "'2024-01-01T11:00:00'", "end it with Z")]
    [InlineData("duplicate-time.csv", "line 14", "column 'time'", "line 13 already", "remove one")]
    [InlineData("unordered-timestamps.csv", "line 8", "column 'time'", "'2024-01-07'", "sort the file")]
    [InlineData("duplicate-header.csv", "line 1", "column 'x'", "twice", "Rename one")]
    [InlineData("missing-column.csv", "line 1", "column 'y'", "It has: time, x", "Add the column")]
    [InlineData("semicolon-separated.csv", "line 1", "'time;x;y'", "Write the file with commas")]
    [InlineData("nul-byte.csv", "line 10", "column 'x'", "\\x00")]
    [InlineData("unclosed-quote.csv", "line 21", "quote", "Close it")]
    public void A_bad_file_gives_its_name_the_place_the_value_and_a_remedy(string file, params string[] parts) =>
        Refused(Modelops.EdgeCase("reference.csv"), Modelops.EdgeCase(file), "schema.json", [file, .. parts]);

    [Theory]
    [InlineData("empty.csv", "is empty")]
    [InlineData("header-only.csv", "header but no rows")]
    [InlineData("one-row.csv", "one row")]
    public void A_bad_reference_is_refused_too(string file, string part) => Refused(Modelops.EdgeCase(file), Modelops.EdgeCase("good.csv"), "schema.json", [file, part]);

    [Fact]
    public void Two_rows_of_the_same_asset_and_time_are_refused() =>
        Refused(Modelops.EdgeCase("duplicate-time-asset.csv"), Modelops.EdgeCase("good.csv"), "schema-panel.json", ["line 11", "2024-01-03", "CCC", "line 10 already", "remove one"]);

    [Fact]
    public void Text_that_is_not_utf8_is_refused() =>
        Refused(Modelops.EdgeCase("bad-utf8.csv"), Modelops.EdgeCase("good.csv"), "schema-note.json", ["line 7", "column 'note'", "\\xE9", "Save the file as UTF-8"]);

    [Theory]
    [InlineData("schema-unknown-column.json", "column 'momentum'", "It has: time, x, y", "take it out of the schema")]
    [InlineData("schema-typo.json", "line 10", "'nulable'", "Did you mean 'nullable'?")]
    [InlineData("schema-broken.json", "line 2", "not JSON")]
    [InlineData("no-such-schema.json", "There is no file", "check the path")]
    public void A_bad_schema_is_refused(string schema, params string[] parts) => Refused(Modelops.EdgeCase("reference.csv"), Modelops.EdgeCase("good.csv"), schema, parts);

    [Theory]
    [InlineData("all-nan-column.csv", "schema-nullable.json")]
    [InlineData("all-missing-column.csv", "schema-nullable.json")]
    public void A_column_without_a_value_is_a_finding_and_never_healthy(string file, string schema)
    {
        var outcome = Drift(Modelops.EdgeCase("reference.csv"), Modelops.EdgeCase(file), schema);
        Assert.Equal(0, outcome.Code);
        Assert.Contains("none of the 20 rows has a finite value", outcome.Out);
        Assert.DoesNotContain("[healthy]", outcome.Out);
    }

    [Theory]
    [InlineData("fat-finger.csv", "schema.json", "outlier_reach of x")]
    [InlineData("fat-finger.csv", "schema-bounded.json", "out_of_range of x = 1")]
    [InlineData("frozen-since-row-22.csv", "schema.json", "frozen_excess of x")]
    [InlineData("constant-column.csv", "schema.json", "frozen_excess of x")]
    [InlineData("ten-days-missing.csv", "schema.json", "gap_excess")]
    [InlineData("some-missing-values.csv", "schema-nullable.json", "missing_excess of x")]
    [InlineData("some-missing-values.csv", "schema.json", "required_missing of x")]
    [InlineData("all-nan-column.csv", "schema.json", "no_values of x")]
    public void A_defect_that_can_be_read_is_a_finding(string file, string schema, string finding)
    {
        var outcome = Drift(Modelops.EdgeCase("reference.csv"), Modelops.EdgeCase(file), schema);
        Assert.Equal(0, outcome.Code);
        Assert.Contains(finding, outcome.Out);
        Assert.Equal(1, Modelops.Run("drift", Modelops.EdgeCase("reference.csv"), Modelops.EdgeCase(file), "--schema", Modelops.EdgeCase(schema), "--fail-on", "warning").Code);
    }

    [Theory]
    [InlineData("schema.json")]
    [InlineData("schema-bounded.json")]
    public void Sound_rows_are_healthy(string schema)
    {
        var outcome = Drift(Modelops.EdgeCase("reference.csv"), Modelops.EdgeCase("good.csv"), schema);
        Assert.Equal(0, outcome.Code);
        Assert.Equal(2, outcome.Out.Split("[healthy]").Length - 1);
    }

    [Theory]
    [InlineData("constant-column.csv", "schema.json")]
    [InlineData("some-missing-values.csv", "schema-nullable.json")]
    [InlineData("frozen-since-row-22.csv", "schema.json")]
    [InlineData("ten-days-missing.csv", "schema.json")]
    public void Data_that_can_be_read_get_a_status_for_each_input(string file, string schema)
    {
        var outcome = Drift(Modelops.EdgeCase("reference.csv"), Modelops.EdgeCase(file), schema);
        Assert.Equal(0, outcome.Code);
        Assert.Matches(@"(?m)^x +(healthy|warning|critical|unknown)\b", outcome.Out);
        Assert.Matches(@"(?m)^y +(healthy|warning|critical|unknown)\b", outcome.Out);
    }

    [Theory]
    [InlineData("bom-valid.csv")]
    [InlineData("crlf-valid.csv")]
    [InlineData("no-final-newline-valid.csv")]
    [InlineData("unknown-column.csv")]
    [InlineData("daylight-saving-night-valid.csv")]
    public void A_valid_file_is_read_without_complaint(string file)
    {
        var outcome = Drift(Modelops.EdgeCase(file), Modelops.EdgeCase(file), "schema.json");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
    }

    void Refused(string reference, string current, string schema, string[] parts)
    {
        var outcome = Drift(reference, current, schema);
        Assert.Equal(2, outcome.Code);
        Assert.Equal("", outcome.Out);
        Assert.All(parts, part => Assert.Contains(part, outcome.Error));
        Assert.DoesNotContain("   at ", outcome.Error);
        Assert.Empty(_folder.Files);
    }

    Outcome Drift(string reference, string current, string schema) =>
        Modelops.Run("drift", reference, current, "--schema", Modelops.EdgeCase(schema), "--html", _folder["page.html"]);
}
