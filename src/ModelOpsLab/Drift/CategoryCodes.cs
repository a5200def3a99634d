using ModelOpsLab.Data;

namespace ModelOpsLab.Drift;

/// <summary>Two columns of categories as numbers: the categories of both in ordinal order, numbers by size, and for each row the place of its own there; -1 where the row has none.</summary>
sealed record CategoryCodes(string[] Categories, int[] Reference, int[] Current)
{
    public static CategoryCodes Of(Column reference, Column current)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] before = Read(reference, seen), now = Read(current, seen);
        string[] categories = [.. seen.Keys];
        var order = new int[categories.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        // Of identifiers, which are not counted, only the number is wanted.
        if (IsIdentifier(categories.Length, before.Length + (long)now.Length)) return new(categories, before, now);
        if (reference.IsNumeric && current.IsNumeric) SortByNumber(categories, order, reference, current, before, now);
        else Array.Sort(categories, order, StringComparer.Ordinal);
        var place = new int[order.Length];
        for (var i = 0; i < order.Length; i++) place[order[i]] = i;
        Renumber(before, place);
        Renumber(now, place);
        return new(categories, before, now);
    }

    /// <summary>Whether the column tells rows apart and not kinds of rows: more than a thousand categories, more than half as many as rows.</summary>
    public bool AreIdentifiers => IsIdentifier(Categories.Length, Reference.Length + (long)Current.Length);

    /// <summary>Rows of each category.</summary>
    public long[] Count(ReadOnlySpan<int> codes)
    {
        var counts = new long[Categories.Length];
        foreach (var code in codes)
            if (code >= 0) counts[code]++;
        return counts;
    }

    static bool IsIdentifier(int categories, long rows) => categories > 1_000 && 2L * categories > rows;

    static int[] Read(Column column, Dictionary<string, int> seen)
    {
        var codes = new int[column.Count];
        for (var row = 0; row < codes.Length; row++)
        {
            codes[row] = -1;
            if (column.IsMissing(row) || (column.IsNumeric && !double.IsFinite(column[row]))) continue;
            var text = column.TextAt(row);
            if (!seen.TryGetValue(text, out codes[row])) seen.Add(text, codes[row] = seen.Count);
        }
        return codes;
    }

    /// <summary>Numbers ascend as such: 2 before 10.</summary>
    static void SortByNumber(string[] categories, int[] order, Column reference, Column current, int[] before, int[] now)
    {
        var value = new double[categories.Length];
        for (var row = 0; row < before.Length; row++) if (before[row] >= 0) value[before[row]] = reference[row];
        for (var row = 0; row < now.Length; row++) if (now[row] >= 0) value[now[row]] = current[row];
        Array.Sort((double[])value.Clone(), categories);
        Array.Sort(value, order);
    }

    static void Renumber(int[] codes, int[] place)
    {
        for (var i = 0; i < codes.Length; i++)
            if (codes[i] >= 0) codes[i] = place[codes[i]];
    }
}
