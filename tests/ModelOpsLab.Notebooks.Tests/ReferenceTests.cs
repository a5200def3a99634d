namespace ModelOpsLab.Notebooks.Tests;

public sealed class ReferenceTests : IDisposable
{
    readonly NotebookFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static byte[] Answer(string value, string name = "Answers") => PackageFeed.Compile(name, $"public static class {name} {{ public static string Value => \"{value}\"; }}");

    [Fact]
    public async Task An_assembly_is_used_through_a_copy_so_that_it_can_be_built_again()
    {
        var path = _folder.Write("lib/Answers.dll", Answer("old"));
        Assert.Equal(["result: old"], await _folder.Session().Run("#r \"lib/Answers.dll\"\nAnswers.Value"));
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) { }
        File.WriteAllBytes(path, Answer("new"));
        Assert.Equal(["result: new"], await _folder.Session().Run("#r \"lib/Answers.dll\"\nAnswers.Value"));
    }

    [Fact]
    public async Task A_new_build_in_the_same_session_asks_for_a_restart()
    {
        var path = _folder.Write("Answers.dll", Answer("old"));
        var session = _folder.Session();
        await session.Run("#r \"Answers.dll\"");
        Assert.Equal(["result: old"], await session.Run("#r \"Answers.dll\"\nAnswers.Value"));
        File.WriteAllBytes(path, Answer("new"));
        var output = Assert.Single(await session.Run("_ = 1;\n#r \"Answers.dll\"\nAnswers.Value"));
        Assert.StartsWith("error CellError: cell 3, line 2, column 1: Answers.dll is not what was loaded as Answers from 'Answers.dll' (cell 1): it was built again", output, StringComparison.Ordinal);
        Assert.Contains("Restart the kernel", output, StringComparison.Ordinal);
        Assert.Equal(["result: old"], await session.Run("Answers.Value"));
    }

    [Fact]
    public async Task What_an_assembly_needs_is_found_beside_it_and_has_one_type()
    {
        var lower = PackageFeed.Compile("Lower", "public class Box { public int N = 3; }");
        _folder.Write("lib/Lower.dll", lower);
        _folder.Write("lib/Upper.dll", PackageFeed.Compile("Upper", "public static class Maker { public static Box Make() => new Box(); public static int Open(Box b) => b.N; }", "1.0.0.0", lower));
        var session = _folder.Session();
        Assert.Equal(["result: 3"], await session.Run("#r \"lib/Upper.dll\"\nvar box = Maker.Make(); Maker.Open(box)"));
        Assert.Equal(["result: 3"], await session.Run("#r \"lib/Lower.dll\"\nBox other = box; Maker.Open(new Box())"));
    }

    [Fact]
    public async Task A_query_of_an_assembly_gets_the_operators_for_queries()
    {
        _folder.Write("Store.dll", PackageFeed.Compile("Store", "public static class Store { public static System.Linq.IQueryable<int> Rows => null; }"));
        var outputs = await _folder.Session().Run("#r \"Store.dll\"\nstring Kind<T>(Func<T> f) => typeof(T).Name; Kind(() => Store.Rows.Where(i => i > 1))");
        Assert.Equal(["result: IQueryable`1"], outputs);
    }

    [Fact]
    public async Task What_is_not_an_assembly_is_refused_at_its_line()
    {
        _folder.Write("text.dll", "not an assembly");
        Assert.Contains("cell 1, line 1, column 1: 'text.dll' is not a .NET assembly", Assert.Single(await _folder.Session().Run("#r \"text.dll\"")), StringComparison.Ordinal);
        Assert.Contains("cell 1, line 2, column 1: there is no assembly 'gone.dll'", Assert.Single(await _folder.Session().Run("_ = 1;\n#r \"gone.dll\"")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_is_built_and_its_output_used()
    {
        NotebookFolder.NeedsSdk();
        Project("public static class Answers { public static string Value => \"built\"; }");
        Assert.Equal(["result: built"], await _folder.Session().Run("#r \"project: p/Answers.csproj\"\nAnswers.Value"));
        Project("public static class Answers { public static string Value => \"again\"; }");
        Assert.Equal(["result: again"], await _folder.Session().Run("#r \"project: p/Answers.csproj\"\nAnswers.Value"));
        Assert.False(Directory.Exists(_folder["p/bin"]));
    }

    [Fact]
    public async Task A_project_that_does_not_build_shows_file_line_and_column()
    {
        NotebookFolder.NeedsSdk();
        Project("public static class Answers\n{\n    public static int Value => \"text\";\n}");
        var output = Assert.Single(await _folder.Session().Run("#r \"project: p/Answers.csproj\""));
        Assert.Contains("'p/Answers.csproj' does not build:\n  Answers.cs, line 3, column 32: CS0029", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_without_an_sdk_says_what_to_do()
    {
        Project("");
        Assert.Contains("there is no .NET SDK here", Assert.Single(await _folder.Session(_folder.NoSdk).Run("#r \"project: p/Answers.csproj\"")), StringComparison.Ordinal);
        Assert.Contains("there is no project 'p/Gone.csproj'", Assert.Single(await _folder.Session().Run("#r \"project: p/Gone.csproj\"")), StringComparison.Ordinal);
    }

    void Project(string code)
    {
        _folder.Write("p/Answers.csproj", $"<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>{Packages.PackageRestore.Framework}</TargetFramework></PropertyGroup></Project>");
        _folder.Write("p/Answers.cs", code);
    }
}
