namespace ModelOpsLab.Notebooks.Tests;

public sealed class NotebookCheckTests : IDisposable
{
    readonly NotebookFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_time_limit_that_a_run_refuses_is_an_error_of_its_cell() =>
        Assert.Contains("NB007 the tag 'timeout=soon' is no time limit", Assert.Single(Lines(new([Cell.Code("1", "timeout=soon")]))), StringComparison.Ordinal);

    static string[] Check(params string[] cells) => Lines(new([.. cells.Select(source => Cell.Code(source))]));

    static string[] Lines(Notebook notebook) => [.. NotebookCheck.Of(notebook).Select(f => $"{f.Severity} {f.Cell}:{f.Line}:{f.Column} {f.Code} {f.Message}")];

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
        Assert.Equal(["Error 2:1:9 CS0029", "Error 2:2:9 CS0103", "Error 4:1:12 CS0029"], findings.Select(f => string.Join(' ', f.Split(' ')[..3])));
    }

    [Theory]
    [InlineData("var t = DateTime.Now;", 18, "NB101", "Clock.GetUtcNow()")]
    [InlineData("var t = DateTime.UtcNow.AddDays(1);", 18, "NB101", "Clock.GetUtcNow()")]
    [InlineData("var t = DateTime.Today;", 18, "NB101", "Clock.GetUtcNow()")]
    [InlineData("var t = DateTimeOffset.Now;", 24, "NB101", "Clock.GetUtcNow()")]
    [InlineData("using static System.DateTime; var t = Now;", 39, "NB101", "Clock.GetUtcNow()")]
    [InlineData("using D = System.DateTime; var t = D.Now;", 38, "NB101", "Clock.GetUtcNow()")]
    [InlineData("var t = TimeProvider.System;", 22, "NB101", "Clock.GetUtcNow()")]
    [InlineData("var t = Environment.TickCount64;", 21, "NB101", "Clock.GetUtcNow()")]
    [InlineData("var g = Guid.NewGuid();", 14, "NB102", "follows from the data")]
    [InlineData("var g = new[] { 1 }.OrderBy(_ => Guid.NewGuid());", 39, "NB102", "follows from the data")]
    [InlineData("var r = new Random();", 9, "NB103", "new Random(seed)")]
    [InlineData("Random r = new();", 12, "NB103", "new Random(seed)")]
    [InlineData("var r = Random.Shared.Next();", 16, "NB103", "new Random(seed)")]
    [InlineData("var r = System.Security.Cryptography.RandomNumberGenerator.GetInt32(5);", 60, "NB103", "new Random(seed)")]
    [InlineData("var r = MathNet.Numerics.Distributions.Normal.Sample(0, 1);", 47, "NB103", "new Random(seed)")]
    [InlineData("var w = System.Diagnostics.Stopwatch.StartNew();", 38, "NB104", "run record")]
    [InlineData("var m = Environment.MachineName;", 21, "NB105", "run record")]
    [InlineData("var m = Environment.UserName;", 21, "NB105", "run record")]
    [InlineData("var p = Path.GetTempFileName();", 14, "NB106", "Name the file yourself")]
    [InlineData("var p = Path.GetRandomFileName();", 14, "NB106", "Name the file yourself")]
    [InlineData("var h = \"a\".GetHashCode();", 13, "NB107", "SHA256.HashData")]
    [InlineData("var h = HashCode.Combine(1, 2);", 18, "NB107", "SHA256.HashData")]
    [InlineData("var h = new StringBuilder().GetHashCode();", 29, "NB107", "SHA256.HashData")]
    [InlineData("var z = TimeZoneInfo.Local.Id;", 22, "NB108", "Stay in UTC")]
    [InlineData("var c = System.Globalization.CultureInfo.CurrentCulture.Name;", 42, "NB108", "InvariantCulture")]
    [InlineData("var s = new[] { 0.1 }.AsParallel().Sum();", 36, "NB109", "fixed order")]
    [InlineData("HTML(\"<b>x</b>\");", 1, "NB302", "display(HTML(...));")]
    public void What_cannot_be_repeated_or_carried_over_is_a_warning_with_its_remedy(string code, int column, string finding, string remedy)
    {
        var found = Assert.Single(Check(code));
        Assert.StartsWith($"Warning 1:1:{column} {finding} ", found, StringComparison.Ordinal);
        Assert.Contains(remedy, found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("var r = new Random(1); var t = Clock.GetUtcNow(); var g = new Guid(\"00000000-0000-0000-0000-000000000001\");")]
    [InlineData("class Random { public static Random Shared = new(); public int Next() => 4; } var r = new Random().Next() + Random.Shared.Next();")]
    [InlineData("static class Guid { public static int NewGuid() => 1; } var g = Guid.NewGuid();")]
    [InlineData("record Quote(DateTime Now); var q = new Quote(new DateTime(2020, 1, 1)).Now;")]
    [InlineData("var n = nameof(DateTime.Now) + nameof(Random.Shared);")]
    [InlineData("// DateTime.Now\nvar s = \"DateTime.Now new Random()\";")]
    [InlineData("var h = 5.GetHashCode(); object o = 1; var k = o.GetHashCode();")]
    [InlineData("class Own { public override int GetHashCode() => 1; } var h = new Own().GetHashCode();")]
    [InlineData("var s = new[] { 1, 2 }.AsParallel().Sum(); var t = new[] { 0.1 }.Sum();")]
    [InlineData("var d = new MathNet.Numerics.Distributions.Normal(0, 1).CumulativeDistribution(1); var e = MathNet.Numerics.Distributions.Normal.Sample(new Random(1), 0, 1);")]
    [InlineData("display(HTML(\"x\")); HTML(\"x\")")]
    [InlineData("void HTML(string s) { } HTML(\"x\");")]
    [InlineData("var p = Environment.NewLine + Path.Combine(\"a\", \"b\");")]
    public void What_only_looks_like_it_is_not_flagged(string code) => Assert.Empty(Check(code));

    [Fact]
    public void Names_of_another_host_are_flagged_beside_the_error()
    {
        var findings = Check("using Microsoft.DotNet.Interactive.Formatting;", "var c = KernelInvocationContext.Current;");
        Assert.Contains(findings, f => f.StartsWith("Warning 1:1:7 NB303 ", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.StartsWith("Warning 2:1:9 NB305 ", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.StartsWith("Error 2:1:9 CS0103 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Other_languages_and_refused_directives_are_errors()
    {
        Assert.Contains("Error 1:1:1 NB002 the cell is in 'fsharp'", Assert.Single(Check("#!fsharp\nlet x = 1")), StringComparison.Ordinal);
        Assert.Contains("Error 1:2:1 NB304 #!share brings values", Assert.Single(Check("1\n#!share --from fsharp x")), StringComparison.Ordinal);
        Assert.Contains("Error 1:1:1 NB304 @input asks a person", Assert.Single(Check("#!set --name x --value @input")), StringComparison.Ordinal);
        Assert.Contains("Error 1:2:1 NB005 there is no file 'gone.cs'", Assert.Single(Check("\n#!import gone.cs")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("polyglot_notebook", "kernelName")]
    [InlineData("dotnet_interactive", "language")]
    public void A_cell_of_another_kernel_by_its_metadata_is_an_error(string owner, string key)
    {
        var cell = Cell.Code("Get-ChildItem") with { Metadata = new() { [owner] = new System.Text.Json.Nodes.JsonObject { [key] = "pwsh" } } };
        Assert.StartsWith("Error 2:1:1 NB002 the cell is in 'pwsh'", Assert.Single(Lines(new([Cell.Code("1"), cell]))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_without_a_type_is_an_error()
    {
        var finding = Assert.Single(NotebookCheck.Of(new([Cell.Code("var a = 1;", "parameters")])));
        Assert.Equal((FindingSeverity.Error, "NB003"), (finding.Severity, finding.Code));
    }

    [Fact]
    public void A_floating_version_and_a_project_are_flagged()
    {
        NotebookFolder.NeedsSdk();
        _folder.Pack("Some.Made", "1.0.0", "x");
        _folder.Write("p/P.csproj", $"<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>{Packages.PackageRestore.Framework}</TargetFramework></PropertyGroup></Project>");
        var notebook = new Notebook([Cell.Code("#r \"nuget: Some.Made\"\n#r \"project: p/P.csproj\"\nSome.Made.Answer.Value")]) { Path = _folder.NotebookFile };
        notebook.Write(_folder.NotebookFile);
        Assert.Equal(["Warning 1:1:1 NB004", "Warning 1:1:1 NB301", "Warning 1:2:1 NB306"], Lines(notebook).Select(f => string.Join(' ', f.Split(' ')[..3])));
    }

    [Fact]
    public void A_finding_in_an_imported_file_stands_at_the_line_that_imports_it()
    {
        _folder.Write("tools.csx", "var a = 1;\nvar t = DateTime.Now;");
        _folder.Write("bad.csx", "int b = \"x\";");
        var notebook = new Notebook([Cell.Code("_ = 1;\n#!import tools.csx\n#!import bad.csx\nvar c = a;")]) { Path = _folder.NotebookFile };
        notebook.Write(_folder.NotebookFile);
        var findings = Lines(notebook);
        Assert.StartsWith("Warning 1:2:1 NB101 in tools.csx, line 2, column 18: DateTime.Now", findings[0], StringComparison.Ordinal);
        Assert.StartsWith("Error 1:3:1 CS0029 in bad.csx, line 1, column 9: ", findings[1], StringComparison.Ordinal);
        Assert.Equal(2, findings.Length);
    }

    [Theory]
    [InlineData("var t = DateTime.Now; // check: allow NB101 the log says when")]
    [InlineData("// check: allow NB101 the log says when\nvar t = DateTime.Now;")]
    [InlineData("//Check: allow nb101: the log says when\nvar t = (DateTime.Now, DateTime.UtcNow);")]
    public void A_warning_is_accepted_where_the_notebook_says_why(string code)
    {
        var findings = NotebookCheck.Of(new([Cell.Code(code)]));
        Assert.All(findings, finding => Assert.Equal((FindingSeverity.Accepted, "the log says when"), (finding.Severity, finding.Reason)));
        Assert.NotEmpty(findings);
    }

    [Fact]
    public void A_tag_accepts_for_its_cell_alone()
    {
        var findings = Lines(new([Cell.Code("var t = DateTime.Now;\nvar g = Guid.NewGuid();", "allow-NB101"), Cell.Code("t = DateTime.Now;")]));
        Assert.Equal(["Accepted 1:1:18 NB101", "Warning 1:2:14 NB102", "Warning 2:1:14 NB101", "Warning 2:1:1 NB207"], findings.Select(f => string.Join(' ', f.Split(' ')[..3])));
    }

    [Theory]
    [InlineData("// check: allow NB101\nvar t = DateTime.Now;", "Warning 1:1:1 NB006 'check: allow NB101' gives no reason")]
    [InlineData("var a = 1; // check: allow NB101 because", "Warning 1:1:12 NB006 'allow NB101' accepts nothing here")]
    [InlineData("// check: allow NB102 another code\nvar t = DateTime.Now;", "Warning 1:1:1 NB006 'allow NB102' accepts nothing here")]
    public void An_allowance_without_a_reason_or_without_use_is_a_finding(string code, string expected)
    {
        var findings = Check(code);
        Assert.Contains(findings, finding => finding.StartsWith(expected, StringComparison.Ordinal));
        Assert.Equal(code.Contains("DateTime", StringComparison.Ordinal), findings.Any(finding => finding.StartsWith("Warning 1:2:18 NB101", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_error_cannot_be_accepted()
    {
        Assert.Equal(FindingSeverity.Error, Assert.Single(NotebookCheck.Of(new([Cell.Code("#!fsharp", "allow-NB002")])), finding => finding.Code == "NB002").Severity);
    }
}
