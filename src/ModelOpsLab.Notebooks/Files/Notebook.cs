using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>A notebook document: cells in order, and what hosts keep about the whole. Immutable; unknown fields are kept.</summary>
public sealed record Notebook(IReadOnlyList<Cell> Cells)
{
    /// <summary>The file the notebook was read from, for messages; "notebook" where there is none.</summary>
    public string Path { get; init; } = "notebook";

    /// <summary>What was wrong with the file and has been put right by reading it, in words: cell ids that are doubled or not allowed.</summary>
    public IReadOnlyList<string> Repairs { get; init; } = [];

    /// <summary>The file as it was read: order of keys, and fields of others.</summary>
    internal JsonObject? Fields { get; init; }

    /// <summary>What hosts keep about the notebook: kernel, language. New notebooks name the kernel of .NET C#, so that other hosts open them too.</summary>
    public JsonObject Metadata
    {
        get => field ??= Fields?["metadata"] as JsonObject ?? Fields switch
        {
            null => new()
            {
                ["kernelspec"] = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" },
                ["language_info"] = new JsonObject { ["file_extension"] = ".cs", ["mimetype"] = "text/x-csharp", ["name"] = "C#", ["pygments_lexer"] = "csharp" },
            },
            _ => [],
        };
        init;
    }

    /// <summary>The notebook of a file: .dib by its name, otherwise .ipynb.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">Not a notebook of format 4: says where, and what to do.</exception>
    public static Notebook Read(string path)
    {
        if (Directory.Exists(path)) throw new InvalidDataException($"'{path}' is a folder, not a notebook. Name a file in it.");
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no notebook '{path}'.", path);
        var text = Utf8Text.Decode(File.ReadAllBytes(path), path);
        return DibText.IsDib(path) ? DibText.Parse(text, path) : NotebookJson.Parse(text, path);
    }

    /// <summary>The lock file of a notebook's packages, beside it: NAME.packages.lock.json. There is none where no package had to be restored.</summary>
    public static string LockFileOf(string path) => System.IO.Path.ChangeExtension(path, null) + ".packages.lock.json";

    /// <summary>Writes the notebook whole or not at all; a name that ends with .dib gets that format, which holds no outputs.</summary>
    /// <exception cref="NotebookUsageException">A cell cannot be written in that format.</exception>
    public void Write(string path) => Storage.AtomicFile.Write(path, DibText.IsDib(path) ? DibText.Write(this) : NotebookJson.Write(this));

    internal JsonObject ToJson()
    {
        var json = new JsonObject();
        string[] sorted = ["cells", "metadata", "nbformat", "nbformat_minor"];
        foreach (var name in (Fields?.Select(field => field.Key) ?? []).Concat(sorted))
            if (!json.ContainsKey(name)) json[name] = name switch
            {
                "cells" => new JsonArray([.. Cells.Select(cell => (JsonNode)cell.ToJson())]),
                "metadata" => Metadata.DeepClone(),
                "nbformat" => 4,
                "nbformat_minor" => Math.Max(5, Minor),
                _ => Fields![name]?.DeepClone(),
            };
        return json;
    }

    int Minor => Fields?["nbformat_minor"] is JsonValue value && value.TryGetValue(out int minor) ? minor : 5;
}
