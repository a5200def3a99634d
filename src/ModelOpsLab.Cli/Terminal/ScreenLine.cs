using Spectre.Console;
using Spectre.Console.Rendering;

namespace ModelOpsLab.Cli;

/// <summary>One line of a screen, written from the left in pieces of one style, never wider than it may be.</summary>
sealed class ScreenLine(int width, bool unicode)
{
    readonly List<Segment> _pieces = [];
    int _used;

    /// <summary>Adds text; what does not fit is cut, with a mark that it was.</summary>
    public ScreenLine Add(string text, Style? style = null) => Add(text, width - _used, style);

    /// <summary>Adds text in a column of its own, filled with blanks, and a blank behind it.</summary>
    public ScreenLine Column(string text, int columns, Style? style = null, bool right = false)
    {
        var cut = Cut(Safe.Text(text), Math.Min(columns, width - _used));
        var fill = new string(' ', Math.Max(0, Math.Min(columns, width - _used) - Cells(cut)));
        if (right) Put(fill, null);
        Put(cut, style);
        if (!right) Put(fill, null);
        if (_used < width) Put(" ", null);
        return this;
    }

    /// <summary>The pieces, filled with blanks to the full width where asked.</summary>
    public IEnumerable<Segment> Segments(bool fill) => fill && _used < width ? [.. _pieces, new Segment(new string(' ', width - _used))] : _pieces;

    ScreenLine Add(string text, int columns, Style? style)
    {
        Put(Cut(Safe.Text(text), columns), style);
        return this;
    }

    void Put(string text, Style? style)
    {
        if (text.Length == 0) return;
        _pieces.Add(new(text, style ?? Style.Plain));
        _used += Cells(text);
    }

    /// <summary>The text in at most so many columns; a letter of Chinese takes two.</summary>
    string Cut(string text, int columns)
    {
        if (!unicode) text = string.Concat(text.Select(c => c is >= ' ' and < '\x7F' ? c : c switch { '–' => '-', '…' => '~', '×' => 'x', _ => '?' }));
        if (Cells(text) <= columns) return text;
        if (columns < 1) return "";
        var end = text.Length;
        while (end > 0 && Cells(text[..end]) > columns - 1) end--;
        if (end > 0 && char.IsHighSurrogate(text[end - 1])) end--;
        return text[..end] + (unicode ? "…" : "~");
    }

    static int Cells(string text) => Segment.CellCount([new Segment(text)]);
}
