namespace ModelOpsLab.Notebooks;

/// <summary>A cell that cannot be run as it stands: the place in the cell and what to do instead.</summary>
sealed class CellErrorException(int line, int column, string message) : Exception(message)
{
    /// <summary>Line in the cell, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Column in the line, from 1.</summary>
    public int Column { get; } = column;

    /// <summary>The text the place is in, as <c>cell 3</c> or <c>cell 3, tools.csx</c>; empty for the cell itself.</summary>
    public string Place { get; init; } = "";

    /// <summary>That text, to show the line; null for the cell's own.</summary>
    public string? Text { get; init; }

    /// <summary>What kind of fault it is, for <c>modelops check</c>.</summary>
    public string Code { get; init; } = FindingCodes.Directive;
}
