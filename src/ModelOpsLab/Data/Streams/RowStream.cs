using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Data;

/// <summary>
/// Rows one after the other, as they come: CSV or JSON lines under a schema, from a file that may grow and rotate or from a stream. No line throws: what cannot be read is a fault that names file, line, column and value, and is counted.
/// Memory is bounded by the longest line.
/// </summary>
/// <remarks>
/// <code>
/// for (var read = rows.Read(); read != RowRead.End; read = rows.Read())
///     if (read == RowRead.Row) Use(rows.Row); else if (read == RowRead.Fault) Tell(rows.Fault); else await rows.WaitAsync(cancel);
/// </code>
/// A row with a cell that could not be read is given with NaN there. Such a fault is told the first time for each column and counted every time; a lost line is told every time.
/// Not for several threads at once.
/// </remarks>
public sealed class RowStream : IDisposable
{
    /// <summary>Bytes that no text has: control characters, but for the tab.</summary>
    static readonly SearchValues<byte> Controls = SearchValues.Create([.. Enumerable.Range(0, 32).Where(b => b != '\t').Select(b => (byte)b), 127]);
    const int MostTold = 1_024;

    readonly RowStreamOptions _options;
    readonly ByteSource _source;
    readonly LineReader _lines;
    readonly RowCells _cells;
    readonly CsvRows _csv;
    readonly JsonRows _json;
    readonly long[] _counts = new long[Enum.GetValues<RowFaultKind>().Length];
    readonly HashSet<(RowFaultKind, string)> _told = [];
    readonly Queue<RowFault> _untold = [];
    RowFormat? _format;
    RowPosition? _beforeThis;
    long _blankLine;
    bool _again, _first = true, _noHeaderTold;

