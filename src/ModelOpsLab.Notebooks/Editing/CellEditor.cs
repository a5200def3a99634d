using Microsoft.CodeAnalysis.Scripting;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>Answers an editor's questions about a cell being written. Everything is read from one immutable view of the session.</summary>
sealed class CellEditor(CellCompiler compiler)
{
    CellSketch? _last;

    public CellCompletion Complete(Script? session, string folder, string code, int cursor)
    {
        cursor = Math.Clamp(cursor, 0, code.Length);
        if (HostLineCompletion.Of(folder, code, cursor) is { } host) return host;
        var word = TypedWord.At(code, cursor);
        if (CellSketch.IsTooDeep(code)) return word.Nothing;
        if (TypedWord.IsInText(code, cursor, out var path))
            return path >= 0 ? HostLineCompletion.Files(folder, code, path, cursor, assembliesOnly: false) : word.Nothing;
        if (word.Typed.Length > 0 && char.IsDigit(word.Typed[0])) return word.Nothing;
        var sketch = Sketch(session, HostLines.Blank(word.WithPlaceholder(code)));
        return sketch.IsTooDeep(word.Start) ? word.Nothing : new(new NameCompletion(sketch, word).Items(), word.Start, word.End);
    }

    public MimeBundle? Inspect(Script? session, string code, int cursor)
    {
        cursor = Math.Clamp(cursor, 0, code.Length);
        if (CellSketch.IsTooDeep(code)) return null;
        var sketch = Sketch(session, HostLines.Blank(code));
        return !sketch.IsTooDeep(cursor) && SymbolAt.Find(sketch, cursor) is { } symbol ? SymbolHelp.Of(sketch, symbol) : null;
    }

    /// <summary>The last view again where the session has not moved on: all that was read of assemblies is kept with it.</summary>
    CellSketch Sketch(Script? session, string blanked)
    {
        var last = _last is { } known && known.Session == session ? known : CellSketch.Empty(compiler, session);
        return _last = last.With(blanked);
    }
}
