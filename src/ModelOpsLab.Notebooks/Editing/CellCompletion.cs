namespace ModelOpsLab.Notebooks.Editing;

/// <summary>What could stand at the cursor, best first; each replaces the code from <paramref name="Start"/> to <paramref name="End"/> (UTF-16 units).</summary>
public sealed record CellCompletion(IReadOnlyList<CompletionItem> Items, int Start, int End);
