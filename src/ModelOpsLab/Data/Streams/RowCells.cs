using System.Text;

namespace ModelOpsLab.Data;

/// <summary>The cells of the row that is being read, in one buffer that every row uses again, and the first thing that is wrong with each.</summary>
sealed class RowCells
{
    /// <summary>What a cell is for, where it is no number to be kept; numbers from 0.</summary>
    public const int Time = -1, Asset = -2, KnownAt = -3, Ignored = -4, Unknown = -5;
    const int MostAssets = 1 << 16;

    readonly Schema _schema;
    readonly Dictionary<string, int> _targets = new(StringComparer.Ordinal);
    readonly ColumnRule[] _rules;
    readonly double[] _numbers;
    readonly HashSet<string> _assets = new(StringComparer.Ordinal);
    readonly ColumnRule _timeRule, _knownRule;
    readonly bool[] _seen = new bool[4];
    readonly bool[] _seenNumbers;

    public RowCells(Schema schema, IReadOnlyList<string>? columns)
    {
        _schema = schema;
        string?[] texts = [schema.Timestamp, schema.Asset, schema.Strategy, schema.KnownAt];
        foreach (var named in schema.Named) _targets[named] = Ignored;
        Columns = columns ?? [.. schema.Named.Where(name => !texts.Contains(name) && schema.Rule(name).Type is ColumnType.Number or ColumnType.Integer or ColumnType.Boolean)];
        for (var i = 0; i < Columns.Count; i++) _targets[Columns[i]] = i;
        if (schema.KnownAt is { } known) _targets[known] = KnownAt;
        if (schema.Asset is { } asset) _targets[asset] = Asset;
        _targets[schema.Timestamp] = Time;
        _rules = [.. Columns.Select(schema.Rule)];
        (_timeRule, _knownRule) = (schema.Rule(schema.Timestamp), schema.Rule(schema.KnownAt ?? schema.Timestamp));
        (_numbers, _seenNumbers) = (new double[Columns.Count], new bool[Columns.Count]);
        if (Columns.Distinct(StringComparer.Ordinal).Count() < Columns.Count || Columns.Any(name => _targets[name] < 0 || schema.Rule(name).Type is not (ColumnType.Number or ColumnType.Integer or ColumnType.Boolean)))
            throw new ArgumentException($"The columns to read as numbers must be different numbers, whole numbers or truth values of the schema. They are: {string.Join(", ", Columns)}.", nameof(columns));
    }

    /// <summary>The columns kept as numbers, in order.</summary>
    public IReadOnlyList<string> Columns { get; }
    /// <summary>What is wrong with the row, so that it is lost; null where nothing is.</summary>
    public (RowFaultKind Kind, string Column, string What)? Lost { get; private set; }
    /// <summary>What is wrong with single cells of a row that is given, each column once.</summary>
    public List<(RowFaultKind Kind, string Column, string What)> Marred { get; } = [];

    /// <summary>What a column is for.</summary>
    public int TargetOf(string column) => _targets.GetValueOrDefault(column, Unknown);

    /// <summary>Begins a row.</summary>
    public void Clear()
    {
        Array.Fill(_numbers, double.NaN);
        Array.Clear(_seen);
        Array.Clear(_seenNumbers);
        (_time, _knownAt, _asset) = (0, null, "");
        Lost = null;
        Marred.Clear();
    }

    long _time;
    long? _knownAt;
    string _asset = "";

    /// <summary>Marks a column as present in the row; false where it is already.</summary>
    public bool See(int target)
    {
        if (target is Ignored or Unknown) return true;
        ref var seen = ref target >= 0 ? ref _seenNumbers[target] : ref _seen[-target];
        return !seen && (seen = true);
    }

    /// <summary>The row, once all its cells are set and it is not lost.</summary>
    public StreamRow Row => new(_time, _knownAt, _asset, _numbers);

    /// <summary>Whether the row has its key: a time, and an asset where the schema names one.</summary>
    public void RequireKey()
    {
        if (!_seen[-Time]) Lose(RowFaultKind.Time, _schema.Timestamp, "the row has no time. Every row needs one.");
        else if (_schema.Asset is { } asset && !_seen[-Asset]) Lose(RowFaultKind.Asset, asset, "the row has no asset. Every row needs one.");
    }

