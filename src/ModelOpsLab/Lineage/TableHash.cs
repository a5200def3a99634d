using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ModelOpsLab.Lineage;

/// <summary>
/// The table hash <c>mol-th1</c>: one SHA-256 for a typed table, the same whatever file format, dialect or row groups
/// it came in, and different after any change of a value, a type, a name, a null or the order of rows or columns.
/// </summary>
/// <remarks>
/// Every column is cut into chunks of 65,536 rows, each chunk hashed, the chunks bound by an RFC 6962 tree, the columns
/// by one last hash; so two results name the column and chunk where they part, and prove that rows were only appended.
/// Columns of a table have equally many rows and different names.
/// </remarks>
/// <param name="prefixRows">
/// Also remember the hash of so many first rows: an earlier version's row count here lets
/// <see cref="TableHashResult.IsAppendOf"/> decide to the row.
/// </param>
public sealed class TableHash(long prefixRows = 0)
{
    readonly List<ColumnHash> _columns = [];

    /// <summary>Adds a column of doubles. NaN is a value; missing is a cleared bit in <paramref name="validity"/> (none given: all there).</summary>
    public TableHash AddFloat64(string name, ReadOnlySpan<double> values, ReadOnlySpan<ulong> validity = default)
    {
        var column = Start(name, TableHashType.Float64);
        column.Append(values, validity);
        return Add(column);
    }

    /// <summary>Adds a column of integers.</summary>
    public TableHash AddInt64(string name, ReadOnlySpan<long> values, ReadOnlySpan<ulong> validity = default)
    {
        var column = Start(name, TableHashType.Int64);
        column.Append(values, validity);
        return Add(column);
    }

    /// <summary>Adds a column of truth values.</summary>
    public TableHash AddBool(string name, ReadOnlySpan<bool> values, ReadOnlySpan<ulong> validity = default)
    {
        var column = Start(name, TableHashType.Bool);
        column.Append(values, validity);
        return Add(column);
    }

    /// <summary>Adds a column of dates, in days since 1970-01-01.</summary>
    public TableHash AddDate(string name, ReadOnlySpan<int> days, ReadOnlySpan<ulong> validity = default)
    {
        var column = Start(name, TableHashType.Date);
        column.Append(days, validity);
        return Add(column);
    }

    /// <summary>Adds a column of timestamps, in nanoseconds since 1970-01-01 UTC.</summary>
    public TableHash AddTimestamp(string name, ReadOnlySpan<long> nanoseconds, ReadOnlySpan<ulong> validity = default)
    {
        var column = Start(name, TableHashType.Timestamp);
        column.Append(nanoseconds, validity);
        return Add(column);
    }

    /// <summary>Adds a column of texts or categories; <c>null</c> is missing.</summary>
    public TableHash AddText(string name, IReadOnlyList<string?> texts)
    {
        var column = Start(name, TableHashType.Text);
        column.Append(texts);
        return Add(column);
    }

    /// <summary>A column to stream into, row group by row group; give it to <see cref="Add"/> when it is complete.</summary>
    public ColumnHasher Start(string name, TableHashType type) => new(name, type, prefixRows);

    /// <summary>Adds a column that was streamed.</summary>
    /// <exception cref="ArgumentException">Its name is taken, or it has not as many rows as the columns before it.</exception>
    public TableHash Add(ColumnHasher column)
    {
        if (_columns.Any(c => c.Name == column.Name)) throw new ArgumentException($"The table has a column '{column.Name}' already.", nameof(column));
        if (_columns is [var first, ..] && first.Rows != column.Rows)
            throw new ArgumentException($"Column '{column.Name}' has {column.Rows} rows, '{first.Name}' has {first.Rows}.", nameof(column));
        _columns.Add(column.Finish());
        return this;
    }

    /// <summary>The hash of the columns added so far, in their order.</summary>
    public TableHashResult Finish()
    {
        var prefixed = _columns.All(c => c.Prefix is not null);
        return new(Bind(3, _columns.Select(c => c.Hash)), Bind(4, _columns.Select(c => c.Hash).Order(StringComparer.Ordinal)), [.. _columns])
        {
            PrefixRows = prefixed ? prefixRows : null,
            PrefixHash = prefixed ? Bind(3, _columns.Select(c => c.Prefix!)) : null,
        };
    }

    string Bind(byte kind, IEnumerable<string> hashes)
    {
        Span<byte> count = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(count, _columns.Count);
        return ContentId.Hex(SHA256.HashData([.. "mol-th1"u8, kind, .. count, .. hashes.SelectMany(Convert.FromHexString)]));
    }
}
