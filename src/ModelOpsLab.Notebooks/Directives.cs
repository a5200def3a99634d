using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// The lines of a cell that are for the host, not the compiler. <c>#r "nuget: ModelOpsLab, VERSION"</c> is answered from the loaded library,
/// <c>#!csharp</c> and <c>#!time</c> are accepted (times stay out of the notebook), any other is refused. Handled lines are blanked,
/// so that lines and columns of errors stay exact.
/// </summary>
static partial class Directives
{
    static readonly CSharpParseOptions Script = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>The version of the loaded library, as a package reference must name it.</summary>
    public static string LibraryVersion { get; } =
        (typeof(IRenderable).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+')[0];

    /// <summary>The cell as the compiler should see it.</summary>
    /// <exception cref="CellErrorException">A directive this kernel refuses.</exception>
    public static string Blank(string code)
    {
        if (!code.Contains('#', StringComparison.Ordinal)) return code;
        var root = CSharpSyntaxTree.ParseText(code, Script).GetRoot();
        var text = code.ToCharArray();
        foreach (Match line in HostLine().Matches(code))
        {
            var at = line.Groups["mark"].Index;
            if (IsInsideText(root, at)) continue;
            if (!Accept(line.Value.Trim(), Place(code, at))) continue;
            for (var i = line.Index; i < line.Index + line.Length; i++)
                if (text[i] is not ('\r' or '\n')) text[i] = ' ';
        }
        return new(text);
    }

    /// <summary>Whether the line was for the host; false leaves it to the compiler.</summary>
    static bool Accept(string line, (int Line, int Column) place)
    {
        if (Package().Match(line) is { Success: true } package)
        {
            var (name, version) = (package.Groups["name"].Value, package.Groups["version"].Value);
            if (!name.Equals("ModelOpsLab", StringComparison.OrdinalIgnoreCase))
                throw Refuse($"the package '{name}' cannot be added: packages other than ModelOpsLab are not supported headless yet. Reference the file instead: #r \"path/{name}.dll\".");
            if (version.Length == 0 || version.Contains('*', StringComparison.Ordinal))
                throw Refuse($"'{line}' names no exact version, so what runs could change. Write #r \"nuget: ModelOpsLab, {LibraryVersion}\".");
            if (version != LibraryVersion)
                throw Refuse($"the notebook asks for ModelOpsLab {version}, and {LibraryVersion} is what runs here. Install the tool of version {version}, or write #r \"nuget: ModelOpsLab, {LibraryVersion}\" and verify the notebook again.");
            return true;
        }
        if (!line.StartsWith("#!", StringComparison.Ordinal))
            return line.StartsWith("#i", StringComparison.Ordinal)
                ? throw Refuse($"'{line}': package sources are not supported headless yet. Remove the line.")
                : false;
        var word = line[2..].Split([' ', '\t'], 2)[0];
        if (CellLanguage.IsCSharp(word) || word == "time") return true;
        throw Refuse(CellLanguage.IsLanguage(word)
            ? $"the language '{word}' cannot be run here: this kernel runs C# only. Move that code to a notebook of its own, or write it in C#."
            : $"the directive '#!{word}' is not supported headless. Remove the line; a value from outside belongs in the cell tagged 'parameters'.");

        CellErrorException Refuse(string message) => new(place.Line, place.Column, message);
    }

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

    [GeneratedRegex("""^[ \t]*(?<mark>#(!|r[ \t]+"nuget:|i[ \t]+")[^\r\n]*)""", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HostLine();

    [GeneratedRegex("""^#r\s+"nuget:\s*(?<name>[^,"\s]+)\s*(,\s*(?<version>[^"\s]*)\s*)?"\s*;?$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Package();
}
