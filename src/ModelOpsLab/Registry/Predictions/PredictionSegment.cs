namespace ModelOpsLab.Registry;

/// <summary>
/// The bytes of a segment, read: its header, and the records whose checksums hold. After a kill the last record may be
/// unfinished; anything else that does not hold is damage, and is counted.
/// </summary>
sealed class PredictionSegment
{
    readonly ReadOnlyMemory<byte> _bytes;
    readonly string _source;
    readonly int _start;
    readonly uint _seed;

    PredictionSegment(ReadOnlyMemory<byte> bytes, string source, PredictionSegmentHeader header, int start, uint seed)
    {
        (_bytes, _source, Header, _start, _seed) = (bytes, source, header, start, seed);
        for (var row = 1; row <= Slots; row++)
            if (Holds(row)) (Rows, Count) = (row, Count + 1);
            else if (At(row).ContainsAnyExcept((byte)0)) LastWritten = row;
        LastWritten = Math.Max(LastWritten, Rows);
    }

    /// <summary>Reads a segment; <paramref name="source"/> names it in errors.</summary>
    /// <exception cref="InvalidDataException">It is none, or its header is damaged.</exception>
    public static PredictionSegment Read(ReadOnlyMemory<byte> bytes, string source)
    {
        var (header, start, seed) = PredictionSegmentHeader.Read(bytes.Span, source);
        return new(bytes, source, header, start, seed);
    }

    /// <summary>What made the predictions.</summary>
    public PredictionSegmentHeader Header { get; }
    /// <summary>The last row that holds; 0 where none does.</summary>
    public int Rows { get; }
    /// <summary>How many rows hold.</summary>
    public int Count { get; }
    /// <summary>The last row where anything was written.</summary>
    int LastWritten { get; }
    /// <summary>Rows that were written, or lie before one that was, and do not hold: damaged, lost in a power cut, or the one that a kill left unfinished.</summary>
    public int Unreadable => LastWritten - Count;
    /// <summary>The bytes up to the last row that was written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes[..(_start + LastWritten * Header.RecordBytes)];

    /// <summary>The record of a row.</summary>
    /// <exception cref="KeyNotFoundException">No such row was written.</exception>
    /// <exception cref="InvalidDataException">It does not hold.</exception>
    public PredictionRecord Record(int row) =>
        row < 1 || row > LastWritten ? throw new KeyNotFoundException($"{_source} has no row {row}: its last is {Rows}.")
        : Holds(row) ? PredictionLayout.Read(At(row))
        : throw new InvalidDataException($"{_source} is damaged at row {row}: its bytes are not those that were written, or were never written whole.");

    /// <summary>All records that hold, in order.</summary>
    public IEnumerable<PredictionRecord> Records => Enumerable.Range(1, Rows).Where(Holds).Select(row => PredictionLayout.Read(At(row)));

    int Slots => Math.Min(Header.Capacity, (_bytes.Length - _start) / Header.RecordBytes);

    bool Holds(int row) => PredictionLayout.Holds(At(row), _seed, row);

    ReadOnlySpan<byte> At(int row) => _bytes.Span.Slice(_start + (row - 1) * Header.RecordBytes, Header.RecordBytes);
}
