using System.CommandLine;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops check</c>: type-checks notebooks without running them.</summary>
static class CheckCommand
{
    public static void Add(Action<Command, Work> add)
    {
        var paths = new Argument<string[]>("NOTEBOOK|DIR") { Description = "Notebooks, or folders of them.", Arity = ArgumentArity.OneOrMore };
        add(new("check", "Type-check notebooks without running them.") { paths }, (parsed, session) =>
        {
            Notebook[] notebooks = [.. NotebookFiles.Of(parsed.GetRequiredValue(paths)).Select(Notebook.Read)];
            var all = notebooks.Select(notebook => (notebook.Path, Findings: NotebookCheck.Of(notebook, session.WorkspaceFolder, session.Cancel))).ToArray();
            foreach (var (path, findings) in all)
            {
                foreach (var finding in findings) session.Say($"{path}, {finding}{(finding.Severity == FindingSeverity.Warning ? " (warning)" : "")}");
                if (findings.Count == 0) session.Say($"{path}: nothing to remark.");
            }
            var errors = all.Sum(n => n.Findings.Count(f => f.Severity == FindingSeverity.Error));
            session.Result(new
            {
                severity = errors > 0 ? Severity.Critical : all.Any(n => n.Findings.Count > 0) ? Severity.Warning : Severity.Healthy,
                notebooks = all.Select(n => new { notebook = n.Path, findings = n.Findings }),
            });
            return Task.FromResult(errors > 0 ? ExitCode.DoesNotHold : ExitCode.Done);
        });
    }
}
