namespace ModelOpsLab.Notebooks;

/// <summary>Whether a notebook's stored outputs come out again.</summary>
/// <param name="Notebook">The file.</param>
/// <param name="Cells">How many cells were compared.</param>
/// <param name="Outputs">How many stored outputs were compared.</param>
/// <param name="Mismatches">What did not come out again, in notebook order.</param>
/// <param name="Tolerated">Numbers that differ by less than the tolerance: equal by value, not by digits.</param>
/// <param name="Volatile">Cells tagged <c>volatile</c> (their outputs change by nature); they ran and were not compared.</param>
public sealed record NotebookVerification(
    string Notebook, int Cells, int Outputs, IReadOnlyList<Mismatch> Mismatches, IReadOnlyList<Mismatch> Tolerated, IReadOnlyList<int> Volatile)
{
    /// <summary>Whether everything that was compared is equal by value.</summary>
    public bool Holds => Mismatches.Count == 0;
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
