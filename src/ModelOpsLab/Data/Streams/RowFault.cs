using System.Globalization;

namespace ModelOpsLab.Data;

/// <summary>A line that could not be read, or not all of it.</summary>
/// <param name="Kind">What was wrong.</param>
/// <param name="Source">The file, or <c>standard input</c>.</param>
/// <param name="Line">Line in its file, from 1; 0 where it is about no line.</param>
/// <param name="Column">Column; empty where it is about the whole line.</param>
/// <param name="What">What stood there, what is wrong with it and what to do.</param>
public sealed record RowFault(RowFaultKind Kind, string Source, long Line, string Column, string What)
{
    /// <summary>Whether the row is given all the same, with NaN where a cell could not be read.</summary>
    public bool RowIsGiven => Kind is RowFaultKind.Value or RowFaultKind.NotFinite or RowFaultKind.UnknownField;

    /// <summary>File, line, column and what is wrong, as one sentence.</summary>
    public override string ToString() =>
        $"{Source}{(Line > 0 ? $", line {Line.ToString(CultureInfo.InvariantCulture)}" : "")}{(Column.Length > 0 ? $", column '{Column}'" : "")}: {What}";
}
