using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace ModelOpsLab.Notebooks;

/// <summary>Two texts line by line, as a reader of code expects it: <c>- </c> before what went, <c>+ </c> before what came, two unchanged lines around each.</summary>
public static class LineDiff
{
    const int Around = 2;

    /// <summary>The lines; <c>...</c> stands for unchanged ones left out. None: the texts are equal.</summary>
    public static IReadOnlyList<string> Of(string from, string to)
    {
        var lines = new InlineDiffBuilder(new Differ()).BuildDiffModel(from.ReplaceLineEndings("\n"), to.ReplaceLineEndings("\n"), ignoreWhitespace: false).Lines;
        var shown = new List<string>();
        var skipped = false;
        for (var i = 0; i < lines.Count; i++)
        {
            if (Enumerable.Range(i - Around, 2 * Around + 1).Any(near => near >= 0 && near < lines.Count && lines[near].Type is ChangeType.Inserted or ChangeType.Deleted))
            {
                if (skipped && shown.Count > 0) shown.Add("  ...");
                skipped = false;
                shown.Add((lines[i].Type switch { ChangeType.Inserted => "+ ", ChangeType.Deleted => "- ", _ => "  " }) + lines[i].Text);
            }
            else skipped = true;
        }
        return shown;
    }
}
