namespace ModelOpsLab.Data;

/// <summary>How a <see cref="RowStream"/> reads.</summary>
public sealed record RowStreamOptions
{
    /// <summary>How rows are written; null to see from the first line: one that begins with <c>{</c> is JSON.</summary>
    public RowFormat? Format { get; init; }
    /// <summary>Columns to read as numbers; null for all numbers, whole numbers and truth values that the schema names.</summary>
    public IReadOnlyList<string>? Columns { get; init; }
    /// <summary>Whether to go on when the file's end is reached: it may grow, and may be renamed and made again, truncated or replaced.</summary>
    public bool Follow { get; init; }
    /// <summary>Longest line, in bytes; a longer one is a fault and is skipped to its end. Default 1 MiB.</summary>
    public int LongestLine { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(LongestLine), value, "A line needs room: at least one byte."); } = 1 << 20;
    /// <summary>How often a followed file is looked at, and how long the old file is read on after it was renamed. Default a quarter of a second.</summary>
    public TimeSpan Poll { get; init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(Poll), value, "Looking takes time: more than zero."); } = TimeSpan.FromMilliseconds(250);
    /// <summary>Clock of the waits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