    RowStream(ByteSource source, Schema schema, RowStreamOptions options, RowPosition? from)
    {
        (_source, _options, _format) = (source, options, options.Format ?? from?.Format);
        _lines = new(source, options.LongestLine);
        _cells = new(schema, options.Columns);
        (_csv, _json) = (new(schema, _cells), new(schema, _cells));
        if (from is null) return;
        _csv.Resume(from.Header);
        RowCount = from.Rows;
        foreach (var (kind, count) in from.Faults) _counts[(int)kind] = count;
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file. One that is followed need not be there yet.</param>
    /// <param name="schema">What each column is for.</param>
    /// <param name="options">How to read; null for the defaults: to the file's end.</param>
    /// <param name="from">A place to go on from, in this file or in an older one beside it; null for the start.</param>
    /// <exception cref="FileNotFoundException">There is no such file, and it is not followed.</exception>
    /// <exception cref="ArgumentException">A column to read is no number of the schema.</exception>
    public static RowStream Open(string path, Schema schema, RowStreamOptions? options = null, RowPosition? from = null)
    {
        options ??= new();
        if (!File.Exists(path) && (!options.Follow || Directory.Exists(path)))
            throw new FileNotFoundException($"There is no file '{path}'. {(Directory.Exists(path) ? "It is a folder: give a file in it." : $"The current folder is '{Environment.CurrentDirectory}': check the path.")}", path);
        FileReads.Note(path);
        if (!File.Exists(path)) return new(new FileSource(path, options, from), schema, options, from);
        if (FileIdentity.IsPipe(path)) return new(new PipeSource(() => Opened(path), path, options), schema, options, from);
        var stream = Opened(path);
        if (!stream.CanSeek) return new(new PipeSource(() => stream, path, options), schema, options, from);
        stream.Dispose();
        return new(new FileSource(path, options, from), schema, options, from);
    }

    /// <summary>Reads a stream to its end: standard input. It is read ahead on a thread of its own and closed with this.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">Its name in messages: <c>standard input</c>.</param>
    /// <param name="schema">What each column is for.</param>
    /// <param name="options">How to read; null for the defaults. What they say of following does not apply.</param>
    /// <param name="from">What was read before: counts, and the header that holds until the stream has one. A stream cannot be sought: it begins with what comes.</param>
    public static RowStream Of(Stream stream, string name, Schema schema, RowStreamOptions? options = null, RowPosition? from = null) =>
        new(new PipeSource(() => stream, name, options ?? new()), schema, options ?? new(), from);

    static FileStream Opened(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Columns of <see cref="StreamRow.Numbers"/>, in order.</summary>
    public IReadOnlyList<string> Columns => _cells.Columns;
    /// <summary>How the rows are written; null before the first line.</summary>
    public RowFormat? Format => _format;
    /// <summary>The columns of the header in force, in order; empty for JSON lines and before the header.</summary>
    public IReadOnlyList<string> Header => _csv.Header;
    /// <summary>Rows given so far, with those before the place from which reading went on.</summary>
    public long RowCount { get; private set; }
    /// <summary>The row that was just read. It lives until the next <see cref="Read"/>.</summary>
    public StreamRow Row => _cells.Row;
    /// <summary>The fault that was just read.</summary>
    /// <exception cref="InvalidOperationException">None was read yet.</exception>
    public RowFault Fault { get => field ?? throw new InvalidOperationException("No fault was read yet."); private set; }
    /// <summary>Faults so far, told or not, with those before the place from which reading went on.</summary>
    public long Count(RowFaultKind kind) => _counts[(int)kind];
    /// <summary>Faults so far of all kinds.</summary>
    public long FaultCount => _counts.Sum();

    /// <summary>The place after the row or fault that was just read: from there <see cref="Open"/> goes on.</summary>
    public RowPosition Position => _beforeThis ?? Here(beforeLine: false);

    /// <summary>Reads on to the next row or fault. Never waits.</summary>
    public RowRead Read()
    {
        while (true)
        {
            if (_untold.TryDequeue(out var fault)) return Tell(fault);
            if (_source.TakeTrouble() is var (kind, what)) return Tell(Counted(kind, 0, "", what));
            switch (_again ? LineRead.Line : _lines.Next())
            {
                case LineRead.Line:
                    if (Line() is { } read) return read;
                    break;
                case LineRead.TooLong:
                    _beforeThis = null;
                    return Tell(Counted(RowFaultKind.TooLong, _lines.Number, "", $"the line has more than {_options.LongestLine.ToString("#,0", CultureInfo.InvariantCulture)} bytes, and was skipped."));
                case LineRead.Unfinished:
                    return Tell(Counted(RowFaultKind.Unfinished, _lines.Number, "", "the line has no end: its file was rotated, truncated or replaced while it was written."));
                case LineRead.Moved:
                    (_first, _blankLine, _beforeThis) = (_lines.Offset == 0, 0, null);
                    break;
                case LineRead.Idle:
                    return _source.TakeTrouble() is var (trouble, why) ? Tell(Counted(trouble, 0, "", why)) : RowRead.Idle;
                default:
                    return RowRead.End;
            }
        }
    }

    /// <summary>Waits until more may be there, at most for the time between two looks; returns at once when cancelled.</summary>
    public Task WaitAsync(CancellationToken cancel = default) => _source.WaitAsync(cancel);

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    /// <summary>Takes a line; null where it is neither row nor fault.</summary>
    RowRead? Line()
    {
        var line = _lines.Line;
        if (line.IsEmpty)
        {
            // At the end of an input it is nothing; between two lines it is a fault, told once what follows is seen
            if (_blankLine == 0) (_blankLine, _beforeThis) = (_lines.Number, Here(beforeLine: true));
            return null;
        }
        if (_blankLine > 0)
        {
            var blank = Counted(RowFaultKind.Blank, _blankLine, "", "the line is empty. Remove it, or give it a row.");
            (_blankLine, _again, _beforeThis) = (0, true, Here(beforeLine: true));
            return Tell(blank);
        }
        (_again, _beforeThis) = (false, null);
        var first = _first;
        _first = false;
        if (Text(line) is { } garbage) return Tell(garbage);
        _format ??= line[0] == '{' ? RowFormat.JsonLines : RowFormat.Csv;
        return _format == RowFormat.Csv ? Csv(line, first) : Json(line);
    }

    RowRead? Csv(ReadOnlySpan<byte> line, bool first)
    {
        if (_csv.Read(line, first, out var header)) return Taken();
        if (header is not var (kind, column, what)) 
        {
            _noHeaderTold = false;
            return null;
        }
        var fault = Counted(kind, _lines.Number, column, what);
        if (kind == RowFaultKind.Header && _noHeaderTold) return null;
        _noHeaderTold = kind == RowFaultKind.Header;
        return Tell(fault);
    }

    RowRead Json(ReadOnlySpan<byte> line)
    {
        _json.Read(line);
        return Taken();
    }

    /// <summary>Gives the row in the cells, or says why it is lost.</summary>
    RowRead Taken()
    {
        if (_cells.Lost is var (lost, column, why)) return Tell(Counted(lost, _lines.Number, column, why));
        RowCount++;
        foreach (var (kind, marred, what) in _cells.Marred)
        {
            var fault = Counted(kind, _lines.Number, marred, what);
            if (_told.Count < MostTold && _told.Add((kind, marred))) _untold.Enqueue(fault);
        }
        return RowRead.Row;
    }

    /// <summary>What is wrong where a line is no text.</summary>
    RowFault? Text(ReadOnlySpan<byte> line)
    {
        if (line.IndexOfAny(Controls) is >= 0 and var at)
            return Counted(RowFaultKind.Binary, _lines.Number, "", _lines.Number == 1 && line is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, not 0, 0, not 0, ..] or [not 0, 0, not 0, 0, ..] ? "the file is UTF-16. Save it as UTF-8."
                : $"byte {(at + 1).ToString(CultureInfo.InvariantCulture)} is 0x{line[at]:X2}, which no text has: '{CsvSource.Shown(line)}'. Write the file as text in UTF-8, with lines that end in LF.");
        return Utf8.IsValid(line) ? null : Counted(RowFaultKind.Encoding, _lines.Number, "", $"'{CsvSource.Shown(line)}' is not UTF-8. Save the file as UTF-8.");
    }

    RowFault Counted(RowFaultKind kind, long line, string column, string what)
    {
        _counts[(int)kind]++;
        return new(kind, _source.Name, line, column, what);
    }

    RowRead Tell(RowFault fault)
    {
        Fault = fault;
        return RowRead.Fault;
    }

    RowPosition Here(bool beforeLine) => new()
    {
        File = _source.Identity, Offset = beforeLine ? _lines.LineOffset : _lines.Offset, Line = _lines.Number - (beforeLine ? 1 : 0), Tail = FileTail.Hash(_lines.Tail(beforeLine)), Format = _format, Header = _csv.Header, Rows = RowCount,
        Faults = Enum.GetValues<RowFaultKind>().Where(kind => Count(kind) > 0).ToDictionary(kind => kind, Count),
    };
}
