namespace ModelOpsLab.Data;

/// <summary>Cuts one line into cells: commas, and quotes as in RFC 4180, closed on the line.</summary>
ref struct CsvLine(ReadOnlySpan<byte> line)
{
    ReadOnlySpan<byte> _rest = line;
    bool _done;

    /// <summary>The cell, without its quotes.</summary>
    public ReadOnlySpan<byte> Cell { get; private set; }
    /// <summary>Whether it stood in quotes.</summary>
    public bool Quoted { get; private set; }
    /// <summary>What is wrong with a quote, so that the line ends here; null where nothing is.</summary>
    public string? Broken { get; private set; }

    /// <summary>Moves to the next cell.</summary>
    public bool Next()
    {
        if (_done) return false;
        Quoted = !_rest.IsEmpty && _rest[0] == '"';
        if (Quoted) return NextQuoted();
        var end = _rest.IndexOfAny((byte)',', (byte)'"');
        if (end >= 0 && _rest[end] == '"') return Break("a quote stands inside a cell. Quote the whole cell and write the quote inside it twice.");
        return Give(end < 0 ? _rest : _rest[..end], end < 0 ? _rest.Length : end);
    }

    bool NextQuoted()
    {
        var doubled = false;
        for (var at = 1; ;)
        {
            var quote = _rest[at..].IndexOf((byte)'"');
            if (quote < 0) return Break("a quote is not closed on its line. In a stream a row is one line: close it, or take the line break out of the cell.");
            at += quote + 1;
            if (at < _rest.Length && _rest[at] == '"')
            {
                (doubled, at) = (true, at + 1);
                continue;
            }
            if (at < _rest.Length && _rest[at] != ',') return Break("something stands behind the closing quote of a cell. Quote the whole cell and write the quote inside it twice.");
            return Give(doubled ? Single(_rest[1..(at - 1)]) : _rest[1..(at - 1)], at);
        }
    }

    bool Give(ReadOnlySpan<byte> cell, int end)
    {
        Cell = cell;
        _done = end == _rest.Length;
        if (!_done) _rest = _rest[(end + 1)..];
        return true;
    }

    bool Break(string what)
    {
        (Broken, _done) = (what, true);
        return false;
    }

    static ReadOnlySpan<byte> Single(ReadOnlySpan<byte> doubled)
    {
        var single = new byte[doubled.Length];
        var count = 0;
        for (var i = 0; i < doubled.Length; i++)
        {
            single[count++] = doubled[i];
            if (doubled[i] == '"') i++;
        }
        return single.AsSpan(0, count);
    }
}
