namespace ModelOpsLab.Notebooks;

/// <summary>A name that a cell declares: a variable, function or type. <paramref name="Cell"/> counts the code cells that run, from 1.</summary>
public readonly record struct CellName(string Name, int Cell)
{
    /// <summary>As in <c>alpha@1</c>.</summary>
    public override string ToString() => $"{Name}@{Cell}";
}

/// <summary>What a place in a cell does with a name.</summary>
[Flags]
enum NameAction
{
    None = 0,
    Read = 1,
    /// <summary>Gives the variable a new value.</summary>
    Write = 2,
    /// <summary>May change the value that the variable holds: a method called on it, an element set.</summary>
    Change = 4,
    /// <summary>Lets another name lead to the same value.</summary>
    Share = 8,
}

/// <summary>One use of a declared name.</summary>
/// <param name="Name">What is used.</param>
/// <param name="Action">How.</param>
/// <param name="Owner">The function or type whose body uses it; empty for the cell's own statements.</param>
/// <param name="Later">Whether the use stands in a lambda, which may run later.</param>
/// <param name="Line">Line in the cell, from 1.</param>
/// <param name="Column">Column in the line, from 1.</param>
sealed record NameUse(CellName Name, NameAction Action, string Owner, bool Later, int Line, int Column);

/// <summary>A name as its cell declares it.</summary>
/// <param name="Name">The name.</param>
/// <param name="IsVariable">Whether it is a variable, not a function or type.</param>
/// <param name="Shares">Whether its value can be shared with another name: not numbers, text and the like.</param>
/// <param name="HoldsCode">Whether its value can hold a function.</param>
/// <param name="IsSet">Whether the declaration gives it a value.</param>
sealed record NameDeclaration(CellName Name, bool IsVariable, bool Shares, bool HoldsCode, bool IsSet);