    /// <summary>The row is lost; the first reason is kept.</summary>
    public void Lose(RowFaultKind kind, string column, string what) => Lost ??= (kind, column, what);

    /// <summary>Sets a cell from its text.</summary>
    public void Set(int target, ReadOnlySpan<byte> cell, bool quoted)
    {
        if (target >= 0) SetNumber(target, cell);
        else if (target == Time)
        {
            if (Instant(_timeRule, cell, out _time) is { } bad) Lose(RowFaultKind.Time, _schema.Timestamp, cell.IsEmpty ? "the cell is empty. Every row needs a time." : $"'{CsvSource.Shown(cell)}' {bad}.");
        }
        else if (target == Asset)
        {
            if (cell.IsEmpty && !quoted) Lose(RowFaultKind.Asset, _schema.Asset!, "the cell is empty. Every row needs an asset.");
            else _asset = Pooled(cell);
        }
        else if (target == KnownAt && !cell.IsEmpty)
        {
            if (Instant(_knownRule, cell, out var known) is { } bad) Mar(RowFaultKind.Value, _schema.KnownAt!, $"'{CsvSource.Shown(cell)}' {bad}.");
            else _knownAt = known;
        }
    }

    void SetNumber(int target, ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty) return;
        var rule = _rules[target];
        string? bad;
        switch (rule.Type)
        {
            case ColumnType.Integer:
                bad = CsvCells.Integer(cell, out var whole);
                _numbers[target] = bad is null ? whole : double.NaN;
                break;
            case ColumnType.Boolean:
                bad = CsvCells.Boolean(cell, out var flag);
                _numbers[target] = bad is not null ? double.NaN : flag ? 1 : 0;
                break;
            default:
                if (CsvNumber.TryParse(cell, out var number) && double.IsFinite(number))
                {
                    _numbers[target] = number;
                    return;
                }
                NotOrdinary(target, cell);
                return;
        }
        if (bad is not null) Mar(RowFaultKind.Value, Columns[target], $"'{CsvSource.Shown(cell)}' {bad}.");
    }

    /// <summary>A cell that is NaN, an infinity, or no number.</summary>
    void NotOrdinary(int target, ReadOnlySpan<byte> cell)
    {
        var bad = CsvCells.Number(cell, _rules[target], out var number);
        var digits = cell.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0;
        _numbers[target] = digits || (bad is not null && !double.IsInfinity(number)) ? double.NaN : number;
        if (bad is null && double.IsInfinity(number)) return; // a limit of the schema allows it
        Mar(bad is null || (double.IsInfinity(number) && !digits) ? RowFaultKind.NotFinite : RowFaultKind.Value, Columns[target],
            $"'{CsvSource.Shown(cell)}' {bad ?? "is not a number: leave the cell empty where there is no value"}.");
    }

    /// <summary>Notes what is wrong with one cell of a row that is given.</summary>
    public void Mar(RowFaultKind kind, string column, string what) => Marred.Add((kind, column, what));

    static string? Instant(ColumnRule rule, ReadOnlySpan<byte> cell, out long nanoseconds)
    {
        if (rule.Type != ColumnType.Date) return CsvCells.Instant(cell, out nanoseconds);
        nanoseconds = 0;
        if (CsvCells.Date(cell, out var day) is { } bad) return bad;
        if (day.Year is < 1678 or > 2261) return "lies outside 1678 to 2261, which is all that nanoseconds in 64 bits hold";
        nanoseconds = Timestamp.FromDateTime(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
        return null;
    }

    /// <summary>One string for each different asset; forgotten where there are too many to be assets.</summary>
    string Pooled(ReadOnlySpan<byte> cell)
    {
        if (cell.Length > 256) return Encoding.UTF8.GetString(cell);
        Span<char> text = stackalloc char[cell.Length];
        text = text[..Encoding.UTF8.GetChars(cell, text)];
        var pool = _assets.GetAlternateLookup<ReadOnlySpan<char>>();
        if (pool.TryGetValue(text, out var known)) return known;
        if (_assets.Count >= MostAssets) _assets.Clear();
        var asset = text.ToString();
        _assets.Add(asset);
        return asset;
    }
}
