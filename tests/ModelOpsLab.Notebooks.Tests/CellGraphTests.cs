namespace ModelOpsLab.Notebooks.Tests;

/// <summary>Cells labelled by hand: what each declares, reads and changes.</summary>
public sealed class CellGraphTests
{
    static CellGraph Graph(params string[] cells) => CellGraph.Of(new([.. cells.Select(source => Cell.Code(source))]));

    /// <summary>Per cell: declared names, what it reads, sets, may change, and its upstream.</summary>
    static string[] Lines(params string[] cells) =>
        [.. Graph(cells).Cells.Select(c => $"{string.Join(' ', c.Declares)} | {string.Join(' ', c.Reads)} | {string.Join(' ', c.Writes)} | {string.Join(' ', c.MayChange)} | {string.Join(' ', c.Upstream)}")];

    [Fact]
    public void Each_cell_declares_and_reads_what_its_code_names() => Assert.Equal(
        ["alpha n |  |  |  | ", "beta | alpha@1 |  |  | 1", " | beta@2 n@1 |  |  | 1 2", " |  |  |  | "],
        Lines("double alpha = 0.05; var n = 3;", "var beta = alpha * 2;", "beta + n", "1 + 1").Select(l => l.Replace("n@1 beta@2", "beta@2 n@1", StringComparison.Ordinal)));

    [Theory]
    [InlineData("alpha = 0.1;", "", "alpha@1", "")]
    [InlineData("n++;", "n@1", "n@1", "")]
    [InlineData("n += 2;", "n@1", "n@1", "")]
    [InlineData("int.TryParse(\"3\", out n);", "", "n@1", "")]
    [InlineData("(n, alpha) = (1, 2);", "", "alpha@1 n@1", "")]
    [InlineData("rows.Add(3);", "rows@1", "", "rows@1")]
    [InlineData("rows[0] = 3;", "rows@1", "", "rows@1")]
    [InlineData("Array.Sort(values);", "values@1", "", "values@1")]
    [InlineData("values[1]++;", "values@1", "", "values@1")]
    [InlineData("Fill(rows);", "Fill@1 rows@1", "", "rows@1")]
    [InlineData("Add(1);", "Add@1 rows@1", "", "rows@1")]
    [InlineData("later();", "later@1 n@1", "", "n@1")]
    [InlineData("var r = rng.Next();", "rng@1", "", "rng@1")]
    [InlineData("Counter.N = 3;", "Counter@1", "", "Counter@1")]
    [InlineData("rows?.Clear();", "rows@1", "", "rows@1")]
    [InlineData("rows.ForEach(x => n += x);", "n@1 rows@1", "n@1", "rows@1")]
    public void A_cell_that_changes_an_earlier_variable_is_seen(string code, string reads, string writes, string changes)
    {
        var node = Graph(Setup, code).Cells[1];
        Assert.Equal((writes, changes), (string.Join(' ', node.Writes), string.Join(' ', node.MayChange)));
        foreach (var read in reads.Split(' ', StringSplitOptions.RemoveEmptyEntries)) Assert.Contains(read, node.Reads.Select(name => name.ToString()));
    }

    const string Setup = """
        double alpha = 0.05; int n = 1; var rows = new List<int> { 1 }; var values = new[] { 3, 1, 2 }; var text = "x"; var rng = new Random(1);
        void Fill(List<int> target) => target.Add(4);
        void Add(int x) => rows.Add(x);
        Action later = () => n++;
        double Twice(double x) => 2 * x;
        static class Counter { public static int N; }
        record Point(int X, double Y);
        var p = new Point(1, 2);
        """;

    [Theory]
    [InlineData("rows.Count")]
    [InlineData("rows.Where(x => x > 0).Sum()")]
    [InlineData("display(rows);")]
    [InlineData("Console.WriteLine(string.Join(\",\", values));")]
    [InlineData("foreach (var x in rows) Console.WriteLine(x);")]
    [InlineData("text.ToUpperInvariant()")]
    [InlineData("Twice(alpha)")]
    [InlineData("p.ToString() + p.X")]
    [InlineData("rows.Contains(3) ? rows[0] : values.Length")]
    [InlineData("int n = 3; n++;")]
    [InlineData("$\"{rows.Count} {alpha:0.00}\"")]
    public void A_cell_that_only_looks_changes_nothing(string code)
    {
        var node = Graph(Setup, code).Cells[1];
        Assert.Empty(node.Writes);
        Assert.Empty(node.MayChange);
    }

    [Fact]
    public void A_change_through_another_name_is_a_change()
    {
        var graph = Graph("var rows = new List<int>();", "var other = rows;", "other.Add(1);", "rows.Count", "var copy = rows.Count;", "copy + 1");
        Assert.Equal([1, 2, 3], graph.Cells[3].Upstream);
        Assert.Equal([5], graph.Cells[5].Upstream);
        Assert.Equal([1, 2, 3, 5], graph.AllUpstream(6));
    }

    [Fact]
    public void Calling_a_function_is_doing_what_it_does()
    {
        var graph = Graph("int n = 0;", "void Up() { n++; }", "Up();", "n", "Func<int> f = () => n;", "n = 7;", "f()");
        Assert.Equal([1, 2], graph.Cells[2].Upstream);
        Assert.Contains(3, graph.Cells[3].Upstream);
        Assert.DoesNotContain(2, graph.Cells[1].Upstream);
        Assert.Contains(6, graph.Cells[6].Upstream);
    }

    [Fact]
    public void A_later_declaration_shadows_and_functions_keep_the_earlier_one()
    {
        var graph = Graph("var x = 1;", "int F() => x;", "var x = 2;", "x", "F()");
        Assert.Equal([3], graph.Cells[3].Upstream);
        Assert.Equal([1, 2], graph.Cells[4].Upstream);
    }

    [Fact]
    public void A_lazy_query_sees_what_is_added_after_it()
    {
        Assert.Contains(3, Graph("var rows = new List<int>();", "var big = rows.Where(x => x > 1);", "rows.Add(5);", "big.Count()").Cells[3].Upstream);
    }

    [Fact]
    public void An_alias_and_the_process_connect_cells()
    {
        Assert.Equal([1], Graph("using Money = System.Decimal;", "Money m = 3;").Cells[1].Upstream);
        Assert.Equal([1], Graph("System.Globalization.CultureInfo.CurrentCulture = new(\"de-DE\");", "1.5.ToString()").Cells[1].Upstream);
    }

    [Fact]
    public void A_cell_that_does_not_compile_takes_part_by_the_names_in_it()
    {
        var graph = Graph("var a = 1;", "int b = a + oops;", "b + 1");
        Assert.Equal([1], graph.Cells[1].Upstream);
        Assert.Contains(2, graph.Cells[2].Upstream);
    }

    [Fact]
    public void Upstream_and_downstream_are_each_other_s_mirror()
    {
        var graph = Graph("var a = 1;", "var b = a;", "a + b");
        Assert.All(graph.Cells, cell => Assert.All(cell.Upstream, up => Assert.Contains(cell.Cell, graph.Cells[up - 1].Downstream)));
        Assert.Equal([2, 3], graph.Cells[0].Downstream);
        Assert.Throws<ArgumentOutOfRangeException>(() => graph.AllUpstream(4));
    }
}
