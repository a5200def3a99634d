using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>The lines of a cell that are for the host (<c>#!...</c>, packages, sources), replaced by blanks of equal length: unlike a run, an editor refuses none.</summary>
static partial class HostLines
{
    public static string Blank(string code) => code.Contains('#', StringComparison.Ordinal)
        ? Line().Replace(code, static line => new(' ', line.Length))
        : code;

    [GeneratedRegex("""^[ \t]*#(!|i[ \t]*"|r[ \t]*"[ \t]*(nuget|project):)[^\r\n]*""", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
