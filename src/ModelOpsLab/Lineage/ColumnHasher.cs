using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace ModelOpsLab.Lineage;

/// <summary>
/// Hashes one column as it streams by, in chunks of 65,536 rows; memory is one chunk. How the rows are cut into calls
/// does not matter. A validity bitmap has bit i % 64 of word i / 64 set where row i has a value; none means all have one.
/// </summary>
public sealed class ColumnHasher
{
    /// <summary>Rows in a chunk, whatever the source's own row groups.</summary>
    public const int ChunkRows = 65_536;

    const ulong CanonicalNaN = 0x7FF8_0000_0000_0000;
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly int _width;
    readonly long _prefixRows;
    readonly byte[] _validity = new byte[ChunkRows / 8];
    readonly List<byte[]> _leaves = [];
    byte[] _values = [], _text = [];
    int _rows, _textLength;
    bool _hasNull;
    byte[]? _prefix;

    /// <summary>Starts a column. With <paramref name="prefixRows"/> it also keeps what the hash was after so many rows.</summary>
    public ColumnHasher(string name, TableHashType type, long prefixRows = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(prefixRows);
        (Name, Type, _prefixRows) = (name, type, prefixRows);
        _width = type switch
        {
            TableHashType.Bool => 1,
            TableHashType.Date or TableHashType.Text => 4,
            TableHashType.Int64 or TableHashType.Float64 or TableHashType.Timestamp => 8,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, $"Column '{name}': mol-th1 has no such type."),
        };
    }

    /// <summary>The column's name; part of its hash.</summary>
    public string Name { get; }
    /// <summary>The column's type; part of its hash.</summary>
    public TableHashType Type { get; }
    /// <summary>Rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Appends doubles.</summary>
    public void Append(ReadOnlySpan<double> values, ReadOnlySpan<ulong> validity = default)
    {
        Expect(Type is TableHashType.Float64, values.Length, validity);
        for (var (done, n) = (0, 0); done < values.Length; done += n)
        {
            var to = Take(values.Length - done, out n);
            var bits = MemoryMarshal.Cast<byte, ulong>(to);
            for (var i = 0; i < bits.Length; i++)
            {
                var value = values[done + i];
                bits[i] = double.IsNaN(value) ? CanonicalNaN : BitConverter.DoubleToUInt64Bits(value);
            }
            if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(bits, bits);
            Commit(to, n, validity, done);
        }
    }

    /// <summary>Appends integers, or nanoseconds since 1970 UTC where the column is one of timestamps.</summary>
    public void Append(ReadOnlySpan<long> values, ReadOnlySpan<ulong> validity = default)
    {
        Expect(Type is TableHashType.Int64 or TableHashType.Timestamp, values.Length, validity);
        for (var (done, n) = (0, 0); done < values.Length; done += n)
        {
            var to = Take(values.Length - done, out n);
            var words = MemoryMarshal.Cast<byte, long>(to);
            values.Slice(done, n).CopyTo(words);
            if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(words, words);
            Commit(to, n, validity, done);
        }
    }

    /// <summary>Appends dates as days since 1970-01-01.</summary>
    public void Append(ReadOnlySpan<int> days, ReadOnlySpan<ulong> validity = default)
    {
        Expect(Type is TableHashType.Date, days.Length, validity);
        for (var (done, n) = (0, 0); done < days.Length; done += n)
        {
            var to = Take(days.Length - done, out n);
            var words = MemoryMarshal.Cast<byte, int>(to);
            days.Slice(done, n).CopyTo(words);
            if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(words, words);
            Commit(to, n, validity, done);
        }
    }

    /// <summary>Appends truth values.</summary>
    public void Append(ReadOnlySpan<bool> values, ReadOnlySpan<ulong> validity = default)
    {
        Expect(Type is TableHashType.Bool, values.Length, validity);
        for (var (done, n) = (0, 0); done < values.Length; done += n)
        {
            var to = Take(values.Length - done, out n);
            for (var i = 0; i < n; i++) to[i] = values[done + i] ? (byte)1 : (byte)0;
            Commit(to, n, validity, done);
        }
    }

    /// <summary>Appends texts; <c>null</c> is missing, which is not the empty text.</summary>
    /// <exception cref="ArgumentException">A text has half of a surrogate pair, so it has no UTF-8 form.</exception>
    public void Append(IReadOnlyList<string?> texts)
    {
        Expect(Type is TableHashType.Text, 0, default);
        for (var (done, n) = (0, 0); done < texts.Count; done += n)
        {
            var to = Take(texts.Count - done, out n);
            for (var i = 0; i < n; i++)
            {
                var text = texts[done + i];
                BinaryPrimitives.WriteInt32LittleEndian(to[(4 * i)..], text is null ? 0 : AppendUtf8(text, Rows + i));
                Mark(i, text is not null);
            }
            Advance(n);
        }
    }

    /// <summary>Ends the column.</summary>
    public ColumnHash Finish()
    {
        if (_rows > 0) _leaves.Add(Leaf());
        (_rows, _textLength) = (0, 0);
        return new(Name, Type, Rows, ContentId.Hex(Digest(_leaves, Rows)), [.. _leaves.Select(l => ContentId.Hex(l))])
        {
            Prefix = _prefix is null ? null : ContentId.Hex(_prefix),
        };
    }

    void Expect(bool rightType, int rows, ReadOnlySpan<ulong> validity)
    {
        if (!rightType) throw new ArgumentException($"Column '{Name}' holds {Type}; values of another type were appended.");
        if (!validity.IsEmpty && validity.Length < (rows + 63) / 64)
            throw new ArgumentException($"Column '{Name}': {rows} rows need {(rows + 63) / 64} words of validity, got {validity.Length}.", nameof(validity));
    }

    /// <summary>Room for the next rows: to the end of the chunk, or to the prefix that is to be remembered.</summary>
    Span<byte> Take(int wanted, out int rows)
    {
        rows = Math.Min(wanted, ChunkRows - _rows);
        if (Rows < _prefixRows) rows = (int)Math.Min(rows, _prefixRows - Rows);
        var needed = (_rows + rows) * _width;
        if (_values.Length < needed) Array.Resize(ref _values, Math.Min(Math.Max(needed, 2 * _values.Length), ChunkRows * _width));
        return _values.AsSpan(_rows * _width, rows * _width);
    }

    void Commit(Span<byte> slots, int n, ReadOnlySpan<ulong> validity, int offset)
    {
        for (var i = 0; i < n;)
        {
            var row = offset + i;
            var allValid = validity.IsEmpty ? n - i : row % 64 == 0 && n - i >= 64 && validity[row >> 6] == ulong.MaxValue ? 64 : 0;
            if (allValid > 0)
            {
                MarkValid(_rows + i, allValid);
                i += allValid;
                continue;
            }
            var valid = (validity[row >> 6] >> (row & 63) & 1) != 0;
            if (!valid) slots.Slice(i * _width, _width).Clear();
            Mark(i++, valid);
        }
        Advance(n);
    }

    void Mark(int i, bool valid)
    {
        if (valid) MarkValid(_rows + i, 1);
        else _hasNull = true;
    }

    void MarkValid(int row, int count)
    {
        for (; count > 0 && (row & 7) != 0; row++, count--) _validity[row >> 3] |= (byte)(1 << (row & 7));
        _validity.AsSpan(row >> 3, count >> 3).Fill(0xFF);
        row += count & ~7;
        if ((count & 7) != 0) _validity[row >> 3] |= (byte)((1 << (count & 7)) - 1);
    }

    void Advance(int n)
    {
        _rows += n;
        Rows += n;
        KeepPrefix();
        if (_rows < ChunkRows) return;
        _leaves.Add(Leaf());
        (_rows, _textLength, _hasNull) = (0, 0, false);
        Array.Clear(_validity);
    }

    void KeepPrefix()
    {
        if (Rows == _prefixRows) _prefix = Digest(_rows == 0 ? _leaves : [.. _leaves, Leaf()], Rows);
    }

    int AppendUtf8(string text, long row)
    {
        try
        {
            var length = StrictUtf8.GetByteCount(text);
            if (_text.Length < _textLength + length) Array.Resize(ref _text, Math.Max(_textLength + length, 2 * _text.Length));
            _textLength += StrictUtf8.GetBytes(text, _text.AsSpan(_textLength));
            return length;
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException($"Column '{Name}', row {row}: the text has half of a surrogate pair and no UTF-8 form.", nameof(text), error);
        }
    }

    byte[] Leaf()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> head = [0, (byte)Type, _hasNull ? (byte)1 : (byte)0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(head[3..], _rows);
        hash.AppendData(head);
        if (_hasNull) hash.AppendData(_validity, 0, (_rows + 7) / 8);
        hash.AppendData(_values, 0, _rows * _width);
        hash.AppendData(_text, 0, _textLength);
        return hash.GetHashAndReset();
    }

    byte[] Digest(List<byte[]> leaves, long rows)
    {
        var name = StrictUtf8.GetBytes(Name);
        Span<byte> length = stackalloc byte[4], count = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(length, name.Length);
        BinaryPrimitives.WriteInt64LittleEndian(count, rows);
        return SHA256.HashData([2, .. length, .. name, (byte)Type, .. count, .. MerkleTree.Root(leaves.ToArray())]);
    }
}
