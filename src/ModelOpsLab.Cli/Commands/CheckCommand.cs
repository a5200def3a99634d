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
        var locked = Inputs.Locked();
        var failOn = Inputs.FailOn();
        add(new("check", "Type-check notebooks without running them, and warn of what cannot be repeated.") { paths, locked, failOn }, async (parsed, session) =>
        {
            Notebook[] notebooks = [.. NotebookFiles.Of(parsed.GetRequiredValue(paths), withScripts: true).Select(Notebook.Read)];
            var options = new CheckOptions { WorkingDirectory = session.WorkspaceFolder, Locked = parsed.GetValue(locked) };
            var all = await Progress.During(session, "check", steps => Task.Run(() => notebooks.Select((notebook, i) =>
            {
                steps.Report(new(i + 1, notebooks.Length, notebook.Path));
                return (notebook.Path, Findings: NotebookCheck.Of(notebook, options, session.Cancel));
            }).ToArray())).ConfigureAwait(false);
            foreach (var (path, findings) in all)
            {
                foreach (var finding in findings) session.Say($"{path}, {finding}{(finding.Severity == FindingSeverity.Warning ? " (warning)" : "")}");
                if (findings.Count == 0) session.Say($"{path}: nothing to remark.");
            }
            var severity = all.SelectMany(n => n.Findings).Select(SeverityOf).DefaultIfEmpty(Severity.Healthy).Max();
            session.Result(new { severity, notebooks = all.Select(n => new { notebook = n.Path, findings = n.Findings }) });
            return Inputs.Judge(severity, parsed.GetValue(failOn) ?? Severity.Critical);
        });
    }

    static Severity SeverityOf(Finding finding) => finding.Severity switch
    {
        FindingSeverity.Error => Severity.Critical,
        FindingSeverity.Warning => Severity.Warning,
        _ => Severity.Healthy,
    };
}
