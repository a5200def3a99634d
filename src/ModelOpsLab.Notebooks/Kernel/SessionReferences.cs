using Microsoft.CodeAnalysis;
using ModelOpsLab.Notebooks.Packages;

namespace ModelOpsLab.Notebooks;

/// <summary>Answers the reference lines of a session: packages together, then projects and assemblies, and lets the compiler use them.</summary>
sealed class SessionReferences(SessionAssemblies assemblies, CellCompiler compiler, KernelOptions options)
{
    NotebookPackages? _packages;

    /// <exception cref="CellErrorException">A reference cannot be had; names the line.</exception>
    public async Task AddAsync(IReadOnlyList<ReferenceLine> lines, CancellationToken cancel)
    {
        if (lines.Count == 0) return;
        await AddPackagesAsync(lines, cancel).ConfigureAwait(false);
        foreach (var line in lines)
            switch (line.Line.Kind)
            {
                case DirectiveKind.Project:
                    compiler.Add([assemblies.Add(await ProjectBuild.RunAsync(line, options, cancel).ConfigureAwait(false), line)]);
                    break;
                case DirectiveKind.Assembly:
                    compiler.Add([Assembly(line)]);
                    break;
            }
    }

    /// <summary>Resolves the packages of many cells in one go.</summary>
    /// <exception cref="CellErrorException">A package cannot be had; names the line.</exception>
    public async Task AddPackagesAsync(IReadOnlyList<ReferenceLine> lines, CancellationToken cancel)
    {
        ReferenceLine[] own = [.. lines.Where(line => line.Line.Kind is DirectiveKind.Package or DirectiveKind.Source)];
        if (own.Length == 0) return;
        _packages ??= new(options);
        var more = await _packages.AddAsync(own, cancel).ConfigureAwait(false);
        if (more.Count > 0) compiler.Add(assemblies.Add(more, own.Last(line => line.Line.Kind == DirectiveKind.Package)));
    }

    PortableExecutableReference Assembly(ReferenceLine line)
    {
        var name = line.Line.Name;
        string[] places = [Path.GetFullPath(name, line.Folder), Path.GetFullPath(name, options.WorkingDirectory)];
        if (places.FirstOrDefault(File.Exists) is { } path) return assemblies.Add(path, line);
        return SharedReferences.Named(name)
            ?? throw line.Error($"there is no assembly '{name}'. Name its file relative to the notebook, or an assembly of .NET without .dll.");
    }
}
