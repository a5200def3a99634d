namespace ModelOpsLab.Data;

/// <summary>Finds the known name nearest to a mistyped one, for error messages.</summary>
public static class Spelling
{
    /// <summary>" Did you mean 'x'?" for the nearest name, or nothing where none is near (more than a third of the letters differ).</summary>
    public static string Suggest(string name, IEnumerable<string> known)
    {
        var best = known.Select(k => (Name: k, Distance: Distance(name, k))).OrderBy(k => k.Distance).FirstOrDefault();
        return best.Name is { } near && best.Distance < Math.Max(name.Length, near.Length) && best.Distance <= Math.Max(1, Math.Max(name.Length, near.Length) / 3) ? $" Did you mean '{near}'?" : "";
    }

    /// <summary>Levenshtein distance, letter case ignored.</summary>
    static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost));
            }
        }
        return row[b.Length];
    }
}
