using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Finds the lines of a cell that are for the host, not the compiler, and blanks them, so that lines and columns of errors stay exact.
/// <c>#r "nuget: ModelOpsLab, VERSION"</c> is answered from the loaded library; what is not known is refused.
/// </summary>
static partial class Directives
{
    /// <summary>What a cell may say, one line each.</summary>
    public const string Known = """
        #r "nuget: Name, Version"    a package
        #r "path.dll"                an assembly
        #r "project: path.csproj"    a project, built first
        #i "nuget: SOURCE"           where packages are looked for: a folder or an address
        #!import FILE                the code of an .ipynb, .dib, .cs or .csx file
        #!set --name x --value 5     a variable with a value
        #!who, #!whos                the variables: names, or types and values too
        #!time                       how long the cell took
        #!csharp, #!about, #!lsmagic
        """;

    static readonly CSharpParseOptions Script = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>The version of the loaded library, as a package reference must name it.</summary>
    public static string LibraryVersion { get; } =
        (typeof(IRenderable).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+')[0];

    /// <summary>The cell as the compiler should see it.</summary>
    /// <exception cref="CellErrorException">A directive this kernel refuses.</exception>
    public static string Blank(string code) => Read(code).Code;

    /// <summary>The cell as the compiler should see it, and the lines for the host in order.</summary>
    /// <exception cref="CellErrorException">A directive this kernel refuses.</exception>
    public static (string Code, IReadOnlyList<Directive> Lines) Read(string code)
    {
        if (!code.Contains('#', StringComparison.Ordinal)) return (code, []);
        var root = CSharpSyntaxTree.ParseText(code, Script).GetRoot();
        var (text, found) = (code.ToCharArray(), new List<Directive>());
        foreach (Match line in HostLine().Matches(code))
        {
            var at = line.Groups["mark"].Index;
            if (IsInsideText(root, at)) continue;
            var (number, column) = Place(code, at);
            if (root.FindTrivia(at).GetStructure() is not DirectiveTriviaSyntax { IsActive: false }) // under #if, what does not count does nothing
                found.Add(Understand(line.Groups["mark"].Value.Trim(), new(DirectiveKind.None, line.Index, number, column)));
            for (var i = line.Index; i < line.Index + line.Length; i++)
                if (text[i] is not ('\r' or '\n')) text[i] = ' ';
        }
        return (new(text), found);
    }

    static Directive Understand(string line, Directive place)
    {
        if (Quoted().Match(line) is { Success: true } quoted) return OfQuoted(quoted.Groups["what"].Value, quoted.Groups["text"].Value.Trim(), line, place);
        if (!line.StartsWith("#!", StringComparison.Ordinal))
            throw Refuse(place, $"'{line}' cannot be read. Write #r \"nuget: Name, Version\", #r \"path.dll\", #r \"project: path.csproj\" or #i \"nuget: SOURCE\".");
        var parts = line[2..].Split([' ', '\t'], 2);
        var (word, rest) = (parts[0], parts.Length == 2 ? parts[1].Trim() : "");
        if (CellLanguage.IsCSharp(word) || word.StartsWith('/')) return place; // or the line that lets a script start itself
        return word switch
        {
            "time" => place with { Kind = DirectiveKind.Time },
            "who" => place with { Kind = DirectiveKind.Who },
            "whos" => place with { Kind = DirectiveKind.Whos },
            "about" => place with { Kind = DirectiveKind.About },
            "lsmagic" => place with { Kind = DirectiveKind.ListDirectives },
            "import" => rest.Trim('"') is { Length: > 0 } file
                ? place with { Kind = DirectiveKind.Import, Name = file }
                : throw Refuse(place, "#!import names no file. Write #!import tools.csx, relative to the notebook."),
            "set" => SetDirective.Read(rest, place),
            "share" or "value" or "connect" => throw Refuse(place, $"#!{word} brings values from other kernels, and this kernel runs C# only. A value from outside belongs in the cell tagged 'parameters', a small one in #!set --name x --value 5.", FindingCodes.OtherKernel),
            _ when CellLanguage.IsLanguage(word) => throw Refuse(place, $"the language '{word}' cannot be run here: this kernel runs C# only. Move that code to a notebook of its own, or write it in C#.", FindingCodes.OtherLanguage),
            _ => throw Refuse(place, $"the directive '#!{word}' is not known here. #!lsmagic lists those that are; a value from outside belongs in the cell tagged 'parameters'."),
        };
    }

    static Directive OfQuoted(string what, string text, string line, Directive place)
    {
        if (what.Equals("i", StringComparison.OrdinalIgnoreCase))
            return After(text, "nuget:") is { Length: > 0 } source
                ? place with { Kind = DirectiveKind.Source, Name = source }
                : throw Refuse(place, $"'{line}' names no source of packages. Write #i \"nuget: FOLDER\" or #i \"nuget: https://...\".");
        if (After(text, "project:") is { } project)
            return project.Length > 0
                ? place with { Kind = DirectiveKind.Project, Name = project }
                : throw Refuse(place, $"'{line}' names no project. Write #r \"project: path/to.csproj\", relative to the notebook.");
        if (After(text, "nuget:") is null)
            return text.Length > 0 ? place with { Kind = DirectiveKind.Assembly, Name = text } : throw Refuse(place, $"'{line}' names no assembly. Write #r \"path.dll\".");
        if (Package().Match(text) is not { Success: true } package)
            throw Refuse(place, $"'{line}' is not a package reference. Write #r \"nuget: Name, Version\", as in #r \"nuget: MathNet.Numerics, 5.0.0\".");
        var (name, version) = (package.Groups["name"].Value, package.Groups["version"].Value.Trim());
        if (!name.Equals("ModelOpsLab", StringComparison.OrdinalIgnoreCase)) return place with { Kind = DirectiveKind.Package, Name = name, Value = version };
        if (version.Length == 0 || version.Contains('*', StringComparison.Ordinal))
            throw Refuse(place, $"'{line}' names no exact version, so what runs could change. Write #r \"nuget: ModelOpsLab, {LibraryVersion}\".");
        if (version != LibraryVersion)
            throw Refuse(place, $"the notebook asks for ModelOpsLab {version}, and {LibraryVersion} is what runs here. Install the tool of version {version}, or write #r \"nuget: ModelOpsLab, {LibraryVersion}\" and verify the notebook again.");
        return place;
    }

    public static CellErrorException Refuse(Directive place, string message, string code = FindingCodes.Directive) => new(place.Line, place.Column, message) { Code = code };

    static string? After(string text, string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? text[prefix.Length..].Trim() : null;

    static bool IsInsideText(SyntaxNode root, int at)
    {
        var token = root.FindToken(at, findInsideTrivia: true);
        if (token.SpanStart < at && at < token.Span.End && !token.IsKind(SyntaxKind.HashToken) && token.Parent is not DirectiveTriviaSyntax) return true;
        var trivia = root.FindTrivia(at);
        return trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) || trivia.IsKind(SyntaxKind.DisabledTextTrivia) || trivia.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia);
    }

    static (int Line, int Column) Place(string code, int at)
    {
        var start = at == 0 ? 0 : code.LastIndexOf('\n', at - 1) + 1;
        return (code.AsSpan(0, at).Count('\n') + 1, at - start + 1);
    }

    [GeneratedRegex("""^[ \t]*(?<mark>#(!|r[ \t]*"|i[ \t]*")[^\r\n]*)""", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HostLine();

    [GeneratedRegex("""^#(?<what>[ri])\s*"(?<text>[^"]*)"\s*;?\s*(//.*)?$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex("""^nuget:\s*(?<name>[A-Za-z0-9_][A-Za-z0-9_.-]*)\s*(,\s*(?<version>[0-9A-Za-z*.+\-\[\](), ]*))?$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Package();
}
