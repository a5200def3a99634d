using System.Diagnostics;
using System.Text;

namespace ModelOpsLab.Jupyter.Tests;

/// <summary>How a program ended.</summary>
public sealed record Ended(int Code, string Out, string Error)
{
    public override string ToString() => $"exit code {Code}\n{Out}\n{Error}";
}

/// <summary>Programs of others, run as users run them.</summary>
static class Tool
{
    /// <summary>No client should need as long: past it the program is ended and the test fails.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>Where a program is, or null where the machine does not have it.</summary>
    public static string? Find(string program) => Path.IsPathRooted(program)
        ? File.Exists(program) ? program : null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Runs it to its end.</summary>
    public static async Task<Ended> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string? folder = null)
    {
        using var process = Start(program, arguments, environment, folder);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} did not end within {Patience.TotalMinutes} minutes.\n{await output}\n{await error}");
        }
        return new(process.ExitCode, await output, await error);
    }

    /// <summary>Starts it and leaves it running; its output can be read.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? AppContext.BaseDirectory,
            RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Whether a process is there and not merely waiting to be collected.</summary>
    public static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited && !IsZombie(id);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    static bool IsZombie(int id)
    {
        var stat = $"/proc/{id}/stat";
        if (!File.Exists(stat)) return false;
        var text = File.ReadAllText(stat);
        return text[(text.LastIndexOf(')') + 2)..].StartsWith('Z');
    }

    /// <summary>Waits for the processes to be gone; the answer is those that are not.</summary>
    public static async Task<int[]> SurvivorsAsync(IReadOnlyCollection<int> ids, TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        while (ids.Any(IsAlive) && clock.Elapsed < patience) await Task.Delay(50);
        return [.. ids.Where(IsAlive)];
    }
}
