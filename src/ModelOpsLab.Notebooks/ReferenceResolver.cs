using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ModelOpsLab.Notebooks;

/// <summary>Finds the files of <c>#r "path.dll"</c> (relative to the notebook's folder) and of what references need, sharing one reference per file.</summary>
sealed class ReferenceResolver(string folder) : MetadataReferenceResolver
{
    readonly string _folder = folder;

    public override bool ResolveMissingAssemblies => true;

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity)
    {
        if (SharedReferences.Named(referenceIdentity.Name) is { } known) return known;
        var neighbour = definition.Display is { } path && Path.GetDirectoryName(path) is { } beside
            ? Path.Combine(beside, referenceIdentity.Name + ".dll")
            : "";
        return File.Exists(neighbour) ? SharedReferences.Of(neighbour) : null;
    }

    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        var path = Path.GetFullPath(reference, _folder);
        if (File.Exists(path)) return [SharedReferences.Of(path)];
        return SharedReferences.Named(reference) is { } known ? [known] : [];
    }

    public override bool Equals(object? other) => other is ReferenceResolver { _folder: var its } && its == _folder;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_folder);
}
