namespace ModelOpsLab.Notebooks;

/// <summary>A notebook after its run: with its new outputs, and with what does not belong into the file.</summary>
/// <param name="Notebook">The executed notebook; after a failure its later cells are without outputs.</param>
/// <param name="Timings">How long each cell took that ran.</param>
/// <param name="Failure">The cell that stopped the run, or null.</param>
public sealed record NotebookRun(Notebook Notebook, IReadOnlyList<CellTiming> Timings, CellFailure? Failure)
{
    /// <summary>Whether every cell ran to its end, or failed where it was allowed to.</summary>
    public bool Succeeded => Failure is null;
}

/// <summary>How long a cell took. <paramref name="Cell"/> is its execution count.</summary>
public sealed record CellTiming(int Cell, string Id, TimeSpan Elapsed);

/// <summary>Where and why a run stopped. <paramref name="Cell"/> is the execution count, <paramref name="Index"/> the place among all cells from 0.</summary>
public sealed record CellFailure(int Cell, int Index, string Id, string Type, string Message, IReadOnlyList<string> Traceback);
