using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Data;

public sealed class RowStreamTests
{
    [Theory]
    [InlineData("spx/sp500.csv", "spx/sp500.schema.json")]
    [InlineData("dow30/closes.csv", "dow30/closes.schema.json")]
    public void Rows_of_a_file_are_those_of_the_frame(string file, string schemaFile)
    {
        var schema = Schema.Load(SampleFile.At(schemaFile));
        var frame = Frame.ReadCsv(SampleFile.At(file), schema);
        using var rows = RowStream.Open(SampleFile.At(file), schema);
        var row = 0;
        for (; rows.Read() == RowRead.Row; row++)
        {
            Assert.Equal(frame.Time[row], rows.Row.Time);
            if (schema.Asset is { } asset) Assert.Equal(frame[asset].Strings[row], rows.Row.Asset);
            for (var c = 0; c < rows.Columns.Count; c++)
                if (BitConverter.DoubleToInt64Bits(frame[rows.Columns[c]][row]) != BitConverter.DoubleToInt64Bits(rows.Row.Numbers[c])) Assert.Fail($"{rows.Columns[c]} of row {row}");
        }
        Assert.Equal(frame.Count, row);
        Assert.Equal(RowRead.End, rows.Read());
        Assert.Equal(0, rows.FaultCount);
    }

