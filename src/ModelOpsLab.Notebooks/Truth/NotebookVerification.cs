namespace ModelOpsLab.Notebooks;

/// <summary>Whether a notebook's stored outputs come out again.</summary>
/// <param name="Notebook">The file.</param>
/// <param name="Cells">Each code cell, in notebook order: what was compared of it, or why nothing was.</param>
/// <param name="Mismatches">What did not come out again, in notebook order.</param>
/// <param name="Tolerated">Numbers that differ by less than a tolerance: equal by value, not by digits.</param>
public sealed record NotebookVerification(string Notebook, IReadOnlyList<CellVerification> Cells, IReadOnlyList<Mismatch> Mismatches, IReadOnlyList<Mismatch> Tolerated)
{
    /// <summary>Whether something was compared, and all of it is equal by value.</summary>
    public bool Holds => Mismatches.Count == 0;

    /// <summary>How many cells were compared.</summary>
    public int ComparedCells => Cells.Count(cell => cell.Excluded.Length == 0);

    /// <summary>How many stored outputs were compared.</summary>
    public int Outputs => Cells.Sum(cell => cell.Outputs);

    /// <summary>Cells tagged <c>volatile</c> (their outputs change by nature); they ran and were not compared.</summary>
    public IReadOnlyList<int> Volatile => [.. Cells.Where(cell => cell.Excluded == CellVerification.Volatile).Select(cell => cell.Cell)];
}

/// <summary>What was compared of one cell.</summary>
/// <param name="Cell">Its place among the code cells that run, from 1; 0 for a cell that does not run.</param>
/// <param name="FirstLine">The first line of its code, to find it by.</param>
/// <param name="Outputs">How many stored outputs were compared.</param>
/// <param name="Rules">Its tolerances and other rules of comparison, as its tags give them.</param>
/// <param name="Excluded">Why it was not compared; empty where it was.</param>
public sealed record CellVerification(int Cell, string FirstLine, int Outputs, IReadOnlyList<string> Rules, string Excluded = "")
{
    internal const string Volatile = "tagged volatile: it ran, its outputs change by nature";
}

/// <summary>One place where the re-run differs from what the file stores.</summary>
/// <param name="Notebook">The file.</param>
/// <param name="Cell">The cell's number: its place among the code cells that run, from 1; 0 for the notebook as a whole.</param>
/// <param name="Output">The output's place in the cell, from 1; 0 for the cell as a whole.</param>
/// <param name="Where">The media type and the line or JSON path in it.</param>
/// <param name="Expected">What the file stores.</param>
/// <param name="Found">What the re-run gave.</param>
public sealed record Mismatch(string Notebook, int Cell, int Output, string Where, string Expected, string Found)
{
    /// <summary>All of it on one line.</summary>
    public override string ToString() =>
        $"{Notebook}{(Cell == 0 ? "" : $", cell {Cell}")}{(Output == 0 ? "" : $", output {Output}")}{(Where.Length == 0 ? "" : $", {Where}")}: expected {Expected}, found {Found}";
}
