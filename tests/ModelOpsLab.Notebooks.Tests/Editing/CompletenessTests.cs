using ModelOpsLab.Notebooks.Editing;

namespace ModelOpsLab.Notebooks.Tests.Editing;

public sealed class CompletenessTests
{
    [Theory]
    [InlineData("")]
    [InlineData("1 + 2")]
    [InlineData("var x = 1;")]
    [InlineData("if (x) { y(); }")]
    [InlineData("Unknown.Name()")]
    [InlineData("#!csharp\n1")]
    [InlineData("#r \"nuget: ModelOpsLab, 0.1.0\"")]
    [InlineData("// comment )")]
    [InlineData("$\"{x[0]} )\"")]
    public void Code_that_parses_is_complete(string code) => Assert.Equal(new CellCompleteness("complete", ""), CSharpKernel.IsComplete(code));

    [Theory]
    [InlineData("if (x) {", "    ")]
    [InlineData("    foreach (var y in x) {\n", "        ")]
    [InlineData("Call(", "    ")]
    [InlineData("var x =", "")]
    [InlineData("{\n    var x = 1;", "    ")]
    [InlineData("/* comment", "")]
    [InlineData("var s = \"\"\"\n  text", "  ")]
    public void Code_that_more_lines_can_finish_is_incomplete(string code, string indent) => Assert.Equal(new CellCompleteness("incomplete", indent), CSharpKernel.IsComplete(code));

    [Theory]
    [InlineData("int = 1;")]
    [InlineData("if x { }")]
    [InlineData("}")]
    [InlineData("Call(1))")]
    [InlineData("Call(1]")]
    [InlineData("var s = \"text;\n1")]
    public void Code_that_no_line_can_mend_is_invalid(string code) => Assert.Equal(new CellCompleteness("invalid", ""), CSharpKernel.IsComplete(code));
}
