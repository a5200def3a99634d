namespace ModelOpsLab.Notebooks;

/// <summary>A value a notebook lets its caller choose, as its parameters cell declares it: <c>double alpha = 0.05; // how sure</c>.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Type">Its C# type, as written.</param>
/// <param name="Default">The C# expression it starts with; empty where there is none.</param>
/// <param name="Help">The comment above it or behind it; empty where there is none.</param>
public sealed record NotebookParameter(string Name, string Type, string Default, string Help);
