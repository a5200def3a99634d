namespace ModelOpsLab.Notebooks;

/// <summary>A value a notebook lets its caller choose, as its parameters cell declares it: <c>double alpha = 0.05; // how sure, in (0, 1)</c>.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Type">Its C# type, as written.</param>
/// <param name="Default">The C# expression it starts with; empty where there is none.</param>
/// <param name="Help">The comment above it or behind it; empty where there is none. <c>in [0, 1)</c> or <c>in {daily, weekly}</c> in it limits the values.</param>
/// <param name="Line">The line of the declaration in its cell, from 1.</param>
public sealed record NotebookParameter(string Name, string Type, string Default, string Help, int Line)
{
    /// <summary>What the help allows, as in <c>[0, 1)</c> or <c>{daily, weekly}</c>; empty where it sets no limits.</summary>
    public string Allowed => ParameterDomain.Of(Help)?.ToString() ?? "";
}
