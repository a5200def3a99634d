namespace ModelOpsLab.Notebooks.Tests;

public sealed class DirectiveTests : IDisposable
{
    readonly NotebookFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_of_code_is_imported_at_its_place()
    {
        _folder.Write("tools.csx", "int Twice(int i) => 2 * i;\nConsole.Write(\"imported \");");
        var session = _folder.Session();
        Assert.Equal(["stdout: before imported ", "result: 42"], await session.Run("Console.Write(\"before \");\n#!import tools.csx\nTwice(21)"));
        Assert.Equal(["result: 4"], await session.Run("Twice(2)"));
    }

    [Fact]
    public async Task The_code_cells_of_a_notebook_are_imported_each_on_its_own()
    {
        new Notebook([Cell.Markdown("# text"), Cell.Code("using System.Text.Json;\nvar x = 1;"), Cell.Code("var x = JsonDocument.Parse(\"[2]\").RootElement.GetArrayLength() + 1;")]).Write(_folder["lib.ipynb"]);
        Assert.Equal(["result: 2"], await _folder.Session().Run("#!import lib.ipynb\nx"));
        _folder.Write("lib.dib", "#!csharp\n\nvar y = 3;\n\n#!markdown\n\ntext\n");
        Assert.Equal(["result: 3"], await _folder.Session().Run("#!import \"lib.dib\"\ny"));
    }

