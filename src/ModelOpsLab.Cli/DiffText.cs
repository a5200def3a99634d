using ModelOpsLab.Notebooks;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli;

/// <summary>The differences of two notebooks as lines for a terminal and as a page.</summary>
static class DiffText
{
    /// <summary>What differs at a level; null: code and results in full, and how much noise there is.</summary>
    public static IEnumerable<string> Lines(NotebookDiff diff, DiffLevel? level)
    {
        if (level is null or DiffLevel.Code)
            foreach (var line in diff.Code.SelectMany(change => Of(diff, change))) yield return line;
        if (level is null or DiffLevel.Results)
            foreach (var mismatch in diff.Results) yield return mismatch.ToString();
        if (level is DiffLevel.Noise)
            foreach (var line in diff.Noise.SelectMany(Of)) yield return line;
        if (!diff.Differs(level)) yield return $"No difference in {Compared(diff, level)}.";
        if (level is not DiffLevel.Noise && diff.Noise.Count > 0) yield return $"{Count(diff.Noise.Count, "difference")} that {(diff.Noise.Count == 1 ? "means" : "mean")} nothing (metadata, counts, layout); '--level noise' shows {(diff.Noise.Count == 1 ? "it" : "them")}.";
    }

    /// <summary>The same as a document.</summary>
    public static Document Page(NotebookDiff diff, DiffLevel? level)
    {
        var blocks = new List<Block>
        {
            new Heading("Differences of two notebooks", 1),
            new Verdict(diff.Differs(level) ? Severity.Warning : Severity.Healthy, diff.Differs(level) ? $"They differ{(level is { } one ? $" in {one.ToString().ToLowerInvariant()}" : "")}." : $"No difference in {Compared(diff, level)}.",
            [
                new(Count(diff.Code.Count, "difference") + " in what is computed"), new(Count(diff.Results.Count, "difference") + " in what came out"),
                new(Count(diff.Tolerated.Count, "number") + " equal by value, not by digits"), new(Count(diff.Noise.Count, "difference") + " that mean nothing"),
            ]),
            new Facts([new("First", diff.From), new("Second", diff.To)]),
        };
        foreach (var change in level is null or DiffLevel.Code ? diff.Code : [])
        {
            blocks.Add(new Heading($"{change.Where}: {change.What}", 3));
            blocks.Add(new Table(["", "code"], [.. Changed(change).Select(line => (IReadOnlyList<Reporting.Cell>)[line[..1].Trim(), line[2..]])]));
        }
        if (level is null or DiffLevel.Results && diff.Results.Count > 0)
            blocks.Add(new Table(["cell", "output", "where", diff.From, diff.To], [.. diff.Results.Select(m => (IReadOnlyList<Reporting.Cell>)[Number(m.Cell), Number(m.Output), m.Where, m.Expected, m.Found])], "Results that differ."));
        if (level is DiffLevel.Noise)
            blocks.Add(new Table(["where", diff.From, diff.To], [.. diff.Noise.Select(n => (IReadOnlyList<Reporting.Cell>)[n.Where, n.From, n.To])], "Differences that mean nothing."));
        return new(blocks);
    }

    static IEnumerable<string> Of(NotebookDiff diff, CodeChange change) => change.What is "moved" or "tags changed" or "as-of date changed"
        ? [$"{diff.To}, {change.Where}: {change.What}: '{change.From}' to '{change.To}'"]
        : [$"{diff.To}, {change.Where}: {change.What}", .. LineDiff.Of(change.From, change.To).Select(line => $"    {line}")];

    static IEnumerable<string> Of(NoiseChange noise) => noise.From.Contains('\n', StringComparison.Ordinal) || noise.To.Contains('\n', StringComparison.Ordinal)
        ? [$"{noise.Where}:", .. LineDiff.Of(noise.From, noise.To).Select(line => $"    {line}")]
        : [$"{noise.Where}: '{noise.From}' to '{noise.To}'"];

    static IReadOnlyList<string> Changed(CodeChange change) => change.What is "moved" or "tags changed" or "as-of date changed" ? [$"- {change.From}", $"+ {change.To}"] : LineDiff.Of(change.From, change.To);

    static string Compared(NotebookDiff diff, DiffLevel? level) => level switch
    {
        DiffLevel.Code => $"the code of {Count(diff.Cells, "cell")}",
        DiffLevel.Noise => "metadata, counts and layout",
        _ => $"{Count(diff.Outputs, "output")} of {Count(diff.Cells, "cell")}{(diff.Tolerated.Count == 0 ? "" : $"; {Count(diff.Tolerated.Count, "number")} equal by value, not by digits")}",
    };

    static string Number(int number) => number == 0 ? "" : Format.Count(number);

    static string Count(int number, string what) => $"{Format.Count(number)} {what}{(number == 1 ? "" : "s")}";
}
