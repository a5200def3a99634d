namespace ModelOpsLab.Notebooks;

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>A warning that the notebook accepts on purpose, with its reason.</summary>
    Accepted,
    /// <summary>The notebook runs; its outputs may differ tomorrow or in another host.</summary>
    Warning,
    /// <summary>The notebook does not run.</summary>
    Error,
}

/// <summary>Something found in a notebook without running it. <paramref name="Cell"/> counts the code cells that run, from 1 (0: the notebook); line and column from 1.</summary>
public sealed record Finding(int Cell, int Line, int Column, FindingSeverity Severity, string Message)
{
    /// <summary>What kind of finding it is, as NB101; it never changes. The compiler's own for what the compiler says, as CS0103.</summary>
    public string Code { get; init; } = "";

    /// <summary>Why the notebook accepts it; empty where it does not.</summary>
    public string Reason { get; init; } = "";

    /// <summary>All of it on one line.</summary>
    public override string ToString() =>
        $"{(Cell == 0 ? "notebook" : $"cell {Cell}, line {Line}, column {Column}")}: {(Code.Length == 0 ? "" : Code + " ")}{Message}{(Reason.Length == 0 ? "" : $" Accepted: {Reason}")}";
}
