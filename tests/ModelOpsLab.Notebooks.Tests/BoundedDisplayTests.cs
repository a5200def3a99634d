using System.Data;
using System.Globalization;
using System.Numerics;

#pragma warning disable RS0030 // The user's culture is set in order to show that it changes nothing

namespace ModelOpsLab.Notebooks.Tests;

/// <summary>Whatever a value is, showing it ends, reads it once and loses nothing without saying so.</summary>
public sealed class BoundedDisplayTests
{
    static string Text(object? value) => Formatters.Format(value).TextOf("text/plain")!;

    static string Json(object? value) => Formatters.Format(value)["application/json"]!.ToJsonString();

    public static TheoryData<object> AllKinds =>
    [
        "text", true, 1, 2.5, 'c', new DateOnly(2020, 3, 31), new[] { 1, 2 }, new Dictionary<string, int> { ["a"] = 1 }, new Trade("a", 1), (1, "b"), Tuple.Create(1, "b"), new { A = 1 },
        new InvalidOperationException("no"), new[] { new Trade("a", 1) }, new List<object?> { 1, "a", null }, new double[2, 2], new object(), System.Text.Json.JsonDocument.Parse("[1]"),
        new Reporting.Note("n"), new BigInteger(1), Guid.Empty, Task.CompletedTask, (Func<int>)(() => 1), DayOfWeek.Friday,
    ];

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Every_value_has_text_html_and_json(object value) =>
        Assert.Equal(["application/json", "text/html", "text/plain"], Formatters.Format(value).MimeTypes.Where(mimeType => !mimeType.Contains("plotly", StringComparison.Ordinal)));

    [Fact]
    public void So_has_none() => Assert.Equal(["application/json", "text/html", "text/plain"], Formatters.Format(null).MimeTypes);

    [Theory]
    [InlineData(0.1f, "0.1")]
    [InlineData(16777217f, "16777216")]
    [InlineData(1e-7f, "1E-07")]
    public void A_float_stays_as_it_was_written_and_is_not_widened(float value, string text)
    {
        Assert.Equal(text, Text(value));
        Assert.Equal(text, Json(value));
    }

    [Theory]
    [InlineData(-25)]
    [InlineData(-958)]
    [InlineData(-1074)]
    [InlineData(1023)]
    public void Powers_of_two_read_back_to_the_same_bits(int exponent)
    {
        var value = Math.ScaleB(1, exponent);
        Assert.Equal(value, double.Parse(Text(value), CultureInfo.InvariantCulture));
        Assert.Equal(value, double.Parse(Json(value), CultureInfo.InvariantCulture));
        Assert.Equal(value, double.Parse(System.Text.Json.Nodes.JsonNode.Parse(Json(new[] { value }))![0]!.ToJsonString(), CultureInfo.InvariantCulture));
    }

