namespace ModelOpsLab.Notebooks.Tests.Editing;

/// <summary>Documentation of .NET itself is read where an SDK is installed; those tests are skipped elsewhere.</summary>
public sealed class InspectionTests
{
    static readonly Session Shared = new();

    static string? At(CSharpKernel kernel, string marked, string mimeType = "text/plain")
    {
        var cursor = marked.IndexOf('|', StringComparison.Ordinal);
        return kernel.Inspect(marked.Remove(cursor, 1), cursor)?.TextOf(mimeType);
    }

    static void NeedsReferencePack()
    {
        if (File.Exists(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet")) is false
            || !Directory.Exists(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref")))
            Assert.Skip("No reference pack of .NET beside this runtime.");
    }

    [Fact]
    public void A_method_of_net_shows_signature_summary_parameters_and_exceptions()
    {
        NeedsReferencePack();
        var text = At(Shared.Kernel, "Math.Roun|d(1.5, 2)")!;
        Assert.StartsWith("double Math.Round(double value, int digits) (+ 7 overloads)\nRounds a double-precision", text, StringComparison.Ordinal);
        Assert.Contains("\ndigits: ", text, StringComparison.Ordinal);
        Assert.Contains("\nreturns: ", text, StringComparison.Ordinal);
        Assert.Contains("\nthrows ArgumentOutOfRangeException: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_documented_under_another_assembly_s_name_are_found()
    {
        NeedsReferencePack();
        Assert.Contains("strongly typed list", At(Shared.Kernel, "Li|st<int> rows;")!, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Filters a sequence", At(Shared.Kernel, "new[] { 1 }.Whe|re(i => i > 0)")!, StringComparison.Ordinal);
        Assert.Contains("Represents text", At(Shared.Kernel, "str|ing s = null;")!, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_and_members_of_the_library_show_their_documentation()
    {
        Assert.StartsWith("record Report\nThe one kind of answer", At(Shared.Kernel, "using ModelOpsLab.Reporting; Repor|t r;")!, StringComparison.Ordinal);
        Assert.Contains("\n", At(Shared.Kernel, "DisplayedVal|ue d;".Replace("Displayed", "ModelOpsLab.Notebooks.Displayed", StringComparison.Ordinal))!, StringComparison.Ordinal);
        Assert.Contains("\nShows a value now", At(Shared.Kernel, "disp|lay(1)")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Declarations_and_comments_of_earlier_cells_are_shown()
    {
        var session = new Session();
        await session.Run("""
            /// <summary>Twice the <paramref name="amount"/>, as in <see cref="System.Math.Abs(int)"/>.</summary>
            /// <param name="amount">In <c>EUR</c>.</param>
            /// <returns>The double.</returns>
            /// <exception cref="System.OverflowException">Too large.</exception>
            int Twice(int amount) => checked(2 * amount);
            """);
        const string Expected = "int Twice(int amount)\nTwice the amount, as in Math.Abs.\namount: In EUR.\nreturns: The double.\nthrows OverflowException: Too large.";
        Assert.Equal(Expected, At(session.Kernel, "Twi|ce(3)"));
        Assert.Equal(Expected, At(session.Kernel, "Twice|(3)"));
        Assert.Equal(Expected, At(session.Kernel, "|Twice(3)"));
        Assert.Equal(Expected, At(session.Kernel, "Twice(|)"));
        Assert.Equal(Expected, At(session.Kernel, "Twice(|"));
        Assert.Equal("<pre>int Twice(int amount)</pre><p>Twice the amount, as in Math.Abs.</p><p><b>amount</b>: In EUR.</p><p><b>returns</b>: The double.</p><p><b>throws OverflowException</b>: Too large.</p>",
            At(session.Kernel, "Twi|ce(3)", "text/html"));
    }

    [Fact]
    public async Task Inherited_documentation_is_followed()
    {
        var session = new Session();
        await session.Run("""
            interface IShape
            {
                /// <summary>In square metres.</summary>
                double Area { get; }
            }
            class Square : IShape
            {
                /// <inheritdoc/>
                public double Area => 1;
            }
            """);
        Assert.Equal("double Square.Area { get; }\nIn square metres.", At(session.Kernel, "new Square().Ar|ea"));
    }

    [Fact]
    public async Task Variables_show_their_type()
    {
        var session = new Session();
        await session.Run("var rows = new Dictionary<string, int?>(); string? text = null;");
        Assert.Equal("Dictionary<string, int?> rows", At(session.Kernel, "ro|ws"));
        Assert.StartsWith("double local", At(session.Kernel, "{ var loc|al = 1.5; }")!, StringComparison.Ordinal);
        Assert.StartsWith("int n", At(session.Kernel, "int F(int n) => |n + 1;")!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("|")]
    [InlineData("  |  ")]
    [InlineData("unknown|Name")]
    [InlineData("// comme|nt")]
    [InlineData("\"te|xt\"")]
    [InlineData("1 |+ 2")]
    [InlineData("#!ti|me")]
    public void Where_nothing_is_known_there_is_no_answer(string marked) => Assert.Null(At(Shared.Kernel, marked));
}
