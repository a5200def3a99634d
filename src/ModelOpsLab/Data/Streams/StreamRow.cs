namespace ModelOpsLab.Data;

/// <summary>One row of a stream. Lives on the stack, over a buffer that the next row takes: copy what is to be kept.</summary>
public readonly ref struct StreamRow
{
    internal StreamRow(long time, long? knownAt, string asset, ReadOnlySpan<double> numbers)
    {
        (Time, KnownAt, Asset) = (Timestamp.ToDateTime(time), knownAt is { } known ? Timestamp.ToDateTime(known) : null, asset);
        Numbers = numbers;
    }

    /// <summary>When the row is of, UTC, cut to 100 ns.</summary>
    public DateTime Time { get; }
    /// <summary>From when its target is known, UTC; null where the schema names no such column or the cell is missing.</summary>
    public DateTime? KnownAt { get; }
    /// <summary>Its asset; empty where the schema names none. One string for each different asset.</summary>
    public string Asset { get; }
    /// <summary>The numbers, in the order of <see cref="RowStream.Columns"/>. NaN where a cell is missing, could not be read or says NaN; an infinity as it was written; truth values as 1 and 0.</summary>
    public ReadOnlySpan<double> Numbers { get; }
}
