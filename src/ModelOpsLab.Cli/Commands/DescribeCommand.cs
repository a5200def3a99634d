using System.CommandLine;
using System.Globalization;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops describe</c>: what a notebook is, and what it lets its caller choose.</summary>
static class DescribeCommand
{
    public static void Add(Action<Command, Work> add)
    {
        var path = Inputs.Notebook();
        var schema = new Option<bool>("--schema") { Description = "Print the JSON Schema of a file for 'modelops run --parameters', and nothing else." };
        add(new("describe", "Show a notebook's title, parameters and state.") { path, schema }, (parsed, session) =>
        {
            var notebook = Notebook.Read(parsed.GetRequiredValue(path));
            if (parsed.GetValue(schema))
            {
                session.Out.Write(ResultJson.Write(NotebookParameters.Schema(notebook)));
                return Task.FromResult(ExitCode.Done);
            }
            var parameters = NotebookParameters.Read(notebook);
            var code = notebook.Cells.Count(cell => cell.Kind == CellKind.Code);
            var executed = notebook.Cells.Count(cell => cell.ExecutionCount is not null);
            var asOf = NotebookRunner.AsOf(notebook)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            session.Say(new Document(
            [
                new Heading(Title(notebook)),
                new Facts(
                [
                    new("Cells", $"{Format.Count(notebook.Cells.Count)}, of which {Format.Count(code)} of code, {Format.Count(executed)} executed"),
                    .. asOf is null ? Array.Empty<Fact>() : [new("As of", asOf)],
                ]),
                parameters.Count == 0
                    ? new Paragraph($"It declares no parameters: no cell is tagged '{NotebookParameters.DeclaringTag}'.")
                    : new Table(["parameter", "type", "default", "line", "meaning"], [.. parameters.Select(p => (IReadOnlyList<Reporting.Cell>)[p.Name, p.Type, p.Default, Format.Count(p.Line), p.Help])]),
            ]).ToString().TrimEnd());
            session.Result(new { notebook = notebook.Path, title = Title(notebook), asOf, cells = notebook.Cells.Count, codeCells = code, executedCells = executed, parameters, schema = NotebookParameters.Schema(notebook) });
            return Task.FromResult(ExitCode.Done);
        });
    }

    static string Title(Notebook notebook) => notebook.Cells.Where(cell => cell.Kind == CellKind.Markdown)
        .SelectMany(cell => cell.Source.Split('\n')).FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal))?[2..].Trim()
        ?? Path.GetFileNameWithoutExtension(notebook.Path);
}
