using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// What a run leaves with each cell, in <c>metadata.modelops.stamp</c>: 48 bits each of SHA-256 over the cell's code, over the code it depends on, and over
/// the outputs they gave, as <c>1:code:upstream:outputs</c>. The first number is the way of counting: a stamp counted another way proves nothing.
/// It tells an honest mistake from a fresh output; it is no signature.
/// </summary>
sealed record CellStamp(string Code, string Upstream, string Outputs)
{
    const string Version = "1";
    const string Own = "modelops";
    const string Field = "stamp";

    /// <summary>The stamps that the notebook's code cells would carry if they had run just now, in order.</summary>
    public static IReadOnlyList<CellStamp> Of(Notebook notebook, CellGraph graph)
    {
        Cell[] cells = [.. notebook.Cells.Where(NotebookRunner.Runs)];
        var stamps = new List<CellStamp>(cells.Length);
        var imports = new List<string>();
        for (var i = 0; i < cells.Length; i++)
        {
            var upstream = new StringBuilder();
            foreach (var above in graph.Cells[i].Upstream) upstream.Append(stamps[above - 1].Code).Append(' ').Append(stamps[above - 1].Upstream).Append('\n');
            foreach (var line in imports) upstream.Append(line).Append('\n');
            upstream.Append(graph.Names(i + 1)?.Imported);
            foreach (var space in graph.Names(i + 1)?.Namespaces ?? []) upstream.Append(space).Append('\n');
            stamps.Add(new(Hash(CellCode.Of(cells[i].Source)), Hash(upstream.ToString()), Hash(Text(cells[i].Outputs))));
            imports.AddRange(CellCode.Imports(cells[i].Source));
        }
        return stamps;
    }

    /// <summary>What a cell carries; null where that is nothing, or counted another way.</summary>
    public static CellStamp? In(Cell cell) =>
        (cell.Metadata[Own] as JsonObject)?[Field] is JsonValue value && value.TryGetValue(out string? text) && text.Split(':') is [Version, var code, var upstream, var outputs]
            ? new(code, upstream, outputs)
            : null;

    /// <summary>The executed notebook with a stamp on every cell that ran; the others carry none.</summary>
    public static Notebook Stamp(Notebook executed, CellGraph graph)
    {
        var stamps = Of(executed, graph);
        var number = 0;
        return executed with { Cells = [.. executed.Cells.Select(cell => NotebookRunner.Runs(cell) ? Stamped(cell, stamps[number++]) : cell)] };

        static Cell Stamped(Cell cell, CellStamp stamp) => cell with { Metadata = With(cell.Metadata, cell.ExecutionCount is null ? null : stamp.ToString()) };
    }

    /// <summary>As it is stored.</summary>
    public override string ToString() => $"{Version}:{Code}:{Upstream}:{Outputs}";

    static JsonObject With(JsonObject metadata, string? stamp)
    {
        if (stamp is null && metadata[Own] is not JsonObject) return metadata;
        var copy = (JsonObject)metadata.DeepClone();
        if (copy[Own] is not JsonObject own) Put(copy, Own, own = []);
        if (stamp is null) own.Remove(Field);
        else Put(own, Field, stamp);
        if (own.Count == 0) copy.Remove(Own);
        return copy;
    }

    /// <summary>Where sorted keys would have it, so that a clean file stays clean.</summary>
    static void Put(JsonObject fields, string name, JsonNode value)
    {
        if (fields.ContainsKey(name)) fields[name] = value;
        else fields.Insert(fields.Count(field => string.CompareOrdinal(field.Key, name) < 0), name, value);
    }

    /// <summary>Outputs by what they say, however a host lays them out.</summary>
    static string Text(IReadOnlyList<CellOutput> outputs)
    {
        var text = new StringBuilder();
        foreach (var output in outputs)
        {
            text.Append(output.Kind).Append(' ').Append(output.Name).Append('\n');
            if (output.Kind is OutputKind.Stream or OutputKind.Error) text.Append(output.Text).Append('\n');
            foreach (var type in output.Data.MimeTypes)
            {
                text.Append(type).Append('\n');
                NotebookJson.Append(text, output.Data[type], 0);
                text.Append('\n');
            }
        }
        return text.ToString();
    }

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}
