using ModelOpsLab.Notebooks;

namespace ModelOpsLab.Cli.Tests;

/// <summary>A folder of its own for a test, gone when the test is.</summary>
public sealed class Folder : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelops-test-");

    public string Path => _folder.FullName;

    public string this[string file] => System.IO.Path.Combine(_folder.FullName, file);

    /// <summary>Everything in it, as relative paths.</summary>
    public string[] Files => [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Select(f => System.IO.Path.GetRelativePath(Path, f)).Order(StringComparer.Ordinal)];

    public string Text(string file, string text)
    {
        File.WriteAllText(this[file], text);
        return this[file];
    }

    /// <summary>First line of a cell that becomes the parameters cell.</summary>
    public const string Parameters = "// parameters\n";

    /// <summary>A notebook of cells: Markdown where the text begins with a title, otherwise code.</summary>
    public string Notebook(string file, params string[] cells)
    {
        new Notebook([.. cells.Select(source => source.StartsWith("# ", StringComparison.Ordinal) ? Cell.Markdown(source)
            : source.StartsWith(Parameters, StringComparison.Ordinal) ? Cell.Code(source[Parameters.Length..], "parameters") : Cell.Code(source))]).Write(this[file]);
        return this[file];
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
