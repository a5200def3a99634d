using ModelOpsLab.Notebooks.Editing;

namespace ModelOpsLab.Notebooks.Tests.Editing;

/// <summary>The mark | is the cursor. Expected names are members that .NET or the cells themselves declare.</summary>
public sealed class CompletionTests
{
    static async Task<CSharpKernel> After(params string[] cells)
    {
        var session = new Session();
        foreach (var cell in cells) await session.Run(cell);
        return session.Kernel;
    }

    static CellCompletion At(CSharpKernel kernel, string marked)
    {
        var cursor = marked.IndexOf('|', StringComparison.Ordinal);
        return kernel.Complete(marked.Remove(cursor, 1), cursor);
    }

    static string[] Texts(CSharpKernel kernel, string marked) => [.. At(kernel, marked).Items.Select(item => item.Text)];

    [Theory]
    [InlineData("tra|", "trades")]
    [InlineData("var x = tra|", "trades")]
    [InlineData("Console.WriteLine(tra|)", "trades")]
    [InlineData("trades.Co|", "Count")]
    [InlineData("trades.|\nvar y = 1;", "Count")]
    [InlineData("trades.Co|\nvar y = 1;", "Count")]
    [InlineData("trades.Whe|", "Where")]
    [InlineData("trades?.Fir|", "FirstOrDefault")]
    [InlineData("trades[0].|", "Asset")]
    [InlineData("trades[0]?.Asset?.Leng|", "Length")]
    [InlineData("trades.Select(t => t.|", "Size")]
    [InlineData("trades.Select(t => t.|)", "Size")]
    [InlineData("trades.Where(t => t.Size > 1).Select(t => t.As|).ToList();", "Asset")]
    [InlineData("foreach (var t in trades) { t.| }", "Asset")]
    [InlineData("foreach (var t in trades)\n{\n    if (t.|\n}", "Asset")]
    [InlineData("foreach (var t in trades) Console.WriteLine(t|", "t")]
    [InlineData("string s = \"\"; s.|", "Length")]
    [InlineData("Math.|", "Abs")]
    [InlineData("Math.Ab|", "Abs")]
    [InlineData("System.Tex|", "Text")]
    [InlineData("using System.Text.Js|", "Json")]
    [InlineData("using ModelOpsLab.|", "Reporting")]
    [InlineData("using static System.Ma|", "Math")]
    [InlineData("using System.Text.Json;\nJsonDocum|", "JsonDocument")]
    [InlineData("System.Text.Json.JsonDocum|", "JsonDocument")]
    [InlineData("new Lis|", "List")]
    [InlineData("List<Tra|", "Trade")]
    [InlineData("disp|", "display")]
    [InlineData("HTM|", "HTML")]
    [InlineData("fore|", "foreach")]
    [InlineData("$\"{tra|}\"", "trades")]
    [InlineData("Twi|", "Twice")]
    [InlineData("int Local(int amount) { return amo| }", "amount")]
    [InlineData("Later(1).ToSt|\nint Later(int i) => i;", "ToString")]
    [InlineData("new Trade(\"a\", 1) { | }", "Size")]
    [InlineData("trades[0] with { Si| }", "Size")]
    [InlineData("var o = new Options { Ra|", "Rate")]
    [InlineData("var o = new Options { Rate = 1, Na|\n};", "Name")]
    [InlineData("trades[0] is { As| }", "Asset")]
    [InlineData("Twice(am|)", "amount:")]
    [InlineData("new Trade(si|", "Size:")]
    [InlineData("Console.WriteLine(DayOfWeek.F|)", "Friday")]
    [InlineData("DayOfWeek day = |", "DayOfWeek.Friday")]
    [InlineData("if (DateTime.MinValue.DayOfWeek == Fri|", "DayOfWeek.Friday")]
    [InlineData("Math.Round(1.5, mode: |)", "MidpointRounding.ToEven")]
    [InlineData("#|", "#r \"")]
    [InlineData("#r \"nu|", "nuget: ")]
    [InlineData("#!cs|", "#!csharp")]
    [InlineData("var a = 1;\n#!ti|", "#!time")]
    [InlineData("TC|", "TradeCount")]
    [InlineData("traCou|", "TradeCount")]
    [InlineData("var x = @cl|", "@class")]
    public async Task The_name_is_proposed(string marked, string expected)
    {
        var kernel = await After("record Trade(string Asset, double Size); class Options { public double Rate { get; set; } public string Name { get; set; } }",
            "var trades = new List<Trade> { new(\"EURUSD\", 5) }; int Twice(int amount) => 2 * amount; var TradeCount = 1; var @class = 2;");
        Assert.Contains(expected, Texts(kernel, marked));
    }

