using System.CommandLine;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops convert</c>: a notebook in the other file format, .ipynb or .dib.</summary>
static class ConvertCommand
{
    public static void Add(Action<Command, Work> add)
    {
        var from = new Argument<string>("IN") { Description = "The notebook, .ipynb or .dib." };
        var to = new Argument<string>("OUT") { Description = "The file to write, of the other format." };
        add(new("convert", "Write an .ipynb notebook as .dib, or the other way round.") { from, to }, (parsed, session) =>
        {
            var (input, output) = (parsed.GetRequiredValue(from), Inputs.Writable(parsed.GetRequiredValue(to))!);
            if ((Kind(input), Kind(output)) is var (before, after) && before == after)
                throw new NotebookUsageException($"'{input}' and '{output}' are both {before}. Name one .ipynb and one .dib.");
            var notebook = Notebook.Read(input);
            var outputs = after == ".dib" ? notebook.Cells.Sum(cell => cell.Outputs.Count) : 0;
            notebook.Write(output);
            if (outputs > 0) session.Remark($"A .dib holds no outputs: {Format.Count(outputs)} were left out. '{input}' still has them.");
            session.Say($"{output}: {Format.Count(notebook.Cells.Count)} cells.");
            session.Result(new { input, output, cells = notebook.Cells.Count, outputsLeftOut = outputs });
            return Task.FromResult(ExitCode.Done);
        });
    }

    static string Kind(string path) => Path.GetExtension(path).ToLowerInvariant() is var extension && extension is ".ipynb" or ".dib"
        ? extension
        : throw new NotebookUsageException($"'{path}' is neither .ipynb nor .dib. Name one of each.");
}
