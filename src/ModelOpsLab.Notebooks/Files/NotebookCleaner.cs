using System.Text;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Takes out of a notebook file what changes without meaning: timings, execution records, the marks of editors. Outputs stay: they are the snapshot.
/// What it does not know stays. The text is canonical: keys of the file's own structure sorted as Jupyter sorts them, one line per line, neighbouring pieces
/// of a stream joined; what an output's JSON holds keeps its order. Cleaning twice is cleaning once; format and ids stay as they are.
/// </summary>
public static class NotebookCleaner
{
    static readonly string[] NotebookNoise = ["signature", "widgets", "colab", "vscode", "accelerator", "orig_nbformat"];

    static readonly string[] CellNoise =
    [
        "ExecuteTime", "execution", "executionInfo", "collapsed", "scrolled", "hidden", "heading_collapsed", "trusted",
        "id", "outputId", "colab", "colab_type", "papermill", "pycharm", "azdata_cell_guid",
    ];

    static readonly string[] PapermillNoise = ["duration", "start_time", "end_time", "input_path", "output_path", "environment_variables", "version", "exception"];

    /// <summary>The cleaned text of a notebook file.</summary>
    /// <param name="text">The file.</param>
    /// <param name="path">Its name, for errors.</param>
    /// <param name="outputs">Whether outputs, execution counts and stamps go too.</param>
    /// <exception cref="InvalidDataException">The text is not a notebook: says where, and what to do.</exception>
    public static string Clean(string text, string path = "notebook", bool outputs = false)
    {
        var notebook = NotebookJson.Parse(text, path);
        var json = notebook.ToJson();
        if (notebook.Fields!["nbformat_minor"] is { } minor) json["nbformat_minor"] = minor.DeepClone();
        var metadata = json["metadata"] as JsonObject ?? [];
        foreach (var name in NotebookNoise) metadata.Remove(name);
        if (metadata["papermill"] is JsonObject papermill)
        {
            foreach (var name in PapermillNoise) papermill.Remove(name);
            if (papermill.Count == 0) metadata.Remove("papermill");
        }
        var cells = (JsonArray)json["cells"]!;
        for (var i = 0; i < cells.Count; i++) Clean((JsonObject)cells[i]!, notebook.Cells[i], outputs);
        var cleaned = new StringBuilder();
        NotebookJson.Append(cleaned, Sorted(json, "file"), 0);
        return cleaned.Append('\n').ToString();
    }

    static void Clean(JsonObject json, Cell cell, bool outputs)
    {
        if (cell.Fields?.ContainsKey("id") == false) json.Remove("id");
        json["source"] = Lines.Split(cell.Source, null);
        if (json["metadata"] is JsonObject metadata)
        {
            foreach (var name in CellNoise) metadata.Remove(name);
            if (metadata["vscode"] is JsonObject editor)
            {
                foreach (var name in editor.Select(field => field.Key).Where(name => name != "languageId").ToArray()) editor.Remove(name);
                if (editor.Count == 0) metadata.Remove("vscode");
            }
            if (outputs && metadata["modelops"] is JsonObject own && own.Remove("stamp") && own.Count == 0) metadata.Remove("modelops");
        }
        if (cell.Kind != CellKind.Code) return;
        if (outputs) json["execution_count"] = null;
        json["outputs"] = outputs ? [] : new JsonArray([.. Joined(cell.Outputs).Select(Clean)]);
    }

    static IEnumerable<CellOutput> Joined(IReadOnlyList<CellOutput> outputs)
    {
        var joined = new OutputList();
        foreach (var output in outputs) joined.Add(new(output));
        return joined.Outputs;
    }

    static JsonNode Clean(CellOutput output)
    {
        var json = output.ToJson();
        json.Remove("transient");
        if (output.Kind == OutputKind.Stream) json["text"] = Lines.Split(output.Text, null);
        if (json["data"] is JsonObject data)
            foreach (var type in output.Data.MimeTypes.Where(type => !MimeBundle.IsJson(type))) data[type] = Lines.Split(output.Data.TextOf(type) ?? "", null);
        return json;
    }

    /// <summary>Objects with their keys in ordinal order, down to the values of an output's forms.</summary>
    static JsonNode? Sorted(JsonNode? node, string name) => node switch
    {
        JsonObject fields when !MimeBundle.IsJson(name) => new JsonObject(fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => KeyValuePair.Create(field.Key, Sorted(field.Value, field.Key)))),
        JsonArray items when !MimeBundle.IsJson(name) => new JsonArray([.. items.Select(item => Sorted(item, ""))]),
        _ => node?.DeepClone(),
    };
}
