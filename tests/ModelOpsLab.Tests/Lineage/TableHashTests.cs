using System.Globalization;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Tests.Lineage;

public class TableHashTests
{
    [Fact]
    public void The_published_vector_of_200_000_rows_is_reproduced()
    {
        // Two independent implementations, C# and JavaScript, gave this hash for this table
        const int n = 200_000;
        var (ts, px, sig, vol) = (new long[n], new double[n], new double[n], new long[n]);
        var (note, validity) = (new string?[n], new ulong[(n + 63) / 64]);
        for (var i = 0; i < n; i++)
        {
            ts[i] = 1_577_836_800_000_000_000 + i * 60_000_000_000L;
            px[i] = i * 7919 % 100_003 / 997.0 * Math.Pow(2, i % 61 - 30);
            sig[i] = i % 101 == 0 ? double.NaN : i % 103 == 0 ? -0.0 : i % 107 == 0 ? double.PositiveInfinity : i / 3.0;
            if (i % 97 != 0) validity[i / 64] |= 1UL << (i % 64);
            vol[i] = (long)i * 7919 % 100_003 - 50_000;
            note[i] = i % 5 == 0 ? null : i % 7 == 0 ? "" : i % 11 == 0 ? "é,\"q\"" : "ok";
        }
        var result = new TableHash().AddTimestamp("ts", ts).AddFloat64("px", px).AddFloat64("sig", sig, validity).AddInt64("vol", vol).AddText("note", note).Finish();
        Assert.Equal("1f27a7085478d95e00c0719ecfe7ba5b5f30d0c3c4dc64d94b6579f3f2f29203", result.Hash);
        Assert.All(result.Columns, c => Assert.Equal(4, c.Leaves.Count));
    }

    [Fact]
    public void Every_byte_hashed_for_truth_values_and_dates_is_the_one_the_format_prescribes()
    {
        byte[] Leaf(byte type, byte[] values) => SHA256.HashData([0, type, 1, 3, 0, 0, 0, 0b101, .. values]);
        byte[] Column(byte type, byte[] leaf) => SHA256.HashData([2, 1, 0, 0, 0, (byte)'c', type, 3, 0, 0, 0, 0, 0, 0, 0, .. leaf]);
        string Table(byte[] column) => Convert.ToHexStringLower(SHA256.HashData([.. "mol-th1"u8, 3, 1, 0, 0, 0, .. column]));

        Assert.Equal(Table(Column(1, Leaf(1, [1, 0, 0]))), new TableHash().AddBool("c", [true, true, false], [0b101]).Finish().Hash);
        Assert.Equal(Table(Column(8, Leaf(8, [1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255]))), new TableHash().AddDate("c", [1, 77, -1], [0b101]).Finish().Hash);
    }

