namespace ModelOpsLab.Notebooks;

/// <summary>Compares the stored outputs of two notebooks by value; nothing is run.</summary>
public static class NotebookComparison
{
    /// <summary>Where the second notebook's outputs differ from the first's. Cells are matched by id; of cells that both have, text is compared too.</summary>
    /// <param name="expected">The first notebook: its cells give the numbers and the order.</param>
    /// <param name="found">The second notebook.</param>
    /// <param name="tolerance">As of <see cref="VerifyOptions.Tolerance"/>.</param>
    public static NotebookVerification Of(Notebook expected, Notebook found, double tolerance = 1e-9)
    {
        var comparison = new OutputComparison(tolerance);
        var (mismatches, tolerated, outputs) = (new List<Mismatch>(), new List<Mismatch>(), 0);
        var cells = expected.Cells.Where(NotebookRunner.Runs).ToArray();
        var others = found.Cells.Where(NotebookRunner.Runs).ToDictionary(cell => cell.Id, StringComparer.Ordinal);
        for (var i = 0; i < cells.Length; i++)
        {
            if (!others.Remove(cells[i].Id, out var other))
            {
                mismatches.Add(new(found.Path, i + 1, 0, "", $"a cell '{Lines.Shorten(cells[i].Source)}'", "none of its id"));
                continue;
            }
            if (cells[i].Source != other.Source) mismatches.Add(new(found.Path, i + 1, 0, "code", $"'{Lines.Shorten(cells[i].Source)}'", $"'{Lines.Shorten(other.Source)}'"));
            outputs += cells[i].Outputs.Count;
            Compare(comparison, found.Path, i + 1, cells[i].Outputs, other.Outputs, mismatches, tolerated);
        }
        foreach (var other in found.Cells.Where(cell => others.ContainsKey(cell.Id)))
            mismatches.Add(new(found.Path, 0, 0, "", "no such cell", $"a cell '{Lines.Shorten(other.Source)}'"));
        return new(found.Path, cells.Length, outputs, mismatches, tolerated, []);
    }

    /// <summary>Compares the outputs of one cell, one after the other.</summary>
    internal static void Compare(
        OutputComparison comparison, string notebook, int cell, IReadOnlyList<CellOutput> expected, IReadOnlyList<CellOutput> found, List<Mismatch> mismatches, List<Mismatch> tolerated)
    {
        for (var o = 0; o < Math.Max(expected.Count, found.Count); o++)
        {
            if (o >= expected.Count) mismatches.Add(new(notebook, cell, o + 1, "", "no output", Describe(found[o])));
            else if (o >= found.Count) mismatches.Add(new(notebook, cell, o + 1, "", Describe(expected[o]), "no output"));
            else
                foreach (var difference in comparison.Of(expected[o], found[o]))
                    (difference.Tolerated ? tolerated : mismatches).Add(new(notebook, cell, o + 1, difference.Where, difference.Expected, difference.Found));
        }
    }

    static string Describe(CellOutput output) => output.Kind switch
    {
        OutputKind.Stream => $"{output.Name} '{Lines.Shorten(output.Text.Trim())}'",
        OutputKind.Error => $"the error {output.Name}: {Lines.Shorten(output.Text, 200)}",
        _ => $"'{Lines.Shorten(output.Text.Trim())}'",
    };
}
