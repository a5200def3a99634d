using System.Text.Json.Serialization;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Registry;

/// <summary>The data of a training: the raw file kept whole, the rows of it that were used, and hashes that name a column and chunk where they part.</summary>
public sealed record RecordedData
{
    /// <summary>The file, relative to the workspace.</summary>
    public required string File { get; init; }
    /// <summary>Its bytes, as a blob: <c>blob:sha256:…</c>.</summary>
    public required string Content { get; init; }
    /// <summary>Number of its bytes.</summary>
    public required long Bytes { get; init; }
    /// <summary>The schema it was read with.</summary>
    public required Schema Schema { get; init; }
    /// <summary>The first row that was trained on, counted from 0.</summary>
    public required int FirstRow { get; init; }
    /// <summary>How many rows of the file were used, before features were made.</summary>
    public required int Rows { get; init; }
    /// <summary>Time of the first of them.</summary>
    public required DateTime From { get; init; }
    /// <summary>Time of the last of them.</summary>
    public required DateTime To { get; init; }
    /// <summary>The table hash <c>mol-th1</c> of those rows.</summary>
    public required TableHashResult Table { get; init; }
    /// <summary>The table hash of the features and target that were made from them.</summary>
    public required TableHashResult Prepared { get; init; }
    /// <summary>What changed since the version before; null for the first.</summary>
    public DataChange? Change { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    [JsonIgnore]
    public string Sha256 => Content[(Content.LastIndexOf(':') + 1)..];
}

/// <summary>How the rows of a training differ from those of an earlier version.</summary>
public enum DataChangeKind
{
    /// <summary>They are the same.</summary>
    Same,
    /// <summary>Rows were only appended: all earlier ones are there, unchanged and in their order.</summary>
    Appended,
    /// <summary>Another window of the same history: the rows of the earlier version are still there, unchanged.</summary>
    OtherWindow,
    /// <summary>Earlier rows were changed, taken away or put in between, or columns differ.</summary>
    Restated,
}

/// <summary>What changed in the data since an earlier version, proved from the hashes alone.</summary>
/// <param name="Since">Number of the earlier version.</param>
/// <param name="Kind">What kind of change.</param>
/// <param name="What">In a sentence: how many rows were appended, or which column and chunk was restated.</param>
public sealed record DataChange(int Since, DataChangeKind Kind, string What)
{
    /// <summary>Compares a training with that of an earlier version: the rows that the earlier one used, looked up by their time in the data of now, are hashed again.</summary>
    /// <param name="all">All rows of the data file of now.</param>
    /// <param name="rows">Those trained on now.</param>
    /// <param name="since">Number of the earlier version.</param>
    /// <param name="earlier">What was recorded of its data.</param>
    public static DataChange Of(Frame all, Frame rows, int since, RecordedData earlier)
    {
        var then = all.Between(earlier.From, earlier.To.AddTicks(1));
        if (then.ContentHashes().FirstDifference(earlier.Table) is not null) return Of(then, since, earlier.Table);
        if (rows.Time[0] == earlier.From && rows.Count >= earlier.Rows) return Of(rows, since, earlier.Table);
        return new(since, DataChangeKind.OtherWindow, FormattableString.Invariant($"Another window than version {since}: {rows.Count} rows from {rows.Time[0]:yyyy-MM-dd} to {rows.Time[^1]:yyyy-MM-dd}, then {earlier.Rows} from {earlier.From:yyyy-MM-dd} to {earlier.To:yyyy-MM-dd}; those are unchanged."));
    }

    /// <summary>Compares rows to those of an earlier version.</summary>
    /// <param name="rows">The rows trained on now.</param>
    /// <param name="since">Number of the earlier version.</param>
    /// <param name="earlier">The hash of its rows.</param>
    public static DataChange Of(Frame rows, int since, TableHashResult earlier)
    {
        var overlap = rows.Count > earlier.Rows ? rows.Rows(..(int)earlier.Rows) : rows;
        if (overlap.ContentHashes().FirstDifference(earlier) is { } difference)
            return new(since, DataChangeKind.Restated, FormattableString.Invariant($"Restated since version {since}{(rows.Count < earlier.Rows ? $", {earlier.Rows} rows then and {rows.Count} now" : "")}: {difference.What}"));
        return rows.Count == earlier.Rows
            ? new(since, DataChangeKind.Same, FormattableString.Invariant($"The same {rows.Count} rows as version {since}."))
            : new(since, DataChangeKind.Appended, FormattableString.Invariant($"Only appended rows since version {since}: {rows.Count - earlier.Rows} after the same {earlier.Rows}."));
    }
}
