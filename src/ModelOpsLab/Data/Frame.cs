using System.Globalization;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Data;

/// <summary>An immutable table of columns in time order; a panel where the schema names an asset, ordered by time, then asset.</summary>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed class Frame : IRenderable
{
    readonly Dictionary<string, Column> _byName;
    readonly DateTime[] _time;
    TableHashResult? _hash;

    Frame(Schema schema, IReadOnlyList<Column> columns, DateTime[] time, IReadOnlyList<string> ignored)
    {
        Ignored = ignored;
        (Schema, Columns, _time) = (schema, columns, time);
        _byName = columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
    }

    /// <summary>A frame of the given columns, the timestamp column among them.</summary>
    /// <exception cref="ArgumentException">Columns differ in length, a name stands twice, the timestamp column is absent, not a time, missing somewhere, out of order, or a (time, asset) pair stands twice.</exception>
    public static Frame Of(Schema schema, params IReadOnlyList<Column> columns)
    {
        if (columns.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Column '{twice.Key}' stands {twice.Count()} times.", nameof(columns));
        var timestamp = columns.FirstOrDefault(c => c.Name == schema.Timestamp)
            ?? throw new ArgumentException($"No timestamp column '{schema.Timestamp}'. There are: {string.Join(", ", columns.Select(c => c.Name))}.", nameof(columns));
        if (columns.FirstOrDefault(c => c.Count != timestamp.Count) is { } odd)
            throw new ArgumentException($"Column '{odd.Name}' has {odd.Count} rows; '{timestamp.Name}' has {timestamp.Count}.", nameof(columns));
        var frame = Unordered(schema, columns, []);
        return frame.FirstDisorder() is { } row ? throw frame.Disorder(row) : frame;
    }

    /// <summary>Reads a CSV file with the schema, never guessing a type. Columns that the schema does not name are left out and listed in <see cref="Ignored"/>.</summary>
    /// <remarks>
    /// UTF-8, commas, quotes as in RFC 4180, invariant culture. An empty cell is missing; in a text or category column <c>""</c> is an empty text. <c>NaN</c> is a value, not a missing one.
    /// A value beyond the schema's limits, or missing where it should not be, is read: finding it is the work of monitoring.
    /// </remarks>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file cannot be read as the schema says: the message names file, line, column, value and what to do.</exception>
    public static Frame ReadCsv(string path, Schema schema) => FrameCsv.Read(path, schema);

    /// <summary>Reads CSV text as <see cref="ReadCsv"/> reads a file; <paramref name="source"/> names it in errors.</summary>
    public static Frame ParseCsv(string text, Schema schema, string source = "text") => FrameCsv.Parse(text, schema, source);

    /// <summary>The frame as CSV text that <see cref="ParseCsv"/> reads back to the same values: UTF-8, commas, LF, round-trip numbers, times in UTC.</summary>
    public string ToCsv()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        FrameCsv.Write(this, writer);
        return writer.ToString();
    }

    /// <summary>Writes <see cref="ToCsv"/> to a file, without a byte-order mark.</summary>
    public void WriteCsv(string path)
    {
        using var writer = new StreamWriter(path);
        FrameCsv.Write(this, writer);
    }

    /// <summary>The table hash <c>mol-th1</c>: 64 hexadecimal digits, the same for the same names, types, values and order, whatever file they came from.</summary>
    public string ContentHash() => (_hash ??= FrameHash.Of(this, 0)).Hash;

    /// <summary>The table hash with its columns and chunks: tells reordered columns from changed ones, and where two tables part.</summary>
    /// <param name="prefixRows">Rows of an earlier version, to decide to the row whether this one only appended.</param>
    public TableHashResult ContentHashes(long prefixRows = 0) => prefixRows == 0 ? _hash ??= FrameHash.Of(this, 0) : FrameHash.Of(this, prefixRows);

    /// <summary>One series of numbers by time, which is what a Deedle series enumerates.</summary>
    public static Frame Of(string name, IEnumerable<KeyValuePair<DateTime, double>> series)
    {
        var pairs = series.ToArray();
        return Of(new Schema { Timestamp = "time", Features = [name] },
            Column.Timestamps("time", Array.ConvertAll(pairs, p => Timestamp.FromDateTime(p.Key))),
            Column.Numbers(name, Array.ConvertAll(pairs, p => p.Value)));
    }

    /// <summary>What each column is for.</summary>
    public Schema Schema { get; }
    /// <summary>The columns, in file order.</summary>
    public IReadOnlyList<Column> Columns { get; }
    /// <summary>Columns that the file had and the schema does not name.</summary>
    public IReadOnlyList<string> Ignored { get; }
    /// <summary>Number of rows.</summary>
    public int Count => _time.Length;
    /// <summary>Time of each row, UTC, ascending.</summary>
    public IReadOnlyList<DateTime> Time => _time;
    /// <summary>Number of points in time: as many as rows of one asset, fewer in a panel.</summary>
    public int TimeCount => Starts.Length - 1;
    /// <summary>First row of each point in time, and the number of rows at the end: rows of one time are never split.</summary>
    internal int[] Starts => field ??= FirstRows();
    /// <summary>Day of the first row.</summary>
    public DateOnly FirstDay => DateOnly.FromDateTime(RequireRows()[0]);
    /// <summary>Day of the last row.</summary>
    public DateOnly LastDay => DateOnly.FromDateTime(RequireRows()[^1]);

    /// <summary>The column of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none: the message lists what there is and the nearest name.</exception>
    public Column this[string column] => _byName.TryGetValue(column, out var found) ? found : throw new KeyNotFoundException(
        $"No column '{column}'. This frame has: {string.Join(", ", _byName.Keys)}.{Spelling.Suggest(column, _byName.Keys)}");

    /// <summary>Whether there is a column of that name.</summary>
    public bool Has(string? column) => column is not null && _byName.ContainsKey(column);

    /// <summary>Rows with <paramref name="from"/> ≤ time &lt; <paramref name="to"/>.</summary>
    public Frame Between(DateOnly from, DateOnly to) => Between(Midnight(from), Midnight(to));
    /// <inheritdoc cref="Between(DateOnly, DateOnly)"/>
    public Frame Between(DateTime from, DateTime to) => Rows(Lower(from)..Math.Max(Lower(from), Lower(to)));
    /// <summary>Rows before the day.</summary>
    public Frame Before(DateOnly to) => Rows(..Lower(Midnight(to)));
    /// <summary>Rows before the time.</summary>
    public Frame Before(DateTime to) => Rows(..Lower(to));
    /// <summary>Rows from the day on.</summary>
    public Frame Since(DateOnly from) => Rows(Lower(Midnight(from))..);
    /// <summary>Rows from the time on.</summary>
    public Frame Since(DateTime from) => Rows(Lower(from)..);
    /// <summary>Rows of a calendar month, UTC.</summary>
    public Frame Month(int year, int month) => Between(new DateOnly(year, month, 1), new DateOnly(year, month, 1).AddMonths(1));

    /// <summary>The calendar months that have rows, in order, each as a frame.</summary>
    public IEnumerable<Frame> Months()
    {
        for (var start = 0; start < Count;)
        {
            var first = new DateOnly(_time[start].Year, _time[start].Month, 1);
            var end = Lower(Midnight(first.AddMonths(1)));
            yield return Rows(start..end);
            start = end;
        }
    }

    /// <summary>The rows of a range.</summary>
    public Frame Rows(Range range) => new(Schema, [.. Columns.Select(c => c.Rows(range))], _time[range], Ignored);
    /// <summary>The rows at the given positions, ascending.</summary>
    /// <exception cref="ArgumentException">A position does not come after the one before it: the frame would be out of order.</exception>
    public Frame Take(IReadOnlyList<int> rows)
    {
        for (var i = 1; i < rows.Count; i++)
            if (rows[i] <= rows[i - 1]) throw new ArgumentException($"Position {rows[i]} comes after {rows[i - 1]}. Give positions that ascend, each once.", nameof(rows));
        return new(Schema, [.. Columns.Select(c => c.Take(rows))], [.. rows.Select(r => _time[r])], Ignored);
    }

    /// <summary>The frame with a column added, or replaced where the name exists.</summary>
    public Frame With(Column column)
    {
        if (column.Count != Count) throw new ArgumentException($"Column '{column.Name}' has {column.Count} values; the frame has {Count} rows.", nameof(column));
        return new(Schema, Has(column.Name) ? [.. Columns.Select(c => c.Name == column.Name ? column : c)] : [.. Columns, column], _time, Ignored);
    }

    /// <summary>The frame with a column of numbers added or replaced.</summary>
    public Frame With(string column, double[] values) => With(Column.Numbers(column, values));

    /// <summary>The same rows under another schema.</summary>
    public Frame With(Schema schema) => Of(schema, Columns);

    /// <summary>Only the rows in which every named column has a finite number.</summary>
    public Frame Complete(params IReadOnlyList<string> columns)
    {
        var incomplete = new bool[Count];
        foreach (var column in columns)
        {
            var values = this[column].Span;
            for (var row = 0; row < values.Length; row++) incomplete[row] |= !double.IsFinite(values[row]);
        }
        var first = Array.IndexOf(incomplete, false);
        if (first >= 0 && Array.IndexOf(incomplete, true, first) < 0) return Rows(first..); // most often all but the first rows
        return Take([.. Enumerable.Range(0, Count).Where(row => !incomplete[row])]);
    }

    /// <summary>A column as pairs of time and number, which is what a Deedle series is made from.</summary>
    public IEnumerable<KeyValuePair<DateTime, double>> Series(string column)
    {
        var values = this[column];
        return _time.Select((t, i) => KeyValuePair.Create(t, values[i]));
    }

    /// <summary>The first and last rows, for a notebook cell.</summary>
    public Document ToDocument()
    {
        int[] shown = Count <= 8 ? [.. Enumerable.Range(0, Count)] : [0, 1, 2, 3, Count - 3, Count - 2, Count - 1];
        return new(
            new Paragraph($"{Format.Count(Count)} rows × {Columns.Count} columns{(Count == 0 ? "" : $", {Format.Time(_time[0])} to {Format.Time(_time[^1])}")}{(Ignored.Count == 0 ? "" : $"; not in the schema and left out: {string.Join(", ", Ignored)}")}"),
            new Table([.. Columns.Select(c => new TableColumn(c.Name, c.IsNumeric ? Align.Right : Align.Left))],
                [.. shown.Select(r => (IReadOnlyList<Cell>)[.. Columns.Select(c => (Cell)(c.Type == ColumnType.Number && !c.IsMissing(r) ? Format.Number(c[r]) : c.TextAt(r)))])]));
    }

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    int[] FirstRows()
    {
        List<int> starts = new(_time.Length + 1);
        for (var row = 0; row < _time.Length; row++)
            if (row == 0 || _time[row] != _time[row - 1]) starts.Add(row);
        starts.Add(_time.Length);
        return [.. starts];
    }

    DateTime[] RequireRows() => Count > 0 ? _time : throw new InvalidOperationException("The frame has no rows.");

    int Lower(DateTime time)
    {
        int low = 0, high = _time.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_time[middle] < time) low = middle + 1; else high = middle;
        }
        return low;
    }

    /// <summary>A frame whose rows may still be out of order.</summary>
    internal static Frame Unordered(Schema schema, IReadOnlyList<Column> columns, IReadOnlyList<string> ignored) =>
        new(schema, [.. columns], Times(columns.First(c => c.Name == schema.Timestamp)), ignored);

    /// <summary>The first row that does not come after the one before it, by time, then asset; null where all do.</summary>
    internal int? FirstDisorder()
    {
        var asset = Assets;
        for (var i = 1; i < Count; i++)
        {
            var order = _time[i - 1].CompareTo(_time[i]);
            if (order == 0 && asset is not null) order = string.CompareOrdinal(asset[i - 1], asset[i]);
            if (order >= 0) return i;
        }
        return null;
    }

    /// <summary>Time and asset of a row, for messages.</summary>
    internal string KeyText(int row) => Assets is { } asset ? $"{Format.Time(_time[row])}, {asset[row]}" : Format.Time(_time[row]);

    IReadOnlyList<string?>? Assets => Has(Schema.Asset) ? this[Schema.Asset!].Strings : null;

    ArgumentException Disorder(int row) => new(
        _time[row] == _time[row - 1] && (Assets is not { } asset || asset[row] == asset[row - 1])
            ? $"Row {row}: {KeyText(row)} stands twice. Each time{(Assets is null ? "" : " and asset")} may have one row."
            : $"Row {row}: {KeyText(row)} comes after {KeyText(row - 1)}. Rows must ascend by time{(Assets is null ? "" : ", then asset")}: sort the file.");

    static DateTime[] Times(Column timestamp)
    {
        if (timestamp.MissingCount > 0) throw new ArgumentException($"The timestamp column '{timestamp.Name}' has {timestamp.MissingCount} missing values; a row without a time cannot be placed.");
        return timestamp.Type switch
        {
            ColumnType.Date => Array.ConvertAll(timestamp.Days.ToArray(), Midnight),
            ColumnType.Timestamp => Array.ConvertAll(timestamp.Longs.ToArray(), Timestamp.ToDateTime),
            var type => throw new ArgumentException($"The timestamp column '{timestamp.Name}' holds {type} values, not dates or timestamps."),
        };
    }

    static DateTime Midnight(DateOnly day) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
}
