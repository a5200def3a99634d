using ModelOpsLab.Registry;
using ModelOpsLab.Retraining;

namespace ModelOpsLab.Live;

/// <summary>The window that a declaration means.</summary>
static class DeclaredWindow
{
    /// <summary>The window; expanding where none is declared.</summary>
    public static Window Of(WindowDefinition? declared) => declared switch
    {
        null or { Kind: "expanding" } => Window.Expanding(),
        { Kind: "sliding", Size: { } size } => Window.Sliding(size),
        { Kind: "hybrid", Size: { } recent, Weight: { } weight } => Window.Hybrid(recent, weight),
        { Kind: "exponential", HalfLife: { } halfLife } => Window.Exponential(halfLife),
        _ => throw new InvalidDataException(declared.Problem()),
    };
}
