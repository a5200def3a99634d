using System.Diagnostics;
using System.Runtime.CompilerServices;
using ModelOpsLab.Cli;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // cells of a notebook share the process's console and folder

namespace ModelOpsLab.Cli.Tests;

/// <summary>How a call of the command line ended.</summary>
sealed record Outcome(int Code, string Out, string Error);

/// <summary>Calls the command line, in this process or as one of its own.</summary>
static class Modelops
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    public static string EdgeCase(string file) => Path.Combine(Root, "data-samples", "edge-cases", file);

    public static Outcome Run(params string[] arguments) => Run(default, arguments);

    public static Outcome Run(CancellationToken cancel, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var code = CommandLine.Run(arguments, new(output, error) { Cancel = cancel });
        return new(code, output.ToString(), error.ToString());
    }

    public static Outcome Process(string folder, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "modelops.dll"), .. arguments])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }

    static string FindRoot([CallerFilePath] string start = "")
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ModelOpsLab.sln"))) folder = folder.Parent;
        return folder?.FullName ?? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(start)!, "..", ".."));
    }
}
