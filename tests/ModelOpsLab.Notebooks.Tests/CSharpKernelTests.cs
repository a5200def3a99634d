namespace ModelOpsLab.Notebooks.Tests;

/// <summary>Expected values are what the C# language says a program with these statements does.</summary>
public sealed class CSharpKernelTests
{
    [Fact]
    public async Task A_trailing_expression_is_shown_and_a_statement_is_not()
    {
        var session = new Session();
        Assert.Equal(["result: 42"], await session.Run("var n = 6; n * 7"));
        Assert.Empty(await session.Run("n = 7;"));
        Assert.Equal(["result: <null>"], await session.Run("(string?)null"));
    }

    [Fact]
    public async Task What_a_cell_declares_the_next_one_sees()
    {
        var session = new Session();
        await session.Run("record Trade(string Asset, double Size); int Twice(int i) => 2 * i;");
        Assert.Equal(["result: 10"], await session.Run("var trade = new Trade(\"EURUSD\", 5); Twice((int)trade.Size)"));
    }

    [Fact]
    public async Task State_is_kept_after_an_exception()
    {
        var session = new Session();
        await session.Run("var rows = new List<int> { 1, 2 };");
        var outputs = await session.Run("var before = 7;\nrows.Add(3);\nthrow new InvalidOperationException(\"stop\");\nvar after = 8;");
        Assert.Equal(["error System.InvalidOperationException: cell 2, line 3: stop"], outputs);
        Assert.Equal(["result: 10"], await session.Run("before + rows.Count"));
    }

    [Fact]
    public async Task State_is_kept_after_an_exception_in_the_first_cell()
    {
        var session = new Session();
        await session.Run("var a = 5; throw new Exception();");
        Assert.Equal(["result: 5"], await session.Run("a"));
    }

    [Fact]
    public async Task A_runtime_error_names_the_line_of_the_cell_where_it_was_thrown()
    {
        var session = new Session();
        await session.Run("int At(int[] xs, int k)\n{\n    return\n        xs[k];\n}");
        var outputs = await session.Run("var xs = new int[2];\n\n// one too far\nvar x = At(xs, 2);");
        Assert.Equal(["error System.IndexOutOfRangeException: cell 1, line 3: Index was outside the bounds of the array."], outputs);
        var calls = session.LastError!.Traceback;
        Assert.Contains("   at cell 1, line 3, in At", calls);
        Assert.Contains("   at cell 2, line 4", calls);
    }

    [Fact]
    public async Task A_runtime_error_after_an_await_names_its_line()
    {
        var session = new Session();
        var outputs = await session.Run("await Task.Delay(1);\nvar zero = 0;\nawait Task.Yield();\nvar x = 1 / zero;");
        Assert.Equal(["error System.DivideByZeroException: cell 1, line 4: Attempted to divide by zero."], outputs);
    }

    [Fact]
    public async Task A_compile_error_names_cell_line_and_column()
    {
        var session = new Session();
        await session.Run("var y = 1;");
        var outputs = await session.Run("var z = 1;\nvar w = yy + 1;\nstring q = 3;");
        Assert.Equal(["error CompilationError: cell 2, line 2, column 9: CS0103 The name 'yy' does not exist in the current context\n"
            + "cell 2, line 3, column 12: CS0029 Cannot implicitly convert type 'int' to 'string'"], outputs);
        Assert.Equal(["result: 1"], await session.Run("y"));
    }