    public static TheoryData<object, string, string> Numbers => new()
    {
        { 0.1 + 0.2, "0.30000000000000004", "0.30000000000000004" },
        { -0.0, "-0", "-0" },
        { double.NaN, "NaN", "\"NaN\"" },
        { double.NegativeInfinity, "-Infinity", "\"-Infinity\"" },
        { float.PositiveInfinity, "Infinity", "\"Infinity\"" },
        { 1.50m, "1.50", "1.50" },
        { 79228162514264337593543950335m, "79228162514264337593543950335", "79228162514264337593543950335" },
        { (Half)0.1, "0.1", "0.1" },
        { Half.NaN, "NaN", "\"NaN\"" },
        { long.MinValue, "-9223372036854775808", "-9223372036854775808" },
        { ulong.MaxValue, "18446744073709551615", "18446744073709551615" },
        { Int128.MaxValue, "170141183460469231731687303715884105727", "\"170141183460469231731687303715884105727\"" },
        { BigInteger.Pow(10, 40), "1" + new string('0', 40), "\"1" + new string('0', 40) + "\"" },
        { (nint)5, "5", "5" },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Numbers_keep_every_digit_and_what_json_has_not_is_text(object value, string text, string json)
    {
        Assert.Equal(text, Text(value));
        Assert.Equal(json, Json(value));
    }

    [Theory]
    [InlineData(DateTimeKind.Utc, "2020-03-01 16:30:00Z")]
    [InlineData(DateTimeKind.Local, "2020-03-01 16:30:00")]
    [InlineData(DateTimeKind.Unspecified, "2020-03-01 16:30:00")]
    public void Only_a_time_in_utc_says_z(DateTimeKind kind, string text) => Assert.Equal(text, Text(new DateTime(2020, 3, 1, 16, 30, 0, kind)));

    [Fact]
    public void The_user_s_culture_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.DateTimeFormat.ShortDatePattern = "dd.MM.yyyy";
        var value = new { X = 0.05, D = new DateTime(2026, 1, 31), L = new[] { 1.5m }, T = new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero) };
        var expected = Text(value);
        try
        {
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(expected, Text(value));
            Assert.Contains("X = 0.05, D = 2026-01-31, L = [1.5]", Text(value), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_lazy_sequence_is_walked_once_at_every_depth()
    {
        var walks = 0;
        IEnumerable<int> Counting()
        {
            walks++;
            yield return 1;
            yield return 2;
        }
        Formatters.Format(Counting());
        Assert.Equal(1, walks);
        Formatters.Format(new[] { new { Rows = Counting() } });
        Assert.Equal(2, walks);
        Formatters.Format(new { Rows = Counting() });
        Assert.Equal(3, walks);
        Formatters.Format(new { Deep = new { Rows = Counting() } });
        Assert.Equal(4, walks);
    }

    [Fact]
    public void A_property_is_asked_once()
    {
        var counter = new Counter();
        Formatters.Format(counter);
        Assert.Equal(1, counter.Asked);
        Formatters.Format(new[] { counter });
        Assert.Equal(2, counter.Asked);
        Formatters.Format(new[] { new { Inner = counter } });
        Assert.Equal(3, counter.Asked);
    }

    [Fact]
    public void What_throws_shows_its_exception_in_its_place()
    {
        Assert.Equal("Faulty { Good = 1, Bad = (InvalidOperationException: not yet) }", Text(new Faulty()));
        Assert.Equal("{ Rows = (InvalidOperationException: third) }", Text(new { Rows = Third() }));
        Assert.Equal("""{"Good":1,"Bad":"(InvalidOperationException: not yet)"}""", Json(new Faulty()));

        static IEnumerable<int> Third()
        {
            yield return 1;
            throw new InvalidOperationException("third");
        }
    }

    [Fact]
    public void A_sequence_that_throws_fails_what_shows_it()
    {
        Assert.Equal("third", Assert.Throws<InvalidOperationException>(() => Formatters.Format(Third())).Message);

        static IEnumerable<int> Third()
        {
            yield return 1;
            throw new InvalidOperationException("third");
        }
    }

    [Fact]
    public void A_graph_with_a_cycle_ends()
    {
        var node = new Node { Name = "a" };
        node.Next = node;
        Assert.Equal("Node { Name = a, Next = Node { Name = a, Next = Node { Name = a, Next = Node { Name = a, Next = Node { ... } } } } }", Text(node));
        var list = new List<object>();
        list.Add(list);
        Assert.Contains("[...]", Text(list), StringComparison.Ordinal);
        var map = new Dictionary<string, object>();
        map["self"] = map;
        Assert.Contains("self: ", Text(map).Replace("self  ", "self: ", StringComparison.Ordinal), StringComparison.Ordinal);
        var record = new Linked("r");
        record.Next = record;
        Assert.Contains("...", Text(new[] { record }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wide_tree_ends()
    {
        object Tree(int depth) => depth == 0 ? 1 : Enumerable.Range(0, 50).Select(_ => Tree(depth - 1)).ToArray();
        var bundle = Formatters.Format(new[] { new { A = Tree(3) }, new { A = Tree(3) } });
        Assert.True(bundle["application/json"]!.ToJsonString().Length < 1_000_000);
    }

    [Fact]
    public void Ten_thousand_levels_are_cut()
    {
        object nested = 1;
        for (var i = 0; i < 10_000; i++) nested = new object[] { nested };
        Assert.Equal("value\n[[[[...]]]]".Replace("[[[[...]]]]", Text(nested).Split('\n')[^1], StringComparison.Ordinal), Text(nested));
        Assert.True(Text(nested).Length < 100);
    }

    [Fact]
    public void A_million_items_show_twenty_and_say_how_many_more()
    {
        var bundle = Formatters.Format(Enumerable.Range(0, 1_000_000).Select(i => (double)i).ToList());
        Assert.EndsWith("18, 19, ... 999980 more]", bundle.TextOf("text/plain"), StringComparison.Ordinal);
        Assert.Equal("... 999980 more", (string?)bundle["application/json"]!["more"]);
        Assert.Equal(20, bundle["application/json"]!["values"]!.AsArray().Count);
    }

    [Fact]
    public void A_long_text_in_a_cell_is_cut_and_says_so()
    {
        var text = Text(new[] { new { T = new string('x', 1_000_000) } });
        Assert.EndsWith("x... (1000000 characters)", text, StringComparison.Ordinal);
        Assert.Equal(1_000_000, Text(new string('x', 1_000_000)).Length);
    }

    [Fact]
    public void A_task_is_not_waited_for()
    {
        var never = new TaskCompletionSource<int>().Task;
        Assert.Equal("Task<Int32> (WaitingForActivation)", Text(never));
        Assert.Equal("{ T = Task<Int32> (WaitingForActivation) }", Text(new { T = never }));
        Assert.Equal("ValueTask<Int32>", Text(new ValueTask<int>(never)));
    }

    [Fact]
    public void Inner_values_are_structure_in_json()
    {
        Assert.Equal("""{"columns":["A","L"],"rows":[[{"X":1,"Y":[1,2]},{"a":1.5}]]}""",
            Json(new[] { new { A = new { X = 1, Y = new[] { 1, 2 } }, L = new Dictionary<string, double> { ["a"] = 1.5 } } }));
        Assert.Equal("""{"Item1":1,"Item2":{"Asset":"a","Size":1}}""", Json((1, new Trade("a", 1))));
        Assert.Equal("""{"M":[{"key":1,"value":2}]}""", Json(new { M = new Dictionary<int, int> { [1] = 2 } }));
    }

    [Fact]
    public void An_exception_names_its_cause_and_is_data()
    {
        var bundle = Formatters.Format(new InvalidOperationException("outer", new ArgumentException("inner")));
        Assert.Equal("System.InvalidOperationException: outer\ncaused by System.ArgumentException: inner", bundle.TextOf("text/plain"));
        Assert.Equal("""{"type":"System.InvalidOperationException","message":"outer","cause":{"type":"System.ArgumentException","message":"inner"}}""", bundle["application/json"]!.ToJsonString());
    }

    [Fact]
    public async Task An_exception_caught_in_a_cell_says_where_it_was_thrown()
    {
        Assert.Equal(["result: System.DivideByZeroException: Attempted to divide by zero. (cell 1, line 4)"], await new Session().Run("""
            int Divide(int by)
            {
                var one = 1;
                return one / by;
            }
            Exception? caught = null;
            try { Divide(0); } catch (Exception e) { caught = e; }
            caught
            """));
    }

    [Fact]
    public void A_matrix_is_a_table() => Assert.Equal("0  1\n1  2\n3  4", Text(new[,] { { 1, 2 }, { 3, 4 } }));

    [Fact]
    public void A_data_table_is_a_table()
    {
        using var table = new DataTable();
        table.Columns.Add("asset", typeof(string));
        table.Columns.Add("size", typeof(double));
        table.Rows.Add("EURUSD", 1.5);
        table.Rows.Add("x", DBNull.Value);
        Assert.Equal("asset     size\nEURUSD     1.5\nx       <null>", Text(table));
        Assert.Equal("""{"columns":["asset","size"],"rows":[["EURUSD",1.5],["x",null]]}""", Json(table));
    }

    [Fact]
    public async Task A_table_can_be_asked_for_with_as_many_rows_as_wanted()
    {
        Assert.Equal(["display: value\n    1\n    2"], await new Session().Run("new[] { 1, 2 }.DisplayTable();"));
        Assert.Equal(["display: value\n    0\n... 2 more"], await new Session().Run("Enumerable.Range(0, 3).ToList().DisplayTable(1);"));
        Assert.EndsWith("\n28\n29", Assert.Single(await new Session().Run("Enumerable.Range(0, 30).Select(i => new { i }).DisplayTable(rowCount: 30);")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_keeps_the_media_types_of_the_display()
    {
        var outputs = new OutputList();
        using var kernel = new CSharpKernel();
        await kernel.ExecuteAsync("var d = \"<b>1</b>\".Display(\"text/html\"); d.Update(\"<b>2</b>\");", 1, outputs.Add);
        var shown = Assert.Single(outputs.Outputs);
        Assert.Equal("<b>2</b>", shown.Data.TextOf("text/html"));
    }

    [Fact]
    public void Text_that_is_no_json_cannot_be_shown_as_json() =>
        Assert.Contains("is not JSON", Assert.Throws<ArgumentException>(() => Formatters.Format("{", "application/json")).Message, StringComparison.Ordinal);

    sealed record Trade(string Asset, double Size);

    sealed class Counter
    {
        int _asked;

        public int Value => ++_asked;

        internal int Asked => _asked;
    }

    sealed class Faulty
    {
        public int Good => 1;

        public int Bad => throw new InvalidOperationException("not yet");
    }

    sealed class Node
    {
        public string Name { get; init; } = "";

        public Node? Next { get; set; }
    }

    sealed record Linked(string Name)
    {
        public Linked? Next { get; set; }
    }
}
