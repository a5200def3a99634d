using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks.Packages;

/// <summary>A package that a notebook asks for, with the line that does; an empty version means the newest.</summary>
sealed partial record PackageRequest(string Name, string Version, ReferenceLine Line)
{
    /// <summary>Whether the version is one version, not a range or pattern.</summary>
    public bool IsExact => Exact().IsMatch(Version);

    /// <summary>The version as a project file states it.</summary>
    public string Range => Version.Length == 0 ? "*" : Version;

    [GeneratedRegex(@"^\d+(\.\d+){0,3}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Exact();
}
