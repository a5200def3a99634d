using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>Which language a code cell is in: its own metadata, else a leading <c>#!name</c>, else the notebook's.</summary>
static class CellLanguage
{
    static readonly string[] CSharpNames = ["csharp", "c#", "cs", ".net-csharp"];

    static readonly string[] OtherNames =
    [
        "fsharp", "f#", "fs", ".net-fsharp", "pwsh", "powershell", ".net-pwsh", "sql", "kql", "html", "javascript", "js", "css", "mermaid",
        "http", "python", "python3", "r", "julia", "bash", "markdown", "md", "value", "vb", "visualbasic",
    ];

    public static bool IsCSharp(string name) => CSharpNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the name after <c>#!</c> is a language, rather than some other directive.</summary>
    public static bool IsLanguage(string name) => IsCSharp(name) || OtherNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The language's name as the file gives it; "csharp" where the file says nothing.</summary>
    public static string Of(Notebook notebook, Cell cell) => Stated(cell.Metadata) ?? Leading(cell.Source) ?? Rest(notebook, cell);

    /// <summary>The language without regard to a leading <c>#!name</c>.</summary>
    public static string Declared(Notebook notebook, Cell cell) => Stated(cell.Metadata) ?? Rest(notebook, cell);

    static string? Stated(JsonObject metadata) => Text(metadata, "polyglot_notebook", "kernelName") ?? Text(metadata, "dotnet_interactive", "language");

    static string Rest(Notebook notebook, Cell cell) => Text(cell.Metadata, "vscode", "languageId") ?? OfNotebook(notebook.Metadata);

    /// <summary>The language of cells that state none.</summary>
    public static string OfNotebook(JsonObject metadata)
    {
        string?[] names =
        [
            Text(metadata, "polyglot_notebook", "kernelInfo", "defaultKernelName"),
            Text(metadata, "dotnet_interactive", "defaultKernelName"),
            Text(metadata, "kernelspec", "language"),
            Text(metadata, "kernelspec", "name"),
            Text(metadata, "language_info", "name"),
        ];
        return names.FirstOrDefault(name => name is not null && name != "polyglot-notebook") ?? "csharp";
    }

    static string? Leading(string source)
    {
        var line = source.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal));
        if (line is null || !line.StartsWith("#!", StringComparison.Ordinal)) return null;
        var word = line[2..].Split([' ', '\t'], 2)[0];
        return IsLanguage(word) ? word : null;
    }

    static string? Text(JsonObject metadata, params ReadOnlySpan<string> path)
    {
        JsonNode? node = metadata;
        foreach (var name in path) node = (node as JsonObject)?[name];
        return node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
    }
}
