using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>What two notebooks can differ in.</summary>
public enum DiffLevel
{
    /// <summary>What is computed: tokens of code, text, order of cells, tags, as-of date.</summary>
    Code,
    /// <summary>What came out: outputs by value, within tolerances.</summary>
    Results,
    /// <summary>What means nothing: comments and layout of code, metadata, execution counts, ids, the layout of outputs.</summary>
    Noise,
}

/// <summary>One difference in what is computed, or in how it is written.</summary>
/// <param name="What">"added", "removed", "moved", "changed", "layout changed", "tags changed", "as-of date changed".</param>
/// <param name="Where">The cell, by its number in the first notebook, or in the second where it is new there.</param>
/// <param name="From">What the first notebook has; empty for nothing.</param>
/// <param name="To">What the second has.</param>
public sealed record CodeChange(string What, string Where, string From, string To);

/// <summary>One difference that means nothing.</summary>
/// <param name="Where">The place in the file.</param>
/// <param name="From">What the first notebook has, shortened.</param>
/// <param name="To">What the second has, shortened.</param>
public sealed record NoiseChange(string Where, string From, string To);

/// <summary>How two notebooks differ, in three levels; nothing is run. Cells are matched by id, then by text, then by likeness.</summary>
/// <param name="From">The first notebook.</param>
/// <param name="To">The second.</param>
/// <param name="Code">Differences in what is computed.</param>
/// <param name="Results">Outputs that differ by value.</param>
/// <param name="Tolerated">Numbers that are equal by value, not by digits.</param>
/// <param name="Noise">Differences that mean nothing.</param>
/// <param name="Cells">How many code cells both have.</param>
/// <param name="Outputs">How many outputs of the first notebook were compared.</param>
public sealed record NotebookDiff(
    string From, string To, IReadOnlyList<CodeChange> Code, IReadOnlyList<Mismatch> Results, IReadOnlyList<Mismatch> Tolerated, IReadOnlyList<NoiseChange> Noise, int Cells, int Outputs)
{
    /// <summary>Whether they differ at a level; null: in code or results.</summary>
    public bool Differs(DiffLevel? level = null) => level switch
    {
        DiffLevel.Code => Code.Count > 0,
        DiffLevel.Results => Results.Count > 0,
        DiffLevel.Noise => Noise.Count > 0,
        _ => Code.Count + Results.Count > 0,
    };

    /// <summary>The differences of two notebooks.</summary>
    /// <param name="a">The first: it gives the numbers of cells and their tolerances.</param>
    /// <param name="b">The second.</param>
    /// <param name="tolerance">As of <see cref="VerifyOptions.Tolerance"/>.</param>
    /// <exception cref="NotebookUsageException">A tolerance tag of the first cannot be read.</exception>
    public static NotebookDiff Of(Notebook a, Notebook b, double tolerance = 1e-9)
    {
        var (match, left, right) = (CellMatch.Of(a.Cells, b.Cells), Labels(a), Labels(b));
        var moved = CellMatch.Moved(match);
        var (code, noise, results, cells, outputs) = (new List<CodeChange>(), new List<NoiseChange>(), new CellComparison(tolerance), 0, 0);
        if (Text(a.Metadata, "as_of") is var from && Text(b.Metadata, "as_of") is var to && from != to) code.Add(new("as-of date changed", "notebook", from, to));
        for (var i = 0; i < a.Cells.Count; i++)
        {
            var cell = a.Cells[i];
            if (match[i] < 0)
            {
                code.Add(new("removed", left[i].Label, cell.Source, ""));
                if (cell.Outputs.Count > 0) results.Add(new(b.Path, left[i].Number, 0, "", $"{cell.Outputs.Count} outputs of a cell", "no such cell"));
                continue;
            }
            var other = b.Cells[match[i]];
            if (moved.Contains(i)) code.Add(new("moved", left[i].Label, left[i].Label, right[match[i]].Label));
            AddSource(cell, other, left[i].Label, code, noise);
            string[] tags = [.. cell.Tags.Order(StringComparer.Ordinal)], others = [.. other.Tags.Order(StringComparer.Ordinal)];
            if (!tags.SequenceEqual(others)) code.Add(new("tags changed", left[i].Label, string.Join(", ", tags), string.Join(", ", others)));
            if (cell.Kind == CellKind.Code)
            {
                cells++;
                outputs += cell.Outputs.Count;
                var before = (results.Mismatches.Count, results.Tolerated.Count);
                results.Compare(b.Path, left[i].Number, cell, cell.Outputs, other.Outputs);
                if (before == (results.Mismatches.Count, results.Tolerated.Count)) NotebookNoise.Add(noise, $"{left[i].Label}, outputs", Outputs(cell), Outputs(other));
            }
            NotebookNoise.AddCell(noise, left[i].Label, cell, other);
        }
        for (var j = 0; j < b.Cells.Count; j++)
        {
            if (match.Contains(j)) continue;
            code.Add(new("added", right[j].Label, "", b.Cells[j].Source));
            if (b.Cells[j].Outputs.Count > 0) results.Add(new(b.Path, right[j].Number, 0, "", "no such cell", $"{b.Cells[j].Outputs.Count} outputs of a new cell"));
        }
        NotebookNoise.AddNotebook(noise, a, b);
        if (code.Count + noise.Count + results.Mismatches.Count + results.Tolerated.Count == 0 && NotebookJson.Write(a) != NotebookJson.Write(b)) noise.Add(new("file", "one order of keys or split of lines", "another"));
        return new(a.Path, b.Path, code, results.Mismatches, results.Tolerated, noise, cells, outputs);

        static JsonArray Outputs(Cell cell) => [.. cell.Outputs.Select(output => (JsonNode)output.ToJson())];
    }

    static void AddSource(Cell a, Cell b, string where, List<CodeChange> code, List<NoiseChange> noise)
    {
        if (a.Source == b.Source) return;
        var same = a.Kind == CellKind.Code ? CellCode.Of(a.Source) == CellCode.Of(b.Source) : Trimmed(a.Source) == Trimmed(b.Source);
        if (same) noise.Add(new($"{where}, comments or layout of the {(a.Kind == CellKind.Code ? "code" : "text")}", a.Source, b.Source));
        else code.Add(new("changed", where, a.Source, b.Source));
    }

    static string Trimmed(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).TrimEnd();

    /// <summary>Code cells that run by their number, as everywhere; others by their place in the file.</summary>
    static (string Label, int Number)[] Labels(Notebook notebook)
    {
        var number = 0;
        return [.. notebook.Cells.Select((cell, i) => NotebookRunner.Runs(cell) ? ($"cell {++number}", number)
            : ($"{(cell.Kind == CellKind.Code ? "unrun code" : "text")} at place {i + 1}", 0))];
    }

    static string Text(JsonObject metadata, string name) => (metadata["modelops"] as JsonObject)?[name]?.ToString() ?? "";
}
