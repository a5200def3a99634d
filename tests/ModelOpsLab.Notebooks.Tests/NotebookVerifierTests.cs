namespace ModelOpsLab.Notebooks.Tests;

public sealed class NotebookVerifierTests
{
    const string Figure = """System.Text.Json.Nodes.JsonNode.Parse("{\"data\": [{\"y\": [" + (5 / 4.0) + ", 7]}], \"layout\": {}}")""";

    static async Task<string> Executed(params string[] cells)
    {
        var run = await NotebookRunner.RunAsync(new Notebook([.. cells.Select(source => Cell.Code(source))]) { Path = "book.ipynb" }, new() { AsOf = new(2020, 3, 31, 0, 0, 0, TimeSpan.Zero) });
        Assert.Null(run.Failure);
        return NotebookJson.Write(run.Notebook);
    }

    static Task<NotebookVerification> Verify(string text, double tolerance = 1e-9) =>
        NotebookVerifier.VerifyAsync(NotebookJson.Parse(text, "book.ipynb"), new() { Tolerance = tolerance });

    [Fact]
    public async Task What_was_run_verifies()
    {
        var verification = await Verify(await Executed("1.5", Figure, "Console.WriteLine(Clock.GetUtcNow());", "new[] { new { A = 1, B = 0.25 } }"));
        Assert.True(verification.Holds);
        Assert.Equal((4, 4), (verification.Cells, verification.Outputs));
    }

    [Theory]
    [InlineData("\"0.53125\"", "\"0.53135\"", 2, 1, "text/plain, line 1", "0.53135", "0.53125")]
    [InlineData("\"application/json\": 0.53125", "\"application/json\": 0.53135", 2, 1, "application/json $", "0.53135", "0.53125")]
    [InlineData("<td class=\\\"n\\\">4711</td>", "<td class=\\\"n\\\">4712</td>", 3, 1, "text/html, line 1", "4712", "4711")]
    [InlineData("1.25", "1.35", 4, 1, "$.data[0].y[0]", "1.35", "1.25")]
    [InlineData("sum 12", "sum 13", 1, 1, "stdout, line 1", "13", "12")]
    [InlineData("left of", "left off", 1, 1, "stdout, line 1", "left off", "left of")]
    public async Task One_changed_digit_names_cell_output_place_and_both_values(string from, string to, int cell, int output, string where, string expected, string found)
    {
        var text = await Executed("Console.WriteLine(\"sum \" + (6 + 6) + \" is left \" + \"of it\");", "17.0 / 32", "new[] { new { A = \"x\", B = 4710 + 1 } }", Figure);
        Assert.Contains(from, text, StringComparison.Ordinal);
        var verification = await Verify(text.Replace(from, to, StringComparison.Ordinal));
        Assert.False(verification.Holds);
        var mismatch = verification.Mismatches.First(m => m.Where.Contains(where, StringComparison.Ordinal));
        Assert.Equal(("book.ipynb", cell, output), (mismatch.Notebook, mismatch.Cell, mismatch.Output));
        Assert.Contains(expected, mismatch.Expected, StringComparison.Ordinal);
        Assert.Contains(found, mismatch.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_style_sheet_is_no_difference_and_another_digit_beside_it_is()
    {
        var text = await Executed("new ModelOpsLab.Reporting.Table([\"n\"], [(IReadOnlyList<ModelOpsLab.Reporting.Cell>)[(4710 + 1).ToString()]])");
        Assert.Contains("<style", text, StringComparison.Ordinal);
        Assert.Contains(">4711<", text, StringComparison.Ordinal);
        var restyled = text.Replace("padding:", "padding :", StringComparison.Ordinal).Replace("1px", "3px", StringComparison.Ordinal);
        Assert.NotEqual(text, restyled);
        Assert.True((await Verify(restyled)).Holds);
        var mismatch = Assert.Single((await Verify(restyled.Replace(">4711<", ">4712<", StringComparison.Ordinal))).Mismatches);
        Assert.Contains("text/html", mismatch.Where, StringComparison.Ordinal);
        Assert.Contains("4712", mismatch.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_within_the_tolerance_are_equal_and_said_to_differ_in_digits()
    {
        var text = (await Executed("1.0 / 3")).Replace("0.3333333333333333", "0.3333333333333331", StringComparison.Ordinal);
        var verification = await Verify(text);
        Assert.True(verification.Holds);
        Assert.Equal(3, verification.Tolerated.Count); // text, page and data
        Assert.False((await Verify(text, tolerance: 0)).Holds);
    }

    [Fact]
    public async Task Whole_numbers_have_no_tolerance()
    {
        Assert.False((await Verify((await Executed("12345678901233 + 1")).Replace("12345678901234", "12345678901235", StringComparison.Ordinal))).Holds);
    }

    [Fact]
    public async Task A_missing_output_and_an_extra_one_are_mismatches()
    {
        var book = NotebookJson.Parse(await Executed("1", "var a = 1;"), "book.ipynb");
        var cells = book.Cells.ToArray();
        var missing = await NotebookVerifier.VerifyAsync(book with { Cells = [cells[0] with { Outputs = [] }, cells[1]] });
        Assert.Equal("book.ipynb, cell 1, output 1: expected no output, found '1'", Assert.Single(missing.Mismatches).ToString());
        var extra = await NotebookVerifier.VerifyAsync(book with { Cells = [cells[0], cells[1] with { Outputs = cells[0].Outputs }] });
        Assert.Equal("book.ipynb, cell 2, output 1: expected '1', found no output", Assert.Single(extra.Mismatches).ToString());
    }

    [Fact]
    public async Task A_notebook_without_any_output_was_never_executed()
    {
        var verification = await NotebookVerifier.VerifyAsync(new Notebook([Cell.Code("1")]) { Path = "new.ipynb" });
        Assert.Contains("never executed", Assert.Single(verification.Mismatches).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_changed_after_its_run_does_not_verify()
    {
        Assert.False((await Verify((await Executed("1 + 1")).Replace("1 + 1", "1 + 2", StringComparison.Ordinal))).Holds);
    }

    [Fact]
    public async Task A_cell_that_fails_now_is_named_and_the_rest_is_not_reached()
    {
        var verification = await Verify((await Executed("1", "2", "3")).Replace("\"2\"\n   ]\n  }", "\"throw new Exception(\\\"x\\\");\"\n   ]\n  }", StringComparison.Ordinal));
        Assert.Contains(verification.Mismatches, m => m.Cell == 2 && m.Found.Contains("System.Exception", StringComparison.Ordinal));
        Assert.Contains(verification.Mismatches, m => m.Cell == 3 && m.Found.Contains("the run stopped at cell 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_stored_parameters_are_used_again()
    {
        Notebook book = new([Cell.Code("int n = 1;", "parameters"), Cell.Code("n * 2")]);
        var run = await NotebookRunner.RunAsync(book, new() { Parameters = new Dictionary<string, string> { ["n"] = "21" } });
        Assert.Equal("42", run.Notebook.Cells[^1].Outputs.Single().Text);
        Assert.True((await Verify(NotebookJson.Write(run.Notebook))).Holds);
    }

    [Fact]
    public async Task A_cell_tagged_volatile_runs_and_is_not_compared()
    {
        var run = await NotebookRunner.RunAsync(new([Cell.Code("Environment.TickCount64", "volatile"), Cell.Code("1")]));
        var verification = await NotebookVerifier.VerifyAsync(run.Notebook);
        Assert.True(verification.Holds);
        Assert.Equal([1], verification.Volatile);
    }
}
