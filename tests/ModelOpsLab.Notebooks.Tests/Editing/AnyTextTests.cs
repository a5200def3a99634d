using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace ModelOpsLab.Notebooks.Tests.Editing;

/// <summary>Editors send what is half written. No text and no cursor may bring the questions down.</summary>
public sealed class AnyTextTests : IDisposable
{
    static readonly string[] Pieces =
    [
        "trades", ".", "?.", "(", ")", "{", "}", "[", "]", "<", ">", ";", "\n", "\r\n", " ", "\"", "\"\"\"", "$\"", "'", "@", "#", "#r \"", "#!", "#if", "//", "/*", "*/", "///", "=>", "=", "==", "is", "with",
        "new", "class", "record", "var", "using", "static", "namespace", "await", "async", "switch", "case", "default", "from", "select", "1", "0x", "1e", "\\u", "\\", "😀", "\ud83d", "\0", "é", "List", "int",
        "Math", "System", "Trade", "Size", ",", ":", "::", "?", "??", "!", "&&", "<<", "..", "->", "*", "&", "ref", "out", "in", "where", "this", "base", "delegate", "event", "enum", "if", "for", "return",
    ];

    readonly CSharpKernel _kernel = new();

    public AnyTextTests() => _kernel.ExecuteAsync("record Trade(string Asset, double Size); var trades = new List<Trade>();", 1, static _ => { }).GetAwaiter().GetResult();

    public void Dispose() => _kernel.Dispose();

    static readonly Gen<string> OfPieces = Gen.ArrayOf(Gen.Elements(Pieces)).Select(pieces => string.Concat(pieces));

    static readonly Gen<(string, int)> Questions =
        from code in Gen.OneOf(OfPieces, OfPieces, ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""))
        from cursor in Gen.Choose(-1, code.Length + 1)
        select (code, cursor);

    [Fact]
    public void Completion_of_any_text_answers_within_it() => Check(200, (code, cursor) =>
    {
        var completion = _kernel.Complete(code, cursor);
        return completion.Start >= 0 && completion.Start <= completion.End && completion.End <= code.Length
            && completion.Start <= Math.Clamp(cursor, 0, code.Length) && completion.End >= Math.Clamp(cursor, 0, code.Length)
            && completion.Items.All(item => item.Text.Length > 0) && completion.Items.Select(item => item.Text).Distinct().Count() == completion.Items.Count;
    });

    [Fact]
    public void Inspection_of_any_text_answers_or_not() => Check(200, (code, cursor) => _kernel.Inspect(code, cursor) is null or { MimeTypes.Count: 2 });

    [Fact]
    public void Completeness_of_any_text_is_one_of_three() => Check(500, (code, _) => CSharpKernel.IsComplete(code).Status is "complete" or "incomplete" or "invalid");

    [Theory]
    [InlineData("(")]
    [InlineData("{")]
    [InlineData("new List<")]
    [InlineData("x => ")]
    [InlineData("trades.Select(t => ")]
    public void Deep_nesting_is_survived(string piece)
    {
        var code = new StringBuilder().Insert(0, piece, 5_000).Append("tra").ToString();
        Assert.NotNull(_kernel.Complete(code, code.Length));
        _kernel.Inspect(code, code.Length - 1);
        Assert.Contains(CSharpKernel.IsComplete(code).Status, (string[])["complete", "incomplete", "invalid"]);
    }

    static void Check(int count, Func<string, int, bool> holds) =>
        Prop.ForAll(Questions.ToArbitrary(), question => holds(question.Item1, question.Item2)).Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true).WithReplay(20200331, 297));
}
