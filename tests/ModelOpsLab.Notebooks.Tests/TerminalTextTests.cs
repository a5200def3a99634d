namespace ModelOpsLab.Notebooks.Tests;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("\u001b[31mred\u001b[0m plain", "<span class=\"a1\">red</span> plain")]
    [InlineData("\u001b[1;92mok\u001b[22m\u001b[39m.", "<span class=\"a2 bold\">ok</span>.")]
    [InlineData("\u001b[38;5;196mr\u001b[38;2;10;20;200mb\u001b[m.", "<span class=\"a1\">r</span><span class=\"a4\">b</span>.")]
    [InlineData("\u001b[38;5;241;43m1\u001b[39;49m", "1")]
    [InlineData("\u001b[31mone\ntwo\u001b[0m", "<span class=\"a1\">one</span>\n<span class=\"a1\">two</span>")]
    [InlineData("a\u001b[2K\u001b[1Ab\u001b]0;title\u0007c\u0007\u0000d", "abcd")]
    [InlineData("<b> & \u001b[31m<\u001b[0m", "&lt;b&gt; &amp; <span class=\"a1\">&lt;</span>")]
    [InlineData(" 10 %\r 50 %\r100 %\r\ndone\r\n", "100 %\ndone")]
    [InlineData("\u001b[32m 10 %\r 50 %", "<span class=\"a2\"> 50 %</span>")]
    public void Terminal_text_reads_as_it_last_stood(string text, string html) => Assert.Equal($"<pre class=\"stream\">{html}</pre>", TerminalText.Write(text, "stream"));

    [Fact]
    public void A_long_text_is_folded_and_none_of_it_is_lost()
    {
        var html = TerminalText.Write(string.Join('\n', Enumerable.Range(1, 500)), "stream");
        Assert.Contains("<summary>460 more lines</summary>", html, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 500).Select(i => $"{i}"), HtmlText.Plain(html.Replace("</pre>", "\n", StringComparison.Ordinal).Replace("460 more lines", "", StringComparison.Ordinal)).Split('\n'));
    }
}
