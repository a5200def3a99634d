using System.Text.Json.Serialization;

namespace ModelOpsLab.Data;

/// <summary>What the values of a column are.</summary>
public enum ColumnType
{
    /// <summary>64-bit floating point.</summary>
    Number,
    /// <summary>64-bit whole number.</summary>
    Integer,
    /// <summary>True or false.</summary>
    Boolean,
    /// <summary>Calendar day without a time.</summary>
    Date,
    /// <summary>Instant, UTC, nanoseconds since 1970-01-01.</summary>
    Timestamp,
    /// <summary>Free text; the word in files is <c>string</c>.</summary>
    [JsonStringEnumMemberName("string")]
    Text,
    /// <summary>One of few texts: an asset, a side, a regime.</summary>
    Category,
}
