using System.Globalization;
using System.Text;

namespace ModelOpsLab.Data;

/// <summary>Collects the cells of one CSV column, parsed as its rule says.</summary>
abstract class CsvCells(string name, ColumnRule rule)
{
    /// <summary>None until a cell is missing.</summary>
    List<bool>? _present;
    int _count;

    public string Name => name;
    public ColumnRule Rule => rule;
    /// <summary>Whether a quoted empty cell is a value.</summary>
    public bool KeepsEmptyText => rule.Type is ColumnType.Text or ColumnType.Category;
    protected bool[]? Present => _present?.ToArray();

    /// <summary>Adds a cell; null where it is missing. Returns what is wrong with it, if anything is.</summary>
    public string? Add(ReadOnlySpan<byte> cell, bool missing)
    {
        if (missing) _present ??= [.. Enumerable.Repeat(true, _count)];
        _present?.Add(!missing);
        _count++;
        return AddValue(cell, missing);
    }

    protected abstract string? AddValue(ReadOnlySpan<byte> cell, bool missing);
    public abstract Column Build();

    public static CsvCells For(string name, ColumnRule rule) => rule.Type switch
    {
        ColumnType.Number => new Of<double>(name, rule, (c, out v) => Number(c, rule, out v), Column.Numbers),
        ColumnType.Integer => new Of<long>(name, rule, Integer, Column.Integers),
        ColumnType.Boolean => new Of<bool>(name, rule, Boolean, Column.Booleans),
        ColumnType.Date => new Of<DateOnly>(name, rule, Date, Column.Dates),
        ColumnType.Timestamp => new Of<long>(name, rule, Instant, Column.Timestamps),
        ColumnType.Category => new Of<string?>(name, rule, new Pool().Text, (n, v, _) => Column.Categories(n, v)),
        _ => new Of<string?>(name, rule, Text, (n, v, _) => Column.Texts(n, v)),
    };

    delegate string? Parser<T>(ReadOnlySpan<byte> cell, out T value);

    sealed class Of<T>(string name, ColumnRule rule, Parser<T> parse, Func<string, T[], bool[]?, Column> build) : CsvCells(name, rule)
    {
        readonly List<T> _values = [];

        protected override string? AddValue(ReadOnlySpan<byte> cell, bool missing)
        {
            T value = default!;
            var problem = missing ? null : parse(cell, out value);
            _values.Add(value);
            return problem;
        }

        public override Column Build() => build(Name, [.. _values], Present);
    }

    internal static string? Number(ReadOnlySpan<byte> cell, ColumnRule rule, out double value)
    {
        if (CsvNumber.TryParse(cell, out value))
        {
            if (!double.IsInfinity(value)) return null;
            if (cell.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0) return "is too large for a 64-bit number: correct it, or leave the cell empty where there is no value";
            return value == rule.Max || value == rule.Min ? null : Infinite;
        }
        var text = Encoding.UTF8.GetString(cell).Trim();
        return text.TrimStart('+', '-').ToLowerInvariant() is "inf" or "infinity" ? Infinite
            : text.Contains(',') && double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? "is not a number: write the decimal point as '.'"
            : text.Contains(',') && double.TryParse(text.Replace(",", ""), NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? "is not a number: leave out the thousands separators"
            : "is not a number: write it like -1.5e3 or NaN, or leave the cell empty where there is no value";
    }

    const string Infinite = "is infinite: correct it, or leave the cell empty where there is no value";

    internal static string? Integer(ReadOnlySpan<byte> cell, out long value) =>
        long.TryParse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value)
            ? null : "is not a whole number of 64 bits: write digits only, make the column a number in the schema, or leave the cell empty where there is no value";

    internal static string? Boolean(ReadOnlySpan<byte> cell, out bool value)
    {
        value = cell.SequenceEqual("1"u8) || Ascii.EqualsIgnoreCase(cell, "true"u8);
        return value || cell.SequenceEqual("0"u8) || Ascii.EqualsIgnoreCase(cell, "false"u8) ? null : "is not a truth value: write true or false";
    }

    internal static string? Date(ReadOnlySpan<byte> cell, out DateOnly value) => Timestamp.TryParseDay(Characters(cell, stackalloc char[Longest]), out value);

    internal static string? Instant(ReadOnlySpan<byte> cell, out long value) => Timestamp.TryParse(Characters(cell, stackalloc char[Longest]), out value);

    /// <summary>No time is longer.</summary>
    const int Longest = 40;

    static ReadOnlySpan<char> Characters(ReadOnlySpan<byte> cell, Span<char> room) =>
        cell.Length <= room.Length ? room[..Encoding.UTF8.GetChars(cell, room)] : Encoding.UTF8.GetString(cell);

    static string? Text(ReadOnlySpan<byte> cell, out string? value)
    {
        value = Encoding.UTF8.GetString(cell);
        return null;
    }

    /// <summary>One string for each different category.</summary>
    sealed class Pool
    {
        readonly HashSet<string> _seen = new(StringComparer.Ordinal);

        public string? Text(ReadOnlySpan<byte> cell, out string? value)
        {
            var text = Encoding.UTF8.GetString(cell);
            if (!_seen.TryGetValue(text, out value)) _seen.Add(value = text);
            return null;
        }
    }
}
