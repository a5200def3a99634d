using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ModelOpsLab.Models;

/// <summary>Runs another program to its end or to a time limit, and keeps the end of what it said. Its arguments and environment are in no message.</summary>
static class ExternalProgram
{
    const int MostCharacters = 2_000, MostLines = 10;
    const long MostBytes = 256L << 20;
    /// <summary>How long what a program left running may keep its output open after it has ended.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <exception cref="InvalidOperationException">It could not be started, failed, or took too long.</exception>
    public static void Run(string name, IReadOnlyList<string> command, string? folder, TimeSpan limit)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder ?? "" };
        var program = Path.GetFileName(command[0]);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Exception error) when (error is Win32Exception or IOException or InvalidOperationException)
        {
            throw new InvalidOperationException($"{name}: '{program}' could not be started. Give its full path or add it to the PATH, and look whether it may be executed and its working folder exists.", error);
        }
        using (process)
        {
            Ignore(process.StandardInput.Close);
            var (said, output) = (new Tail(), new Tail());
            var ends = Task.WhenAll(said.Follow(process.StandardError), output.Follow(process.StandardOutput));
            if (!process.WaitForExit(limit))
            {
                Ignore(() => process.Kill(entireProcessTree: true));
                process.WaitForExit(Patience);
                ends.Wait(Patience);
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{name}: '{program}' had not ended after {limit.TotalSeconds:0.###} s and was killed with what it started. Give it a longer TimeLimit or fewer rows.{said}"));
            }
            ends.Wait(Patience);
            if (process.ExitCode != 0) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{name}: '{program}' exited with code {process.ExitCode}.{said}"));
        }
    }

    /// <summary>The bytes of the file a program was to write.</summary>
    /// <exception cref="InvalidDataException">It is absent, empty or too large.</exception>
    public static byte[] Written(string name, string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length == 0) throw new InvalidDataException($"{name} exited with code 0 and wrote {(file.Exists ? "an empty file" : "no file")} to {{out}}.");
        return file.Length <= MostBytes ? File.ReadAllBytes(path) : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{name} wrote {file.Length} bytes to {{out}}; the most that is read is {MostBytes}."));
    }

    public static void Discard(DirectoryInfo folder) => Ignore(() => folder.Delete(recursive: true)); // What stays behind is in the system's folder for temporary files

    /// <summary>Text of another program as one short line without control characters.</summary>
    public static string Shown(string text) => string.Concat((text.Length > 200 ? text[..200] + "…" : text).Select(c => char.IsControl(c) ? ' ' : c));

    static void Ignore(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException or Win32Exception or AggregateException)
        {
            // The process has ended, or the file is in use: nothing depends on it
        }
    }

    /// <summary>The end of a stream, however much there was.</summary>
    sealed class Tail
    {
        readonly StringBuilder _text = new();

        public async Task Follow(StreamReader reader)
        {
            var block = new char[4096];
            try
            {
                for (int read; (read = await reader.ReadAsync(block).ConfigureAwait(false)) > 0;)
                    lock (_text)
                    {
                        _text.Append(block, 0, read);
                        if (_text.Length > MostCharacters) _text.Remove(0, _text.Length - MostCharacters);
                    }
            }
            catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
            {
                // What was read until then is kept
            }
        }

        public override string ToString()
        {
            string text;
            lock (_text) text = _text.ToString();
            var lines = text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return lines.Length == 0 ? " It wrote nothing to standard error." : " Its last lines:\n" + string.Join('\n', lines.TakeLast(MostLines).Select(Shown));
        }
    }
}