    [Theory]
    [InlineData("// tra|")]
    [InlineData("/* tra|")]
    [InlineData("\"\"\"\n tra|\n \"\"\"")]
    [InlineData("$\"tra|\"")]
    [InlineData("'t|'")]
    [InlineData("1|")]
    [InlineData("0x1f|")]
    [InlineData("var |")]
    public async Task Text_comments_numbers_and_new_names_get_no_proposals(string marked) => Assert.Empty(Texts(await After("var trades = 1; var t = 2;"), marked));

    [Fact]
    public async Task An_empty_session_knows_the_language_and_the_host()
    {
        using var kernel = new CSharpKernel();
        Assert.Contains("Console", Texts(kernel, "Con|"));
        Assert.Contains("display", Texts(kernel, "dis|"));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task What_is_near_comes_first_and_the_beginning_of_a_name_before_its_humps()
    {
        var kernel = await After("var counts = 1; var myCounts = 2; int CountAll() => 1;");
        var items = Texts(kernel, "cou|");
        Assert.Equal("counts", items[0]);
        Assert.Equal("CountAll", items[1]);
        Assert.DoesNotContain("myCounts", items);
        Assert.Equal("myCounts", Texts(kernel, "mC|")[0]);
    }

    [Fact]
    public async Task Overloads_are_one_item_that_counts_them()
    {
        var item = Assert.Single(At(await After(), "Math.Abs|").Items, item => item.Text == "Abs");
        Assert.Equal("method", item.Kind);
        Assert.Matches(@"^\w+ Math\.Abs\(\w+ value\) \(\+ [0-9]+ overloads\)$", item.Signature);
    }

    [Fact]
    public async Task Kinds_and_signatures_say_what_a_name_is()
    {
        var kernel = await After("var rows = new List<int>(); enum Side { Buy, Sell } /// <summary>Doubles.</summary>\nint Twice(int i = 3) => 2 * i;");
        CompletionItem One(string marked, string text) => At(kernel, marked).Items.Single(item => item.Text == text);
        Assert.Equal(new("rows", "variable", "List<int> rows"), One("row|", "rows"));
        Assert.Equal(new("Twice", "method", "int Twice(int i = 3)"), One("Twi|", "Twice"));
        Assert.Equal(new("Count", "property", "int List<int>.Count { get; }"), One("rows.Cou|", "Count"));
        Assert.Equal(new("Buy", "enumMember", "Side.Buy = 0"), One("Side.|", "Buy"));
        Assert.Equal("enum", One("Sid|", "Side").Kind);
        Assert.Equal("interface", One("IEnumerab|", "IEnumerable").Kind);
        Assert.Equal("struct", One("DateTim|", "DateTime").Kind);
        Assert.Equal("keyword", One("whil|", "while").Kind);
        Assert.Equal("namespace", One("Syste|", "System").Kind);
    }

    [Fact]
    public async Task Hidden_and_obsolete_members_are_left_out()
    {
        var kernel = await After("");
        Assert.DoesNotContain("CompareExchange", Texts(kernel, "\"\".CompareE|"));
        Assert.DoesNotContain("VolatileRead", Texts(kernel, "System.Threading.Thread.Vol|"));
        Assert.DoesNotContain("ReferenceEquals", Texts(kernel, "\"\".Ref|"));
    }

    [Fact]
    public async Task A_later_declaration_hides_an_earlier_one()
    {
        var kernel = await After("var x = 1;", "var x = \"text\";");
        Assert.Equal("string x", Assert.Single(At(kernel, "x|").Items, item => item.Text == "x").Signature);
        Assert.Contains("Length", Texts(kernel, "x.Len|"));
    }

    [Fact]
    public async Task A_name_is_not_proposed_before_it_is_declared()
    {
        Assert.DoesNotContain("later", Texts(await After(), "lat|\nvar later = 1;"));
    }

    [Fact]
    public async Task The_whole_name_under_the_cursor_is_replaced_and_a_following_one_is_not()
    {
        var kernel = await After("var trades = 1;");
        Assert.Equal((8, 13), (At(kernel, "var x = tr|ade;").Start, At(kernel, "var x = tr|ade;").End));
        Assert.Equal((7, 7), (At(kernel, "trades.|Foo").Start, At(kernel, "trades.|Foo").End));
        Assert.Equal((5, 8), (At(kernel, "\"😀\";tra|").Start, At(kernel, "\"😀\";tra|").End));
    }

    [Fact]
    public async Task Files_of_the_folder_are_proposed_in_strings_and_assemblies_in_references()
    {
        var folder = Directory.CreateTempSubdirectory("completion");
        Directory.CreateDirectory(Path.Combine(folder.FullName, "data"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "data", "prices.csv"), "");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "Desk.dll"), "");
        using var kernel = new CSharpKernel(new() { WorkingDirectory = folder.FullName });
        Assert.Equal(["data/", "Desk.dll"], Texts(kernel, "var s = \"d|\";"));
        Assert.Equal(["prices.csv"], Texts(kernel, "File.ReadAllText(\"data/pr|"));
        Assert.Equal(["nuget: ", "project: ", "data/", "Desk.dll"], Texts(kernel, "#r \"|"));
        Assert.Empty(Texts(kernel, "#r \"data/pr|"));
        Assert.Empty(Texts(kernel, "var s = \"no/such/|\";"));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_session_is_not_changed()
    {
        var session = new Session();
        await session.Run("var n = 1;");
        Assert.NotEmpty(Texts(session.Kernel, "using System.Text.Json; var m = n; JsonDoc|"));
        Assert.StartsWith("error CompilationError", Assert.Single(await session.Run("m")), StringComparison.Ordinal);
        Assert.Equal(["result: 1"], await session.Run("n"));
    }

