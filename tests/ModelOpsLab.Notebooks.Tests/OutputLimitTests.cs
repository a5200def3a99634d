namespace ModelOpsLab.Notebooks.Tests;

/// <summary>An endless loop that shows things neither fills the memory nor hides what came first.</summary>
public sealed class OutputLimitTests
{
    const string Notice = "stderr: \n[The cell showed 1,000 characters, the limit of one cell; the rest is dropped. Show less, or write it to a file.]\n";

    [Fact]
    public async Task Text_beyond_the_limit_is_dropped_and_said_so_once()
    {
        var outputs = await new Session(new() { OutputLimit = 1000 }).Run("for (var i = 0; i < 100_000; i++) Console.Write(\"0123456789\");");
        Assert.Equal(["stdout: " + string.Concat(Enumerable.Repeat("0123456789", 100)), Notice], outputs);
    }

    [Fact]
    public async Task Exactly_the_limit_is_not_too_much()
    {
        Assert.Equal(1000 + "stdout: ".Length, Assert.Single(await new Session(new() { OutputLimit = 1000 }).Run("Console.Write(new string('x', 1000));")).Length);
    }

    [Fact]
    public async Task Displays_count_too()
    {
        var outputs = await new Session(new() { OutputLimit = 1000 }).Run("for (var i = 0; i < 100_000; i++) display(i);");
        Assert.InRange(outputs.Length, 5, 11);
        Assert.Equal(Notice, outputs[^1]);
    }

    [Fact]
    public async Task A_result_that_is_too_large_is_not_shown()
    {
        Assert.Equal([Notice], await new Session(new() { OutputLimit = 1000 }).Run("new string('x', 50_000_000)"));
    }

    [Fact]
    public async Task An_error_is_shown_all_the_same()
    {
        var outputs = await new Session(new() { OutputLimit = 1000 }).Run("Console.Write(new string('x', 1001)); throw new Exception(\"after\");");
        Assert.Equal("error System.Exception: cell 1, line 1: after", outputs[^1]);
        Assert.Equal(3, outputs.Length);
    }

    [Fact]
    public async Task A_character_of_two_units_is_not_cut()
    {
        var outputs = await new Session(new() { OutputLimit = 1000 }).Run("Console.Write(new string('x', 999) + \"😀\");");
        Assert.Equal("stdout: " + new string('x', 999), outputs[0]);
    }

    [Fact]
    public async Task The_next_cell_starts_anew()
    {
        var session = new Session(new() { OutputLimit = 1000 });
        await session.Run("Console.Write(new string('x', 5000));");
        Assert.Equal(["stdout: y"], await session.Run("Console.Write('y');"));
    }

    [Fact]
    public async Task An_endless_loop_of_output_is_stopped_by_its_time_limit_in_bounded_memory()
    {
        var session = new Session(new() { CellTimeout = TimeSpan.FromSeconds(1) });
        var outputs = await session.Run("while (true) Console.WriteLine(\"again and again\");");
        Assert.StartsWith("error System.TimeoutException", outputs[^1], StringComparison.Ordinal);
        Assert.True(outputs.Sum(output => output.Length) < 10_001_000);
    }
}
