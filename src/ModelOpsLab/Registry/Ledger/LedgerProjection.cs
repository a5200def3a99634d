using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>
/// A state table that follows from the events: it is kept in the ledger's file for quick answers, in the same transaction
/// as the events, and can be thrown away and computed again. An audit does that and compares.
/// </summary>
/// <param name="Table">The table's name, of letters and underscores.</param>
/// <param name="Version">Raised when the table or the rule changes: the table is then computed again at the next opening.</param>
/// <param name="Sql">Statements that create the table, STRICT, and its indexes.</param>
/// <param name="Apply">Brings the table up to date with one event; reads and writes nothing but this table, and asks no clock.</param>
public sealed record LedgerProjection(string Table, int Version, string Sql, Action<LedgerEvent, SqliteFile> Apply)
{
    /// <summary>All rows in one order.</summary>
    internal static IReadOnlyList<object?[]> Rows(SqliteFile file, string table)
    {
        var columns = file.Query("SELECT count(*) FROM pragma_table_info(?1)", r => r.GetInt32(0), table)[0];
        if (columns == 0) throw new InvalidDataException($"{file.Path} has no table '{table}'.");
        return file.Query($"SELECT * FROM \"{table}\" ORDER BY {string.Join(", ", Enumerable.Range(1, columns))}", r =>
        {
            var row = new object?[columns];
            for (var i = 0; i < columns; i++) row[i] = r.GetValue(i) is byte[] bytes ? Convert.ToHexStringLower(bytes) : r.GetValue(i);
            return row;
        });
    }
}
