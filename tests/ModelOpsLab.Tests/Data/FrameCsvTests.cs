using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;

namespace ModelOpsLab.Tests.Data;

public sealed class FrameCsvTests
{
    static readonly Schema Mixed = new()
    {
        Timestamp = "time",
        Features = ["n"],
        Columns = new Dictionary<string, ColumnRule>
        {
            ["i"] = new() { Type = ColumnType.Integer }, ["b"] = new() { Type = ColumnType.Boolean }, ["d"] = new() { Type = ColumnType.Date },
            ["s"] = new() { Type = ColumnType.Text }, ["k"] = new() { Type = ColumnType.Category }, ["t"] = new() { Type = ColumnType.Timestamp },
        },
    };

    [Fact]
    public void Written_frame_is_read_back_to_the_same_bits() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<Tuple<double, long, string>>>(), rows =>
        {
            var data = rows.Get.Where(r => !double.IsInfinity(r.Item1) && r.Item3?.Any(char.IsSurrogate) != true).ToArray();
            if (data.Length == 0) return true;
            var frame = Frame.Of(Mixed,
                Column.Timestamps("time", [.. data.Select((_, i) => i * 3_600_000_000_007L * 100)]),
                Column.Numbers("n", [.. data.Select(r => r.Item1)], [.. data.Select(r => r.Item2 % 3 != 0)]),
                Column.Integers("i", [.. data.Select(r => r.Item2)], [.. data.Select(r => r.Item2 % 5 != 0)]),
                Column.Booleans("b", [.. data.Select(r => r.Item2 > 0)]),
                Column.Dates("d", [.. data.Select(r => DateOnly.FromDayNumber((int)(Math.Abs(r.Item2 % 1_000_000))))]),
                Column.Texts("s", [.. data.Select(r => r.Item3)]),
                Column.Categories("k", [.. data.Select(r => r.Item2 % 2 == 0 ? "" : "a,\"b\"")]),
                Column.Timestamps("t", [.. data.Select(r => r.Item2 * 1_000_000_007L)]));
            var back = Frame.ParseCsv(frame.ToCsv(), Mixed);
            return frame.Columns.Zip(back.Columns).All(p => p.First.Type == p.Second.Type && Enumerable.Range(0, frame.Count).All(i => Same(p.First, p.Second, i)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_power_of_two_is_read_back_to_the_same_bits()
    {
        double[] powers = [.. Enumerable.Range(-1074, 2098).Select(e => Math.ScaleB(1, e))];
        var frame = Frame.Of(new Schema { Timestamp = "time", Features = ["n"] }, Column.Timestamps("time", [.. powers.Select((_, i) => i * 1_000L)]), Column.Numbers("n", powers));
        Assert.Equal(powers, Frame.ParseCsv(frame.ToCsv(), frame.Schema)["n"]);
        Assert.Equal(frame.ContentHash(), Frame.ParseCsv(frame.ToCsv(), frame.Schema).ContentHash());
    }

    [Fact]
    public void Quoted_empty_cell_is_a_text_and_a_missing_number()
    {
        var frame = Frame.ParseCsv("time,n,s\n2020-01-01,\"\",\"\"\n2020-01-02,,\n", new()
        {
            Timestamp = "time", Features = ["n"], Columns = new Dictionary<string, ColumnRule> { ["s"] = new() { Type = ColumnType.Text } },
        });
        Assert.Equal(["", null], frame["s"].Strings);
        Assert.Equal(2, frame["n"].MissingCount);
    }

    [Fact]
    public void Line_of_an_error_counts_the_lines_of_quoted_cells()
    {
        var error = Assert.Throws<InvalidDataException>(() => Frame.ParseCsv("time,s,n\r\n2020-01-01,\"a\r\nb\",1\r\n2020-01-02,\"a\r\nb\r\nc\",x\r\n", new()
        {
            Timestamp = "time", Features = ["n"], Columns = new Dictionary<string, ColumnRule> { ["s"] = new() { Type = ColumnType.Text } },
        }, "live.csv"));
        Assert.StartsWith("live.csv, line 6, column 'n': 'x' is not a number", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2020-03-09", 1583712000_000000000)]
    [InlineData("2020-03-09T13:30:00Z", 1583760600_000000000)]
    [InlineData("2020-03-09 13:30Z", 1583760600_000000000)]
    [InlineData("2020-03-09T14:30:00.5+01:00", 1583760600_500000000)]
    [InlineData("2020-03-09T08:00:00.000000001-0530", 1583760600_000000001)]
    [InlineData("1969-12-31T23:59:59.999999999Z", -1)]
    public void Time_is_read_to_the_nanosecond(string text, long expected)
    {
        Assert.Null(Timestamp.TryParse(text, out var nanoseconds));
        Assert.Equal(expected, nanoseconds);
    }

    [Theory]
    [InlineData("2020-03-09T13:30:00", "has no zone: end it with Z or an offset such as +01:00")]
    [InlineData("2021-02-29", "is not a day of the calendar: correct it")]
    [InlineData("09/03/2020", "is not a date: write yyyy-MM-dd")]
    [InlineData("2020-03-09T25:00:00Z", "is not a time: write it like 2020-03-09T13:30:00Z")]
    [InlineData("2020-03-09T13:30:00.1234567890Z", "is not a time: write it like 2020-03-09T13:30:00Z")]
    [InlineData("1600-01-01", "lies outside 1678 to 2261, which is all that nanoseconds in 64 bits hold")]
    public void Time_that_is_not_one_says_why(string text, string problem) => Assert.Equal(problem, Timestamp.TryParse(text, out _));

    [Theory]
    [InlineData("n", "1,000.5", "leave out the thousands separators")]
    [InlineData("n", "-inf", "is infinite: correct it")]
    [InlineData("i", "1.5", "is not a whole number")]
    [InlineData("b", "perhaps", "is not a truth value: write true or false")]
    [InlineData("d", "2020-1-1", "is not a date: write yyyy-MM-dd")]
    public void Cell_of_another_type_is_refused(string column, string value, string problem)
    {
        var schema = Mixed with { Features = [], Columns = new Dictionary<string, ColumnRule> { [column] = Mixed.Rule(column) } };
        var error = Assert.Throws<InvalidDataException>(() => Frame.ParseCsv($"time,{column}\n2020-01-01,\"{value}\"\n", schema, "f.csv"));
        Assert.StartsWith($"f.csv, line 2, column '{column}': '{value}' ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infinity_is_read_where_the_rule_has_it_as_a_limit()
    {
        var schema = new Schema { Timestamp = "time", Columns = new Dictionary<string, ColumnRule> { ["n"] = new() { Max = double.PositiveInfinity } } };
        Assert.Equal(double.PositiveInfinity, Frame.ParseCsv("time,n\n2020-01-01,Infinity\n", schema)["n"][0]);
        Assert.Throws<InvalidDataException>(() => Frame.ParseCsv("time,n\n2020-01-01,-Infinity\n", schema));
    }

    [Theory]
    [InlineData("time,asset,n\n2020-01-01,,1\n", "line 2, column 'asset': the cell is empty. Every row needs an asset.")]
    [InlineData("time,asset,n\n,A,1\n", "line 2, column 'time': the cell is empty. Every row needs a time.")]
    [InlineData("time,asset,n\n2020-01-01,B,1\n2020-01-01,A,1\n", "line 3, column 'time': '2020-01-01, A' comes after '2020-01-01, B' of line 2. Rows must ascend by time, then asset: sort the file.")]
    [InlineData("time,aset,n\n", "line 1, column 'asset': the schema names it, the header does not. It has: time, aset, n. Did you mean 'aset'?")]
    public void Panel_needs_time_and_asset_in_order(string csv, string problem) =>
        Assert.Equal("f.csv, " + problem, Assert.Throws<InvalidDataException>(() => Frame.ParseCsv(csv, new() { Timestamp = "time", Asset = "asset", Features = ["n"] }, "f.csv")).Message);

    [Fact]
    public void File_of_another_encoding_is_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "time,n\n2020-01-01,1\n", System.Text.Encoding.Unicode);
            Assert.Equal($"{path}, line 1: the file is UTF-16. Save it as UTF-8.", Assert.Throws<InvalidDataException>(() => Frame.ReadCsv(path, new() { Timestamp = "time", Features = ["n"] })).Message);
        }
        finally { File.Delete(path); }
    }

    static bool Same(Column a, Column b, int row) => a.IsMissing(row) == b.IsMissing(row) && (a.IsMissing(row)
        || (a.Type == ColumnType.Number ? a[row].Equals(b[row]) && double.IsNegative(a[row]) == double.IsNegative(b[row]) | double.IsNaN(a[row]) : a.TextAt(row) == b.TextAt(row)));
}
