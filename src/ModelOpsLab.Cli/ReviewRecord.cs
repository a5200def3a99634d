using System.Text.Json;
using System.Text.Json.Nodes;
using ModelOpsLab.Lineage;
using ModelOpsLab.Live;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli;

/// <summary>The run record of a review that was made: verifies its notebook and its page on what the review knew, and tells what has changed since.</summary>
/// <param name="File">The record.</param>
/// <param name="Evidence">What the review knew.</param>
sealed record ReviewRecord(string File, Evidence Evidence)
{
    const string Ending = ".run.json";

    /// <summary>All members.</summary>
    public required JsonObject Fields { get; init; }

    /// <summary>The executed notebook of a page or a record; any other path as it is.</summary>
    /// <exception cref="FileNotFoundException">A page or a record stands there without its notebook.</exception>
    public static string NotebookOf(string path)
    {
        var notebook = path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) ? path[..^Ending.Length] + ".ipynb"
            : Path.GetExtension(path).Equals(".html", StringComparison.OrdinalIgnoreCase) ? Path.ChangeExtension(path, ".ipynb")
            : path;
        return System.IO.File.Exists(path) && !System.IO.File.Exists(notebook)
            ? throw new FileNotFoundException($"'{path}' has no notebook beside it, '{notebook}', from which it could be made again. Put it back, or make the review again with 'modelops review'.", notebook)
            : notebook;
    }

    /// <summary>The record beside a notebook; null where there is none, or it is not of a review.</summary>
    /// <exception cref="InvalidDataException">It is no record.</exception>
    public static ReviewRecord? Beside(string notebook)
    {
        var file = Path.ChangeExtension(notebook, Ending);
        if (!System.IO.File.Exists(file)) return null;
        try
        {
            return JsonNode.Parse(System.IO.File.ReadAllText(file)) is JsonObject fields && fields["evidence"] is { } evidence ? new(file, evidence.Deserialize<Evidence>(JsonFormat.Options)!) { Fields = fields } : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{file} is not the record of a review: {e.Message} Make the review again, or remove the file to verify without what it knew.", e);
        }
    }

    /// <summary>Runs the notebook again on what the review knew and compares; where something does not come out again, what has changed since goes before.</summary>
    public async Task<NotebookVerification> VerifyAsync(Session session, Notebook stored, VerifyOptions options)
    {
        var workspace = Workspace.Open(session.WorkspaceFolder ?? (Directory.Exists(Evidence.Workspace) ? Evidence.Workspace : null));
        Demonstration.Ensure(workspace);
        List<Mismatch> since = [];
        using var seen = Seen(workspace, stored, since);
        var verification = await NotebookProgress.VerifyAsync(session, stored, options with { WorkingDirectory = workspace.Folder }).ConfigureAwait(false);
        var files = Files(stored).ToArray();
        if (verification.Holds && files.Length == 0) return verification;
        since.AddRange(Since(workspace, stored));
        return verification with { Mismatches = [.. files, .. since, .. verification.Mismatches] };
    }

    /// <summary>The ledger as the review saw it; where this one does not begin with it, all of this one, and that is told.</summary>
    LedgerAsOf? Seen(Workspace workspace, Notebook stored, List<Mismatch> since)
    {
        try
        {
            return LedgerAsOf.Of(workspace, Evidence.Events, Evidence.Root);
        }
        catch (InvalidDataException other)
        {
            since.Add(new(stored.Path, 0, 0, "ledger", $"the {Format.Count(Evidence.Events)} events that the review knew", other.Message));
            return null;
        }
    }

    /// <summary>Files that the review wrote, looked for beside its record, and that are not as it wrote them.</summary>
    IEnumerable<Mismatch> Files(Notebook stored)
    {
        foreach (var (path, hash) in Hashes("outputs"))
        {
            var file = Path.Combine(Path.GetDirectoryName(File)!, Path.GetFileName(path));
            if (Changed(file, hash) is { } found) yield return new(stored.Path, 0, 0, Path.GetFileName(path), $"the file that the review wrote (SHA-256 {hash[..16]}…)", found);
        }
    }

    /// <summary>What the review read and is not as it was.</summary>
    IEnumerable<Mismatch> Since(Workspace workspace, Notebook stored)
    {
        foreach (var (path, hash) in Reads())
        {
            var file = path.StartsWith(Evidence.Workspace + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? Path.Combine(workspace.Folder, Path.GetRelativePath(Evidence.Workspace, path)) : path;
            if (Changed(file, hash) is { } found) yield return new(stored.Path, 0, 0, file, $"the file that the review read (SHA-256 {hash[..16]}…)", found);
        }
        if (Fields["parameters"]?["model"]?.GetValue<string>() is { } model && Evidence.IsMonitored(workspace, model) != Evidence.Monitored)
            yield return new(stored.Path, 0, 0, "alerts", Evidence.Monitored ? "those that a monitor raised" : "those of a replay: no monitor had run", Evidence.Monitored ? "no monitor's: its history is not there" : "those of a monitor that has run since");
        if (Fields["environment"]?["library"]?.GetValue<string>() is { } library && library != Provenance.ThisLibrary)
            yield return new(stored.Path, 0, 0, "library", library, Provenance.ThisLibrary);
    }

    static string? Changed(string file, string hash) =>
        !System.IO.File.Exists(file) ? $"no file {file}" : ContentId.OfFile(file) is var now && now != hash ? $"another (SHA-256 {now[..16]}…)" : null;

    IEnumerable<(string Path, string Sha256)> Hashes(string member) => Fields[member] is JsonObject hashes ? hashes.Select(h => (h.Key, h.Value!.GetValue<string>())) : [];

    IEnumerable<(string Path, string Sha256)> Reads() => Fields["reads"] is JsonArray reads ? reads.Select(r => (r!["path"]!.GetValue<string>(), r["sha256"]!.GetValue<string>())) : [];
}
