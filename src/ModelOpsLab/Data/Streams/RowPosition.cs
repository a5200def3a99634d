using System.Text.Json.Serialization;

namespace ModelOpsLab.Data;

/// <summary>A place in an input, after a row: from there reading goes on as if it had never stopped. A value to be stored with what the rows led to.</summary>
public sealed record RowPosition
{
    /// <summary>Identity of the file: device, inode and birth on Linux, the time of its making elsewhere; empty for a stream that cannot be sought.</summary>
    public string File { get; init; } = "";
    /// <summary>Bytes of the file before the next line.</summary>
    public long Offset { get; init; }
    /// <summary>Lines of the file before the next.</summary>
    public long Line { get; init; }
    /// <summary>Hash of the last 64 bytes before <see cref="Offset"/>: finds the file again where it was renamed or copied, and tells a file that was written anew.</summary>
    public string Tail { get; init; } = "";
    /// <summary>How the rows are written; null where no line was read yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RowFormat? Format { get; init; }
    /// <summary>Header in force: the columns of a CSV line, in order; empty for JSON lines.</summary>
    public IReadOnlyList<string> Header { get; init; } = [];
    /// <summary>Rows given so far.</summary>
    public long Rows { get; init; }
    /// <summary>Faults counted so far, by kind; a kind without faults is left out.</summary>
    public IReadOnlyDictionary<RowFaultKind, long> Faults { get; init; } = new Dictionary<RowFaultKind, long>();
}
