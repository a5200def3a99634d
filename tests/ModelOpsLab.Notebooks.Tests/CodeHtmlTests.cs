using AngleSharp.Html.Parser;

namespace ModelOpsLab.Notebooks.Tests;

public sealed class CodeHtmlTests
{
    static string Coloured(string code) => CodeHtml.Write(code).Replace("<i class=", "[", StringComparison.Ordinal).Replace("</i>", "]", StringComparison.Ordinal).Replace("&quot;", "'", StringComparison.Ordinal).Replace(">", ":", StringComparison.Ordinal);

    [Theory]
    [InlineData("int x = 0x1F;", "[k:int] x = [n:0x1F];")]
    [InlineData("var f = Frame.ReadCsv(path);", "[k:var] f = [t:Frame].[m:ReadCsv](path);")]
    [InlineData("List<Trade> a = new List<Trade>();", "[t:List]&lt;[t:Trade]&gt; a = [k:new] [t:List]&lt;[t:Trade]&gt;();")]
    [InlineData("var t = $\"a{n:F2}b\";", "[k:var] t = [s:$'a]{n:[s:F2]}[s:b'];")]
    [InlineData("char c = 'x'; // why", "[k:char] c = [s:'x']; [c:// why]")]
    [InlineData("#nullable enable\nx()", "[d:#nullable enable]\n[m:x]()")]
    [InlineData("#r \"nuget: A, 1\"\n1", "[d:#r 'nuget: A, 1']\n[n:1]")]
    [InlineData("record Trade(decimal Price);", "[k:record] [t:Trade]([k:decimal] Price);")]
    [InlineData("a?.Go(); nameof(a);", "a?.[m:Go](); [k:nameof](a);")]
    [InlineData("await foreach (var (a, b) in c) yield return a;", "[k:await foreach] ([k:var] (a, b) [k:in] c) [k:yield return] a;")]
    public void Syntax_has_its_colours(string code, string expected) => Assert.Equal(expected, Coloured(code));

    [Theory]
    [InlineData("string raw = \"\"\"\n  {\"a\": \"<b>\"}\n  \"\"\";\n/* never closed")]
    [InlineData("this is ( not [ C# at all \"\n\t#!fsharp\nlet x = 1 |> f")]
    [InlineData("#if X\nhidden <b>\n#endif\n// é 漢 🙂 \n$$\"\"\"{{x}} {y}\"\"\"")]
    [InlineData("#!time\n#r \"x.dll\"\n  var é = 'x")]
    [InlineData("")]
    public void The_text_is_that_of_the_source(string code) =>
        Assert.Equal(code, new HtmlParser().ParseDocument($"<pre id=x>\n{CodeHtml.Write(code)}</pre>").QuerySelector("pre")!.TextContent);
}
