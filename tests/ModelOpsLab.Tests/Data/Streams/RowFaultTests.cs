using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;

namespace ModelOpsLab.Tests.Data;

public sealed class RowFaultTests
{
    const string Good = "2020-01-09T00:00:00Z 8 9";
    const string Remedy = "write it like -1.5e3 or NaN, or leave the cell empty where there is no value.";

    [Theory]
    [InlineData("2020-01-01,1", RowFaultKind.CellCount, "2 cells, expected 3 as in the header: '2020-01-01,1'. Quote a cell that holds a comma.")]
    [InlineData("2020-01-01,1,2,3", RowFaultKind.CellCount, "4 cells, expected 3 as in the header: '2020-01-01,1,2,3'. Quote a cell that holds a comma.")]
    [InlineData("2020-01-01,\"1,2", RowFaultKind.Quote, "a quote is not closed on its line. In a stream a row is one line: close it, or take the line break out of the cell.")]
    [InlineData("2020-01-01,1\"0,2", RowFaultKind.Quote, "a quote stands inside a cell. Quote the whole cell and write the quote inside it twice.")]
    [InlineData("2020-01-01,\"1\"0,2", RowFaultKind.Quote, "something stands behind the closing quote of a cell. Quote the whole cell and write the quote inside it twice.")]
    [InlineData(",1,2", RowFaultKind.Time, "the cell is empty. Every row needs a time.")]
    [InlineData("2020-02-30,1,2", RowFaultKind.Time, "'2020-02-30' is not a day of the calendar: correct it.")]
    [InlineData("1583000000,1,2", RowFaultKind.Time, "'1583000000' is not a date: write yyyy-MM-dd.")]
    [InlineData("2020-01-01,1,\0", RowFaultKind.Binary, "byte 14 is 0x00, which no text has: '2020-01-01,1,\\x00'. Write the file as text in UTF-8, with lines that end in LF.")]
    [InlineData("\u001b[2J2020-01-01,1,2", RowFaultKind.Binary, "byte 1 is 0x1B, which no text has: '\\x1B[2J2020-01-01,1,2'. Write the file as text in UTF-8, with lines that end in LF.")]
    [InlineData("2020-01-01,1,2\r2020-01-02,1,2", RowFaultKind.Binary, "byte 15 is 0x0D, which no text has: '2020-01-01,1,2\\r2020-01-02,1,2'. Write the file as text in UTF-8, with lines that end in LF.")]
    public void Lost_line_of_csv_is_told_with_its_reason_and_the_next_is_read(string line, RowFaultKind kind, string what) => Lost("time,x,y\n" + line + "\n2020-01-09,8,9\n", 2, kind, what);

    [Theory]
    [InlineData("[1,2]", RowFaultKind.Json, "the line is not a JSON object: '[1,2]'. Write one object a line.")]
    [InlineData("{\"time\":\"2020-01-01\",\"x\":1", RowFaultKind.Json, "the line is not a JSON object: '{\"time\":\"2020-01-01\",\"x\":1'. Write one object a line.")]
    [InlineData("{\"time\":\"2020-01-01\"} {}", RowFaultKind.Json, "the line is not a JSON object: '{\"time\":\"2020-01-01\"} {}'. Write one object a line.")]
    [InlineData("{\"time\":\"2020-01-01\",\"x\":1,\"x\":2}", RowFaultKind.Json, "the line names it twice, and which is right cannot be told.")]
    [InlineData("{\"x\":1}", RowFaultKind.Time, "the row has no time. Every row needs one.")]
    [InlineData("{\"time\":null}", RowFaultKind.Time, "the cell is empty. Every row needs a time.")]
    [InlineData("{\"time\":1583000000}", RowFaultKind.Time, "1583000000 is a number. Write the time as a text, like \"2020-03-16T14:30:00Z\".")]
    public void Lost_line_of_json_is_told_with_its_reason_and_the_next_is_read(string line, RowFaultKind kind, string what) =>
        Lost("{\"time\":\"2020-01-08\"}\n" + line + "\n{\"time\":\"2020-01-09\",\"x\":8,\"y\":9}\n", 2, kind, what, rowsBefore: 1);

