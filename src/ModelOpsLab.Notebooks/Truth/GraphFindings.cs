using System.Globalization;

namespace ModelOpsLab.Notebooks;

/// <summary>What a notebook's graph and stamps say against it: outputs that are not of this code, names read before they are set, cells that change what an earlier one declared.</summary>
static class GraphFindings
{
    public static IEnumerable<Finding> Of(Notebook notebook, CellGraph graph)
    {
        foreach (var finding in Standings(notebook, graph)) yield return finding;
        var (setIn, declared) = (new Dictionary<CellName, int>(), new Dictionary<CellName, NameDeclaration>());
        foreach (var node in graph.Cells)
        {
            if (graph.Names(node.Cell) is not { } names) continue;
            foreach (var name in names.Declarations) declared[name.Name] = name;
            foreach (var name in names.Declarations.Where(name => name.IsSet)) setIn.TryAdd(name.Name, node.Cell);
            foreach (var use in names.Uses.Where(use => use.Action.HasFlag(NameAction.Write))) setIn.TryAdd(use.Name, node.Cell);
        }
        foreach (var node in graph.Cells)
        {
            if (graph.Names(node.Cell) is not { } names) continue;
            foreach (var use in names.Uses.Where(use => use.Action.HasFlag(NameAction.Read) && use.Owner.Length == 0 && !use.Later && declared.TryGetValue(use.Name, out var name) && name is { IsVariable: true, IsSet: false }).DistinctBy(use => use.Name))
                if (!setIn.TryGetValue(use.Name, out var cell) || cell > node.Cell)
                    yield return At(use, node.Cell, FindingCodes.ReadBeforeSet, $"'{use.Name.Name}' is read before {(cell > 0 ? $"cell {Text(cell)} sets it" : "anything sets it")}: it holds its type's default here. Give it a value where it is declared.");
            foreach (var (name, line, column) in names.Unknown)
                if (graph.Cells.FirstOrDefault(later => later.Cell > node.Cell && later.Declares.Contains(name)) is { } below)
                    yield return new(node.Cell, line, column, FindingSeverity.Warning, $"'{name}' is declared only in cell {Text(below.Cell)}, below: an editor may have run the cells in another order. Move that cell up.") { Code = FindingCodes.DeclaredBelow };
            foreach (var use in names.Uses.Where(use => use.Name.Cell < node.Cell && use.Owner.Length == 0 && use.Action.HasFlag(NameAction.Write)).DistinctBy(use => use.Name))
                yield return At(use, node.Cell, FindingCodes.ChangesEarlierCell, $"the cell sets '{use.Name.Name}' of cell {Text(use.Name.Cell)}: run again, or in another order, cells between them give other results. Give the new value a name of its own.");
        }
    }

    static IEnumerable<Finding> Standings(Notebook notebook, CellGraph graph)
    {
        var standings = StaleCells.Of(notebook, graph);
        if (standings.All(cell => cell.Standing == Standing.NeverRun)) yield break; // a notebook yet to be run is no notebook with stale outputs
        foreach (var cell in standings.Where(cell => cell.IsStale))
            yield return new(cell.Cell, 1, 1, FindingSeverity.Warning, $"{(cell.Standing == Standing.NeverRun ? "the cell has no outputs" : "its outputs are stale")}: {cell.Because}. Run the notebook again.")
            {
                Code = cell.Standing switch { Standing.OutOfOrder => FindingCodes.RanOutOfOrder, Standing.NeverRun => FindingCodes.NeverRan, _ => FindingCodes.StaleOutput },
            };
        int[] unproved = [.. standings.Where(cell => cell.Standing == Standing.Unproved).Select(cell => cell.Cell)];
        if (unproved.Length > 0)
            yield return new(0, 0, 0, FindingSeverity.Warning, $"the outputs of {(unproved.Length == standings.Count ? "all cells" : $"cell{(unproved.Length > 1 ? "s" : "")} {string.Join(", ", unproved.Select(Text))}")} are unproved: an editor ran them, or they were changed by hand. 'modelops run' makes them again and stamps them; 'modelops verify' compares them.") { Code = FindingCodes.UnprovedOutput };
    }

    static Finding At(NameUse use, int cell, string code, string message) => new(cell, use.Line, use.Column, FindingSeverity.Warning, message) { Code = code };

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
