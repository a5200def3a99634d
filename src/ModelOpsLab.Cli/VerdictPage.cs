using System.Text.Json;
using System.Text.Json.Nodes;
using ModelOpsLab.Lineage;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli;

/// <summary>The auditor's page: the verdict, then notebook by notebook what was compared, what differs, what was tolerated, what was left out, and where it ran.</summary>
static class VerdictPage
{
    static readonly (string Name, string Field)[] Environment =
        [("library", "library"), ("runtime", "runtime"), ("operating system", "operatingSystem"), ("architecture", "architecture"), ("culture", "culture"), ("time zone", "timeZone")];

    public static Document Of(IReadOnlyList<NotebookVerification> all, VerifyOptions options, Session session)
    {
        var failed = all.Count(one => !one.Holds);
        var here = EnvironmentRecord.Capture(session.Clock);
        return new(
        [
            new Heading("Verdict on stored outputs", 1),
            new Verdict(failed == 0 ? Severity.Healthy : Severity.Critical,
                failed == 0 ? $"Every stored output of {Count(all.Count, "notebook")} came out again." : $"{Format.Count(failed)} of {Count(all.Count, "notebook")} did not come out again.",
                [.. all.Select((one, i) => new Point($"{one.Notebook}: {Summary(one)}", one.Holds ? Severity.Healthy : Severity.Critical, Id(i)))])
            {
                Detail = options.Tolerance == 0
                    ? "Each notebook was run again from its first cell. Numbers were compared digit by digit, and stale outputs refused."
                    : $"Each notebook was run again from its first cell. Whole numbers and text must be equal; numbers with a decimal point within {Format.Number(options.Tolerance)} of the larger, or a cell's own tolerance.",
            },
            .. all.SelectMany((one, i) => Blocks(one, Id(i), here)),
            new Note("Never compared: style sheets, the call lists of errors and the folders in their messages, execution counts, metadata. Standard output and standard error are compared line by line, images by their pixels or bytes, JSON by structure."),
        ]);
    }

    static IEnumerable<Block> Blocks(NotebookVerification one, string id, EnvironmentRecord here)
    {
        yield return new Heading(one.Notebook, 2, id);
        yield return new Table([new("cell", Align.Right), "code", new("outputs compared", Align.Right), new("differences", Align.Right), new("equal by value", Align.Right), "rules", "result"],
            [.. one.Cells.Select(cell => (IReadOnlyList<Reporting.Cell>)
            [
                Number(cell.Cell), Short(cell.FirstLine), Format.Count(cell.Outputs), Format.Count(one.Mismatches.Count(m => m.Cell == cell.Cell && m.Cell > 0)),
                Format.Count(one.Tolerated.Count(m => m.Cell == cell.Cell)), string.Join(", ", cell.Rules), Result(one, cell),
            ])], "Cells in notebook order, counted as they run.");
        if (one.Mismatches.Count > 0) yield return Differences(one.Mismatches, "What did not come out again.");
        if (one.Tolerated.Count > 0) yield return Differences(one.Tolerated, "Numbers equal by value, not by digits.");
        if (one.Cells.Where(cell => cell.Excluded.Length > 0).ToArray() is { Length: > 0 } excluded)
            yield return new Table([new("cell", Align.Right), "code", "why"], [.. excluded.Select(cell => (IReadOnlyList<Reporting.Cell>)[Number(cell.Cell), Short(cell.FirstLine), cell.Excluded])], "Left out of the comparison.");
        yield return RanOn(one.Notebook, here);
    }

    static Table Differences(IReadOnlyList<Mismatch> some, string caption) =>
        new([new("cell", Align.Right), new("output", Align.Right), "where", "expected (stored)", "found (now)"], [.. some.Select(m => (IReadOnlyList<Reporting.Cell>)[Number(m.Cell), Number(m.Output), m.Where, m.Expected, m.Found])], caption);

    static Reporting.Cell Result(NotebookVerification one, CellVerification cell) =>
        cell.Excluded.Length > 0 ? new SeverityCell(Severity.Unknown, "not compared")
        : one.Mismatches.Any(m => m.Cell == cell.Cell) ? new SeverityCell(Severity.Critical, "differs")
        : cell.Outputs == 0 ? "no outputs" : new SeverityCell(Severity.Healthy, "equal");

    /// <summary>Where the stored outputs were made, from the run record beside the notebook, against where they were verified.</summary>
    static Table RanOn(string notebook, EnvironmentRecord here)
    {
        var now = JsonNode.Parse(ResultJson.Write(here with { Modules = [] }))!.AsObject();
        var (file, stored) = Record(notebook);
        return new(["environment", "stored run", "this run", ""], [.. Environment.Select(item => (IReadOnlyList<Reporting.Cell>)
        [
            item.Name, Text(stored?[item.Field], "not recorded"), Text(now[item.Field], ""),
            stored is null ? "" : Text(stored[item.Field], "") == Text(now[item.Field], "") ? "same" : new SeverityCell(Severity.Warning, "other"),
        ])], stored is null ? $"No run record was found beside the notebook ({Path.GetFileName(file)}); 'modelops run --record' writes one." : $"The stored run is described by {Path.GetFileName(file)}.");
    }

    static (string File, JsonObject? Environment) Record(string notebook)
    {
        string[] places = [Path.ChangeExtension(notebook, ".run.json"), notebook + ".run.json", Path.ChangeExtension(notebook, ".record.json")];
        if (places.FirstOrDefault(File.Exists) is not { } file) return (places[0], null);
        try
        {
            return (file, JsonNode.Parse(File.ReadAllText(file))?["environment"] as JsonObject);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{file} is not a run record: {e.Message} Write it again with 'modelops run --record', or remove it.", e);
        }
    }

    static string Summary(NotebookVerification one) => one.Holds
        ? $"{Count(one.Outputs, "output")} of {Count(one.ComparedCells, "cell")} equal{(one.Tolerated.Count > 0 ? $", {Count(one.Tolerated.Count, "number")} by value only" : "")}{(one.Cells.Count > one.ComparedCells ? $", {Count(one.Cells.Count - one.ComparedCells, "cell")} left out" : "")}"
        : $"{Count(one.Mismatches.Count, "difference")}; the first: {one.Mismatches[0].ToString()[(one.Notebook.Length + 2)..]}";

    static string Text(JsonNode? node, string otherwise) => node?.ToString() is { Length: > 0 } text ? text : otherwise;

    static string Id(int index) => $"notebook-{index + 1}";

    static string Short(string line) => line.Length <= 60 ? line : line[..59] + "…";

    static string Number(int number) => number == 0 ? "" : Format.Count(number);

    static string Count(int number, string what) => $"{Format.Count(number)} {what}{(number == 1 ? "" : "s")}";
}
