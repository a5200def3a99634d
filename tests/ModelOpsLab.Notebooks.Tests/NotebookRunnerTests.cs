using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks.Tests;

[Collection("memory")] // one measures it, the other uses much
public sealed class NotebookRunnerTests
{
    [Fact]
    public async Task Cells_are_numbered_in_order_and_blank_ones_do_not_run()
    {
        var run = await NotebookRunner.RunAsync(new([Cell.Code("var a = 1;"), Cell.Markdown("text"), Cell.Code("  "), Cell.Code("a + 1")]));
        Assert.Equal([1, null, null, 2], run.Notebook.Cells.Select(cell => cell.ExecutionCount));
        Assert.Equal("2", run.Notebook.Cells[3].Outputs.Single().Text);
        Assert.Equal(2, run.Timings.Count);
    }

    [Fact]
    public async Task A_display_that_a_later_cell_updates_stands_updated_where_it_was_shown()
    {
        var run = await NotebookRunner.RunAsync(new([Cell.Code("var shown = display(\"first\"); display(\"other\");"), Cell.Code("1"), Cell.Code("shown.Update(\"second\"); 3")]));
        Assert.Equal(["second other", "1", "3"], run.Notebook.Cells.Select(cell => string.Join(' ', cell.Outputs.Select(output => output.Text))));
    }

