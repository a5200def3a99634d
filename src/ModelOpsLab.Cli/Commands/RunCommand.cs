using System.CommandLine;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops run</c>: executes a notebook headless and stores it with its outputs.</summary>
static class RunCommand
{
    public static void Add(Action<Command, Work> add)
    {
        var notebook = Inputs.Notebook();
        var given = new Option<string[]>("-p") { Description = "A parameter's value; may be repeated.", HelpName = "name=value", AllowMultipleArgumentsPerToken = false };
        var file = Inputs.FileOption("--parameters", "Parameters as a JSON object; -p wins over it. 'modelops describe --schema' prints what it may hold.");
        var output = Inputs.FileOption("--out", "Where the executed notebook goes. Default: the notebook itself.", "FILE.ipynb");
        var html = Inputs.FileOption("--html", "Also write one self-contained page.");
        var record = Inputs.FileOption("--record", "Where to write what is true of this run only: times, machine, commit, hashes. Default: beside --out, as NAME.run.json; none where there is no --out.");
        var asOf = Inputs.Date("--as-of", "The date the run pretends it is. Default: the one the notebook stores.");
        var timeout = Inputs.Timeout();
        var total = Inputs.Seconds("--total-timeout", "Seconds all cells together may run. Default: as long as they take.");
        var resume = new Option<bool>("--resume") { Description = "Take the results of Cached.Value that an earlier run has stored (in .modelops/cache beside the notebook) where code, inputs, packages and versions are the same." };
        var locked = Inputs.Locked();
        var failOn = Inputs.FailOn();
        add(new("run", "Run a notebook from its first cell to its last.") { notebook, given, file, output, html, record, asOf, timeout, total, locked, resume, failOn }, (parsed, session) =>
        {
            var path = parsed.GetRequiredValue(notebook);
            var options = new RunOptions
            {
                Parameters = Parameters(parsed.GetValue(given) ?? [], parsed.GetValue(file)),
                AsOf = parsed.GetValue(asOf) is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : null,
                CellTimeout = parsed.GetValue(timeout),
                TotalTimeout = parsed.GetValue(total),
                WorkingDirectory = session.WorkspaceFolder,
                Locked = parsed.GetValue(locked),
                CacheFolder = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, ".modelops", "cache"),
                Resume = parsed.GetValue(resume),
            };
            var (to, kept) = (parsed.GetValue(output), parsed.GetValue(record));
            if (kept is null && to is not null) kept = Path.ChangeExtension(to, ".run.json");
            return RunAsync(session, path, options, NotebookFiles.Output(to ?? path), parsed.GetValue(html), kept, parsed.GetValue(file), parsed.GetValue(failOn));
        });
    }

    static async Task<int> RunAsync(Session session, string path, RunOptions options, string output, string? html, string? record, string? parameterFile, Severity? failOn)
    {
        var started = session.Clock.GetUtcNow();
        var notebook = Notebook.Read(path);
        foreach (var repair in notebook.Repairs) session.Remark(repair);
        Inputs.Writable(output);
        Inputs.Writable(html);
        Inputs.Writable(record);
        var inputs = RunRecord.Hashes([path, .. parameterFile is null ? Array.Empty<string>() : [parameterFile]]);
        var named = RunRecord.Hashes(record is null ? [] : NotebookRunner.FilesNamed(notebook, options.WorkingDirectory));
        var run = await NotebookProgress.RunAsync(session, notebook, options).ConfigureAwait(false);
        var page = html is null ? null : NotebookPage.Of(run.Notebook);
        run.Notebook.Write(output);
        if (html is not null) AtomicFile.Write(html, page!);
        if (record is not null) RunRecord.Write(record, session, started, notebook, run, options, inputs, named, [output, .. html is null ? Array.Empty<string>() : [html]]);

        foreach (var finding in run.Findings) session.Remark($"{path}, {finding}");
        foreach (var reused in run.Cached.Where(cached => cached.Reused)) session.Remark($"{path}, cell {Format.Count(reused.Cell)}: '{reused.Name}' was taken from an earlier run: {reused.Because}.");
        var severity = OutputFacts.SeverityOf(run.Notebook);
        if (run.Failure is { } failure) session.Remark($"{FailureText(path, failure)}\nThe cells after it did not run. {output} holds the error.");
        else session.Say($"{path}: {Count(run.Timings.Count, "cell")} ran, written to {output}{(html is null ? "" : $" and {html}")}.");
        session.Result(new { notebook = path, succeeded = run.Succeeded, severity, cells = run.Timings.Count, output, html, record, findings = run.Findings, reused = run.Cached.Count(cached => cached.Reused), failure = run.Failure });
        return run.Succeeded ? Inputs.Judge(severity ?? Severity.Healthy, failOn) : ExitCode.DoesNotHold;
    }

    /// <summary>Notebook, cell, line and what was thrown.</summary>
    public static string FailureText(string path, CellFailure failure) =>
        $"{path}, {(failure.Message.StartsWith("cell ", StringComparison.Ordinal) ? "" : $"cell {Format.Count(failure.Cell)}: ")}{failure.Message} ({failure.Type})";

    static string Count(int number, string what) => $"{Format.Count(number)} {what}{(number == 1 ? "" : "s")}";

    static Dictionary<string, ParameterValue> Parameters(IReadOnlyList<string> given, string? file)
    {
        var values = new Dictionary<string, ParameterValue>(StringComparer.Ordinal);
        if (file is not null)
            foreach (var (name, value) in NotebookParameters.ReadFile(file)) values[name] = value;
        var typed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in given)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new FormatException($"-p '{pair}' is not name=value. Write it like -p month=2020-03.");
            var (name, value) = (pair[..at], pair[(at + 1)..]);
            if (!typed.TryAdd(name, value)) throw new FormatException($"-p gives '{name}' twice, '{typed[name]}' and '{value}'. Give it once.");
            values[name] = value;
        }
        return values;
    }
}
