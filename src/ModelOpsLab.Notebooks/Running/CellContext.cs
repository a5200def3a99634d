using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// What a cell's results depend on besides the values handed to them: the code of the cell and of all that ran before it, parameters included; the as-of date; the notebook's
/// package lock; files that directives load, and files that stand in the code by name. More than needed, never less: an edit above costs a computation.
/// </summary>
static partial class CellContext
{
    /// <summary>As a text to be hashed; null where a directive names something whose content cannot be told.</summary>
    public static string? Of(Notebook notebook, int index, string folder, DateTimeOffset? asOf)
    {
        var text = new StringBuilder(asOf?.ToString("O", CultureInfo.InvariantCulture) ?? "no date").Append('\n');
        foreach (var cell in notebook.Cells.Take(index + 1).Where(NotebookRunner.Runs))
        {
            text.Append(cell.Source.Length).Append(':').Append(cell.Source).Append('\n');
            foreach (Match directive in Directive().Matches(cell.Source))
                if (!AppendLoaded(text, notebook, directive.Groups["path"].Value.Trim().Trim('"'), folder)) return null;
        }
        Append(text, Notebook.LockFileOf(Path.GetFullPath(notebook.Path)), folder);
        foreach (var named in FilesNamed(notebook.Cells.Take(index + 1), folder)) Append(text, named, folder);
        return text.ToString();
    }

    /// <summary>Existing files that stand in the code as texts, by full path, in order of appearance.</summary>
    public static IEnumerable<string> FilesNamed(IEnumerable<Cell> cells, string folder) => cells.Where(NotebookRunner.Runs)
        .SelectMany(cell => Literal().Matches(cell.Source)).Select(match => match.Groups["text"].Value)
        .Where(text => text.Length > 0 && text.AsSpan().IndexOfAny(Path.GetInvalidPathChars()) < 0)
        .Select(text => Path.GetFullPath(text, folder)).Distinct(StringComparer.Ordinal).Where(File.Exists);

    /// <summary>What a directive loads: packages by exact version or lock, assemblies with their neighbours, code by content; false where it cannot be told.</summary>
    static bool AppendLoaded(StringBuilder text, Notebook notebook, string path, string folder)
    {
        if (path.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase)) return (path.Contains(',') && !path.Contains('*')) || File.Exists(Notebook.LockFileOf(Path.GetFullPath(notebook.Path)));
        var full = Path.GetFullPath(path, folder);
        if (!File.Exists(full) || full.EndsWith("proj", StringComparison.OrdinalIgnoreCase)) return false;
        if (!full.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            Append(text, full, folder);
            return !Directive().IsMatch(File.ReadAllText(full).Replace("\"#", "\n#", StringComparison.Ordinal));
        }
        foreach (var neighbour in Directory.EnumerateFiles(Path.GetDirectoryName(full)!, "*.dll").Order(StringComparer.Ordinal)) Append(text, neighbour, folder);
        return true;
    }

    static void Append(StringBuilder text, string path, string folder)
    {
        var full = Path.GetFullPath(path, folder);
        text.Append(full).Append(' ').Append(File.Exists(full) ? ContentId.OfFile(full) : "absent").Append('\n');
    }

    [GeneratedRegex("""^[ \t]*#(r|load|!import)[ \t]+(?<path>[^\r\n;]+)""", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Directive();

    [GeneratedRegex("\"(?<text>[^\"\\\\\\r\\n]{1,260})\"")]
    private static partial Regex Literal();
}