    [Fact]
    public async Task Two_runs_give_the_same_bytes()
    {
        Notebook book = new([Cell.Code("int n = 2;", "parameters"), Cell.Code("Console.WriteLine(n); new { n, Date = Clock.GetUtcNow().Date }")]);
        var options = new RunOptions { Parameters = new Dictionary<string, ParameterValue> { ["n"] = "3" }, AsOf = new(2020, 3, 31, 0, 0, 0, TimeSpan.Zero) };
        var first = NotebookJson.Write((await NotebookRunner.RunAsync(book, options)).Notebook);
        var second = NotebookJson.Write((await NotebookRunner.RunAsync(book, options)).Notebook);
        Assert.Equal(first, second);
        Assert.Contains("\"as_of\": \"2020-03-31T00:00:00Z\"", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_shows_a_result_without_end_is_stopped_by_the_time_limit()
    {
        var run = await NotebookRunner.RunAsync(new([Cell.Code("class Endless { public override string ToString() { while (true) ; } }\nnew Endless()")]), new() { CellTimeout = TimeSpan.FromSeconds(1) }, TestContext.Current.CancellationToken);
        Assert.Contains("the time limit of 1 s", run.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_a_cell_writes_and_the_next_one_imports_counts_as_it_stands_after_the_run()
    {
        using var folder = new NotebookFolder();
        var book = new Notebook([Cell.Code("System.Threading.Thread.Sleep(1500); File.WriteAllText(\"tools.csx\", \"int Twice(int i) => 2 * i;\");"), Cell.Code("#!import tools.csx\nTwice(4)")]) { Path = folder.NotebookFile };
        book.Write(folder.NotebookFile);
        var run = await NotebookRunner.RunAsync(book);
        Assert.True(run.Succeeded);
        Assert.All(StaleCells.Of(run.Notebook), cell => Assert.Equal(Standing.Proved, cell.Standing));
    }

    [Fact]
    public async Task A_failure_stops_the_run_and_later_outputs_are_cleared()
    {
        var stale = Cell.Code("3") with { Outputs = [CellOutput.Stream("stdout", "old")], ExecutionCount = 9 };
        var run = await NotebookRunner.RunAsync(new([Cell.Code("1"), Cell.Code("var x = 1;\nthrow new InvalidOperationException(\"no\");"), stale]));
        Assert.False(run.Succeeded);
        Assert.Equal((2, 1, "System.InvalidOperationException", "cell 2, line 2: no"), (run.Failure!.Cell, run.Failure.Index, run.Failure.Type, run.Failure.Message));
        Assert.Equal(OutputKind.Error, run.Notebook.Cells[1].Outputs.Single().Kind);
        Assert.Empty(run.Notebook.Cells[2].Outputs);
        Assert.Null(run.Notebook.Cells[2].ExecutionCount);
    }

    [Fact]
    public async Task A_cell_tagged_raises_exception_may_fail()
    {
        var run = await NotebookRunner.RunAsync(new([Cell.Code("throw new Exception();", "raises-exception"), Cell.Code("1")]));
        Assert.True(run.Succeeded);
        Assert.Equal("1", run.Notebook.Cells[1].Outputs.Single().Text);
    }

    [Theory]
    [InlineData("""{"polyglot_notebook": {"kernelName": "fsharp"}}""", "let x = 1", "fsharp")]
    [InlineData("""{"dotnet_interactive": {"language": "pwsh"}}""", "ls", "pwsh")]
    [InlineData("{}", "// F#\n#!fsharp\nlet x = 1", "fsharp")]
    public async Task A_cell_of_another_language_is_refused_before_anything_runs(string metadata, string source, string language)
    {
        var other = Cell.Code(source) with { Metadata = JsonNode.Parse(metadata)!.AsObject() };
        var book = new Notebook([Cell.Code("System.IO.File.WriteAllText(\"ran\", \"\");"), other]) { Path = "mixed.ipynb" };
        var error = await Assert.ThrowsAsync<NotebookUsageException>(() => NotebookRunner.RunAsync(book));
        Assert.Contains($"mixed.ipynb, cell 2: the cell is in '{language}'", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists("ran"));
    }

    [Fact]
    public async Task A_notebook_of_another_language_is_refused()
    {
        var book = new Notebook([Cell.Code("print(1)")]) { Metadata = JsonNode.Parse("""{"kernelspec": {"name": "python3", "language": "python"}}""")!.AsObject() };
        Assert.Contains("'python'", (await Assert.ThrowsAsync<NotebookUsageException>(() => NotebookRunner.RunAsync(book))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"kernelspec": {"name": ".net-csharp", "language": "C#"}, "language_info": {"name": "polyglot-notebook"}}""")]
    [InlineData("""{"language_info": {"name": "csharp"}}""")]
    [InlineData("{}")]
    public async Task The_spellings_of_csharp_are_accepted(string metadata)
    {
        var cell = Cell.Code("#!csharp\n1") with { Metadata = JsonNode.Parse("""{"polyglot_notebook": {"kernelName": "csharp"}, "dotnet_interactive": {"language": "csharp"}}""")!.AsObject() };
        Assert.True((await NotebookRunner.RunAsync(new([cell]) { Metadata = JsonNode.Parse(metadata)!.AsObject() })).Succeeded);
    }

    [Fact]
    public async Task Cells_find_files_beside_the_notebook()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        File.WriteAllText(Path.Combine(folder, "data.csv"), "7");
        new Notebook([Cell.Code("File.ReadAllText(\"data.csv\")")]).Write(Path.Combine(folder, "book.ipynb"));
        var run = await NotebookRunner.RunAsync(Notebook.Read(Path.Combine(folder, "book.ipynb")));
        Assert.Equal("7", run.Notebook.Cells[0].Outputs.Single().Text);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Progress_is_told_before_and_after_each_cell()
    {
        var told = new Collected();
        await NotebookRunner.RunAsync(new([Cell.Code("\n// first\n1"), Cell.Code("2")]), new() { Progress = told });
        Assert.Equal(["1/2 // first begins", "1/2 // first ends", "2/2 2 begins", "2/2 2 ends"], told.Lines);
    }

    [Fact]
    public async Task Memory_grows_no_more_than_linearly_over_sixty_cells()
    {
        await Grow(10);
        var thirty = await Grow(30);
        var sixty = await Grow(60);
        Assert.InRange(sixty, double.NegativeInfinity, Math.Max(3 * thirty, 60e6)); // it falls where what earlier tests left is collected meanwhile

        static async Task<double> Grow(int cells)
        {
            using var kernel = new CSharpKernel();
            await kernel.ExecuteAsync("var v0 = 1;", 1, _ => { });
            var before = GC.GetTotalMemory(forceFullCollection: true);
            for (var i = 1; i <= cells; i++)
                Assert.Null((await kernel.ExecuteAsync($"var v{i} = Enumerable.Range(0, {i}).Select(q => q * 1.5).ToArray(); v{i}.Sum()", i + 1, _ => { })).Error);
            return GC.GetTotalMemory(forceFullCollection: true) - before;
        }
    }

    sealed class Collected : IProgress<CellProgress>
    {
        public List<string> Lines { get; } = [];

        public void Report(CellProgress value) => Lines.Add($"{value.Cell}/{value.Count} {value.FirstLine} {(value.Elapsed is null ? "begins" : "ends")}");
    }
}
