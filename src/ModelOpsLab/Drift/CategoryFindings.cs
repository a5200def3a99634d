using ModelOpsLab.Reporting;

namespace ModelOpsLab.Drift;

/// <summary>Categories that came and went, against those that did in past windows.</summary>
static class CategoryFindings
{
    /// <summary>Categories that are named in a sentence.</summary>
    const int MostNamed = 3;

    /// <param name="codes">Categories of reference and period.</param>
    /// <param name="windows">Windows of the reference with enough values.</param>
    /// <param name="observed">Rows of the period in each category.</param>
    /// <param name="fresh">Categories that the reference never had.</param>
    /// <param name="options">Limits of drift detection.</param>
    public static IEnumerable<InputFinding> Of(CategoryCodes codes, int[] windows, long[] observed, int[] fresh, DriftOptions options)
    {
        var (having, alone, count) = Presence(codes, windows);
        var worst = count < options.MinimumWindows ? 0 : alone.DefaultIfEmpty(0).Max();
        if (fresh.Length > 0) yield return new("new_categories", Math.Max(0, fresh.Length - worst), $"{Names(codes, fresh)} never in the reference{(worst > 0 ? $"; a past window brought up to {Format.Count(worst)} of its own" : "")}");

        // A category that k of the past windows had once at most is lacked by chance in (k + 1) of (windows + 1) at most; all that are rarely so share the error.
        double Chance(int category) => (count - having[category] + 1.0) / (count + 1);
        int[] regular = [.. Enumerable.Range(0, having.Length).Where(c => having[c] > 0 && Chance(c) <= options.FalseDiscoveryRate)];
        int[] gone = [.. regular.Where(c => observed[c] == 0 && Chance(c) * regular.Length <= options.FalseDiscoveryRate)];
        if (gone.Length > 0) yield return new("vanished_categories", gone.Length, $"{Names(codes, gone)} gone; more than once in {Format.Count(gone.Min(c => having[c]))} of {Format.Count(count)} past windows");
    }

    /// <summary>In how many windows each category is more than once, how many categories each window had that nothing else in the reference has, and how many windows there are.</summary>
    static (int[] Having, int[] Alone, int Windows) Presence(CategoryCodes codes, int[] windows)
    {
        var having = new int[codes.Categories.Length];
        var last = new int[having.Length];
        var times = new int[having.Length];
        var only = new int[having.Length];
        Array.Fill(last, int.MinValue);
        Array.Fill(only, int.MinValue);
        const int several = int.MinValue + 1;
        for (var row = 0; row < windows.Length; row++)
        {
            if (codes.Reference[row] is not (>= 0 and var code)) continue;
            var window = windows[row];
            if (only[code] == int.MinValue) only[code] = window;
            else if (only[code] != window) only[code] = several;
            if (window < 0) continue;
            times[code] = last[code] == window ? times[code] + 1 : 1;
            last[code] = window;
            if (times[code] == 2) having[code]++;
        }
        var count = windows.Where(w => w >= 0).Distinct().Count();
        return (having, [.. only.Where(w => w >= 0).GroupBy(w => w).Select(g => g.Count())], count);
    }

    static string Names(CategoryCodes codes, int[] places) =>
        string.Join(", ", places.Take(MostNamed).Select(p => $"'{codes.Categories[p]}'")) + (places.Length > MostNamed ? $" and {Format.Count(places.Length - MostNamed)} more" : "");
}
