namespace ModelOpsLab.Lineage;

/// <summary>The types of <c>mol-th1</c>; the numbers are part of the hash.</summary>
public enum TableHashType : byte
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool = 1,
    /// <summary>64-bit signed integers; narrower ones are widened.</summary>
    Int64 = 2,
    /// <summary>Doubles by their bits: −0 is not +0, every NaN is the same NaN.</summary>
    Float64 = 4,
    /// <summary>Text and categories: UTF-8 as it stands, no normalisation.</summary>
    Text = 6,
    /// <summary>Days since 1970-01-01.</summary>
    Date = 8,
    /// <summary>Nanoseconds since 1970-01-01 UTC.</summary>
    Timestamp = 9,
}
