namespace ModelOpsLab.Data;

/// <summary>What <see cref="LineReader.Next"/> found.</summary>
enum LineRead
{
    /// <summary>A line.</summary>
    Line,
    /// <summary>A line that was too long and is not there.</summary>
    TooLong,
    /// <summary>The start of a line whose end will never come, since its file is gone.</summary>
    Unfinished,
    /// <summary>Reading began, or went on, at another place.</summary>
    Moved,
    /// <summary>Nothing now.</summary>
    Idle,
    /// <summary>Nothing more.</summary>
    End,
}

/// <summary>Cuts bytes into lines, each with its place. The last line of a followed file is given once it has its end; of an input that has ended, as it is.</summary>
sealed class LineReader(ByteSource source, int longest)
{
    const int Room = 1 << 16;
    /// <summary>Bytes of a line too long after which who reads is let in between: the line may never end.</summary>
    const long Breath = 1 << 26;

    byte[] _buffer = new byte[2 * Room];
    int _start, _scanned, _end, _line, _length;
    long _breathed;
    bool _skipping, _moved;

    /// <summary>The line without its end, and without a byte-order mark.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_line, _length);
    /// <summary>Place of the line, from 1 in its file.</summary>
    public long Number { get; private set; }
    /// <summary>Bytes of the file before the next line.</summary>
    public long Offset { get; private set; }
    /// <summary>Bytes of the file before the line that was given last.</summary>
    public long LineOffset => Offset - (_start - _line);

    /// <summary>The last bytes before the next line, or before the one that was given last.</summary>
    public ReadOnlySpan<byte> Tail(bool beforeLine)
    {
        var stop = beforeLine ? _line : _start;
        var length = Math.Min(stop, FileTail.Length);
        return _buffer.AsSpan(stop - length, length);
    }

    public LineRead Next()
    {
        if (_moved) return Move();
        while (true)
        {
            var end = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
            if (end >= 0) return Take(_scanned + end, 1);
            _scanned = _end;
            if (_end - _start > longest) Skip();
            MakeRoom();
            if (_skipping && Offset - _breathed > Breath)
            {
                _breathed = Offset;
                return LineRead.Idle;
            }
            var count = source.Ended ? 0 : source.Read(_buffer.AsSpan(_end));
            if (count > 0)
            {
                _end += count;
                continue;
            }
            if (!source.Ended && source.TryMove()) return Move();
            if (!source.Ended) return LineRead.Idle;
            return _end > _start || _skipping ? Take(_end, 0) : LineRead.End;
        }
    }

    /// <summary>Gives the bytes up to a place as a line.</summary>
    LineRead Take(int stop, int ending)
    {
        (_line, _length) = (_start, stop - _start);
        Offset += _length + ending;
        Number++;
        _start = _scanned = stop + ending;
        var skipped = _skipping || _length > longest;
        _skipping = false;
        if (skipped) return LineRead.TooLong;
        if (_length > 0 && _buffer[_line + _length - 1] == '\r') _length--;
        if (Number == 1 && Line.StartsWith("\uFEFF"u8)) (_line, _length) = (_line + 3, _length - 3);
        return LineRead.Line;
    }

    /// <summary>Forgets the bytes of a line that is too long.</summary>
    void Skip()
    {
        Offset += _end - _start;
        (_start, _skipping) = (_end, true);
    }

    /// <summary>Begins at the place the source names, after what is left of the file before it was told.</summary>
    LineRead Move()
    {
        if (!_moved && (_end > _start || _skipping))
        {
            Number++;
            (_moved, _skipping, _start) = (true, false, _end);
            return LineRead.Unfinished;
        }
        _moved = false;
        source.Behind.CopyTo(_buffer, 0);
        _start = _scanned = _end = source.Behind.Length;
        (Offset, Number) = (source.Offset, source.LinesBefore);
        _breathed = Offset;
        return LineRead.Moved;
    }

    /// <summary>Keeps the bytes before the line, and grows only while the line may still be read.</summary>
    void MakeRoom()
    {
        if (_buffer.Length - _end >= Room / 2) return;
        var from = _start - Math.Min(_start, FileTail.Length);
        var target = _end - from + Room > _buffer.Length ? new byte[Math.Max(2 * _buffer.Length, _end - from + Room)] : _buffer;
        _buffer.AsSpan(from, _end - from).CopyTo(target);
        (_buffer, _start, _scanned, _end) = (target, _start - from, _scanned - from, _end - from);
    }
}
