namespace ModelOpsLab.Notebooks;

/// <summary>Which cell of one notebook is which of another: by id, then by equal text, then by likeness, the likest first.</summary>
static class CellMatch
{
    /// <summary>Cells that share less than this part of their tokens are different cells.</summary>
    const double Likeness = 0.5;

    /// <summary>For each cell of <paramref name="a"/>, the index of its cell in <paramref name="b"/>, or -1.</summary>
    public static int[] Of(IReadOnlyList<Cell> a, IReadOnlyList<Cell> b)
    {
        var (match, taken) = (Enumerable.Repeat(-1, a.Count).ToArray(), new bool[b.Count]);
        Pair((x, y) => x.Id == y.Id);
        Pair((x, y) => x.Source == y.Source);
        var (left, right) = (a.Select(Tokens).ToArray(), b.Select(Tokens).ToArray());
        var likely =
            from i in Enumerable.Range(0, a.Count) where match[i] < 0
            from j in Enumerable.Range(0, b.Count) where !taken[j] && a[i].Kind == b[j].Kind
            let likeness = Share(left[i], right[j])
            where likeness >= Likeness
            orderby likeness descending, Math.Abs(i - j), i
            select (i, j);
        foreach (var (i, j) in likely.ToArray())
            if (match[i] < 0 && !taken[j]) (match[i], taken[j]) = (j, true);
        return match;

        void Pair(Func<Cell, Cell, bool> same)
        {
            for (var i = 0; i < a.Count; i++)
                for (var j = 0; match[i] < 0 && j < b.Count; j++)
                    if (!taken[j] && a[i].Kind == b[j].Kind && same(a[i], b[j])) (match[i], taken[j]) = (j, true);
        }
    }

    /// <summary>The cells of the first notebook that changed their place among those that stayed: all but a longest run in order.</summary>
    public static HashSet<int> Moved(int[] match)
    {
        int[] matched = [.. Enumerable.Range(0, match.Length).Where(i => match[i] >= 0)];
        var (best, before) = (new int[matched.Length], new int[matched.Length]);
        for (var k = 0; k < matched.Length; k++)
        {
            (best[k], before[k]) = (1, -1);
            for (var earlier = 0; earlier < k; earlier++)
                if (match[matched[earlier]] < match[matched[k]] && best[earlier] + 1 > best[k]) (best[k], before[k]) = (best[earlier] + 1, earlier);
        }
        HashSet<int> moved = [.. matched];
        for (var k = best.Length == 0 ? -1 : Array.IndexOf(best, best.Max()); k >= 0; k = before[k]) moved.Remove(matched[k]);
        return moved;
    }

    static Dictionary<string, int> Tokens(Cell cell) => (cell.Kind == CellKind.Code ? CellCode.Of(cell.Source) : cell.Source)
        .Split((char[])['\n', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries).GroupBy(token => token, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    static double Share(Dictionary<string, int> a, Dictionary<string, int> b)
    {
        var total = a.Values.Sum() + b.Values.Sum();
        return total == 0 ? 1 : 2.0 * a.Sum(token => Math.Min(token.Value, b.GetValueOrDefault(token.Key))) / total;
    }
}
