using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Reads and writes .dib text: <c>#!meta</c> with JSON, then cells parted by lines that name their language. Code and Markdown come back exactly;
/// outputs have no place in it. Cell ids and tags are kept in the meta section under "modelops".
/// </summary>
static class DibText
{
    const string Own = "modelops";

    static readonly string[] MarkdownNames = ["markdown", "md"];

    static readonly JsonSerializerOptions OneLine = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool IsDib(string path) => Path.GetExtension(path).Equals(".dib", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="InvalidDataException">The meta section is not JSON; names the line.</exception>
    public static Notebook Parse(string text, string path)
    {
        text = text.TrimStart('\uFEFF');
        if (text.Contains('\n', StringComparison.Ordinal) && text.AsSpan().Count('\n') == text.AsSpan().Count("\r\n")) text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        var sections = Sections(text);
        var meta = sections.FirstOrDefault(section => section.Name == "meta") is { Text: not null } found ? Meta(found, path) : [];
        var own = meta[Own] as JsonObject;
        var named = (string?)meta["kernelInfo"]?["defaultKernelName"] ?? "csharp";
        (CellKind Kind, string Language, string Text)[] cells =
        [
            .. sections.Where(section => section.Name != "meta").Select(section => (section.Name.Length == 0 ? named : section.Name) is var name && MarkdownNames.Contains(name, StringComparer.OrdinalIgnoreCase)
                ? (CellKind.Markdown, "", section.Text)
                : (CellKind.Code, name, section.Text)),
        ];
        var kept = (own?["cells"] as JsonArray ?? []).OfType<JsonObject>().ToArray();
        var byKey = kept.GroupBy(entry => (string?)entry["key"] ?? "", StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        var (keys, ids, read) = (new CellIds(), new CellIds(), new List<Cell>());
        foreach (var (kind, language, source) in cells)
        {
            var entry = byKey.GetValueOrDefault(keys.Keep(null, kind, source)) ?? (kept.Length == cells.Length ? kept[read.Count] : null);
            read.Add(new(kind, ids.Keep((string?)entry?["id"], kind, source), source)
            {
                Metadata = entry?["metadata"] is JsonObject metadata ? (JsonObject)metadata.DeepClone() : LanguageOf(kind, language, named),
            });
        }
        var notebook = new Notebook(read) { Path = path };
        if (own?["metadata"] is JsonObject whole) return notebook with { Metadata = (JsonObject)whole.DeepClone() };
        if (!CellLanguage.IsCSharp(named)) notebook.Metadata["polyglot_notebook"] = new JsonObject { ["kernelInfo"] = meta["kernelInfo"]!.DeepClone() };
        return notebook;
    }

    /// <exception cref="NotebookUsageException">A cell of raw text, or a line in a cell that would begin a new one.</exception>
    public static string Write(Notebook notebook)
    {
        var named = CellLanguage.OfNotebook(notebook.Metadata);
        if (CellLanguage.IsCSharp(named)) named = "csharp";
        var (text, keys, kept, needed, number) = (new StringBuilder(), new CellIds(), new JsonArray(), false, 0);
        foreach (var cell in notebook.Cells)
        {
            number++;
            if (cell.Kind == CellKind.Raw) throw new NotebookUsageException($"{notebook.Path}, cell {number} is raw text, and a .dib holds code and Markdown only. Make it a Markdown cell, or keep the notebook as .ipynb.");
            RefuseSeparators(notebook.Path, number, cell.Source);
            var language = cell.Kind == CellKind.Markdown ? "markdown" : CellLanguage.Declared(notebook, cell) is var own && CellLanguage.IsCSharp(own) ? "csharp" : own;
            if (number > 1) text.Append('\n');
            text.Append("#!").Append(language).Append("\n\n").Append(cell.Source).Append('\n');
            var key = keys.Keep(null, cell.Kind, cell.Source);
            needed |= key != cell.Id || !JsonNode.DeepEquals(cell.Metadata, LanguageOf(cell.Kind, language, named));
            kept.Add(new JsonObject { ["key"] = key, ["id"] = cell.Id, ["metadata"] = cell.Metadata.DeepClone() });
        }
        var meta = new JsonObject
        {
            ["kernelInfo"] = notebook.Metadata["polyglot_notebook"]?["kernelInfo"]?.DeepClone()
                ?? new JsonObject { ["defaultKernelName"] = named, ["items"] = new JsonArray(new JsonObject { ["aliases"] = new JsonArray(), ["name"] = named }) },
        };
        var standard = JsonNode.DeepEquals(notebook.Metadata, new Notebook([]).Metadata);
        if (needed || !standard) meta[Own] = new JsonObject();
        if (!standard) meta[Own]!["metadata"] = notebook.Metadata.DeepClone();
        if (needed) meta[Own]!["cells"] = kept;
        return $"#!meta\n\n{meta.ToJsonString(OneLine)}\n\n{text}";
    }

    /// <summary>The parts of the text by their separator's name; what comes before the first one has none.</summary>
    static List<(string Name, int Line, string Text)> Sections(string text)
    {
        var found = new List<(string Name, int Line, string Text)>();
        var (name, line, number, from) = ("", 0, 0, 0);
        for (var start = 0; start < text.Length;)
        {
            number++;
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            if (Separator(text.AsSpan(start, end - start)) is { } next && (next != "meta" || found.Count == 0 && name.Length == 0))
            {
                Close(text[from..start], last: false);
                (name, line, from) = (next, number, end);
            }
            start = end;
        }
        Close(text[from..], last: true);
        return found;

        void Close(string part, bool last)
        {
            if (name.Length == 0 && string.IsNullOrWhiteSpace(part)) return;
            if (name.Length > 0 && part.StartsWith('\n')) part = part[1..];
            if (part.EndsWith('\n')) part = part[..^1];
            if (!last && part.EndsWith('\n')) part = part[..^1];
            found.Add((name, line, part));
        }
    }

    static string? Separator(ReadOnlySpan<char> line)
    {
        if (!line.StartsWith("#!")) return null;
        var name = line[2..].Trim().ToString();
        return name == "meta" || CellLanguage.IsLanguage(name) ? name : null;
    }

    static void RefuseSeparators(string path, int cell, string source)
    {
        var number = 0;
        foreach (var line in source.Split('\n'))
        {
            number++;
            if (Separator(line) is not null)
                throw new NotebookUsageException($"{path}, cell {cell}, line {number}: '{line.Trim()}' would begin a new cell in a .dib. Take the line out, or keep the notebook as .ipynb.");
        }
    }

    static JsonObject Meta((string Name, int Line, string Text) section, string path)
    {
        try
        {
            return string.IsNullOrWhiteSpace(section.Text) ? [] : JsonNode.Parse(section.Text) as JsonObject ?? throw new JsonException("not an object");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}, line {section.Line + 2 + (e.LineNumber ?? 0)}: the section #!meta is not a JSON object. Restore the file from version control, or correct that line.", e);
        }
    }

    /// <summary>What a code cell carries that is not in the notebook's own language.</summary>
    static JsonObject LanguageOf(CellKind kind, string language, string named) => kind == CellKind.Markdown || language == named || CellLanguage.IsCSharp(language) && CellLanguage.IsCSharp(named)
        ? []
        : new() { ["dotnet_interactive"] = new JsonObject { ["language"] = language }, ["polyglot_notebook"] = new JsonObject { ["kernelName"] = language } };
}
