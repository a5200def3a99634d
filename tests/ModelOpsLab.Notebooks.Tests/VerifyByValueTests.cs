using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks.Tests;

/// <summary>Two cells' outputs compared, without running anything.</summary>
public sealed class VerifyByValueTests
{
    static CellComparison Compare(CellOutput[] expected, CellOutput[] found, string[] tags, double tolerance = 1e-9)
    {
        var comparison = new CellComparison(tolerance);
        comparison.Compare("book.ipynb", 1, Cell.Code("1", tags), expected, found);
        return comparison;
    }

    static bool Equal(string mime, JsonNode? expected, JsonNode? found, params string[] tags) =>
        Compare([CellOutput.Result(new() { [mime] = expected }, 1)], [CellOutput.Result(new() { [mime] = found }, 1)], tags).Mismatches.Count == 0;

    static bool EqualText(string expected, string found, params string[] tags) => Equal("text/plain", expected, found, tags);

    [Fact]
    public void A_tag_widens_the_tolerance_of_its_cell_relative_or_absolute()
    {
        Assert.False(EqualText("x 1.0001", "x 1.0002"));
        Assert.True(EqualText("x 1.0001", "x 1.0002", "tolerance=1e-3"));
        Assert.False(EqualText("x 1.0001", "x 1.0002", "tolerance=1e-5"));
        Assert.True(EqualText("x 0.0", "x 0.004", "tolerance=0.005abs"));
        Assert.False(EqualText("x 0.0", "x 0.006", "tolerance=0.005abs"));
        Assert.True(EqualText("n 1000", "n 1001", "tolerance=0.01"));
        Assert.False(EqualText("n 1000", "n 1001"));
    }

    [Fact]
    public void Strict_knows_no_tolerance() =>
        Assert.NotEmpty(Compare([CellOutput.Result(MimeBundle.Text("1.5"), 1)], [CellOutput.Result(MimeBundle.Text("1.6"), 1)], ["tolerance=0.5"], tolerance: 0).Mismatches);

    [Theory]
    [InlineData("metric  value\n------  -----\nsharpe  1.20\nhit     0.51", "metric  value\n------  -----\nsharpe  1.21\nhit     0.51", "sharpe", "hit")]
    [InlineData("sharpe  hit\n------  ----\n1.20    0.51", "sharpe  hit\n------  ----\n1.21    0.51", "sharpe", "hit")]
    [InlineData("Sharpe ratio: 1.20", "Sharpe ratio: 1.21", "sharpe", "ratios")]
    public void A_name_limits_it_to_a_column_or_the_line_of_a_metric(string expected, string found, string name, string other)
    {
        Assert.True(EqualText(expected, found, $"tolerance:{name}=0.02"));
        Assert.False(EqualText(expected, found, $"tolerance:{other}=0.02"));
    }

    [Theory]
    [InlineData("<table><tr><th>metric</th><th>value</th></tr><tr><td>sharpe</td><td>1.20</td></tr></table>")]
    [InlineData("<table><thead><tr><th>hit</th><th>sharpe</th></tr></thead><tr><td>0.5</td><td>1.20</td></tr></table>")]
    public void It_finds_the_column_in_html(string html)
    {
        Assert.True(Equal("text/html", html, html.Replace("1.20", "1.21", StringComparison.Ordinal), "tolerance:sharpe=0.02"));
        Assert.False(Equal("text/html", html, html.Replace("1.20", "1.21", StringComparison.Ordinal), "tolerance:hit=0.02"));
    }

    [Theory]
    [InlineData("""{"sharpe": 1.20}""")]
    [InlineData("""{"measurements": [{"metric": "sharpe", "value": 1.20}]}""")]
    [InlineData("""{"columns": [{"name": "a"}, {"name": "sharpe"}], "rows": [["x", 1.20]]}""")]
    [InlineData("""{"columns": ["metric", "value"], "rows": [["sharpe", "1.20"]]}""")]
    public void It_finds_the_field_in_json(string json)
    {
        var (a, b) = (JsonNode.Parse(json), JsonNode.Parse(json.Replace("1.20", "1.21", StringComparison.Ordinal)));
        Assert.True(Equal("application/json", a, b, "tolerance:Sharpe=0.02"));
        Assert.False(Equal("application/json", a, b, "tolerance:hit=0.02"));
    }

