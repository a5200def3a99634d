using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Finds what references need in turn: in the process, then among the packages and beside the files the session added. <c>#r</c> itself never comes here.
/// What .NET and the host need in turn is not read until a cell's code needs it (<see cref="CellCompiler"/>): nearly never, and it is some hundred assemblies.
/// </summary>
sealed class ReferenceResolver(SessionAssemblies assemblies) : MetadataReferenceResolver
{
    readonly SessionAssemblies _assemblies = assemblies;

    public override bool ResolveMissingAssemblies => true;

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        definition.Display is { } path && SharedReferences.IsOfProcess(path) ? null : SharedReferences.Named(referenceIdentity.Name) ?? _assemblies.Find(referenceIdentity.Name);

    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties) => [];

    public override bool Equals(object? other) => other is ReferenceResolver { _assemblies: var its } && its == _assemblies;

    public override int GetHashCode() => _assemblies.GetHashCode();
}
