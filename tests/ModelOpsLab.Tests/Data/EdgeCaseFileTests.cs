using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Data;

/// <summary>Every file of data-samples/edge-cases: it is read, or its error names file, line, column, value and remedy.</summary>
public sealed class EdgeCaseFileTests
{
    const string MissingNumber = "write it like -1.5e3 or NaN, or leave the cell empty where there is no value.";

    [Theory]
    [InlineData("empty", "schema", " is empty. It needs a header line that names at least: time, x, y.")]
    [InlineData("header-only", "schema", " has a header but no rows.")]
    [InlineData("ragged-row", "schema", ", line 9: 2 cells, expected 3 as in the header: '2024-01-08,-0.6372'. Quote a cell that holds a comma.")]
    [InlineData("extra-cell", "schema", ", line 11: 4 cells, expected 3 as in the header: '2024-01-10,-3.3084,-1.9027,0.1234'. Quote a cell that holds a comma.")]
    [InlineData("blank-line", "schema", ", line 9: the line is empty. Remove it, or give it a row.")]
    [InlineData("text-in-number", "schema", ", line 6, column 'x': 'n/a?' is not a number: " + MissingNumber)]
    [InlineData("decimal-comma", "schema", ", line 13, column 'y': '1,5' is not a number: write the decimal point as '.'.")]
    [InlineData("number-too-large", "schema", ", line 10, column 'x': '1e400' is too large for a 64-bit number: correct it, or leave the cell empty where there is no value.")]
    [InlineData("infinite-value", "schema", ", line 10, column 'x': 'Infinity' is infinite: correct it, or leave the cell empty where there is no value.")]
    [InlineData("impossible-date", "schema", ", line 8, column 'time': '2024-02-30' is not a day of the calendar: correct it.")]
    [InlineData("mixed-timezone", "schema", ", line 14, column 'time': '2024-01-01T11:00:00' has no zone: end it with Z or an offset such as +01:00.")]
    [InlineData("duplicate-time", "schema", ", line 14, column 'time': '2024-01-12' stands on line 13 already. Each time may have one row: remove one.")]
    [InlineData("duplicate-time-asset", "schema-panel", ", line 11, column 'time': '2024-01-03, CCC' stands on line 10 already. Each time and asset may have one row: remove one.")]
    [InlineData("unordered-timestamps", "schema", ", line 8, column 'time': '2024-01-07' comes after '2024-01-15' of line 7. Rows must ascend by time: sort the file.")]
    [InlineData("duplicate-header", "schema", ", line 1, column 'x': the header names it twice, as columns 2 and 3. Rename one of them.")]
    [InlineData("missing-column", "schema", ", line 1, column 'y': the schema names it, the header does not. It has: time, x. Add the column, or take it out of the schema.")]
    [InlineData("good", "schema-unknown-column", ", line 1, column 'momentum': the schema names it, the header does not. It has: time, x, y. Add the column, or take it out of the schema.")]
    [InlineData("bad-utf8", "schema-note", @", line 7, column 'note': 'caf\xE9' is not UTF-8. Save the file as UTF-8.")]
    [InlineData("nul-byte", "schema", @", line 10, column 'x': '-\x000.9144' is not a number: " + MissingNumber)]
    [InlineData("semicolon-separated", "schema", ", line 1, column 'time': the header is one cell, 'time;x;y', separated by ';'. Write the file with commas.")]
    public void Unreadable_file_is_refused_with_its_place_and_a_remedy(string file, string schema, string message)
    {
        var path = SampleFile.At($"edge-cases/{file}.csv");
        var error = Assert.Throws<InvalidDataException>(() => Frame.ReadCsv(path, SchemaOf(schema)));
        Assert.Equal(path + message, error.Message);
    }

    [Fact]
    public void Rows_of_another_zone_are_ordered_by_their_instant()
    {
        var start = string.Join('\n', File.ReadLines(SampleFile.At("edge-cases/mixed-timezone.csv")).Take(10));
        Assert.Equal("f.csv, line 9, column 'time': '2024-01-01T09:10:00Z' comes after '2024-01-01T10:00:00Z' of line 8. Rows must ascend by time: sort the file.",
            Assert.Throws<InvalidDataException>(() => Frame.ParseCsv(start, SchemaOf("schema"), "f.csv")).Message);
    }

