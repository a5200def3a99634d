using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>Proposals on lines that begin with <c>#</c> and inside strings that name files: directives, and files of the cell's folder.</summary>
static partial class HostLineCompletion
{
    const int MaxFiles = 200;

    static readonly (string Text, string Help)[] Known =
    [
        ("#r \"", "an assembly, a package or a project: #r \"path.dll\", #r \"nuget: Name, Version\", #r \"project: path.csproj\""),
        ("#i \"nuget: ", "a package source: #i \"nuget: folder\""),
        ("#!csharp", "the rest of the cell is C#"),
        ("#!markdown", "the rest of the cell is Markdown"),
        ("#!import", "runs another notebook or script here: #!import file"),
        ("#!time", "how long the cell takes"),
        ("#!who", "the variables of the session"),
        ("#!whos", "the variables of the session with types and values"),
        ("#!set", "sets a variable: #!set --name n --value v"),
        ("#nullable", "#nullable enable, disable or restore"),
        ("#pragma warning", "#pragma warning disable CS0000"),
        ("#if", "code for some symbol only"),
        ("#endif", "ends #if"),
    ];

    static readonly CompletionItem[] Schemes =
    [
        new("nuget: ", "directive", "a package: #r \"nuget: Name, Version\""),
        new("project: ", "directive", "a project: #r \"project: path.csproj\""),
    ];

    /// <summary>The proposals where the cursor's line is a directive; null where it is not.</summary>
    public static CellCompletion? Of(string folder, string code, int cursor)
    {
        var lineStart = cursor == 0 ? 0 : code.LastIndexOf('\n', cursor - 1) + 1;
        var typed = code[lineStart..cursor];
        var start = lineStart + typed.Length - typed.TrimStart().Length;
        typed = typed.TrimStart();
        if (!typed.StartsWith('#')) return null;
        if (File().Match(typed) is { Success: true } path && !typed[path.Length..].Contains('"', StringComparison.Ordinal))
            return Reference(folder, code, start + path.Length, cursor, isImport: path.Groups["import"].Length > 0);
        var items = Known.Where(directive => directive.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(directive => new CompletionItem(directive.Text, "directive", directive.Help));
        return new([.. items], start, cursor);
    }

    static CellCompletion Reference(string folder, string code, int start, int cursor, bool isImport)
    {
        if (isImport) return Files(folder, code, start, cursor, assembliesOnly: false);
        var typed = code[start..cursor].TrimStart();
        CompletionItem[] schemes = [.. Schemes.Where(scheme => scheme.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))];
        if (Schemes.Any(scheme => typed.StartsWith(scheme.Text.TrimEnd(), StringComparison.OrdinalIgnoreCase))) return new([], cursor, cursor);
        var files = Files(folder, code, start, cursor, assembliesOnly: true);
        return schemes.Length == 0 ? files : new([.. schemes, .. files.Items], start, cursor);
    }

    /// <summary>Files and folders that fit the path typed from <paramref name="start"/> to the cursor; folders end with a slash.</summary>
    public static CellCompletion Files(string folder, string code, int start, int cursor, bool assembliesOnly)
    {
        var typed = code[start..cursor];
        var name = typed.LastIndexOfAny(['/', '\\']) + 1;
        var (parent, beginning) = (typed[..name], typed[name..]);
        var nothing = new CellCompletion([], cursor, cursor);
        if (typed.IndexOfAny(Path.GetInvalidPathChars()) >= 0 || typed.Contains("://", StringComparison.Ordinal) || Path.IsPathRooted(parent) && parent.Length < 2) return nothing;
        try
        {
            var directory = new DirectoryInfo(Path.Combine(folder, parent.Replace('\\', '/')));
            if (!directory.Exists) return nothing;
            var found = directory.EnumerateFileSystemInfos("*", new EnumerationOptions { IgnoreInaccessible = true })
                .Take(10 * MaxFiles)
                .Where(entry => entry.Name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase) && !entry.Name.Contains('"', StringComparison.Ordinal))
                .Where(entry => entry is DirectoryInfo || !assembliesOnly || entry.Extension is ".dll" or ".exe")
                .OrderBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase).ThenBy(entry => entry.Name, StringComparer.Ordinal)
                .Take(MaxFiles)
                .Select(entry => entry is DirectoryInfo ? new CompletionItem(entry.Name + "/", "folder", "") : new CompletionItem(entry.Name, "file", ""));
            return new([.. found], start + name, cursor);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.SecurityException or ArgumentException)
        {
            return nothing;
        }
    }

    [GeneratedRegex("""^#(r[ \t]*"|!(?<import>import)[ \t]+"?)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex File();
}
