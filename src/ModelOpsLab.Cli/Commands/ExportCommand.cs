using System.CommandLine;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops export</c>: a notebook with its stored outputs as one page; nothing is run.</summary>
static class ExportCommand
{
    public static void Add(Action<Command, Work> add)
    {
        var path = Inputs.Notebook();
        var html = Inputs.FileOption("--html", "The page to write. Default: reports/NAME.html.");
        var open = new Option<bool>("--show-code") { Description = "Leave the code unfolded, and print it." };
        var none = new Option<bool>("--no-code") { Description = "Leave the code out." };
        add(new("export", "Write a notebook and its stored outputs as one self-contained HTML page.") { path, html, open, none }, (parsed, session) =>
        {
            if (parsed.GetValue(open) && parsed.GetValue(none)) throw new FormatException("Give --show-code or --no-code, not both.");
            var notebook = Notebook.Read(parsed.GetRequiredValue(path));
            var file = Inputs.Writable(parsed.GetValue(html) ?? Path.Combine("reports", Path.GetFileNameWithoutExtension(notebook.Path) + ".html"))!;
            var standings = StaleCells.Of(notebook, session.WorkspaceFolder, session.Cancel);
            AtomicFile.Write(file, NotebookPage.Of(notebook, parsed.GetValue(none) ? CodeView.None : parsed.GetValue(open) ? CodeView.Open : CodeView.Folded, standings: standings));
            if (notebook.Cells.All(cell => cell.Outputs.Count == 0)) session.Remark($"{notebook.Path} has no stored outputs; 'modelops run' makes them.");
            session.Say(file);
            session.Result(new { notebook = notebook.Path, html = file });
            return Task.FromResult(ExitCode.Done);
        });
    }
}
