using ModelOpsLab.Data;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Notebooks;

/// <summary>A notebook after its run: with its new outputs, and with what does not belong into the file.</summary>
/// <param name="Notebook">The executed notebook; after a failure its later cells are without outputs.</param>
/// <param name="Timings">How long each cell took that ran.</param>
/// <param name="Failure">The cell that stopped the run, or null.</param>
public sealed record NotebookRun(Notebook Notebook, IReadOnlyList<CellTiming> Timings, CellFailure? Failure)
{
    /// <summary>Whether every cell ran to its end, or failed where it was allowed to.</summary>
    public bool Succeeded => Failure is null;

    /// <summary>What is worth a word though it did not stop the run: a cell tagged <c>raises-exception</c> that did not throw.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>Files that cells read through the library, with the hash of what was read. Files that cells open by themselves are not among them.</summary>
    public IReadOnlyList<FileRead> Reads { get; init; } = [];

    /// <summary>Values of the variables that <see cref="RunOptions.Keep"/> names, as they stood at the end; without those that were never declared.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; init; } = new Dictionary<string, object?>();

    /// <summary>Values that cells asked the <see cref="ResultCache"/> for, and whether they were computed or taken from it.</summary>
    public IReadOnlyList<CachedResult> Cached { get; init; } = [];
}

/// <summary>How long a cell took. <paramref name="Cell"/> is its execution count.</summary>
public sealed record CellTiming(int Cell, string Id, TimeSpan Elapsed);

/// <summary>Where and why a run stopped. <paramref name="Cell"/> is the execution count, <paramref name="Index"/> the place among all cells from 0.</summary>
public sealed record CellFailure(int Cell, int Index, string Id, string Type, string Message, IReadOnlyList<string> Traceback);
