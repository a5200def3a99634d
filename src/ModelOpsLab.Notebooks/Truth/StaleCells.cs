namespace ModelOpsLab.Notebooks;

/// <summary>How a cell's stored outputs stand to the code.</summary>
public enum Standing
{
    /// <summary>A run stamped the outputs, and neither the code nor what it depends on has changed since.</summary>
    Proved,
    /// <summary>The outputs carry no stamp, or not the one made with them: an editor ran the cell, or a hand changed the outputs. They may be right.</summary>
    Unproved,
    /// <summary>The cell has no outputs because it never ran.</summary>
    NeverRun,
    /// <summary>The cell ran before one that stands above it.</summary>
    OutOfOrder,
    /// <summary>The code was changed after the outputs were made.</summary>
    CodeChanged,
    /// <summary>Code that the cell depends on was changed, moved or removed after the outputs were made.</summary>
    UpstreamChanged,
}

/// <summary>One cell's standing.</summary>
/// <param name="Cell">Its place among the code cells that run, from 1.</param>
/// <param name="Id">Its id in the file.</param>
/// <param name="Standing">How its outputs stand to the code.</param>
/// <param name="Because">One sentence; empty where they are proved.</param>
public sealed record CellStanding(int Cell, string Id, Standing Standing, string Because)
{
    /// <summary>Whether the outputs must be made again: they were not made by this code in this order.</summary>
    public bool IsStale => Standing is not (Standing.Proved or Standing.Unproved);
}

/// <summary>Whether a notebook's stored outputs are those of its code, judged from the stamps that a run left; nothing is run.</summary>
/// <remarks>
/// What a stamp covers: the cell's code without comments and layout, and the code of every cell upstream of it in the <see cref="CellGraph"/>.
/// Files, databases and other things outside the code are not covered; <c>modelops verify</c> finds those by running again.
/// </remarks>
public static class StaleCells
{
    /// <summary>The standing of every code cell that runs, in notebook order.</summary>
    public static IReadOnlyList<CellStanding> Of(Notebook notebook, string? workingDirectory = null, CancellationToken cancel = default) =>
        Of(notebook, CellGraph.Of(notebook, workingDirectory, cancel));

    internal static IReadOnlyList<CellStanding> Of(Notebook notebook, CellGraph graph)
    {
        Cell[] cells = [.. notebook.Cells.Where(NotebookRunner.Runs)];
        var now = CellStamp.Of(notebook, graph);
        var found = new List<CellStanding>(cells.Length);
        var (highest, highestCell) = (0, 0);
        for (var i = 0; i < cells.Length; i++)
        {
            var (standing, because) = Judge(cells[i], now[i], graph.Cells[i], found);
            if (cells[i].ExecutionCount is { } count)
            {
                if (standing is Standing.Proved or Standing.Unproved && count <= highest)
                    (standing, because) = (Standing.OutOfOrder, $"it ran as number {count}, before or with cell {highestCell} above it, which ran as number {highest}");
                if (count > highest) (highest, highestCell) = (count, i + 1);
            }
            found.Add(new(i + 1, cells[i].Id, standing, because));
        }
        return found;
    }

    static (Standing, string) Judge(Cell cell, CellStamp now, CellNode node, List<CellStanding> above)
    {
        if (cell.ExecutionCount is null && cell.Outputs.Count == 0) return (Standing.NeverRun, "it never ran");
        if (CellStamp.In(cell) is not { } stamp) return (Standing.Unproved, "its outputs carry no stamp: an editor or another tool ran it");
        if (stamp.Outputs != now.Outputs) return (Standing.Unproved, "its outputs are not those of the stamped run: an editor ran it again, or they were changed by hand");
        if (stamp.Code != now.Code) return (Standing.CodeChanged, "its code was changed after these outputs were made");
        if (stamp.Upstream == now.Upstream) return (Standing.Proved, "");
        int[] changed = [.. node.Upstream.Where(number => above[number - 1].Standing is Standing.CodeChanged or Standing.UpstreamChanged or Standing.NeverRun or Standing.Unproved)];
        return (Standing.UpstreamChanged, changed.Length > 0
            ? $"cell{(changed.Length > 1 ? "s" : "")} {string.Join(", ", changed)}, on which it depends, changed after these outputs were made"
            : "a cell or reference that it depended on was removed, added or moved after these outputs were made");
    }
}
