using System.CommandLine;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops diff</c>: how two notebooks differ in code, in results by value, and in noise; nothing is run.</summary>
static class DiffCommand
{
    const string Help = """
        Compare two notebooks: code, results by value, noise. Nothing is run.

        Code: tokens, text, order, tags. Results: outputs by value, with the tolerances of the first notebook's tags. Noise: comments and layout,
        metadata, counts, ids. Without --level, exit code 1 means that code or results differ; with it, that the named level does.

        In git, as a diff tool ('git difftool -t modelops') and for 'git diff' itself:
          git config difftool.modelops.cmd 'modelops diff "$LOCAL" "$REMOTE"'
          git config diff.ipynb.textconv 'modelops diff --text'      and in .gitattributes: *.ipynb diff=ipynb
        """;

    public static void Add(Action<Command, Work> add)
    {
        var first = new Argument<string?>("A.ipynb") { Description = "What is expected.", Arity = ArgumentArity.ZeroOrOne };
        var second = new Argument<string?>("B.ipynb") { Description = "What is compared with it.", Arity = ArgumentArity.ZeroOrOne };
        var strict = new Option<bool>("--strict") { Description = "Compare numbers digit by digit, not within tolerances." };
        var level = new Option<DiffLevel?>("--level") { Description = "Show and judge one level only: code, results or noise.", HelpName = "LEVEL" };
        var html = Inputs.FileOption("--html", "Also write the differences as one page.");
        var text = new Option<bool>("--text") { Description = "Print one notebook as plain text, for git's textconv." };
        Command command = new("diff", Help) { first, second, strict, level, html, text };
        command.Validators.Add(result =>
        {
            Argument[] missing = [.. new Argument[] { first, second }.Take(result.GetValue(text) ? 1 : 2).Where(argument => (result.GetResult(argument)?.Tokens.Count ?? 0) == 0)];
            if (missing.Length > 0) result.AddError($"diff needs {string.Join(" and ", missing.Select(argument => argument.Name))}.");
        });
        add(command, (parsed, session) =>
        {
            var a = Read(parsed.GetRequiredValue(first)!);
            if (parsed.GetValue(text))
            {
                session.Out.Write(NotebookPlainText.Of(a));
                return Task.FromResult(ExitCode.Done);
            }
            var b = Read(parsed.GetRequiredValue(second)!);
            var page = Inputs.Writable(parsed.GetValue(html));
            var chosen = parsed.GetValue(level);
            var diff = NotebookDiff.Of(a, b, parsed.GetValue(strict) ? 0 : new VerifyOptions().Tolerance);
            foreach (var line in DiffText.Lines(diff, chosen)) session.Say(line);
            if (page is not null) AtomicFile.Write(page, HtmlWriter.Page(DiffText.Page(diff, chosen), $"{a.Path} and {b.Path}"));
            session.Result(new { equal = !diff.Differs(chosen), level = chosen, diff.Cells, diff.Outputs, diff.Code, differences = diff.Results, diff.Tolerated, diff.Noise });
            return Task.FromResult(diff.Differs(chosen) ? ExitCode.DoesNotHold : ExitCode.Done);
        });
    }

    /// <summary>git gives an empty file for a notebook that is new or gone.</summary>
    static Notebook Read(string path) => path == "/dev/null" || File.Exists(path) && new FileInfo(path).Length == 0 ? new([]) { Path = path } : Notebook.Read(path);
}
