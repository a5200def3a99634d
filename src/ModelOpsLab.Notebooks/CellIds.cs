using System.Security.Cryptography;
using System.Text;

namespace ModelOpsLab.Notebooks;

/// <summary>The cell ids of one notebook: those given are kept, missing or doubled ones are made from the cell's own text, so that reading twice gives the same.</summary>
sealed class CellIds
{
    readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public string Keep(string? id, CellKind kind, string source) =>
        IsValid(id) && _taken.Add(id!) ? id! : Make(kind, source);

    string Make(CellKind kind, string source)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{source}")))[..8];
        var id = hash;
        for (var again = 2; !_taken.Add(id); again++) id = $"{hash}-{again}";
        return id;
    }

    /// <summary>nbformat 4.5: 1 to 64 letters, digits, hyphens and underscores.</summary>
    static bool IsValid(string? id) =>
        id is { Length: >= 1 and <= 64 } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
