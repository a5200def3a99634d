using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// What a run has shown so far, in a file: one JSON object a line, each handed to the operating system as it comes, so that it survives
/// a stack overflow, an <c>Environment.Exit</c> or a kill of this process. Who watches the process makes the notebook of it.
/// </summary>
public sealed class RunJournal : IDisposable
{
    readonly Lock _lock = new();
    readonly FileStream _file;

    /// <summary>A journal that is empty as yet; only its owner can read it.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public RunJournal(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _file = new(path, options);
    }

    /// <summary>The run as far as it came: what cells showed, and an error on the cell in which the process ended for <paramref name="reason"/>; null where no cell was begun.</summary>
    public static NotebookRun? Recover(string path, string reason)
    {
        Notebook? notebook = null;
        List<CellTiming> timings = [];
        var outputs = new Dictionary<int, OutputList>();
        var numbers = new Dictionary<int, int>();
        var at = -1;
        foreach (var line in Read(path))
        {
            if (line["text"] is { } text) notebook = NotebookJson.Parse(text.GetValue<string>(), line["notebook"]!.GetValue<string>());
            else if (line["begin"] is { } begin)
            {
                at = begin.GetValue<int>();
                (outputs[at], numbers[at]) = (new(), line["number"]!.GetValue<int>());
            }
            else if (line["output"] is { } output)
                outputs[at].Add(new(CellOutput.FromJson(output, path), line["id"]!.GetValue<string>(), line["update"]!.GetValue<bool>()));
            else if (line["seconds"] is { } seconds) timings.Add(new(numbers[at], notebook!.Cells[at].Id, TimeSpan.FromSeconds(seconds.GetValue<double>())));
        }
        if (notebook is null || at < 0) return null;
        var (number, cell) = (numbers[at], notebook.Cells[at]);
        var message = $"cell {number}, '{Lines.Shorten(NotebookRunner.FirstLine(cell))}': the process ended: {reason}";
        outputs[at].Add(new(CellOutput.Error("ProcessEnded", message, [message])));
        var cells = notebook.Cells.Select((c, i) => outputs.TryGetValue(i, out var shown)
            ? c with { Outputs = shown.Outputs, ExecutionCount = numbers[i] }
            : NotebookRunner.NotRun(c));
        return new(notebook with { Cells = [.. cells] }, timings, new(number, at, cell.Id, "ProcessEnded", message, [message]));
    }

    internal void Begin(Notebook prepared) => Write(new() { ["notebook"] = prepared.Path, ["text"] = NotebookJson.Write(prepared with { Cells = [.. prepared.Cells.Select(NotebookRunner.NotRun)] }) });

    internal void Begin(int index, int number) => Write(new() { ["begin"] = index, ["number"] = number });

    internal void Add(KernelOutput output) => Write(new() { ["output"] = output.Output.ToJson(), ["id"] = output.DisplayId, ["update"] = output.IsUpdate });

    internal void End(TimeSpan elapsed) => Write(new() { ["seconds"] = elapsed.TotalSeconds });

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    void Write(JsonObject line)
    {
        lock (_lock) _file.Write(Line(line));
    }

    static byte[] Line(JsonObject line) => Encoding.UTF8.GetBytes(line.ToJsonString() + "\n");

    /// <summary>The whole lines; one that the end of the process cut short is left out.</summary>
    static IEnumerable<JsonObject> Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            JsonObject? read = null;
            try
            {
                read = JsonNode.Parse(line, documentOptions: new() { MaxDepth = 1000 }) as JsonObject;
            }
            catch (JsonException)
            {
                yield break;
            }
            if (read is not null) yield return read;
        }
    }
}