    [Fact]
    public void Written_frame_is_streamed_to_the_same_bits_whatever_the_pieces() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<Tuple<double, long, bool>>>(), ArbMap.Default.ArbFor<PositiveInt>(), (data, piece) =>
        {
            var schema = new Schema { Timestamp = "time", Asset = "a,\"b", Features = ["n", "i", "b"], Columns = new Dictionary<string, ColumnRule> { ["i"] = new() { Type = ColumnType.Integer }, ["b"] = new() { Type = ColumnType.Boolean } } };
            var values = data.Get.Select(v => double.IsFinite(v.Item1) ? v.Item1 : 0.1).ToArray();
            var frame = Frame.Of(schema,
                Column.Timestamps("time", [.. values.Select((_, i) => i * 3_600_000_000_100L)]),
                Column.Categories("a,\"b", [.. data.Get.Select(v => v.Item3 ? "x,\"y\"" : "")]),
                Column.Numbers("n", values, [.. data.Get.Select(v => v.Item2 % 3 != 0)]),
                Column.Integers("i", [.. data.Get.Select(v => v.Item2)]),
                Column.Booleans("b", [.. data.Get.Select(v => v.Item3)]));
            using var rows = RowStream.Of(new Pieces(Encoding.UTF8.GetBytes(frame.ToCsv()), piece.Get), "input", schema);
            string[] expected = [.. Enumerable.Range(0, frame.Count).Select(i => FormattableString.Invariant($"{Timestamp.ToText(i * 3_600_000_000_100L)}{(data.Get[i].Item3 ? " x,\"y\"" : "")} {frame["n"][i]:R} {frame["i"][i]:R} {frame["b"][i]:R}"))];
            Assert.Equal(expected, Drained.All(rows));
            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Json_lines_are_rows()
    {
        using var rows = Drained.Of("{\"time\":\"2020-01-01\",\"x\":1.5,\"y\":-2e-3}\n{\"y\":null,\"time\":\"2020-01-02T10:00:00+01:00\"}\r\n{\"x\": 3 , \"y\":4, \"time\":\"2020-01-03\"}");
        Assert.Equal(["2020-01-01T00:00:00Z 1.5 -0.002", "2020-01-02T09:00:00Z NaN NaN", "2020-01-03T00:00:00Z 3 4"], Drained.All(rows));
        Assert.Equal(RowFormat.JsonLines, rows.Format);
        Assert.Equal(0, rows.FaultCount);
    }

    [Fact]
    public void Csv_and_json_of_the_same_rows_are_the_same()
    {
        var frame = Frame.ReadCsv(SampleFile.At("edge-cases/some-missing-values.csv"), Schema.Load(SampleFile.At("edge-cases/schema.json")));
        var json = string.Concat(Enumerable.Range(0, frame.Count).Select(i => $"{{\"time\":\"{frame["time"].TextAt(i)}\",\"x\":{Or(frame["x"].TextAt(i))},\"y\":{Or(frame["y"].TextAt(i))}}}\n"));
        Assert.Equal(Drained.All(Drained.Of(frame.ToCsv())).Where(IsRow), Drained.All(Drained.Of(json)).Where(IsRow));

        static bool IsRow(string line) => line[0] != '!';
        static string Or(string text) => text.Length == 0 ? "null" : text;
    }

    [Theory]
    [InlineData(RowFormat.Csv, "\uFEFFtime,x,y\r\n2020-01-01,1,2\r\n")]
    [InlineData(RowFormat.JsonLines, "\uFEFF{\"time\":\"2020-01-01\",\"x\":1,\"y\":2}\r\n")]
    public void Byte_order_mark_and_carriage_returns_are_no_part_of_a_line(RowFormat format, string text)
    {
        using var rows = Drained.Of(text);
        Assert.Equal(["2020-01-01T00:00:00Z 1 2"], Drained.All(rows));
        Assert.Equal(format, rows.Format);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n\n")]
    [InlineData("\uFEFF")]
    [InlineData("time,x,y\n")]
    public void Input_without_rows_ends_without_a_fault(string text) => Assert.Empty(Drained.All(Drained.Of(text)));

    [Fact]
    public async Task Columns_come_in_the_order_that_was_asked_for()
    {
        var schema = new Schema { Timestamp = "t", Features = ["a"], Prediction = "p", Return = "r", KnownAt = "k", Columns = new Dictionary<string, ColumnRule> { ["k"] = new() { Type = ColumnType.Date }, ["note"] = new() { Type = ColumnType.Text } } };
        using var rows = RowStream.Of(new MemoryStream("t,note,a,k,other,p,r\n2020-01-01,free text,1,2020-01-03,9,2,3\n"u8.ToArray()), "input", schema, new() { Columns = ["r", "a"] });
        while (rows.Read() == RowRead.Idle) await rows.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal([3, 1], rows.Row.Numbers.ToArray());
        Assert.Equal(new DateTime(2020, 1, 3, 0, 0, 0, DateTimeKind.Utc), rows.Row.KnownAt);
        using var all = RowStream.Of(new MemoryStream(), "input", schema);
        Assert.Equal(["a", "p", "r"], all.Columns);
        Assert.Throws<ArgumentException>(() => RowStream.Of(new MemoryStream(), "input", schema, new() { Columns = ["note"] }));
        Assert.Throws<ArgumentException>(() => RowStream.Of(new MemoryStream(), "input", schema, new() { Columns = ["a", "a"] }));
    }

    [Fact]
    public void Asset_is_one_string_however_often_it_comes()
    {
        using var rows = RowStream.Open(SampleFile.At("dow30/closes.csv"), Schema.Load(SampleFile.At("dow30/closes.schema.json")));
        HashSet<string> assets = new(ReferenceEqualityComparer.Instance);
        while (rows.Read() == RowRead.Row) assets.Add(rows.Row.Asset);
        Assert.Equal(30, assets.Count);
    }

    [Fact]
    public void Steady_reading_allocates_nothing_for_a_row()
    {
        var text = new StringBuilder("time,asset,x,y\n");
        for (var i = 0; i < 20_000; i++) text.Append(FormattableString.Invariant($"2020-01-{i / 1000 + 1:00}T10:00:00.{i:000000}Z,A{i % 30},{i * 0.37:R},{-i}\n"));
        using var file = new GrowingFile(text.ToString());
        using var rows = RowStream.Open(file.Path, Drained.Panel);
        for (var i = 0; i < 1_000; i++) rows.Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 19_000; i++) rows.Read();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_096); // an object a row would be 19,000 times 24 bytes; the runtime has its own now and then
        Assert.Equal(20_000, rows.RowCount);
    }

    [Fact]
    public void Absent_file_and_folder_are_refused()
    {
        Assert.Equal($"There is no file 'no-such.csv'. The current folder is '{Environment.CurrentDirectory}': check the path.", Assert.Throws<FileNotFoundException>(() => RowStream.Open("no-such.csv", Drained.Simple)).Message);
        Assert.Throws<FileNotFoundException>(() => RowStream.Open(SampleFile.Folder, Drained.Simple, new() { Follow = true }));
    }

    [Fact]
    public void Position_is_read_back_from_json()
    {
        using var file = new GrowingFile("time,x,y\n2020-01-01,1,2\n2020-01-02,1,\"2\n2020-01-03,1,NaN\n2020-01-04,1,2\n");
        using var rows = RowStream.Open(file.Path, Drained.Simple);
        for (var i = 0; i < 4; i++) rows.Read();
        var json = JsonFormat.Write(rows.Position);
        var back = JsonFormat.Read<RowPosition>(json, "position");
        Assert.Equal(json, JsonFormat.Write(back));
        Assert.Equal([KeyValuePair.Create(RowFaultKind.NotFinite, 1L), KeyValuePair.Create(RowFaultKind.Quote, 1L)], back.Faults.OrderBy(f => f.Key));
        using var rest = RowStream.Open(file.Path, Drained.Simple, from: back);
        Assert.Equal(["2020-01-04T00:00:00Z 1 2"], Drained.Now(rest));
    }

    [Fact]
    public async Task Pipe_that_says_nothing_leaves_its_reader_free()
    {
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        using var end = new System.IO.Pipes.AnonymousPipeClientStream(System.IO.Pipes.PipeDirection.In, pipe.ClientSafePipeHandle);
        using var rows = RowStream.Of(end, "input", Drained.Simple);
        Assert.Equal(RowRead.Idle, rows.Read());
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await rows.WaitAsync(cancelled.Token);
        await pipe.WriteAsync("time,x,y\n2020-01-01,1,2\n2020-01-02,3"u8.ToArray(), TestContext.Current.CancellationToken);
        RowRead read;
        while ((read = rows.Read()) == RowRead.Idle) await rows.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("2020-01-01T00:00:00Z 1 2", Drained.Text(rows, read));
        Assert.Equal(RowRead.Idle, rows.Read());
        await pipe.DisposeAsync();
        Assert.Equal(["! CellCount 3"], Drained.All(rows));
    }

    [Fact]
    public async Task Named_pipe_that_nobody_writes_to_leaves_its_reader_free()
    {
        if (!OperatingSystem.IsLinux()) return;
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using (var made = System.Diagnostics.Process.Start("mkfifo", path)) await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        try
        {
            using var rows = RowStream.Open(path, Drained.Simple, new() { Follow = true });
            Assert.Equal(RowRead.Idle, rows.Read());
            await File.WriteAllTextAsync(path, "time,x,y\n2020-01-01,1,2\n", TestContext.Current.CancellationToken);
            Assert.Equal(["2020-01-01T00:00:00Z 1 2"], Drained.All(rows));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Line_that_never_ends_leaves_its_reader_free()
    {
        using var rows = RowStream.Of(new Endless(), "input", Drained.Simple);
        for (var looks = 0; looks < 100; looks++)
        {
            Assert.Equal(RowRead.Idle, rows.Read());
            await rows.WaitAsync(TestContext.Current.CancellationToken);
        }
        Assert.Equal(0, rows.FaultCount);
    }

    /// <summary>A stream of one line without an end.</summary>
    sealed class Endless : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'x');
            return buffer.Length;
        }
    }

    /// <summary>A stream that gives its bytes a few at a time.</summary>
    sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(size, buffer.Length)]);
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(size, count));
    }
}
