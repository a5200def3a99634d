using System.Security.Cryptography;
using System.Text;

namespace ModelOpsLab.Notebooks.Packages;

/// <summary>Builds the project of <c>#r "project: path"</c> through the SDK into a folder of the cache, with all it needs beside it.</summary>
static class ProjectBuild
{
    const int Shown = 5;

    /// <summary>The assembly it makes.</summary>
    /// <exception cref="CellErrorException">No such project, no SDK, or it does not build: the compiler's errors with file and line.</exception>
    public static async Task<string> RunAsync(ReferenceLine line, KernelOptions options, CancellationToken cancel)
    {
        var name = line.Line.Name;
        var project = Path.GetFullPath(name, line.Folder);
        if (!File.Exists(project)) throw line.Error($"there is no project '{name}'. Name its .csproj relative to the notebook.");
        var sdk = DotnetSdk.Find(options.Dotnet)
            ?? throw line.Error($"'{name}' has to be built, and there is no .NET SDK here. Install the SDK, or build the project elsewhere and reference its assembly: #r \"path.dll\".");
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..16];
        var folder = Path.GetDirectoryName(project)!;
        var manyFrameworks = (await File.ReadAllTextAsync(project, cancel).ConfigureAwait(false)).Contains("<TargetFrameworks>", StringComparison.Ordinal);
        IReadOnlyList<string> arguments =
        [
            "build", project, "-nologo", "-v:q", "-nodeReuse:false", "-t:Build", "-p:CopyLocalLockFileAssemblies=true", "-getProperty:TargetPath",
            "-o", Path.Combine(options.CacheFolder, "projects", key),
            .. manyFrameworks ? ["-f", PackageRestore.Framework] : Array.Empty<string>(),
        ];
        var (code, output) = await sdk.RunAsync(folder, arguments, cancel).ConfigureAwait(false);
        var target = output.Split('\n').Select(text => text.Trim()).FirstOrDefault(text => text.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) && File.Exists(text));
        if (code == 0 && target is not null) return target;
        if (code == 0) throw line.Error($"'{name}' builds no assembly (.dll). Reference a class library.");
        var errors = DotnetSdk.Errors(output);
        var shown = errors.Take(Shown).Select(error => $"  {Path.GetRelativePath(folder, Path.GetFullPath(error.File, folder))}{(error.Line > 0 ? $", line {error.Line}, column {error.Column}" : "")}: {error.Code} {error.Text}");
        throw line.Error($"'{name}' does not build:\n{string.Join('\n', shown)}{(errors.Count > Shown ? $"\n  and {errors.Count - Shown} more" : "")}{(errors.Count == 0 ? "  " + Lines.Shorten(output.Trim(), 300) : "")}");
    }
}
