using ModelOpsLab.Data;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Tests.Data;

public sealed class FrameHashTests
{
    static readonly Schema Schema = new()
    {
        Timestamp = "time",
        Features = ["x"],
        Columns = new Dictionary<string, ColumnRule>
        {
            ["time"] = new() { Type = ColumnType.Date }, ["v"] = new() { Type = ColumnType.Integer }, ["f"] = new() { Type = ColumnType.Boolean }, ["s"] = new() { Type = ColumnType.Text },
        },
    };
    const string Csv = "time,x,v,f,s\n1970-01-02,1.5,7,true,\n1970-01-03,,-1,false,\"\"\n1970-01-04,NaN,,true,\"é,\"\n1970-01-05,-0,3,,a\n";

    static Frame Memory(double hidden) => Frame.Of(Schema,
        Column.Dates("time", [new(1970, 1, 2), new(1970, 1, 3), new(1970, 1, 4), new(1970, 1, 5)]),
        Column.Numbers("x", [1.5, hidden, double.NaN, -0.0], [true, false, true, true]),
        Column.Integers("v", [7, -1, (long)hidden, 3], [true, true, false, true]),
        Column.Booleans("f", [true, false, true, hidden > 0], [true, true, true, false]),
        Column.Texts("s", [null, "", "é,", "a"]));

    [Fact]
    public void File_its_dialects_and_its_twin_in_memory_hash_to_what_the_format_prescribes()
    {
        var expected = new TableHash()
            .AddDate("time", [1, 2, 3, 4])
            .AddFloat64("x", [1.5, 0, double.NaN, -0.0], [0b1101])
            .AddInt64("v", [7, -1, 0, 3], [0b1011])
            .AddBool("f", [true, false, true, false], [0b0111])
            .AddText("s", [null, "", "é,", "a"]).Finish().Hash;
        Assert.Equal(expected, Frame.ParseCsv(Csv, Schema).ContentHash());
        Assert.Equal(expected, Frame.ParseCsv("\uFEFF" + Csv.Replace("\n", "\r\n").Replace("true", "1").Replace(",1.5,", ",\"1.50e0\","), Schema).ContentHash());
        Assert.Equal(expected, Memory(0).ContentHash());
        Assert.Equal(expected, Memory(99).ContentHash());
        Assert.Equal(expected, Frame.ParseCsv(Memory(99).ToCsv(), Schema).ContentHash());
    }

    [Fact]
    public void Reordered_columns_change_the_hash_and_not_the_hash_of_the_set()
    {
        var file = Frame.ParseCsv(Csv, Schema);
        var reordered = Frame.Of(Schema, [.. file.Columns.Reverse()]);
        Assert.NotEqual(file.ContentHash(), reordered.ContentHash());
        Assert.Equal(file.ContentHashes().ReorderedHash, reordered.ContentHashes().ReorderedHash);
    }

    [Fact]
    public void One_changed_bit_or_row_order_changes_the_hash()
    {
        var file = Frame.ParseCsv(Csv, Schema);
        Assert.NotEqual(file.ContentHash(), file.With("x", [Math.BitIncrement(1.5), double.NaN, double.NaN, -0.0]).ContentHash());
        Assert.NotEqual(file.ContentHash(), Frame.ParseCsv(Csv.Replace("-0,", "0,"), Schema).ContentHash());
    }

    [Fact]
    public void Frame_with_rows_appended_is_known_as_one()
    {
        var file = Frame.ParseCsv(Csv, Schema);
        Assert.True(file.ContentHashes(2).IsAppendOf(file.Rows(..2).ContentHashes()));
        Assert.False(file.Rows(1..).ContentHashes(2).IsAppendOf(file.Rows(..2).ContentHashes()));
    }

    [Fact]
    public void A_file_its_reordered_twin_and_the_same_table_in_memory_agree_over_several_chunks_and_a_changed_unit_is_found()
    {
        const int rows = 140_000;
        var schema = new Schema { Timestamp = "t", Features = ["a", "b"], Columns = new Dictionary<string, ColumnRule> { ["t"] = new() { Type = ColumnType.Timestamp }, ["s"] = new() { Type = ColumnType.Text } } };
        var (start, b) = (new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc), new double[rows]);
        var (file, twin) = (new System.Text.StringBuilder("t,a,b,s\n"), new System.Text.StringBuilder("s,b,t,a\r\n"));
        for (var i = 0; i < rows; i++)
        {
            b[i] = Math.Sqrt(i) / 3;
            var (t, a, s) = (start.AddSeconds(i).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture), i % 7 == 0 ? "" : FormattableString.Invariant($"{i * 0.25}"), i % 5 == 0 ? "\"\"" : "x,\"\"y");
            file.Append(System.Globalization.CultureInfo.InvariantCulture, $"{t},{a},{b[i]:R},{(i % 5 == 0 ? s : $"\"{s}\"")}\n");
            twin.Append(System.Globalization.CultureInfo.InvariantCulture, $"{(i % 5 == 0 ? s : $"\"{s}\"")},\"{b[i]:R}\",{t},{a}\r\n");
        }
        var one = Frame.ParseCsv(file.ToString(), schema).ContentHashes();
        var reordered = Frame.ParseCsv(twin.ToString(), schema).ContentHashes();
        Frame InMemory(double[] values) => Frame.Of(schema,
            Column.Timestamps("t", [.. Enumerable.Range(0, rows).Select(i => (start.AddSeconds(i) - DateTime.UnixEpoch).Ticks * 100)]),
            Column.Numbers("a", [.. Enumerable.Range(0, rows).Select(i => i * 0.25)], [.. Enumerable.Range(0, rows).Select(i => i % 7 != 0)]),
            Column.Numbers("b", values),
            Column.Texts("s", [.. Enumerable.Range(0, rows).Select(i => i % 5 == 0 ? "" : "x,\"y")]));

        Assert.Equal(one.Hash, InMemory(b).ContentHash());
        Assert.NotEqual(one.Hash, reordered.Hash);
        Assert.Equal(one.ReorderedHash, reordered.ReorderedHash);
        Assert.Equal("The same columns in another order: t, a, b, s against s, b, t, a.", one.FirstDifference(reordered)!.What);

        double[] changed = [.. b];
        changed[100_000] = Math.BitDecrement(changed[100_000]);
        var difference = one.FirstDifference(InMemory(changed).ContentHashes())!;
        Assert.Equal(("b", 1, 65_536L, 131_071L), (difference.Column, difference.Chunk, difference.FirstRow, difference.LastRow));
        Assert.True(InMemory(b).ContentHashes(100_000).IsAppendOf(Frame.ParseCsv(file.ToString(), schema).Rows(..100_000).ContentHashes()));
        Assert.False(InMemory(changed).ContentHashes(100_001).IsAppendOf(Frame.ParseCsv(file.ToString(), schema).Rows(..100_001).ContentHashes()));
    }
}