    [Fact]
    public async Task Columns_stay_exact_behind_a_host_directive()
    {
        var session = new Session();
        var outputs = await session.Run("#!csharp\n#!time\n\tvar a = b;");
        Assert.StartsWith("error CompilationError: cell 1, line 3, column 10: CS0103", Assert.Single(outputs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Awaits_come_back()
    {
        Assert.Equal(["result: 3"], await new Session().Run("await Task.Delay(5);\nvar a = await Task.Run(() => 1);\nvar b = await Task.FromResult(2).ConfigureAwait(false);\na + b"));
    }

    [Fact]
    public async Task Console_and_displays_keep_their_order()
    {
        var outputs = await new Session().Run("""
            Console.WriteLine("one");
            Console.Write("two\n");
            display("three");
            Console.Error.Write("four");
            "five".Display();
            Console.Write("six");
            7
            """);
        Assert.Equal(["stdout: one\ntwo\n", "display: three", "stderr: four", "display: five", "stdout: six", "result: 7"], outputs);
    }

    [Fact]
    public async Task A_display_can_be_updated_in_its_place()
    {
        Assert.Equal(["display: done", "display: other"], await new Session().Run("var d = display(\"0 %\"); display(\"other\"); d.Update(\"done\");"));
    }

    [Fact]
    public async Task A_displayed_value_is_not_shown_twice()
    {
        Assert.Equal(["display: 1"], await new Session().Run("display(1)"));
    }

    [Fact]
    public async Task Html_shows_nothing_by_itself()
    {
        Assert.Empty(await new Session().Run("var h = HTML(\"<b>x</b>\");"));
    }

    [Fact]
    public async Task Numbers_are_written_in_invariant_culture()
    {
        Assert.Equal(["result: 0.5 1234.5"], await new Session().Run("$\"{0.5} {1234.5:F1}\""));
    }

    [Fact]
    public async Task Assemblies_of_the_platform_are_found_when_named()
    {
        Assert.Equal(["result: 3"], await new Session().Run("using System.Text.Json;\nJsonDocument.Parse(\"[1,2,3]\").RootElement.GetArrayLength()"));
        Assert.Equal(["result: True"], await new Session().Run("System.Text.RegularExpressions.Regex.IsMatch(\"abc\", \"b\")"));
    }

    [Fact]
    public async Task The_types_of_the_library_are_those_of_the_host()
    {
        var session = new Session();
        await session.Run("""
            #r "nuget: ModelOpsLab, VERSION"
            using ModelOpsLab.Reporting;
            var note = new Note("from a cell");
            """.Replace("VERSION", Directives.LibraryVersion, StringComparison.Ordinal));
        Assert.Null(session.LastError);
        Assert.Equal("from a cell", Assert.IsType<Reporting.Note>(session.Kernel.Variable("note")).Text);
    }

    [Theory]
    [InlineData("#r \"nuget: ModelOpsLab, 9.9.9\"", "asks for ModelOpsLab 9.9.9")]
    [InlineData("#r \"nuget: ModelOpsLab\"", "no exact version")]
    [InlineData("#r \"nuget: ModelOpsLab, *\"", "no exact version")]
    [InlineData("#r \"nuget: \"", "is not a package reference")]
    [InlineData("#i \"somewhere\"", "names no source of packages")]
    [InlineData("#!share --from fsharp x", "#!share brings values from other kernels")]
    [InlineData("#!fsharp\nlet x = 1", "the language 'fsharp' cannot be run here")]
    [InlineData("var a = 1;\n#!pwsh\nls", "the language 'pwsh' cannot be run here")]
    [InlineData("#!frobnicate", "directive '#!frobnicate' is not known here")]
    public async Task A_directive_that_cannot_be_honoured_is_an_error_with_its_place(string code, string message)
    {
        var line = code.StartsWith("var", StringComparison.Ordinal) ? 2 : 1;
        var output = Assert.Single(await new Session().Run(code));
        Assert.StartsWith($"error CellError: cell 1, line {line}, column 1: ", output, StringComparison.Ordinal);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directive_inside_a_string_is_text()
    {
        Assert.Equal(["result: #!fsharp"], await new Session().Run("var s = @\"\n#!fsharp\n\";\ns.Trim()"));
    }

    [Fact]
    public async Task An_assembly_is_referenced_by_path()
    {
        var folder = Path.GetDirectoryName(typeof(AngleSharp.BrowsingContext).Assembly.Location)!;
        var outputs = await new Session(new() { WorkingDirectory = folder }).Run("#r \"AngleSharp.dll\"\ntypeof(AngleSharp.Dom.IElement).Name");
        Assert.Equal(["result: IElement"], outputs);
    }

    [Fact]
    public async Task The_clock_stands_at_the_as_of_date()
    {
        var session = new Session(new() { AsOf = new(2020, 3, 31, 0, 0, 0, TimeSpan.Zero) });
        Assert.Equal(["result: 2020-03-31"], await session.Run("Clock.GetUtcNow().ToString(\"yyyy-MM-dd\")"));
        Assert.Contains("no as-of date", Assert.Single(await new Session().Run("Clock.GetUtcNow()")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_is_refused_with_the_remedy()
    {
        Assert.Contains("'parameters'", Assert.Single(await new Session().Run("Console.ReadLine()")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("var n = 0L; while (true) n++;")]
    [InlineData("while (true) { try { System.Threading.Thread.Sleep(10); } catch { } }")]
    [InlineData("await Task.Delay(1); while (true) { }")]
    [InlineData("await Task.Delay(60_000, CancellationToken);")]
    public async Task A_cell_beyond_its_time_limit_is_stopped_and_its_text_kept(string endless)
    {
        var session = new Session(new() { CellTimeout = TimeSpan.FromSeconds(0.3) });
        var outputs = await session.Run("Console.Write(\"begun\");\n" + endless);
        Assert.Equal("stdout: begun", outputs[0]);
        Assert.StartsWith("error System.TimeoutException: cell 1 was stopped after the time limit of 0.3 s", outputs[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_run_is_cancelled_not_failed()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(0.2));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Session().Run("while (true) { }", cancel.Token));
        Assert.Equal(["result: 1"], await new Session().Run("1"));
    }

    [Fact]
    public async Task A_cell_may_run_a_kernel_itself()
    {
        var outputs = await new Session().Run("""
            Console.Write("outer ");
            var inner = new ModelOpsLab.Notebooks.CSharpKernel();
            await inner.ExecuteAsync("System.Console.Write(\"inner\")", 1, _ => { });
            Console.Write("again");
            """);
        Assert.Equal(["stdout: outer again"], outputs);
    }
}
