using System.Globalization;
using ModelOpsLab.Notebooks;

namespace ModelOpsLab.Cli;

/// <summary>The end of a process that ran cells and did not end in good order: its journal, and why it ended, in words.</summary>
sealed record Crash(string Journal, string Reason)
{
    /// <summary>Where the process says, when it can, why it ends.</summary>
    public static string EndFile(string journal) => journal + ".end";

    /// <summary>Where the runtime's last words go.</summary>
    public static string ErrorFile(string journal) => journal + ".err";

    /// <summary>Reads the reason from the exit code and from what the process left.</summary>
    public static Crash Of(int exitCode, string journal)
    {
        var (end, words) = (Text(EndFile(journal)), Text(ErrorFile(journal)));
        return new(journal, end.Length > 0 ? end : Reasoned(exitCode, words));
    }

    /// <summary>The run as far as it came; null where no cell had begun.</summary>
    public NotebookRun? Recover() => RunJournal.Recover(Journal, Reason);

    /// <summary>On Unix a signal's number is 128 less than the code; Windows has codes of its own.</summary>
    static string Reasoned(int code, string words)
    {
        if (words.Contains("Stack overflow", StringComparison.Ordinal) || code == unchecked((int)0xC00000FD)) return "stack overflow";
        if (After(words, "Process terminated.") is { } last || (code == unchecked((int)0x80131623) && (last = "") is not null)) return $"Environment.FailFast was called{(last.Length > 0 ? $": {last}" : "")}";
        return code switch
        {
            137 => "it was killed from outside (signal 9), as the system does where memory runs out",
            139 => "native code read or wrote where it must not (signal 11)",
            > 128 and < 160 => string.Create(CultureInfo.InvariantCulture, $"signal {code - 128}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"exit code {code}"),
        };
    }

    /// <summary>The text behind a mark, on its line or the next.</summary>
    static string? After(string words, string mark)
    {
        var at = words.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? null : words[(at + mark.Length)..].Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0 && !line.StartsWith("at ", StringComparison.Ordinal)) ?? "";
    }

    static string Text(string file) => File.Exists(file) ? File.ReadAllText(file).Trim() : "";
}
