using System.Text.Json.Nodes;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli;

/// <summary>What the results stored in a notebook say of themselves: how bad things are, and what they were computed from.</summary>
static class OutputFacts
{
    /// <summary>The worst judgement of all reports and verdicts; null where nothing was judged.</summary>
    public static Severity? SeverityOf(Notebook notebook)
    {
        Severity[] found = [.. Results(notebook).SelectMany(Judgements)];
        return found.Length == 0 ? null : found.Max();
    }

    /// <summary>The first verdict that a cell shows; null where none does.</summary>
    public static Verdict? VerdictOf(Notebook notebook) => Results(notebook)
        .Where(result => Blocks(result).Any(block => Text(block["kind"]) == "verdict"))
        .SelectMany(Read).OfType<Verdict>().FirstOrDefault();

    /// <summary>Model and data hashes that the reports name, each name once, in the order of their appearance.</summary>
    public static IReadOnlyList<Fact> ProvenanceOf(Notebook notebook, Language language)
    {
        var found = new List<(string Name, string Value)>();
        foreach (var provenance in Results(notebook).Select(result => result["provenance"]).OfType<JsonObject>())
        {
            if (Text(provenance["model"]) is { } model) found.Add((language.Say("Model", "Modèle"), model));
            foreach (var (name, hash) in provenance["dataHashes"] as JsonObject ?? [])
                if (Text(hash) is { } text) found.Add((language.Say("Data", "Données") + " " + name, text[..Math.Min(16, text.Length)]));
        }
        return [.. found.Distinct().GroupBy(fact => fact.Name).Select(fact => new Fact(fact.Key, string.Join(", ", fact.Select(f => f.Value))))];
    }

    /// <summary>The library that computed the results, where they say.</summary>
    public static IReadOnlyList<Fact> LibraryOf(Notebook notebook, Language language)
    {
        string[] found = [.. Results(notebook).Select(result => Text((result["provenance"] as JsonObject)?["library"])).OfType<string>().Distinct()];
        return found.Length == 0 ? [] : [new(language.Say("Library", "Bibliothèque"), string.Join(", ", found))];
    }

    static IEnumerable<JsonObject> Results(Notebook notebook) =>
        notebook.Cells.SelectMany(cell => cell.Outputs).Select(output => output.Data[MimeBundle.Json]).OfType<JsonObject>();

    static IEnumerable<Severity> Judgements(JsonObject result)
    {
        if (Level(result["severity"]) is { } own) yield return own;
        foreach (var block in Blocks(result))
            if (Text(block["kind"]) == "verdict" && Level(block["severity"]) is { } level) yield return level;
    }

    static IEnumerable<JsonObject> Blocks(JsonObject result) => (result["blocks"] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>Blocks of a stored document; none where a cell shows JSON of its own that only looks like one.</summary>
    static IReadOnlyList<Block> Read(JsonObject result)
    {
        try
        {
            return DocumentJson.Read(result.ToJsonString()).Blocks;
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    static Severity? Level(JsonNode? node) => Text(node) is { } text && Enum.TryParse<Severity>(text, ignoreCase: true, out var level) ? level : null;

    static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
