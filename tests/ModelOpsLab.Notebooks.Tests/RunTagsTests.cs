using System.Diagnostics;

namespace ModelOpsLab.Notebooks.Tests;

public sealed class RunTagsTests
{
    static Task<NotebookRun> Run(params Cell[] cells) => NotebookRunner.RunAsync(new(cells) { Path = "book.ipynb" });

    [Theory]
    [InlineData("timeout=0.3")]
    [InlineData("timeout:0.3s")]
    [InlineData("Timeout = 0.005m")]
    public async Task A_cell_is_stopped_after_the_time_of_its_tag(string tag)
    {
        var run = await Run(Cell.Code("1"), Cell.Code("Console.WriteLine(\"begun\"); while (true) { }", tag), Cell.Code("3"));
        Assert.Equal((2, $"cell 2 was stopped after the time limit of its tag '{tag}'. Raise the limit, or give the cell less to do."), (run.Failure!.Cell, run.Failure.Message));
        Assert.Equal(["begun\n", run.Failure.Message], run.Notebook.Cells[1].Outputs.Select(output => output.Text));
        Assert.Empty(run.Notebook.Cells[2].Outputs);
    }

    [Fact]
    public async Task A_tag_goes_before_the_caller_s_limit()
    {
        var run = await NotebookRunner.RunAsync(new([Cell.Code("await Task.Delay(400); 1", "timeout=1h")]), new() { CellTimeout = TimeSpan.FromMilliseconds(100) });
        Assert.True(run.Succeeded, run.Failure?.Message);
    }

    [Theory]
    [InlineData("timeout")]
    [InlineData("timeout=")]
    [InlineData("timeout=soon")]
    [InlineData("timeout=-1")]
    [InlineData("timeout=0")]
    [InlineData("timeout=5d")]
    [InlineData("timeout=1,5")]
    public async Task A_tag_that_is_no_time_is_refused_before_anything_runs(string tag)
    {
        var error = await Assert.ThrowsAsync<NotebookUsageException>(() => Run(Cell.Code("throw new Exception(\"ran\");"), Cell.Code("1", tag)));
        Assert.Equal($"book.ipynb, cell 2: the tag '{tag}' is no time limit. Write it like timeout=30 (seconds), timeout=2.5m or timeout=1h.", error.Message);
    }

    [Fact]
    public async Task Two_time_tags_on_a_cell_are_refused() =>
        Assert.Contains("contradict each other", (await Assert.ThrowsAsync<NotebookUsageException>(() => Run(Cell.Code("1", "timeout=1", "timeout=2")))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Other_tags_that_begin_alike_mean_nothing() => Assert.True((await Run(Cell.Code("1", "timeout-tests", "timeouts"))).Succeeded);

    [Fact]
    public async Task The_whole_run_has_a_limit_too()
    {
        var clock = Stopwatch.StartNew();
        var run = await NotebookRunner.RunAsync(new([Cell.Code("1"), Cell.Code("while (true) { }", "raises-exception"), Cell.Code("3")]), new() { TotalTimeout = TimeSpan.FromSeconds(8) });
        Assert.Equal("cell 2 was stopped after the total time limit of 8 s. Raise the limit, or give the cell less to do.", run.Failure!.Message);
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_time_limit_stops_the_run_even_where_an_exception_is_expected()
    {
        var run = await Run(Cell.Code("while (true) { }", "raises-exception", "timeout=0.3"), Cell.Code("2"));
        Assert.Equal(1, run.Failure!.Cell);
    }

    [Fact]
    public async Task A_cell_that_should_throw_and_does_not_is_a_finding()
    {
        var run = await Run(Cell.Code("1", "raises-exception"), Cell.Code("throw new Exception(\"as expected\");", "raises-exception"), Cell.Code("no such thing", "raises-exception"), Cell.Code("4"));
        Assert.True(run.Succeeded);
        Assert.Equal(["cell 1 is tagged raises-exception and did not throw. Remove the tag, or look why the error is gone."], run.Findings);
        Assert.Equal(OutputKind.Error, run.Notebook.Cells[1].Outputs.Single().Kind);
        Assert.Equal("CompilationError", run.Notebook.Cells[2].Outputs.Single().Name);
        Assert.Equal("4", run.Notebook.Cells[3].Outputs.Single().Text);
    }

    [Fact]
    public async Task A_cell_tagged_skip_execution_keeps_what_it_has()
    {
        var kept = Cell.Code("throw new Exception();", "skip-execution") with { Outputs = [CellOutput.Stream("stdout", "from before")], ExecutionCount = 7 };
        var run = await Run(Cell.Code("1"), kept, Cell.Code("2"));
        Assert.Equal((7, "from before"), (run.Notebook.Cells[1].ExecutionCount, run.Notebook.Cells[1].Outputs.Single().Text));
        Assert.Equal(2, run.Notebook.Cells[2].ExecutionCount);
    }
}
