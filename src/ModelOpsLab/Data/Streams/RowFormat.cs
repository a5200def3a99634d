namespace ModelOpsLab.Data;

/// <summary>How the rows of a stream are written.</summary>
public enum RowFormat
{
    /// <summary>A header line, then one row a line, in the dialect of <see cref="Frame.ReadCsv"/>. A quoted cell ends on its line.</summary>
    Csv,
    /// <summary>One JSON object a line, its members named as the columns.</summary>
    JsonLines,
}
