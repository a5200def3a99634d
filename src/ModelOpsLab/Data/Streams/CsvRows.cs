using System.Text;

namespace ModelOpsLab.Data;

/// <summary>Reads lines of CSV under the header in force, and follows a header that changes.</summary>
sealed class CsvRows(Schema schema, RowCells cells)
{
    int[] _targets = [];
    IReadOnlyList<string> _known = [];

    /// <summary>The columns in force, in order; empty where no header can be used.</summary>
    public IReadOnlyList<string> Header { get; private set; } = [];

    /// <summary>Takes up a header that was in force before.</summary>
    public void Resume(IReadOnlyList<string> header)
    {
        if (header.Count > 0) Use(header);
    }

    /// <summary>Reads a line into the cells. True where it is a row, or a lost one; false where it was a header: a fault if it says other than the one before.</summary>
    /// <param name="line">The line.</param>
    /// <param name="first">Whether it is the first of its file.</param>
    /// <param name="fault">What is wrong with a header.</param>
    public bool Read(ReadOnlySpan<byte> line, bool first, out (RowFaultKind Kind, string Column, string What)? fault)
    {
        fault = null;
        cells.Clear();
        if (Header.Count == 0)
        {
            fault = Take(line);
            return false;
        }
        var parts = new CsvLine(line);
        var count = 0;
        for (; parts.Next(); count++)
            if (count < _targets.Length && _targets[count] is not RowCells.Ignored and var target)
            {
                cells.See(target);
                cells.Set(target, parts.Cell, parts.Quoted);
            }
        if (parts.Broken is { } broken)
        {
            cells.Lose(RowFaultKind.Quote, "", broken);
            return true;
        }
        if (count == _targets.Length && cells.Lost is null) return true;
        if (cells.Lost is null or { Kind: RowFaultKind.Time } && IsHeader(line, first))
        {
            fault = Take(line);
            return false;
        }
        if (count != _targets.Length)
        {
            cells.Clear();
            cells.Lose(RowFaultKind.CellCount, "", $"{(count == 1 ? "1 cell" : $"{Number(count)} cells")}, expected {Number(_targets.Length)} as in the header: '{CsvSource.Shown(line)}'. Quote a cell that holds a comma.");
        }
        return true;
    }

    /// <summary>Whether a line that is no row is a header: it names the time, or as many known names as half of it and of the header before; or, first in its file, none of its cells is a number.</summary>
    bool IsHeader(ReadOnlySpan<byte> line, bool first)
    {
        var names = Names(line);
        var known = names.Count(name => _known.Contains(name) || cells.TargetOf(name) != RowCells.Unknown);
        return names.Contains(schema.Timestamp) || 2 * known >= Math.Max(names.Length, Header.Count)
            || (first && names.All(name => name.Length > 0 && !CsvNumber.TryParse(Encoding.UTF8.GetBytes(name), out _)));
    }

    /// <summary>Takes a line for a header.</summary>
    (RowFaultKind, string, string)? Take(ReadOnlySpan<byte> line)
    {
        if (line[0] == '[') return Refuse("", $"the file is a JSON list: '{CsvSource.Shown(line)}'. Write one object a line, without the list.");
        var names = Names(line);
        var parts = new CsvLine(line);
        while (parts.Next()) { }
        if (parts.Broken is { } broken) return Refuse("", broken);
        string[] key = [.. new[] { schema.Timestamp, schema.Asset }.OfType<string>()];
        if (key.Except(names).FirstOrDefault() is { } absent) return Refuse(absent, names is [var only] && only.IndexOfAny([';', '\t', '|']) is >= 0 and var at
            ? $"the header is one cell, '{CsvSource.Shown(line)}', separated by '{(only[at] == '\t' ? "tab" : only[at])}'. Write the file with commas."
            : names.Any(name => CsvNumber.TryParse(Encoding.UTF8.GetBytes(name), out _)) ? $"the first line has numbers and no names: '{CsvSource.Shown(line)}'. Put a header before it: {string.Join(',', key.Concat(cells.Columns))}."
            : $"the header does not name it, and rows cannot be read without it. It has: {CsvSource.Shown(line)}.{Spelling.Suggest(absent, names)}");
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice) return Refuse(twice.Key, "the header names it twice. Rename one of them.");
        var before = _known;
        Use(names);
        if (before.Count == 0)
            return Missing(names) is { Length: > 0 } missing ? (RowFaultKind.Schema, "", $"the header does not name {missing}, which the schema does. {(missing.Contains(',') ? "They read" : "It reads")} as missing. The header has: {CsvSource.Shown(line)}.{Spelling.Suggest(missing.Split(',')[0], names)}") : null;
        string[] gone = [.. before.Except(names)], come = [.. names.Except(before)];
        return gone.Length + come.Length == 0 ? null
            : (RowFaultKind.Schema, "", $"the header has changed.{(come.Length > 0 ? $" New: {string.Join(", ", come)}." : "")}{(gone.Length > 0 ? $" Gone: {string.Join(", ", gone)}." : "")}{(Missing(names) is { Length: > 0 } lost ? $" What is gone reads as missing: {lost}." : " Every column that is needed is still there.")}");
    }

    (RowFaultKind, string, string) Refuse(string column, string what)
    {
        Header = [];
        return (RowFaultKind.Header, column, what);
    }

    void Use(IReadOnlyList<string> names)
    {
        (Header, _known) = (names, names);
        _targets = [.. names.Select(name => cells.TargetOf(name) is RowCells.Unknown ? RowCells.Ignored : cells.TargetOf(name))];
    }

    string Missing(IReadOnlyList<string> names) => string.Join(", ", cells.Columns.Concat([schema.KnownAt]).OfType<string>().Except(names));

    static string[] Names(ReadOnlySpan<byte> line)
    {
        List<string> names = [];
        var parts = new CsvLine(line);
        while (parts.Next()) names.Add(Encoding.UTF8.GetString(parts.Cell).TrimStart('\uFEFF'));
        return [.. names];
    }

    static string Number(int count) => count.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