    [Fact]
    public async Task An_error_in_an_imported_file_names_the_file_and_its_line()
    {
        _folder.Write("bad.csx", "var a = 1;\nint b = \"x\";");
        _folder.Write("thrower.csx", "void Throw()\n{\n    throw new InvalidOperationException(\"stop\");\n}");
        var session = _folder.Session();
        Assert.StartsWith("error CompilationError: cell 1, bad.csx, line 2, column 9: CS0029", Assert.Single(await session.Run("_ = 1;\n#!import bad.csx")), StringComparison.Ordinal);
        Assert.Contains("    int b = \"x\";", session.LastError!.Traceback);
        Assert.Equal(["error System.InvalidOperationException: cell 2, thrower.csx, line 3: stop"], await session.Run("#!import thrower.csx\nThrow();"));
        _folder.Write("directive.csx", "\n#!fsharp");
        Assert.StartsWith("error CellError: cell 3, directive.csx, line 2, column 1: the language 'fsharp'", Assert.Single(await session.Run("#!import directive.csx")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Imports_in_a_circle_are_refused_and_twice_is_no_circle()
    {
        _folder.Write("a.csx", "#!import b.csx");
        _folder.Write("b.csx", "#!import a.csx");
        Assert.Contains("cell 1, b.csx, line 1, column 1: 'a.csx' imports itself: a.csx imports b.csx imports a.csx", Assert.Single(await _folder.Session().Run("#!import a.csx")), StringComparison.Ordinal);
        _folder.Write("c.csx", "#!/usr/bin/env dotnet\nvar c = 1;");
        Assert.Equal(["result: 1"], await _folder.Session().Run("#!import c.csx\n#!import c.csx\nc"));
    }

    [Theory]
    [InlineData("#!import gone.csx", "there is no file 'gone.csx' to import")]
    [InlineData("#!import", "names no file")]
    [InlineData("#!import nuget.config", "cannot be imported: what can be is .ipynb, .dib, .cs and .csx")]
    public async Task An_import_that_cannot_be_is_an_error_at_its_line(string directive, string message)
    {
        Assert.Contains($"cell 1, line 2, column 1: ", Assert.Single(await _folder.Session().Run("_ = 1;\n" + directive)), StringComparison.Ordinal);
        Assert.Contains(message, Assert.Single(await _folder.Session().Run(directive)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_in_an_imported_file_start_from_its_own_folder()
    {
        _folder.Write("deep/Answers.dll", PackageFeed.Compile("Answers", "public static class Answers { public static int Value => 7; }"));
        _folder.Write("deep/inner.csx", "var inner = Answers.Value;");
        _folder.Write("deep/outer.csx", "#r \"Answers.dll\"\n#!import inner.csx");
        Assert.Equal(["result: 7"], await _folder.Session().Run("#!import deep/outer.csx\ninner"));
    }

    [Theory]
    [InlineData("5", "Int32", "5")]
    [InlineData("-3000000000", "Int64", "-3000000000")]
    [InlineData("2.5e3", "Double", "2500")]
    [InlineData("true", "Boolean", "True")]
    [InlineData("text with \\ and é", "String", "text with \\ and é")]
    [InlineData("\"a \\\"quoted\\\" \\u00e91\"", "String", "a \"quoted\" é1")]
    [InlineData("'single quoted'", "String", "single quoted")]
    [InlineData("[1, 2.5]", "Double[]", "[1, 2.5]")]
    [InlineData("[\"a\",\"b\"]", "String[]", "[a, b]")]
    public async Task A_value_that_is_set_has_the_type_of_its_json(string value, string type, string shown)
    {
        var session = _folder.Session();
        Assert.Equal([$"result: {type}"], await session.Run($"#!set --name x --value {value}\nx.GetType().Name"));
        Assert.Equal([$"result: {shown}"], await session.Run("x"));
    }

    [Fact]
    public async Task A_variable_that_exists_is_assigned_so_that_functions_see_it()
    {
        var session = _folder.Session();
        await session.Run("double alpha = 0.05; double Half() => alpha / 2;");
        Assert.Equal(["result: 0.5"], await session.Run("#!set --value 1 --name alpha\nHalf()"));
        Assert.Contains("cell 3, line 2, column 9: CS0029", Assert.Single(await session.Run("_ = 1;\n#!set --name alpha --value \"text\"")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--name x --value @input:\"How much?\"", "@input asks a person, and a run has none. Declare 'x' in the cell tagged 'parameters'")]
    [InlineData("--name x --value @fsharp:y", "is a value of another kernel")]
    [InlineData("--name x", "needs the name of a variable and a value")]
    [InlineData("--name 1x --value 1", "needs the name of a variable and a value")]
    [InlineData("--name x --value {\"a\":1}", "has no C# value of one type")]
    [InlineData("--name x --value [1,\"a\"]", "has no C# value of one type")]
    [InlineData("--name x --value 99999999999999999999", "has no C# value of one type")]
    [InlineData("--byref --name x --value 1", "#!set --byref is not known")]
    public async Task A_value_that_cannot_be_set_is_refused_with_advice(string arguments, string message)
    {
        Assert.Contains(message, Assert.Single(await _folder.Session().Run("#!set " + arguments)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_are_listed_in_order_of_declaration()
    {
        var session = _folder.Session();
        await session.Run("var b = 2; string? a = \"text\";");
        await session.Run("var rows = new List<double[]> { }; int? n = null;");
        Assert.Equal(["display: [b, a, rows, n]"], await session.Run("#!who"));
        var listed = Assert.Single(await session.Run("#!whos"));
        Assert.Matches(@"^display: Name +Type +Value\nb +int +2\na +string +text\nrows +List<double\[\]> +\[\]\nn +int\? +<null>$", listed);
        Assert.Equal(["display: [b, a, rows, n]", "display: [b, a, n, rows]"], await session.Run("#!who\nvar rows = 1;\n#!who"));
    }

    [Fact]
    public async Task Time_is_shown_only_where_outputs_are_not_compared()
    {
        Assert.Equal(["result: 1"], await _folder.Session().Run("#!time\n1"));
        var outputs = await new Session(new() { ShowTimes = true }).Run("#!time\n1");
        Assert.Equal("result: 1", outputs[0]);
        Assert.Matches(@"^display: Took \d+\.\d ms$", outputs[1]);
    }

    [Fact]
    public async Task The_directives_can_be_listed()
    {
        Assert.Contains("#!whos", Assert.Single(await _folder.Session().Run("#!lsmagic")), StringComparison.Ordinal);
        Assert.Contains($"ModelOpsLab {Directives.LibraryVersion}", Assert.Single(await _folder.Session().Run("#!about")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("var s = \"\"\"\n#!import x\n#r \"nuget: X, 1\"\n\"\"\";")]
    [InlineData("/*\n#!fsharp\n#r \"nuget: X, 1\"\n*/")]
    [InlineData("// #!who\n//#r \"nuget: X, 1\"")]
    [InlineData("#if NEVER\n#!pwsh\n#endif")]
    public async Task What_stands_in_text_or_comments_is_left_alone(string code)
    {
        Assert.Empty(await _folder.Session().Run(code));
    }
}