    [Fact]
    public void Unclosed_quote_is_refused_with_the_line_on_which_it_opens()
    {
        var path = SampleFile.At("edge-cases/unclosed-quote.csv");
        var error = Assert.Throws<InvalidDataException>(() => Frame.ReadCsv(path, SchemaOf("schema")));
        Assert.StartsWith($"{path}, line 21: a quote is not closed, or stands inside a cell. Close it, or quote the whole cell and write the quote inside it twice.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Absent_file_is_refused_with_the_folder_that_was_searched()
    {
        var error = Assert.Throws<FileNotFoundException>(() => Frame.ReadCsv("no-such-file.csv", SchemaOf("schema")));
        Assert.Equal($"There is no file 'no-such-file.csv'. The current folder is '{Environment.CurrentDirectory}': check the path.", error.Message);
    }

    [Fact]
    public void Folder_in_place_of_a_file_is_refused() =>
        Assert.Equal($"There is no file '{SampleFile.Folder}'. It is a folder: give a file in it.", Assert.Throws<FileNotFoundException>(() => Frame.ReadCsv(SampleFile.Folder, SchemaOf("schema"))).Message);

    [Theory]
    [InlineData("reference", "schema", 40)]
    [InlineData("good", "schema", 30)]
    [InlineData("one-row", "schema", 1)]
    [InlineData("constant-column", "schema", 20)]
    [InlineData("bom-valid", "schema", 20)]
    [InlineData("crlf-valid", "schema", 20)]
    [InlineData("quoted-newline-valid", "schema-note", 20)]
    [InlineData("no-final-newline-valid", "schema", 20)]
    public void Readable_file_is_read_to_its_last_row(string file, string schema, int rows)
    {
        var frame = Frame.ReadCsv(SampleFile.At($"edge-cases/{file}.csv"), SchemaOf(schema));
        Assert.Equal(rows, frame.Count);
        Assert.All(["x", "y"], c => Assert.Equal(0, frame[c].MissingCount));
        Assert.All(frame["x"].Concat(frame["y"]), v => Assert.True(double.IsFinite(v)));
    }

    [Theory]
    [InlineData("all-nan-column")]
    [InlineData("all-missing-column")]
    [InlineData("frozen-since-row-22")]
    [InlineData("ten-days-missing")]
    [InlineData("fat-finger")]
    [InlineData("some-missing-values")]
    public void Values_that_monitoring_must_judge_are_read(string file) =>
        Assert.True(Frame.ReadCsv(SampleFile.At($"edge-cases/{file}.csv"), SchemaOf("schema-bounded")).Count >= 20);

    [Fact]
    public void NaN_is_a_value_and_an_empty_cell_is_missing()
    {
        var nan = Frame.ReadCsv(SampleFile.At("edge-cases/all-nan-column.csv"), SchemaOf("schema-nullable"))["x"];
        var missing = Frame.ReadCsv(SampleFile.At("edge-cases/all-missing-column.csv"), SchemaOf("schema-nullable"))["x"];
        Assert.Equal((0, missing.Count), (nan.MissingCount, missing.MissingCount));
        Assert.All(nan.Concat(missing), v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void Quoted_line_break_is_part_of_the_text()
    {
        var frame = Frame.ReadCsv(SampleFile.At("edge-cases/quoted-newline-valid.csv"), SchemaOf("schema-note"));
        Assert.Equal("two\nlines, and a \"quote\"", frame["note"].Strings[4]);
    }

    [Fact]
    public void Night_of_a_clock_change_has_rows_a_quarter_of_an_hour_apart()
    {
        var time = Frame.ReadCsv(SampleFile.At("edge-cases/daylight-saving-night-valid.csv"), SchemaOf("schema")).Time;
        Assert.All(time.Zip(time.Skip(1), (a, b) => b - a), step => Assert.Equal(TimeSpan.FromMinutes(15), step));
    }

    [Fact]
    public void Column_that_the_schema_does_not_name_is_left_out_and_listed()
    {
        var frame = Frame.ReadCsv(SampleFile.At("edge-cases/unknown-column.csv"), SchemaOf("schema"));
        Assert.Equal(["time", "x", "y"], frame.Columns.Select(c => c.Name));
        Assert.Equal(["z"], frame.Ignored);
        Assert.EndsWith("; not in the schema and left out: z", Assert.IsType<Paragraph>(frame.ToDocument().Blocks[0]).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spx/sp500", 5105, "2000-01-03", "2020-04-17")]
    [InlineData("dow30/closes", 75870, "1990-12-31", "2001-01-02")]
    public void Sample_series_has_the_rows_and_days_that_its_description_says(string file, int rows, string first, string last)
    {
        var frame = Frame.ReadCsv(SampleFile.At(file + ".csv"), Schema.Load(SampleFile.At(file + ".schema.json")));
        Assert.Equal((rows, first, last), (frame.Count, frame.FirstDay.ToString("O"), frame.LastDay.ToString("O")));
    }

    static Schema SchemaOf(string name) => Schema.Load(SampleFile.At($"edge-cases/{name}.json"));
}
