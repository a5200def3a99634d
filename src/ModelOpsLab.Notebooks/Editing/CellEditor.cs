using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Scripting;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>Answers an editor's questions about a cell being written. Everything is read from one immutable view of the session.</summary>
static class CellEditor
{
    public static CellCompletion Complete(CellCompiler compiler, Script? session, string folder, string code, int cursor)
    {
        cursor = Math.Clamp(cursor, 0, code.Length);
        if (HostLineCompletion.Of(folder, code, cursor) is { } host) return host;
        var word = TypedWord.At(code, cursor);
        if (TypedWord.IsInText(code, cursor, out var path))
            return path >= 0 ? HostLineCompletion.Files(folder, code, path, cursor, assembliesOnly: false) : word.Nothing;
        if (word.Typed.Length > 0 && char.IsDigit(word.Typed[0])) return word.Nothing;
        var sketch = CellSketch.Of(compiler, session, HostLines.Blank(word.WithPlaceholder(code)));
        return new(new NameCompletion(sketch, word).Items(), word.Start, word.End);
    }

    public static MimeBundle? Inspect(CellCompiler compiler, Script? session, string code, int cursor)
    {
        cursor = Math.Clamp(cursor, 0, code.Length);
        var sketch = CellSketch.Of(compiler, session, HostLines.Blank(code));
        return SymbolAt.Find(sketch, cursor) is { } symbol ? SymbolHelp.Of(sketch, symbol) : null;
    }
}
