namespace ModelOpsLab.Data;

/// <summary>What was wrong with a line, or with the input as a whole.</summary>
public enum RowFaultKind
{
    /// <summary>A cell of a number is not one; the row is given with NaN in its place.</summary>
    Value,
    /// <summary>A number is written as NaN or as an infinity; the row is given.</summary>
    NotFinite,
    /// <summary>A JSON line has a member that the schema does not name; the row is given.</summary>
    UnknownField,
    /// <summary>The time is missing or cannot be read.</summary>
    Time,
    /// <summary>The asset is missing.</summary>
    Asset,
    /// <summary>More or fewer cells than the header has.</summary>
    CellCount,
    /// <summary>A quote is not closed on its line, or stands inside a cell.</summary>
    Quote,
    /// <summary>The line is not a JSON object, or names a member twice.</summary>
    Json,
    /// <summary>An empty line between two others.</summary>
    Blank,
    /// <summary>The line has more bytes than <see cref="RowStreamOptions.LongestLine"/>; it was skipped to its end.</summary>
    TooLong,
    /// <summary>The line is not UTF-8.</summary>
    Encoding,
    /// <summary>The line holds NUL or other control bytes: it is no text.</summary>
    Binary,
    /// <summary>The file was rotated, truncated or replaced before the line had its end.</summary>
    Unfinished,
    /// <summary>No header that names the time (and the asset) is in force: lines cannot be read.</summary>
    Header,
    /// <summary>The header lacks columns of the schema, which read as missing, or has others than the header before it.</summary>
    Schema,
    /// <summary>The place to go on from is not there any more: the input was read from its start.</summary>
    Position,
    /// <summary>The file cannot be opened or read at present; it is tried again.</summary>
    Unreadable,
}
