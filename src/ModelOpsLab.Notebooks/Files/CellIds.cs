using System.Security.Cryptography;
using System.Text;

namespace ModelOpsLab.Notebooks;

/// <summary>The cell ids of one notebook: those given are kept, missing or doubled ones are made from the cell's own text, so that reading twice gives the same.</summary>
sealed class CellIds
{
    readonly Dictionary<string, string> _taken = new(StringComparer.Ordinal);
    readonly List<string> _repairs = [];

    /// <summary>Ids that were given and could not be kept, each with what became of it.</summary>
    public IReadOnlyList<string> Repairs => _repairs;

    public string Keep(string? id, CellKind kind, string source, string place = "")
    {
        if (id is not null && IsValid(id) && _taken.TryAdd(id, place)) return id;
        var made = Make(kind, source, place);
        if (id is not null)
            _repairs.Add($"{place}: the id '{Lines.Shorten(id)}' {(IsValid(id) ? $"is that of{_taken[id][_taken[id].LastIndexOf(',')..].TrimStart(',')} too" : "is not made of 1 to 64 letters, digits, - and _")}; the cell is given the id '{made}'.");
        return made;
    }

    string Make(CellKind kind, string source, string place)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{source}")))[..8];
        var id = hash;
        for (var again = 2; !_taken.TryAdd(id, place); again++) id = $"{hash}-{again}";
        return id;
    }

    /// <summary>nbformat 4.5: 1 to 64 letters, digits, hyphens and underscores.</summary>
    static bool IsValid(string id) =>
        id is { Length: >= 1 and <= 64 } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
