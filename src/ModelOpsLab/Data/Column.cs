using System.Collections;
using System.Globalization;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Data;

/// <summary>One named, immutable series of values of one type, each of which may be missing. Missing is not NaN.</summary>
/// <remarks>
/// A class and not a span, because a variable of a notebook cell is a field and a field cannot hold a span.
/// Kernels take <see cref="Span"/>, where a missing value reads as NaN; as an enumerable it gives the same numbers.
/// </remarks>
public sealed class Column : IReadOnlyList<double>
{
    readonly Array _values;
    readonly bool[]? _present;
    double[]? _numbers;

    /// <summary>A column of the caller's values, copied: what is changed in them later does not reach it.</summary>
    static Column Copy(string name, ColumnType type, Array values, bool[]? present) => new(name, type, (Array)values.Clone(), (bool[]?)present?.Clone());

    Column(string name, ColumnType type, Array values, bool[]? present)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (present is not null && present.Length != values.Length)
            throw new ArgumentException($"Column '{name}' has {values.Length} values and {present.Length} validity flags.", nameof(present));
        (Name, Type, _values, _present) = (name, type, values, present is not null && Array.TrueForAll(present, p => p) ? null : present);
    }

    /// <summary>Numbers. <paramref name="present"/> false marks a missing value; null means none is missing. NaN stays NaN.</summary>
    public static Column Numbers(string name, double[] values, bool[]? present = null) => Copy(name, ColumnType.Number, values, present);
    /// <summary>Whole numbers.</summary>
    public static Column Integers(string name, long[] values, bool[]? present = null) => Copy(name, ColumnType.Integer, values, present);
    /// <summary>Truth values.</summary>
    public static Column Booleans(string name, bool[] values, bool[]? present = null) => Copy(name, ColumnType.Boolean, values, present);
    /// <summary>Calendar days.</summary>
    public static Column Dates(string name, DateOnly[] values, bool[]? present = null) => Copy(name, ColumnType.Date, values, present);
    /// <summary>Instants as nanoseconds since 1970-01-01 UTC.</summary>
    public static Column Timestamps(string name, long[] nanoseconds, bool[]? present = null) => Copy(name, ColumnType.Timestamp, nanoseconds, present);
    /// <summary>Texts; null marks a missing value.</summary>
    public static Column Texts(string name, string?[] values) => Copy(name, ColumnType.Text, values, Presence(values));
    /// <summary>Categories; null marks a missing value.</summary>
    public static Column Categories(string name, string?[] values) => Copy(name, ColumnType.Category, values, Presence(values));

    /// <summary>Name, unique in its frame.</summary>
    public string Name { get; }
    /// <summary>What the values are.</summary>
    public ColumnType Type { get; }
    /// <summary>Number of rows.</summary>
    public int Count => _values.Length;
    /// <summary>Number of rows without a value; a NaN is a value.</summary>
    public int MissingCount => _present.AsSpan().Count(false);
    /// <summary>Whether <see cref="Span"/> can be read: numbers, whole numbers and truth values.</summary>
    public bool IsNumeric => Type is ColumnType.Number or ColumnType.Integer or ColumnType.Boolean;

    /// <summary>Whether the row has no value.</summary>
    public bool IsMissing(int row) => _present is not null && !_present[row];

    /// <summary>Validity flags, one a row; null where nothing is missing.</summary>
    public IReadOnlyList<bool>? Present => _present;

    /// <summary>The values as numbers, a missing one as NaN, truth values as 1 and 0.</summary>
    /// <exception cref="InvalidOperationException">The column holds dates or texts.</exception>
    public ReadOnlySpan<double> Span => _numbers ??= ToNumbers();

    /// <summary>Whole numbers, or nanoseconds of a timestamp column; 0 where missing.</summary>
    public ReadOnlySpan<long> Longs => _values is long[] v ? v : throw Wrong("whole numbers or timestamps");
    /// <summary>Days; the default where missing.</summary>
    public ReadOnlySpan<DateOnly> Days => _values is DateOnly[] v ? v : throw Wrong("dates");
    /// <summary>Truth values; false where missing.</summary>
    public ReadOnlySpan<bool> Flags => _values is bool[] v ? v : throw Wrong("truth values");
    /// <summary>Texts or categories; null where missing.</summary>
    public IReadOnlyList<string?> Strings => _values is string?[] v ? v : throw Wrong("texts");

    /// <summary>The value of a row as a number; NaN where missing.</summary>
    public double this[int row] => Span[row];

    /// <summary>Only the finite numbers, in row order.</summary>
    public double[] Finite() => Statistics.Finite.Of(Span).Values;

    /// <summary>The rows of a range, in order.</summary>
    public Column Rows(Range range)
    {
        var (start, length) = range.GetOffsetAndLength(Count);
        var values = Array.CreateInstance(_values.GetType().GetElementType()!, length);
        Array.Copy(_values, start, values, 0, length);
        return new(Name, Type, values, _present?.AsSpan(start, length).ToArray());
    }

    /// <summary>The rows at the given positions.</summary>
    public Column Take(IReadOnlyList<int> rows)
    {
        var values = Array.CreateInstance(_values.GetType().GetElementType()!, rows.Count);
        for (var i = 0; i < rows.Count; i++) Array.Copy(_values, rows[i], values, i, 1);
        return new(Name, Type, values, _present is null ? null : [.. rows.Select(r => _present[r])]);
    }

    /// <summary>The same values under another name.</summary>
    public Column Named(string name) => new(name, Type, _values, _present);

    /// <summary>The value of a row as it is written in a CSV file: invariant culture, round-trip numbers; empty where missing.</summary>
    public string TextAt(int row) => IsMissing(row) ? "" : _values switch
    {
        double[] v => NumberText.RoundTrip(v[row]),
        long[] v when Type == ColumnType.Timestamp => Timestamp.ToText(v[row]),
        long[] v => v[row].ToString(CultureInfo.InvariantCulture),
        bool[] v => v[row] ? "true" : "false",
        DateOnly[] v => v[row].ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        string?[] v => v[row] ?? "",
        _ => throw new InvalidOperationException($"Column '{Name}' has no text form."),
    };

    /// <inheritdoc/>
    public IEnumerator<double> GetEnumerator() => ((IEnumerable<double>)(_numbers ??= ToNumbers())).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Type}, {Count} rows, {MissingCount} missing)";

    double[] ToNumbers()
    {
        if (_values is double[] d && _present is null) return d;
        var numbers = new double[Count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = IsMissing(i) ? double.NaN : _values switch
            {
                double[] v => v[i],
                long[] v when Type == ColumnType.Integer => v[i],
                bool[] v => v[i] ? 1 : 0,
                _ => throw Wrong("numbers"),
            };
        return numbers;
    }

    InvalidOperationException Wrong(string wanted) => new($"Column '{Name}' holds {Type} values, not {wanted}.");

    static bool[]? Presence(string?[] values) => Array.Exists(values, v => v is null) ? Array.ConvertAll(values, v => v is not null) : null;
}
