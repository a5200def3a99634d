using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks;

/// <summary>How long a cell may run, and who says so: its tag (<c>timeout=30</c>, <c>timeout:2.5m</c>; s, m or h, seconds where there is no unit), the caller, or what is left of the whole run's time.</summary>
sealed partial record CellLimit(TimeSpan Time, string Source)
{
    /// <summary>The limit of a cell's tag; null where it has none.</summary>
    /// <exception cref="FormatException">The tag cannot be read, or there are two.</exception>
    public static CellLimit? OfTag(Cell cell)
    {
        var tags = cell.Tags.Where(tag => Named().IsMatch(tag)).ToArray();
        if (tags.Length > 1) throw Refuse($"the tags '{tags[0]}' and '{tags[1]}' contradict each other. Keep one.");
        if (tags is not [var only]) return null;
        if (Written().Match(only) is { Success: true } match
            && double.TryParse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && amount * Seconds(match.Groups["unit"].Value) is > 0 and < 1e6 and var seconds)
            return new(TimeSpan.FromSeconds(seconds), $"the time limit of its tag '{only}'");
        throw Refuse($"the tag '{only}' is no time limit. Write it like timeout=30 (seconds), timeout=2.5m or timeout=1h.");

        static FormatException Refuse(string message) => new(message);
    }

    /// <summary>The limit that the caller sets for every cell.</summary>
    public static CellLimit OfCaller(TimeSpan time) => new(time, $"the time limit of {Text(time)}");

    /// <summary>The shorter of the cell's own limit and what is left of the run's.</summary>
    public static CellLimit? Shorter(CellLimit? own, TimeSpan? total, TimeSpan elapsed)
    {
        if (total is not { } all) return own;
        var left = all > elapsed ? all - elapsed : TimeSpan.FromMilliseconds(1);
        return own is not null && own.Time <= left ? own : new(left, $"the total time limit of {Text(all)}");
    }

    static string Text(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    static double Seconds(string unit) => unit switch { "m" or "M" or "min" => 60, "h" => 3600, _ => 1 };

    [GeneratedRegex("^timeout($|[^a-z-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    [GeneratedRegex(@"^timeout\s*[=:]\s*(?<number>\d+(\.\d+)?)\s*(?<unit>s|m|min|h)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
