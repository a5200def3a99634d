using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace ModelOpsLab.Notebooks.Tests;

/// <summary>Sessions of one process share what the compiler has read of an assembly; that several begin at once must not show.</summary>
public sealed class ParallelSessionsTests
{
    static readonly string[] Cells =
    [
        "var day = System.DayOfWeek.Monday; var uri = new System.Uri(\"http://a\"); var regex = new System.Text.RegularExpressions.Regex(\"a\");",
        "day = System.DayOfWeek.Tuesday; uri = new System.Uri(\"http://b\"); regex = new System.Text.RegularExpressions.Regex(\"b\");",
    ];

    [Fact]
    public async Task A_type_stays_the_same_from_cell_to_cell_while_other_sessions_begin()
    {
        for (var round = 0; round < 8; round++)
        {
            GC.Collect(); // what no session holds is read anew
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(Compile, TestContext.Current.CancellationToken)));
        }
    }

    static void Compile()
    {
        using var loader = new InteractiveAssemblyLoader();
        var compiler = new CellCompiler(new(null, new()), loader);
        Script? last = null;
        foreach (var cell in Cells)
        {
            var (script, errors) = compiler.Check(last, new CodeStep("cell 1", cell), CancellationToken.None);
            Assert.Empty(errors);
            last = script;
        }
    }
}
