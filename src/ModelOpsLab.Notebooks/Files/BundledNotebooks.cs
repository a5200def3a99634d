using System.Reflection;
using ModelOpsLab.Data;

namespace ModelOpsLab.Notebooks;

/// <summary>The notebooks that this library carries, so that they run where the repository is not.</summary>
public static class BundledNotebooks
{
    const string Prefix = "notebooks/";

    /// <summary>Their file names, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]).Order(StringComparer.Ordinal)];

    /// <summary>A notebook by its file name.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name: the message lists those there are.</exception>
    public static Notebook Read(string name)
    {
        using var stream = Assembly.GetManifestResourceStream(Prefix + name)
            ?? throw new KeyNotFoundException($"No notebook '{name}' is carried. There are: {string.Join(", ", Names)}.{Spelling.Suggest(name, Names)}");
        using var reader = new StreamReader(stream);
        return NotebookJson.Parse(reader.ReadToEnd(), name);
    }

    static Assembly Assembly => typeof(BundledNotebooks).Assembly;
}