    [Fact]
    public async Task It_works_while_a_cell_runs()
    {
        var session = new Session();
        await session.Run("var n = 1; var go = new System.Threading.ManualResetEventSlim();");
        var running = session.Run("go.Wait(60_000); n = 2;");
        Assert.Contains("Wait", Texts(session.Kernel, "go.Wai|"));
        Assert.NotNull(session.Kernel.Inspect("go.Wait()", 4));
        Assert.Equal(1, session.Kernel.Variable("n"));
        ((ManualResetEventSlim)session.Kernel.Variable("go")!).Set();
        await running;
        Assert.Equal(2, session.Kernel.Variable("n"));
    }

    [Fact]
    public async Task A_cell_that_failed_to_compile_leaves_the_session_as_it_was()
    {
        var kernel = await After("var rows = new List<int>();", "rows.NoSuch();", "throw new Exception();");
        Assert.Contains("Count", Texts(kernel, "rows.Cou|"));
    }

    [Fact]
    public async Task Cursors_beyond_the_code_are_taken_to_its_ends()
    {
        var kernel = await After("var trades = 1;");
        Assert.Contains("trades", kernel.Complete("tra", 99).Items.Select(item => item.Text));
        Assert.Equal(0, kernel.Complete("tra", -5).Start);
        Assert.Null(kernel.Inspect("", 3));
    }
}
