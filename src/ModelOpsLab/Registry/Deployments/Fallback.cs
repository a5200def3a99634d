using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>What is served instead of the model when it is stopped, fails, or a check before it fails.</summary>
public enum FallbackKind
{
    /// <summary>No position: the prediction is 0.</summary>
    Flat,
    /// <summary>One number, whatever the row.</summary>
    Constant,
    /// <summary>Another version of the model.</summary>
    Version,
    /// <summary>What a person signed, in a file.</summary>
    Manual,
}

/// <summary>The fallback of a deployment: no version is promoted without.</summary>
public sealed record Fallback
{
    /// <summary>What is served.</summary>
    public required FallbackKind Kind { get; init; }
    /// <summary>The number of <see cref="FallbackKind.Constant"/>.</summary>
    public double? Value { get; init; }
    /// <summary>The number of the version of <see cref="FallbackKind.Version"/>.</summary>
    public int? Version { get; init; }
    /// <summary>The signed file of <see cref="FallbackKind.Manual"/>, relative to the workspace.</summary>
    public string? File { get; init; }

    /// <summary>What is wrong with it, in sentences; nothing where it holds.</summary>
    public IEnumerable<string> Problems()
    {
        if (Kind == FallbackKind.Constant && !(Value is { } value && double.IsFinite(value))) yield return "fallback.value must be a finite number for the kind constant";
        if (Kind == FallbackKind.Version && Version is not >= 1) yield return "fallback.version must be the number of a version for the kind version";
        if (Kind == FallbackKind.Manual && string.IsNullOrWhiteSpace(File)) yield return "fallback.file must name the signed file for the kind manual";
        else if (Kind == FallbackKind.Manual && WorkspacePath.Problem(File) is { } wrong) yield return $"fallback.file '{LedgerEntry.Shown(File)}' {wrong}";
        foreach (var (name, given, kind) in new[] { ("value", Value is not null, FallbackKind.Constant), ("version", Version is not null, FallbackKind.Version), ("file", File is not null, FallbackKind.Manual) })
            if (given && Kind != kind) yield return $"fallback.{name} means nothing for the kind {Kind.ToString().ToLowerInvariant()}";
    }

    /// <summary>In words: <c>flat</c>, <c>version 1</c>.</summary>
    public override string ToString() => Kind switch
    {
        FallbackKind.Constant => $"constant {Format.Number(Value ?? double.NaN)}",
        FallbackKind.Version => FormattableString.Invariant($"version {Version}"),
        FallbackKind.Manual => $"manual, from {File}",
        _ => "flat",
    };
}
