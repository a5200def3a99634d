using System.Globalization;
using System.Text;

namespace ModelOpsLab.Notebooks;

/// <summary>Style sheets that outputs brought: each once on the page, and for the outputs alone that brought it.</summary>
sealed class PageStyles
{
    readonly Dictionary<string, string> _sheets = new(StringComparer.Ordinal);

    /// <summary>The class that puts an element under the sheet.</summary>
    public string Add(string css)
    {
        if (!_sheets.TryGetValue(css, out var name)) _sheets[css] = name = "s" + (_sheets.Count + 1).ToString(CultureInfo.InvariantCulture);
        return name;
    }

    public void Write(StringBuilder page)
    {
        foreach (var (css, name) in _sheets) page.Append("@scope(.").Append(name).Append("){").Append(css).Append("}\n");
    }
}
