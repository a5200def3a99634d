using System.Text;

namespace ModelOpsLab.Notebooks;

/// <summary>A notebook as plain text for a line diff: cells with their tags and code, outputs as text; nothing volatile.</summary>
public static class NotebookPlainText
{
    /// <summary>The text, with LF line ends.</summary>
    public static string Of(Notebook notebook)
    {
        var text = new StringBuilder();
        foreach (var cell in notebook.Cells)
        {
            text.Append("# ---- ").Append(cell.Kind switch { CellKind.Code => "code", CellKind.Markdown => "text", _ => "raw" });
            if (cell.Tags.Count > 0) text.Append(" [").AppendJoin(", ", cell.Tags).Append(']');
            text.Append('\n').Append(cell.Source.ReplaceLineEndings("\n").TrimEnd('\n')).Append('\n');
            foreach (var output in cell.Outputs)
                foreach (var line in (output.Kind == OutputKind.Error ? $"{output.Name}: {output.Text}" : output.Text.Length > 0 ? output.Text : $"({string.Join(", ", output.Data.MimeTypes)})").ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
                    text.Append(output.Kind == OutputKind.Stream && output.Name == "stderr" ? "! " : "> ").Append(line).Append('\n');
            text.Append('\n');
        }
        return text.ToString();
    }
}
