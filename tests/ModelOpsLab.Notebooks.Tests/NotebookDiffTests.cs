using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks.Tests;

public sealed class NotebookDiffTests
{
    static Cell Code(string id, string source, string? text = null, params string[] tags) => new(CellKind.Code, id, source)
    {
        Metadata = tags.Length == 0 ? [] : new() { ["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]) },
        ExecutionCount = 1,
        Outputs = text is null ? [] : [CellOutput.Result(MimeBundle.Text(text), 1)],
    };

    static Notebook Book(params Cell[] cells) => new(cells);

    static string[] Code(NotebookDiff diff) => [.. diff.Code.Select(change => $"{change.What} {change.Where}")];

    [Fact]
    public void A_notebook_does_not_differ_from_itself()
    {
        var book = Book(Code("a", "1", "1"), Cell.Markdown("text"));
        var diff = NotebookDiff.Of(book, book);
        Assert.False(diff.Differs() || diff.Differs(DiffLevel.Noise));
        Assert.Equal((1, 1), (diff.Cells, diff.Outputs));
    }

    [Fact]
    public void Tokens_are_code_comments_and_layout_are_noise()
    {
        var diff = NotebookDiff.Of(Book(Code("a", "var x = 1;"), Code("b", "f(1, 2)")), Book(Code("a", "// why\nvar x  = 1; "), Code("b", "f(1, 3)")));
        Assert.Equal(["changed cell 2"], Code(diff));
        Assert.Equal(["cell 1, comments or layout of the code"], diff.Noise.Select(n => n.Where));
        Assert.Equal(["- f(1, 2)", "+ f(1, 3)"], LineDiff.Of(diff.Code[0].From, diff.Code[0].To));
    }

    [Fact]
    public void A_string_s_content_and_a_directive_are_code()
    {
        Assert.Equal(["changed cell 1"], Code(NotebookDiff.Of(Book(Code("a", "\"a b\"")), Book(Code("a", "\"a  b\"")))));
        Assert.Equal(["changed cell 1"], Code(NotebookDiff.Of(Book(Code("a", "#r \"nuget: X, 1.0.0\"\n1")), Book(Code("a", "#r \"nuget: X, 1.0.1\"\n1")))));
    }

    [Fact]
    public void Inserted_removed_moved_and_edited_cells_are_each_called_so()
    {
        Cell a = Code("a", "var alpha = 1;"), b = Code("b", "var beta = 2;"), c = Code("c", "alpha + beta", "3");
        Assert.Equal(["added cell 2"], Code(NotebookDiff.Of(Book(a, c), Book(a, b, c))));
        Assert.Equal(["removed cell 2"], Code(NotebookDiff.Of(Book(a, b, c), Book(a, c))));
        Assert.Equal(["moved cell 1"], Code(NotebookDiff.Of(Book(a, b, c), Book(b, c, a))));
        Assert.Empty(NotebookDiff.Of(Book(a, b, c), Book(b, c, a)).Results);
    }

    [Fact]
    public void Cells_without_their_ids_are_found_by_text_and_then_by_likeness()
    {
        Cell a = Code("a", "var prices = Load(\"spx\"); var n = prices.Count;"), b = Code("b", "var beta = 2;", "2");
        var diff = NotebookDiff.Of(Book(a, b), Book(Code("y", "var beta = 2;", "2"), Code("x", "var prices = Load(\"dow\"); var n = prices.Count;")));
        Assert.Contains("changed cell 1", Code(diff));
        Assert.DoesNotContain(Code(diff), change => change.StartsWith("added", StringComparison.Ordinal) || change.StartsWith("removed", StringComparison.Ordinal));
        Assert.Contains("cell 2, id", diff.Noise.Select(n => n.Where));
        var other = NotebookDiff.Of(Book(a), Book(Code("z", "Console.WriteLine(42);")));
        Assert.Equal(["removed cell 1", "added cell 1"], Code(other));
    }

    [Fact]
    public void Results_are_compared_by_value_with_the_tolerances_of_the_tags()
    {
        var book = Book(Code("a", "x", "1.0000000000001"), Code("b", "y", "1.10", "tolerance=0.1"), Code("c", "z", "5"));
        var diff = NotebookDiff.Of(book, Book(Code("a", "x", "1.0"), Code("b", "y", "1.11", "tolerance=0.1"), Code("c", "z", "6")));
        Assert.Equal([3], diff.Results.Select(m => m.Cell));
        Assert.Equal([1, 2], diff.Tolerated.Select(m => m.Cell));
        Assert.True(diff.Differs(DiffLevel.Results));
        Assert.False(diff.Differs(DiffLevel.Code));
    }

    [Fact]
    public void Metadata_counts_and_ids_are_noise_tags_and_the_as_of_date_are_not()
    {
        var a = Book(Code("a", "1", "1"));
        var b = a with { Cells = [a.Cells[0] with { ExecutionCount = 7, Metadata = new() { ["collapsed"] = true } }] };
        Assert.Equal(["cell 1, execution count", "cell 1, metadata.collapsed"], NotebookDiff.Of(a, b).Noise.Select(n => n.Where));
        Assert.Equal(["tags changed cell 1"], Code(NotebookDiff.Of(a, Book(Code("a", "1", "1", "keep")))));
        var dated = a with { Metadata = new() { ["modelops"] = new JsonObject { ["as_of"] = "2020-03-31T00:00:00Z" } } };
        Assert.Equal(["as-of date changed notebook"], Code(NotebookDiff.Of(a with { Metadata = [] }, dated)));
    }

    [Fact]
    public void Text_for_git_holds_code_and_outputs_and_nothing_volatile()
    {
        var book = Book(Cell.Markdown("# Title"), Code("a", "1 + 1", "2", "keep"));
        Assert.Equal("# ---- text\n# Title\n\n# ---- code [keep]\n1 + 1\n> 2\n\n", NotebookPlainText.Of(book));
    }
}
