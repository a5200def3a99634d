using System.CommandLine;
using System.Text;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops clean</c>: takes out of notebook files what changes without meaning; as a command, and as a git filter.</summary>
static class CleanCommand
{
    const string Help = """
        Take timings, execution records and editors' marks out of notebook files; outputs stay unless --outputs is given.

        As a git filter, so that noise never reaches a commit while the file in the working tree stays as it is:
          git config filter.modelops.clean 'modelops clean -'
          git config filter.modelops.smudge cat
          git config filter.modelops.required true                   and in .gitattributes: *.ipynb filter=modelops
        A file that is not a notebook ends with exit code 2, and nothing is written: git then refuses to add it.
        """;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Add(Action<Command, Work> add)
    {
        var files = new Argument<string[]>("FILE|DIR") { Description = "Notebooks, or folders of them; - reads standard input and writes standard output.", Arity = ArgumentArity.ZeroOrMore };
        var outputs = new Option<bool>("--outputs") { Description = "Take out outputs and execution counts too." };
        var check = new Option<bool>("--check") { Description = "Change nothing; exit code 1 where cleaning would." };
        var filter = new Option<bool>("--filter") { Description = "The same as -." };
        add(new("clean", Help) { files, outputs, check, filter }, (parsed, session) =>
        {
            var (given, strip, checkOnly) = (parsed.GetValue(files) ?? [], parsed.GetValue(outputs), parsed.GetValue(check));
            if (given is ["-"] || given.Length == 0 && parsed.GetValue(filter)) return Task.FromResult(Filter(session, strip, checkOnly));
            if (given.Length == 0 || given.Contains("-") || parsed.GetValue(filter)) throw new NotebookUsageException("clean needs notebooks or folders, or a single - for standard input.");
            return Task.FromResult(Clean(session, NotebookFiles.Of(given), strip, checkOnly));
        });
    }

    static int Clean(Session session, IReadOnlyList<string> files, bool outputs, bool checkOnly)
    {
        // All are read and cleaned before the first is written: one that is no notebook leaves the others alone
        var all = files.Select(file => (File: file, Before: Text(File.ReadAllBytes(file), file))).Select(one => (one.File, one.Before, After: NotebookCleaner.Clean(one.Before, one.File, outputs))).ToArray();
        var changed = all.Where(one => one.Before != one.After).ToArray();
        foreach (var (file, _, after) in changed)
        {
            if (!checkOnly) AtomicFile.Write(file, after);
            session.Say($"{file}: {(checkOnly ? "not clean" : "cleaned")}.");
        }
        session.Say(changed.Length == 0 ? $"{all.Length} clean already." : $"{changed.Length} of {all.Length} {(checkOnly ? "would be changed; 'modelops clean' does it" : "changed")}.");
        session.Result(new { notebooks = files, changed = changed.Select(one => one.File), written = !checkOnly });
        return checkOnly && changed.Length > 0 ? ExitCode.DoesNotHold : ExitCode.Done;
    }

    /// <summary>Writes at the end or not at all: what fails must not leave half a file to git.</summary>
    static int Filter(Session session, bool outputs, bool checkOnly)
    {
        using var bytes = new MemoryStream();
        using (var input = session.Input()) input.CopyTo(bytes);
        if (bytes.Length == 0) return ExitCode.Done;
        var before = Text(bytes.ToArray(), "standard input");
        var after = NotebookCleaner.Clean(before, "standard input", outputs);
        if (!checkOnly) session.Out.Write(after);
        return checkOnly && before != after ? ExitCode.DoesNotHold : ExitCode.Done;
    }

    static string Text(byte[] bytes, string file)
    {
        try
        {
            return Strict.GetString(bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"{file} is not UTF-8 text at byte {e.Index}. Save it as UTF-8, then try again.", e);
        }
    }
}
