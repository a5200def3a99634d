using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks;

/// <summary>How far two numbers may lie apart: relative to the larger, or absolute.</summary>
/// <param name="Name">The column, metric or JSON field it is for, whatever the case; empty for every number of the cell.</param>
/// <param name="Limit">The limit itself, at least 0.</param>
/// <param name="Absolute">Whether the limit is a difference, not a share.</param>
public sealed partial record Tolerance(string Name, double Limit, bool Absolute)
{
    /// <summary>
    /// The tolerances of a cell's tags: <c>tolerance=1e-6</c> for all its numbers, <c>tolerance:sharpe=1e-4</c> for one column or metric,
    /// <c>tolerance:sharpe=0.01abs</c> absolute. Where several fit a number, the widest counts; they hold for whole numbers too.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="place">Notebook and cell, for the error.</param>
    /// <exception cref="NotebookUsageException">A tag that begins with "tolerance" cannot be read: names the cell, the tag, and what to write.</exception>
    public static IReadOnlyList<Tolerance> Of(Cell cell, string place) =>
        [.. cell.Tags.Where(tag => tag.StartsWith("tolerance", StringComparison.OrdinalIgnoreCase)).Select(tag => Read(tag, place))];

    /// <summary>Whether two numbers are equal under it; NaN equals only NaN, an infinity only itself.</summary>
    public bool Accepts(double expected, double found) =>
        expected.Equals(found) || Math.Abs(expected - found) <= (Absolute ? Limit : Limit * Math.Max(Math.Abs(expected), Math.Abs(found))) && double.IsFinite(expected) && double.IsFinite(found);

    /// <summary>As the tag is written.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"tolerance{(Name.Length == 0 ? "" : ":" + Name)}={Limit}{(Absolute ? "abs" : "")}");

    static Tolerance Read(string tag, string place)
    {
        if (Tag().Match(tag) is { Success: true } match
            && double.TryParse(match.Groups["limit"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var limit)
            && double.IsFinite(limit) && limit >= 0 && (match.Groups["abs"].Success || limit < 1))
            return new(match.Groups["name"].Value.Trim(), limit, match.Groups["abs"].Success);
        throw new NotebookUsageException($"{place}: the tag '{tag}' is no tolerance. Write tolerance=1e-6 (a share below 1 of the larger number), tolerance:NAME=1e-6 for one column or metric, or tolerance=0.01abs for a difference.");
    }

    [GeneratedRegex(@"^tolerance(:(?<name>[^=]*[^=\s][^=]*))?=(?<limit>[0-9.eE+-]+)(?<abs>abs)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();
}