    [Theory]
    [InlineData("2020-01-01,1,1\n2020-01-02,2,2\n", "time", "the first line has numbers and no names: '2020-01-01,1,1'. Put a header before it: time,x,y.")]
    [InlineData("x,x,y\n", "time", "the header does not name it, and rows cannot be read without it. It has: x,x,y.")]
    [InlineData("time,x,x\n", "x", "the header names it twice. Rename one of them.")]
    [InlineData("[{\"time\":\"2020-01-01\"}]\n", "", "the file is a JSON list: '[{\"time\":\"2020-01-01\"}]'. Write one object a line, without the list.")]
    [InlineData("[\n", "", "the file is a JSON list: '['. Write one object a line, without the list.")]
    public async Task What_is_no_header_is_told_for_what_it_is(string text, string column, string what)
    {
        using var rows = Drained.Of(text);
        RowRead read;
        while ((read = rows.Read()) == RowRead.Idle) await rows.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((RowRead.Fault, 1, column, what), (read, rows.Fault.Line, rows.Fault.Column, rows.Fault.What));
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", false)]
    public async Task File_of_two_bytes_a_letter_is_named_so_with_and_without_a_mark(string encoding, bool mark)
    {
        var as16 = Encoding.GetEncoding(encoding);
        using var rows = Drained.Of([.. mark ? as16.GetPreamble() : [], .. as16.GetBytes("time,x,y\n")]);
        RowRead read;
        while ((read = rows.Read()) == RowRead.Idle) await rows.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((RowRead.Fault, RowFaultKind.Binary, "the file is UTF-16. Save it as UTF-8."), (read, rows.Fault.Kind, rows.Fault.What));
    }

    static void Lost(string text, long line, RowFaultKind kind, string what, int rowsBefore = 0)
    {
        using var file = new GrowingFile(text);
        using var rows = RowStream.Open(file.Path, Drained.Simple);
        for (var i = 0; i < rowsBefore; i++) Assert.Equal(RowRead.Row, rows.Read());
        Assert.Equal(RowRead.Fault, rows.Read());
        Assert.Equal((kind, line, what), (rows.Fault.Kind, rows.Fault.Line, rows.Fault.What));
        Assert.False(rows.Fault.RowIsGiven);
        Assert.StartsWith($"{file.Path}, line {line}", rows.Fault.ToString(), StringComparison.Ordinal);
        Assert.Equal([Good], Drained.Now(rows));
        Assert.Equal((1, 1), (rows.Count(kind), rows.FaultCount));
    }

    [Theory]
    [InlineData("n/a?", RowFaultKind.Value, "NaN", "'n/a?' is not a number: " + Remedy)]
    [InlineData("\"1,5\"", RowFaultKind.Value, "NaN", "'1,5' is not a number: write the decimal point as '.'.")]
    [InlineData("1e999", RowFaultKind.Value, "NaN", "'1e999' is too large for a 64-bit number: correct it, or leave the cell empty where there is no value.")]
    [InlineData("NaN", RowFaultKind.NotFinite, "NaN", "'NaN' is not a number: leave the cell empty where there is no value.")]
    [InlineData("-Infinity", RowFaultKind.NotFinite, "-Infinity", "'-Infinity' is infinite: correct it, or leave the cell empty where there is no value.")]
    public void Row_with_an_unreadable_number_is_given_and_the_cell_is_told_once(string cell, RowFaultKind kind, string number, string what)
    {
        using var file = new GrowingFile($"time,x,y\n2020-01-01,{cell},2\n2020-01-02,{cell},3\n");
        using var rows = RowStream.Open(file.Path, Drained.Simple);
        Assert.Equal(["2020-01-01T00:00:00Z " + number + " 2", $"! {kind} 2", "2020-01-02T00:00:00Z " + number + " 3"], Drained.Now(rows));
        Assert.Equal((kind, "x", what, true), (rows.Fault.Kind, rows.Fault.Column, rows.Fault.What, rows.Fault.RowIsGiven));
        Assert.Equal(2, rows.Count(kind));
    }

    [Theory]
    [InlineData("\"1\"", RowFaultKind.Value, "NaN")]
    [InlineData("true", RowFaultKind.Value, "NaN")]
    [InlineData("[1,{\"x\":2}]", RowFaultKind.Value, "NaN")]
    [InlineData("NaN", RowFaultKind.NotFinite, "NaN")]
    [InlineData("Infinity", RowFaultKind.NotFinite, "Infinity")]
    [InlineData("\"-Infinity\"", RowFaultKind.NotFinite, "-Infinity")]
    public void Json_value_of_another_type_is_given_as_missing_and_told_once(string value, RowFaultKind kind, string number)
    {
        using var rows = Drained.Of($"{{\"time\":\"2020-01-01\",\"x\":{value},\"y\":2}}\n{{\"time\":\"2020-01-02\",\"x\":{value},\"y\":3}}\n");
        Assert.Equal([$"2020-01-01T00:00:00Z {number} 2", $"! {kind} 1", $"2020-01-02T00:00:00Z {number} 3"], Drained.All(rows));
        Assert.Equal(2, rows.Count(kind));
    }

    [Fact]
    public void Not_a_number_inside_a_json_text_stays_text()
    {
        using var rows = Drained.Of("{\"time\":\"2020-01-01\",\"asset\":\"NaN \\\" Infinity\",\"x\":NaN,\"y\":1}\n", Drained.Panel);
        Assert.Equal(["2020-01-01T00:00:00Z NaN \" Infinity NaN 1", "! NotFinite 1"], Drained.All(rows));
    }

    [Fact]
    public void Unknown_field_of_json_is_told_once_and_counted()
    {
        using var rows = Drained.Of("{\"time\":\"2020-01-01\",\"X\":1,\"y\":2}\n{\"time\":\"2020-01-02\",\"X\":{\"deep\":[1]},\"y\":3}\n");
        Assert.Equal(["2020-01-01T00:00:00Z NaN 2", "! UnknownField 1", "2020-01-02T00:00:00Z NaN 3"], Drained.All(rows));
        Assert.Equal("the schema does not name it, and it is left out. Did you mean 'x'?", rows.Fault.What);
        Assert.Equal(2, rows.Count(RowFaultKind.UnknownField));
    }

    [Fact]
    public void Missing_asset_loses_the_row() =>
        Assert.Equal(["! Asset 2", "2020-01-02T00:00:00Z A 1 2"], Drained.All(Drained.Of("time,asset,x,y\n2020-01-01,,1,2\n2020-01-02,A,1,2\n", Drained.Panel)));

    [Fact]
    public void Blank_lines_between_rows_are_one_fault_and_at_the_end_none()
    {
        using var rows = Drained.Of("time,x,y\n2020-01-01,1,2\n\n\r\n2020-01-02,1,2\n\n\n");
        Assert.Equal(["2020-01-01T00:00:00Z 1 2", "! Blank 3", "2020-01-02T00:00:00Z 1 2"], Drained.All(rows));
    }

    [Fact]
    public void Broken_encoding_loses_its_line_only()
    {
        byte[] bytes = [.. "time,x,y\n2020-01-01,1,2\n2020-01-02,caf"u8, 0xE9, .. ",2\n2020-01-03,1,2\n"u8];
        Assert.Equal(["2020-01-01T00:00:00Z 1 2", "! Encoding 3", "2020-01-03T00:00:00Z 1 2"], Drained.All(Drained.Of(bytes)));
    }

    [Fact]
    public void Text_of_sixteen_bits_is_named()
    {
        using var rows = Drained.Of([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("time,x,y\n")]);
        Assert.Equal(["! Binary 1", "! Binary 2"], Drained.All(rows));
    }

    [Fact]
    public void Line_of_ten_megabytes_is_skipped_in_bounded_memory()
    {
        var start = "time,x,y\n2020-01-01,1,2\n";
        byte[] bytes = [.. Encoding.UTF8.GetBytes(start), .. Enumerable.Repeat((byte)'7', 10 << 20), .. "\n2020-01-02,3,4\n"u8];
        using var file = new GrowingFile();
        File.WriteAllBytes(file.Path, bytes);
        using var rows = RowStream.Open(file.Path, Drained.Simple, new() { LongestLine = 1 << 16 });
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(["2020-01-01T00:00:00Z 1 2", "! TooLong 3", "2020-01-02T00:00:00Z 3 4"], Drained.Now(rows));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal("the line has more than 65,536 bytes, and was skipped.", rows.Fault.What);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void Line_as_long_as_the_limit_is_read(int length, bool isRead)
    {
        var line = "2020-01-01,1," + new string('0', length - 14) + "2";
        Assert.Equal([isRead ? "2020-01-01T00:00:00Z 1 2" : "! TooLong 2"], Drained.All(Drained.Of("time,x,y\n" + line + "\n", options: new() { LongestLine = 100 })));
    }

    [Fact]
    public void Same_columns_in_another_order_are_followed()
    {
        using var rows = Drained.Of("time,x,y\n2020-01-01,1,2\ny,time,x\n2,2020-01-02,1\ntime,x,y\n2020-01-03,1,2\n");
        Assert.Equal(["2020-01-01T00:00:00Z 1 2", "2020-01-02T00:00:00Z 1 2", "2020-01-03T00:00:00Z 1 2"], Drained.All(rows));
        Assert.Equal(0, rows.FaultCount);
    }

    [Fact]
    public void Changed_header_is_told_once_and_read_on()
    {
        using var rows = Drained.Of("time,x,y\n2020-01-01,1,2\ntime,z,y,w\n2020-01-02,1,2,3\n2020-01-03,1,2,3\n");
        Assert.Equal(["2020-01-01T00:00:00Z 1 2", "! Schema 3", "2020-01-02T00:00:00Z NaN 2", "2020-01-03T00:00:00Z NaN 2"], Drained.All(rows));
        Assert.Equal("the header has changed. New: z, w. Gone: x. What is gone reads as missing: x.", rows.Fault.What);
        Assert.Equal(1, rows.FaultCount);
    }

    [Fact]
    public void Header_without_the_time_stops_rows_until_one_has_it()
    {
        using var rows = Drained.Of("time,x,y\n2020-01-01,1,2\nstamp,y,x\n2020-01-02,2,1\n2020-01-03,2,1\ntime,y,x\n2020-01-04,2,1\n");
        Assert.Equal(["2020-01-01T00:00:00Z 1 2", "! Header 3", "2020-01-04T00:00:00Z 1 2"], Drained.All(rows));
        Assert.Equal(3, rows.Count(RowFaultKind.Header));
    }

    [Theory]
    [InlineData("x,y\n1,2\n", "time", "the header does not name it, and rows cannot be read without it. It has: x,y.")]
    [InlineData("Time,x,y\n2020-01-01,1,2\n", "time", "the header does not name it, and rows cannot be read without it. It has: Time,x,y. Did you mean 'Time'?")]
    [InlineData("time,x,x\n2020-01-01,1,2\n", "x", "the header names it twice. Rename one of them.")]
    [InlineData("time;x;y\n2020-01-01;1;2\n", "time", "the header is one cell, 'time;x;y', separated by ';'. Write the file with commas.")]
    public void Input_without_a_usable_header_is_told_once(string text, string column, string what)
    {
        using var rows = Drained.Of(text);
        Assert.Equal(["! Header 1"], Drained.All(rows));
        Assert.Equal((column, what, 2), (rows.Fault.Column, rows.Fault.What, rows.Count(RowFaultKind.Header)));
    }

    [Fact]
    public void Column_that_the_first_header_lacks_is_told_and_missing()
    {
        using var rows = Drained.Of("time,yy\n2020-01-01,1\n");
        Assert.Equal(["! Schema 1", "2020-01-01T00:00:00Z NaN NaN"], Drained.All(rows));
        Assert.Equal("the header does not name x, y, which the schema does. They read as missing. The header has: time,yy.", rows.Fault.What);
    }

    [Theory]
    [InlineData("bad-utf8", "schema-note", "Encoding 7")]
    [InlineData("nul-byte", "schema", "Binary 10")]
    [InlineData("ragged-row", "schema", "CellCount 9")]
    [InlineData("extra-cell", "schema", "CellCount 11")]
    [InlineData("blank-line", "schema", "Blank 9")]
    [InlineData("text-in-number", "schema", "Value 6")]
    [InlineData("decimal-comma", "schema", "Value 13")]
    [InlineData("number-too-large", "schema", "Value 10")]
    [InlineData("infinite-value", "schema", "NotFinite 10")]
    [InlineData("impossible-date", "schema", "Time 8")]
    [InlineData("mixed-timezone", "schema", "Time 14")]
    [InlineData("duplicate-header", "schema", "Header 1")]
    [InlineData("semicolon-separated", "schema", "Header 1")]
    [InlineData("missing-column", "schema", "Schema 1")]
    public void File_that_the_frame_refuses_is_streamed_past_its_fault(string file, string schema, string first)
    {
        using var rows = RowStream.Open(SampleFile.At($"edge-cases/{file}.csv"), Schema.Load(SampleFile.At($"edge-cases/{schema}.json")));
        Assert.Equal("! " + first, Drained.Now(rows).First(line => line[0] == '!'));
    }

    [Fact]
    public void No_bytes_make_it_throw_or_hang() => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<bool>(), (garbage, json) =>
    {
        byte[] bytes = [.. json ? "{\"time\":\"2020-01-01\",\"x\":1,\"y\":2}\n"u8 : "time,x,y\n2020-01-01,1,2\n"u8, .. garbage, .. "\n"u8, .. json ? "{\"time\":\"2020-01-09\",\"x\":8,\"y\":9}\n"u8 : "2020-01-09,8,9\n"u8];
        var all = Drained.All(Drained.Of(bytes));
        return all[0] == "2020-01-01T00:00:00Z 1 2" && all[^1] == Good;
    }).QuickCheckThrowOnFailure();

    static byte[] Bytes => [.. "\0\",{}[]\\:\n\rNaInft0e-"u8, 0xFF];

    [Fact]
    public void No_mangled_file_makes_it_throw_or_hang()
    {
        var random = new Random(7);
        var clean = Encoding.UTF8.GetBytes("time,asset,x,y\n2020-01-01,\"A\",1,2\n2020-01-02T10:00:00Z,B,,-3e5\n{\"time\":\"2020-01-01\",\"asset\":\"A\",\"x\":1,\"y\":NaN}\n");
        for (var run = 0; run < 3_000; run++)
        {
            byte[] bytes = [.. clean, .. clean];
            for (var flip = random.Next(1, 6); flip > 0; flip--) bytes[random.Next(bytes.Length)] = Bytes[random.Next(Bytes.Length)];
            Assert.InRange(Drained.All(Drained.Of(bytes, Drained.Panel, new() { Format = run % 2 == 0 ? RowFormat.Csv : RowFormat.JsonLines })).Count, 0, 16);
        }
    }
}
