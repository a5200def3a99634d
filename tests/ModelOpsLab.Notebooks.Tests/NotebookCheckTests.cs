namespace ModelOpsLab.Notebooks.Tests;

public sealed class NotebookCheckTests
{
    static string[] Check(params string[] cells) =>
        [.. NotebookCheck.Of(new([.. cells.Select(source => Cell.Code(source))])).Select(f => $"{f.Severity} {f.Cell}:{f.Line}:{f.Column} {f.Message}")];

    [Fact]
    public void A_sound_notebook_has_no_findings()
    {
        Assert.Empty(Check("#r \"nuget: ModelOpsLab, " + Directives.LibraryVersion + "\"\nusing ModelOpsLab.Reporting;", "var d = new Document();", "display(d.Blocks.Count); await Task.Delay(1);"));
    }

    [Fact]
    public void Nothing_is_run()
    {
        Assert.Empty(Check("throw new Exception(\"ran\");", "Environment.Exit(3);"));
    }

    [Fact]
    public void All_errors_are_found_in_one_pass_without_their_echoes()
    {
        var findings = Check("var a = 1;", "int b = \"x\";\nvar c = aa;", "var e = b + c;", "string f = a;");
        Assert.Equal(["Error 2:1:9", "Error 2:2:9", "Error 4:1:12"], findings.Select(f => string.Join(' ', f.Split(' ')[..2])));
        Assert.Contains("CS0029", findings[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("var t = DateTime.Now;", 18, "Clock.GetUtcNow()")]
    [InlineData("var t = DateTime.UtcNow.AddDays(1);", 18, "Clock.GetUtcNow()")]
    [InlineData("var g = Guid.NewGuid();", 14, "follows from the data")]
    [InlineData("var r = new Random();", 9, "new Random(seed)")]
    [InlineData("Random r = new();", 12, "new Random(seed)")]
    [InlineData("var r = Random.Shared.Next();", 16, "new Random(seed)")]
    public void What_cannot_be_repeated_is_a_warning_with_its_remedy(string code, int column, string remedy)
    {
        var finding = Assert.Single(Check(code));
        Assert.StartsWith($"Warning 1:1:{column} ", finding, StringComparison.Ordinal);
        Assert.Contains(remedy, finding, StringComparison.Ordinal);
    }

    [Fact]
    public void A_seeded_generator_and_the_run_s_clock_are_fine()
    {
        Assert.Empty(Check("var r = new Random(1); var t = Clock.GetUtcNow(); var g = new Guid(\"00000000-0000-0000-0000-000000000001\");"));
    }

    [Fact]
    public void Other_languages_and_refused_directives_are_errors()
    {
        Assert.Contains("Error 1:1:1 the cell is in 'fsharp'", Assert.Single(Check("#!fsharp\nlet x = 1")), StringComparison.Ordinal);
        Assert.Contains("Error 1:2:1 the package 'Deedle'", Assert.Single(Check("1\n#r \"nuget: Deedle, 3.0.0\"")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_without_a_type_is_an_error()
    {
        var finding = Assert.Single(NotebookCheck.Of(new([Cell.Code("var a = 1;", "parameters")])));
        Assert.Equal(FindingSeverity.Error, finding.Severity);
    }
}