    [Fact]
    public void A_column_without_rows_has_the_root_of_an_empty_tree()
    {
        var column = SHA256.HashData([2, 1, 0, 0, 0, (byte)'c', 4, 0, 0, 0, 0, 0, 0, 0, 0, .. SHA256.HashData([])]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. "mol-th1"u8, 3, 1, 0, 0, 0, .. column])), new TableHash().AddFloat64("c", []).Finish().Hash);
    }

    [Fact]
    public void How_rows_are_cut_into_calls_does_not_matter() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 140_000).ToArbitrary(), Gen.Choose(1, 70_000).ToArbitrary(), (rows, cut) =>
        {
            var values = Enumerable.Range(0, rows).Select(i => i * 0.25).ToArray();
            var table = new TableHash();
            var streamed = table.Start("x", TableHashType.Float64);
            for (var at = 0; at < rows; at += cut) streamed.Append(values.AsSpan(at, Math.Min(cut, rows - at)));
            return table.Add(streamed).Finish().Hash == new TableHash().AddFloat64("x", values).Finish().Hash;
        }));

    [Fact]
    public void Nulls_at_a_boundary_of_calls_and_chunks_land_on_their_rows()
    {
        const int n = 65_536 + 5;
        var values = Enumerable.Range(0, n).Select(i => (long)i).ToArray();
        var validity = Enumerable.Repeat(ulong.MaxValue, (n + 63) / 64).ToArray();
        foreach (var missing in (int[])[0, 63, 64, 65_535, 65_536, n - 1]) validity[missing / 64] &= ~(1UL << (missing % 64));
        var table = new TableHash();
        var streamed = table.Start("x", TableHashType.Int64);
        for (var row = 0; row < n; row++) streamed.Append(values.AsSpan(row, 1), [validity[row / 64] >> (row % 64) & 1]);
        Assert.Equal(new TableHash().AddInt64("x", values, validity).Finish().Hash, table.Add(streamed).Finish().Hash);
    }

    [Fact]
    public void Every_nan_is_the_same_and_the_value_under_a_null_is_forgotten()
    {
        var other = BitConverter.UInt64BitsToDouble(0xFFF8_0000_0000_0123);
        Assert.Equal(Floats(1, double.NaN).Hash, Floats(1, other).Hash);
        Assert.Equal(new TableHash().AddFloat64("x", [1, 5], [0b01]).Finish().Hash, new TableHash().AddFloat64("x", [1, double.NaN], [0b01]).Finish().Hash);
    }

    public static TheoryData<string, string> Different => new()
    {
        { Floats(0.0).Hash, Floats(-0.0).Hash },
        { Floats(1, double.NaN).Hash, new TableHash().AddFloat64("x", [1, 0], [0b01]).Finish().Hash },
        { Floats(1, 2).Hash, Floats(2, 1).Hash },
        { Floats(1).Hash, Floats(Math.BitIncrement(1)).Hash },
        { Floats(1).Hash, new TableHash().AddFloat64("y", [1]).Finish().Hash },
        { new TableHash().AddInt64("x", [1]).Finish().Hash, new TableHash().AddTimestamp("x", [1]).Finish().Hash },
        { new TableHash().AddText("x", [""]).Finish().Hash, new TableHash().AddText("x", [null]).Finish().Hash },
        { new TableHash().AddText("x", ["ab", "c"]).Finish().Hash, new TableHash().AddText("x", ["a", "bc"]).Finish().Hash },
        { new TableHash().AddText("x", ["é"]).Finish().Hash, new TableHash().AddText("x", ["e\u0301"]).Finish().Hash },
        { new TableHash().Finish().Hash, new TableHash().AddFloat64("x", []).Finish().Hash },
    };

    [Theory, MemberData(nameof(Different))]
    public void Tables_that_differ_in_anything_have_different_hashes(string one, string other) => Assert.NotEqual(one, other);

    [Fact]
    public void Columns_in_another_order_share_only_the_reordered_hash()
    {
        var ab = new TableHash().AddInt64("a", [1]).AddInt64("b", [2]).Finish();
        var ba = new TableHash().AddInt64("b", [2]).AddInt64("a", [1]).Finish();
        Assert.NotEqual(ab.Hash, ba.Hash);
        Assert.Equal(ab.ReorderedHash, ba.ReorderedHash);
        Assert.StartsWith("The same columns in another order", ab.FirstDifference(ba)!.What, StringComparison.Ordinal);
    }

    [Fact]
    public void One_changed_unit_in_the_last_place_is_found_in_its_column_and_chunk()
    {
        var values = Enumerable.Range(0, 300_000).Select(i => Math.Sqrt(i)).ToArray();
        var before = new TableHash().AddFloat64("a", values).AddFloat64("b", values).Finish();
        var changed = values.ToArray();
        changed[150_000] = Math.BitIncrement(changed[150_000]);
        var difference = before.FirstDifference(new TableHash().AddFloat64("a", values).AddFloat64("b", changed).Finish())!;
        Assert.Equal(("b", 2, 131_072L, 196_607L), (difference.Column!, difference.Chunk!.Value, difference.FirstRow!.Value, difference.LastRow!.Value));
    }

    [Fact]
    public void The_first_difference_names_missing_added_and_retyped_columns()
    {
        var x = Floats(1);
        Assert.Null(x.FirstDifference(Floats(1)));
        Assert.Equal("Column 'y' is only in the other table.", x.FirstDifference(new TableHash().AddFloat64("x", [1]).AddBool("y", [true]).Finish())!.What);
        Assert.Equal("Column 'x' is missing from the other table.", x.FirstDifference(new TableHash().AddFloat64("y", [1]).Finish())!.What);
        Assert.Equal("Column 'x' is Float64 here and Int64 in the other table.", x.FirstDifference(new TableHash().AddInt64("x", [1]).Finish())!.What);
        Assert.Equal("Column 'x' differs first within rows 0 to 2 (chunk 0); 1 rows against 3.", x.FirstDifference(Floats(1, 2, 3))!.What);
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(65_535), InlineData(65_536), InlineData(65_537), InlineData(140_000)]
    public void Appended_rows_are_proved_to_the_row_where_the_earlier_count_was_given_as_prefix(int earlierRows)
    {
        var values = Enumerable.Range(0, 150_000).Select(i => i * 0.5).ToArray();
        var texts = values.Select(v => v.ToString(CultureInfo.InvariantCulture)).ToArray();
        TableHashResult Of(double[] x, int rows, long prefix = 0) => new TableHash(prefix).AddFloat64("x", x.AsSpan(0, rows)).AddText("t", new ArraySegment<string?>(texts, 0, rows)).Finish();

        var earlier = Of(values, earlierRows);
        Assert.True(Of(values, 150_000, earlierRows).IsAppendOf(earlier));
        if (earlierRows == 0) return;
        var restated = values.ToArray();
        restated[earlierRows - 1] += 1;
        Assert.False(Of(restated, 150_000, earlierRows).IsAppendOf(earlier));
    }

    [Fact]
    public void Without_the_prefix_an_append_is_proved_by_whole_chunks_refused_by_them_or_left_open()
    {
        var values = Enumerable.Range(0, 150_000).Select(i => i * 0.5).ToArray();
        var now = Floats(values);
        Assert.True(now.IsAppendOf(Floats(values[..131_072])));
        Assert.Null(now.IsAppendOf(Floats(values[..100_000])));
        Assert.False(now.IsAppendOf(Floats([9, .. values[1..100_000]])));
        Assert.False(Floats(values[..10]).IsAppendOf(now));
        Assert.True(now.IsAppendOf(Floats(values)));
    }

    [Fact]
    public void Mistakes_are_named()
    {
        var two = new TableHash().AddFloat64("x", [1, 2]);
        Assert.Equal("Column 'y' has 1 rows, 'x' has 2. (Parameter 'column')", Assert.Throws<ArgumentException>(() => two.AddFloat64("y", [1])).Message);
        Assert.StartsWith("The table has a column 'x' already.", Assert.Throws<ArgumentException>(() => two.AddFloat64("x", [1, 2])).Message, StringComparison.Ordinal);
        Assert.StartsWith("Column 'z': 65 rows need 2 words of validity, got 1.", Assert.Throws<ArgumentException>(() => two.AddFloat64("z", new double[65], [1])).Message, StringComparison.Ordinal);
        Assert.StartsWith("Column 's', row 1: the text has half of a surrogate pair", Assert.Throws<ArgumentException>(() => two.AddText("s", ["a", "\ud83d"])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => two.Start("d", TableHashType.Date).Append([1.0]));
    }

    static TableHashResult Floats(params double[] values) => new TableHash().AddFloat64("x", values).Finish();
}
