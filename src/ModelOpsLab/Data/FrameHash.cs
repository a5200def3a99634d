using ModelOpsLab.Lineage;

namespace ModelOpsLab.Data;

/// <summary>The table hash <c>mol-th1</c> of a frame: over names, types, values and order, not over the file they came from.</summary>
static class FrameHash
{
    public static TableHashResult Of(Frame frame, long prefixRows)
    {
        var table = new TableHash(prefixRows);
        foreach (var column in frame.Columns) Add(table, column);
        return table.Finish();
    }

    static void Add(TableHash table, Column column)
    {
        var validity = Validity(column);
        _ = column.Type switch
        {
            ColumnType.Number => table.AddFloat64(column.Name, column.Span, validity),
            ColumnType.Integer => table.AddInt64(column.Name, column.Longs, validity),
            ColumnType.Boolean => table.AddBool(column.Name, column.Flags, validity),
            ColumnType.Date => table.AddDate(column.Name, Array.ConvertAll(column.Days.ToArray(), d => d.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber), validity),
            ColumnType.Timestamp => table.AddTimestamp(column.Name, column.Longs, validity),
            _ => table.AddText(column.Name, column.Strings),
        };
    }

    static ulong[] Validity(Column column)
    {
        if (column.Present is not { } present) return [];
        var bits = new ulong[(present.Count + 63) / 64];
        for (var i = 0; i < present.Count; i++)
            if (present[i]) bits[i / 64] |= 1UL << (i % 64);
        return bits;
    }
}