    [Theory]
    [InlineData("tolerance")]
    [InlineData("tolerance=")]
    [InlineData("tolerance=x")]
    [InlineData("tolerance=-1e-3")]
    [InlineData("tolerance=1.5")]
    [InlineData("tolerance:=1e-3")]
    [InlineData("tolerance: =1e-3")]
    [InlineData("Tolerance:sharpe 1e-3")]
    [InlineData("tolerance=1e-3rel")]
    [InlineData("tolerance=1e999")]
    public async Task A_tolerance_that_cannot_be_read_stops_before_anything_runs(string tag)
    {
        var file = Path.Combine(Path.GetTempPath(), $"modelops-never-{Environment.ProcessId}");
        Notebook book = new([Cell.Code($"File.WriteAllText(\"{file}\", \"\");") with { ExecutionCount = 1, Outputs = [CellOutput.Stream("stdout", "x")] }, Cell.Code("1", tag)]) { Path = "book.ipynb" };
        var error = await Assert.ThrowsAsync<NotebookUsageException>(() => NotebookVerifier.VerifyAsync(book));
        Assert.Contains($"book.ipynb, cell 2: the tag '{tag}'", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void Rows_tagged_unordered_may_come_in_any_order()
    {
        CellOutput[] a = [CellOutput.Stream("stdout", "b 2\na 1\n")], b = [CellOutput.Stream("stdout", "a 1\nb 2\n")];
        Assert.NotEmpty(Compare(a, b, []).Mismatches);
        Assert.Empty(Compare(a, b, ["unordered"]).Mismatches);
        Assert.NotEmpty(Compare(a, [CellOutput.Stream("stdout", "a 1\nb 3\n")], ["unordered"]).Mismatches);
        Assert.True(Equal("application/json", JsonNode.Parse("[1, 2]"), JsonNode.Parse("[2, 1]"), "unordered"));
        Assert.True(Equal("text/html", "<table><tr><td>1</td></tr><tr><td>2</td></tr></table>", "<table><tr><td>2</td></tr><tr><td>1</td></tr></table>", "unordered"));
    }

    [Fact]
    public void Streams_are_compared_by_line_whatever_their_pieces_and_kept_apart()
    {
        CellOutput[] one = [CellOutput.Stream("stdout", "a\n"), CellOutput.Stream("stderr", "w\n"), CellOutput.Stream("stdout", "b\n")];
        CellOutput[] other = [CellOutput.Stream("stderr", "w\n"), CellOutput.Stream("stdout", "a\nb\n")];
        Assert.Empty(Compare(one, other, []).Mismatches);
        var swapped = Compare([CellOutput.Stream("stdout", "a\n")], [CellOutput.Stream("stderr", "a\n")], []);
        Assert.Equal(2, swapped.Mismatches.Count);
        var lines = Compare([CellOutput.Stream("stdout", "a\nb\nc\n")], [CellOutput.Stream("stdout", "a\nB\nC\n")], []).Mismatches;
        Assert.Equal(["stdout, line 2", "stdout, line 3"], lines.Select(m => m.Where));
        Assert.Equal("the end", Assert.Single(Compare([CellOutput.Stream("stdout", "a\nb\n")], [CellOutput.Stream("stdout", "a\n")], []).Mismatches).Found);
    }

    [Fact]
    public void Errors_are_equal_by_type_and_message_not_by_folders_and_calls()
    {
        var here = CellOutput.Error("System.IO.FileNotFoundException", "no file '/home/anna/desk/prices.csv'.", ["at /home/anna"]);
        var there = CellOutput.Error("System.IO.FileNotFoundException", "no file 'C:\\data\\prices.csv'.", ["at C:\\", "more"]);
        Assert.Empty(Compare([here], [there], []).Mismatches);
        Assert.NotEmpty(Compare([here], [CellOutput.Error("System.IO.FileNotFoundException", "no file '/home/anna/desk/returns.csv'.", [])], []).Mismatches);
        Assert.NotEmpty(Compare([here], [CellOutput.Error("System.IO.IOException", here.Text, [])], []).Mismatches);
    }

    [Fact]
    public void Nan_is_nan_and_nothing_else()
    {
        Assert.True(EqualText("NaN", "NaN", "tolerance=0.1"));
        Assert.False(EqualText("NaN", "0.5", "tolerance=0.1"));
        Assert.True(Equal("application/json", "NaN", "NaN"));
        Assert.False(Equal("application/json", "NaN", 0.5));
        Assert.False(new Tolerance("", 0.5, false).Accepts(double.NaN, 1));
        Assert.True(new Tolerance("", 0.5, false).Accepts(double.NaN, double.NaN));
        Assert.False(new Tolerance("", 0.5, true).Accepts(double.PositiveInfinity, double.NegativeInfinity));
    }

    [Fact]
    public async Task A_stored_nan_verifies()
    {
        var run = await NotebookRunner.RunAsync(new([Cell.Code("double.NaN"), Cell.Code("new { X = double.NaN, Y = double.PositiveInfinity }")]));
        Assert.True((await NotebookVerifier.VerifyAsync(NotebookJson.Parse(NotebookJson.Write(run.Notebook)))).Holds);
    }

    [Fact]
    public void Images_are_equal_by_pixels_not_by_bytes_or_layout()
    {
        byte[] pixels = [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9];
        var (one, packed) = (Png(pixels, CompressionLevel.Optimal, 0), Png(pixels, CompressionLevel.NoCompression, 2));
        Assert.NotEqual(one, packed);
        var text = Convert.ToBase64String(one);
        Assert.True(Equal("image/png", text, Convert.ToBase64String(packed)));
        Assert.True(Equal("image/png", text, text[..20] + "\n" + text[20..] + "\n"));
        pixels[4] = 254;
        Assert.False(Equal("image/png", text, Convert.ToBase64String(Png(pixels, CompressionLevel.Optimal, 0))));
        Assert.False(Equal("image/jpeg", "AAAA", "AAAB"));
        Assert.Null(ImageData.Pixels(one.AsSpan(0, one.Length - 20)));
    }

    /// <summary>Two by two pixels, written with a filter of the format's own.</summary>
    static byte[] Png(byte[] rgb, CompressionLevel level, byte filter)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Chunk("IHDR", [0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0]);
        if (filter > 0) Chunk("tEXt", "Software\0another"u8.ToArray());
        using var rows = new MemoryStream();
        using (var zlib = new ZLibStream(rows, level, leaveOpen: true))
            for (var y = 0; y < 2; y++)
            {
                zlib.WriteByte(filter);
                for (var x = 0; x < 6; x++) zlib.WriteByte((byte)(rgb[6 * y + x] - (filter == 2 && y > 0 ? rgb[6 * (y - 1) + x] : 0)));
            }
        Chunk("IDAT", rows.ToArray());
        Chunk("IEND", []);
        return file.ToArray();

        void Chunk(string type, byte[] data)
        {
            Span<byte> number = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
            file.Write(number);
            file.Write(System.Text.Encoding.ASCII.GetBytes(type));
            file.Write(data);
            file.Write([0, 0, 0, 0]);
        }
    }

    [Fact]
    public async Task What_is_left_out_is_in_the_verdict()
    {
        var run = await NotebookRunner.RunAsync(new([Cell.Code("1.5", "tolerance:x=1e-4", "unordered"), Cell.Code("Environment.TickCount64", "volatile"), Cell.Code("2", "skip-execution"), Cell.Code("throw new Exception(\"on purpose\");", "raises-exception")]));
        var verification = await NotebookVerifier.VerifyAsync(run.Notebook);
        Assert.True(verification.Holds);
        Assert.Equal(["1 tolerance:x=0.0001 unordered", "2 tagged volatile: it ran, its outputs change by nature", "3 ", "0 tagged skip-execution: it was not run"],
            verification.Cells.Select(cell => $"{cell.Cell} {string.Join(' ', cell.Rules)}{cell.Excluded}"));
        Assert.Equal((2, 2), (verification.ComparedCells, verification.Outputs));
    }

    [Fact]
    public async Task Nothing_to_compare_is_not_a_pass()
    {
        var statements = await NotebookRunner.RunAsync(new([Cell.Code("var a = 1;")]));
        Assert.Contains("nothing was verified", Assert.Single((await NotebookVerifier.VerifyAsync(statements.Notebook)).Mismatches).Found, StringComparison.Ordinal);
        Assert.False((await NotebookVerifier.VerifyAsync(new Notebook([Cell.Markdown("# only text")]))).Holds);
        var allVolatile = await NotebookRunner.RunAsync(new([Cell.Code("1", "volatile")]));
        Assert.Contains("nothing was verified", Assert.Single((await NotebookVerifier.VerifyAsync(allVolatile.Notebook)).Mismatches).Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stale_notebook_is_refused_before_it_runs_where_that_is_asked()
    {
        var run = (await NotebookRunner.RunAsync(new([Cell.Code("var a = 1;"), Cell.Code("a > 0")]))).Notebook;
        Assert.True((await NotebookVerifier.VerifyAsync(run, new() { Fresh = true, Tolerance = 0 })).Holds);
        var edited = run with { Cells = [run.Cells[0] with { Source = "var a = 2;" }, run.Cells[1]] };
        Assert.True((await NotebookVerifier.VerifyAsync(edited)).Holds);
        var refused = await NotebookVerifier.VerifyAsync(edited, new() { Fresh = true });
        Assert.Equal([1, 2], refused.Mismatches.Select(m => m.Cell));
        Assert.Contains("Nothing was run", refused.Mismatches[0].Found, StringComparison.Ordinal);
        var unproved = run with { Cells = [.. run.Cells.Select(cell => cell with { Metadata = [] })] };
        Assert.True((await NotebookVerifier.VerifyAsync(unproved, new() { Fresh = true })).Holds);
    }
}
