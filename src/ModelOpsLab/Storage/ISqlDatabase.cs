using System.Data.Common;

namespace ModelOpsLab.Storage;

/// <summary>
/// What the stores need of a database: statements with <c>?1</c>, <c>?2</c> … and transactions that wait for each other.
/// Errors are those of <see cref="SqliteFile"/>, whichever database it is.
/// </summary>
interface ISqlDatabase : IDisposable
{
    /// <summary>File, or server and database, for messages; never a password.</summary>
    string Name { get; }

    /// <summary>Runs a statement; returns the rows it changed.</summary>
    int Execute(string sql, params ReadOnlySpan<object?> arguments);

    /// <summary>Runs a query and reads every row.</summary>
    IReadOnlyList<T> Query<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<object?> arguments);

    /// <summary>Runs a piece of work as one transaction that no other writer overlaps: all of it, or nothing.</summary>
    T Transaction<T>(Func<T> work);

    /// <summary>Runs reads that all see one state of the database.</summary>
    T Snapshot<T>(Func<T> work);

    /// <summary>Reads what is kept and throws <see cref="InvalidDataException"/> where it is damaged.</summary>
    void CheckIntegrity();
}
