using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks.Packages;

/// <summary>The .NET SDK of this machine, which restores packages and builds projects.</summary>
sealed partial class DotnetSdk
{
    readonly string _host;

    DotnetSdk(string host) => _host = host;

    /// <summary>The SDK; null where there is none.</summary>
    public static DotnetSdk? Find(string? given)
    {
        IEnumerable<string?> hosts = given is not null ? [given] : [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"), .. Folders().Select(folder => Path.Combine(folder, Program))];
        return hosts.FirstOrDefault(HasSdk) is { } host ? new(host) : null;
    }

    static string Program => OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    static IEnumerable<string> Folders() =>
    [
        .. Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root ? [root] : Array.Empty<string>(),
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."),
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
    ];

    static bool HasSdk(string? host)
    {
        if (host is null || !File.Exists(host)) return false;
        var file = new FileInfo(host);
        var folder = Path.GetDirectoryName((file.ResolveLinkTarget(returnFinalTarget: true) ?? file).FullName)!;
        return Directory.Exists(Path.Combine(folder, "sdk")) && Directory.EnumerateDirectories(Path.Combine(folder, "sdk")).Any();
    }

    /// <summary>Runs one command to its end; all it wrote, errors included.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was signalled; the command and what it started were ended.</exception>
    public async Task<(int Code, string Output)> RunAsync(string folder, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(_host, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray()) start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start) ?? throw new IOException($"'{_host}' could not be started.");
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            await process.WaitForExitAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        return (process.ExitCode, await output.ConfigureAwait(false) + await error.ConfigureAwait(false));
    }

    /// <summary>The errors in what a command wrote, each once: where, code and text.</summary>
    public static IReadOnlyList<(string File, int Line, int Column, string Code, string Text)> Errors(string output) =>
    [
        .. ErrorLine().Matches(output).Select(match => (
            match.Groups["file"].Value.Trim(), Number(match.Groups["line"]), Number(match.Groups["column"]),
            match.Groups["code"].Value, match.Groups["text"].Value.Trim())).Where(error => error.Item5.Length > 0).Distinct(),
    ];

    static int Number(Group group) => int.TryParse(group.Value, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"^\s*(?<file>.*?)(\((?<line>\d+),(?<column>\d+)[^)]*\))?\s*:\s*error\s+(?<code>[A-Z]+\d+)\s*:(?<text>[^\r\n]*?)(\[[^\]\r\n]*proj(::[^\]]*)?\])?\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ErrorLine();
}
