using System.Runtime.InteropServices;
using System.Text;

namespace ModelOpsLab.Cli;

/// <summary>The process that runs the cells, towards the one that watches it (<see cref="Supervisor"/>).</summary>
static class Child
{
    /// <summary>How long cells may take to stop once the parent is gone.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Stops when the parent asks or is gone, and leaves word of an end that it can see coming.</summary>
    public static void Attach(string journal, CleanStop stop)
    {
        new Thread(() => Listen(stop)) { IsBackground = true, Name = "parent" }.Start();
        AppDomain.CurrentDomain.UnhandledException += (_, e) => Leave(journal, e.ExceptionObject is Exception error
            ? $"{error.GetType().FullName} on a thread that a cell left behind: {error.Message}"
            : "an exception on a thread that a cell left behind");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Leave(journal, $"Environment.Exit({Environment.ExitCode.ToString(System.Globalization.CultureInfo.InvariantCulture)}) was called");
    }

    /// <summary>The command has ended in good order: nothing is left to recover.</summary>
    public static void Detach(string journal)
    {
        File.Delete(journal);
        if (File.Exists(Crash.ErrorFile(journal)) && File.ReadAllText(Crash.ErrorFile(journal)) is { Length: > 0 } words) Console.Error.Write(words);
        File.Delete(Crash.ErrorFile(journal));
    }

    /// <summary>
    /// Sends what the runtime and native code write to standard error by themselves into a file, where the parent finds a crash's last words;
    /// <see cref="Console.Error"/>, opened before, still writes to the terminal. On Windows the exit code tells enough.
    /// </summary>
    public static void KeepLastWords(string journal)
    {
        if (OperatingSystem.IsWindows()) return;
        _ = Console.Error;
        using var file = Create(Crash.ErrorFile(journal));
        _ = Duplicate((int)file.SafeFileHandle.DangerousGetHandle(), 2);
    }

    /// <summary>For the owner's eyes only: the last words may quote what a cell computed.</summary>
    static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(path, options);
    }

    static void Listen(CleanStop stop)
    {
        try
        {
            using var parent = Console.OpenStandardInput();
            while (parent.ReadByte() >= 0) stop.Ask();
        }
        catch (IOException)
        {
            // Gone as well
        }
        stop.Ask();
        Thread.Sleep(Patience);
        Environment.Exit(ExitCode.Interrupted);
    }

    static void Leave(string journal, string end)
    {
        if (!File.Exists(journal)) return;
        if (File.Exists(Crash.EndFile(journal))) return;
        using var file = Create(Crash.EndFile(journal));
        file.Write(Encoding.UTF8.GetBytes(end));
    }

    [DllImport("libc", EntryPoint = "dup2", SetLastError = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Duplicate(int from, int to);
}
