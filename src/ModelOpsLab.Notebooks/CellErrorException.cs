namespace ModelOpsLab.Notebooks;

/// <summary>A cell that cannot be run as it stands: the place in the cell and what to do instead.</summary>
sealed class CellErrorException(int line, int column, string message) : Exception(message)
{
    /// <summary>Line in the cell, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Column in the line, from 1.</summary>
    public int Column { get; } = column;
}
