using ModelOpsLab.Notebooks;

namespace ModelOpsLab.Jupyter.Tests;

/// <summary>Jupyter's headless runner on our notebooks and our kernel: what it stores is what <c>modelops run</c> stores.</summary>
public sealed class NbconvertTests(InstalledKernel kernel)
{
    [Theory]
    [InlineData("notebooks/getting-started.ipynb")]
    [InlineData("notebooks/drift-exploration.ipynb")]
    public async Task A_committed_notebook_gives_the_outputs_of_our_own_runner(string path)
    {
        var file = Path.Combine(InstalledKernel.Root, path);
        await AssertSameAsync(file, Notebook.Read(file), "--ExecutePreprocessor.allow_errors=False");
    }

    [Fact]
    public async Task Streams_updates_errors_and_tables_come_out_as_from_our_own_runner()
    {
        var notebook = new Notebook(
        [
            Cell.Code("Console.WriteLine(\"first\"); Console.Error.WriteLine(\"aside\"); display(1.0 / 3); Console.Write(\"last\");"),
            Cell.Code("var shown = display(\"before\"); shown.Update(\"after\");"),
            Cell.Code("shown.Update(\"from a later cell\");"),
            Cell.Code("Enumerable.Range(1, 30).Select(n => new { n, Root = Math.Sqrt(n), Day = new DateTime(2020, 1, 1).AddDays(n) })"),
            Cell.Code("record Trade(string Name, decimal Price);\nnew Trade(\"é 😀\", 12.30m)"),
            Cell.Code("new Dictionary<string, double> { [\"a\"] = double.NaN, [\"b\"] = double.PositiveInfinity }"),
            Cell.Code("throw new InvalidOperationException(\"on purpose\");", "raises-exception"),
            Cell.Code("int x = nosuch;", "raises-exception"),
            Cell.Code("object none = null;\nnone"),
            Cell.Code("await Task.Delay(1); 42"),
        ]);
        // One source may stand twice in a notebook; clients find cells by place
        var file = kernel["many.ipynb"];
        notebook.Write(file);
        await AssertSameAsync(file, Notebook.Read(file));
    }

    async Task AssertSameAsync(string file, Notebook notebook, params string[] options)
    {
        var python = await kernel.PythonAsync("nbconvert");
        var mine = await NotebookRunner.RunAsync(notebook);
        Assert.Null(mine.Failure);
        var output = kernel[$"executed-{Path.GetFileName(file)}"];
        var ended = await Tool.RunAsync(python,
            ["-m", "nbconvert", "--to", "notebook", "--execute", $"--ExecutePreprocessor.kernel_name={InstalledKernel.Name}", "--ExecutePreprocessor.record_timing=False", .. options, "--output", output, file],
            kernel.Environment, Path.GetDirectoryName(file));
        Assert.True(ended.Code == 0, ended.ToString());
        var compared = NotebookDiff.Of(mine.Notebook, Notebook.Read(output));
        Assert.True(!compared.Differs(), string.Join('\n', compared.Results) + string.Join('\n', compared.Code));
        Assert.True(compared.Outputs > 0);
    }
}
