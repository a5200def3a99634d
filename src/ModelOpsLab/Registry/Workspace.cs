using System.Text.Json;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>A folder with <c>modelops.json</c>, which declares models, schemas, thresholds and policies; its state lives in the <c>.modelops</c> folder beside it.</summary>
public sealed class Workspace
{
    /// <summary>Name of the file that makes a folder a workspace.</summary>
    public const string FileName = "modelops.json";

    readonly WorkspaceDefinition _definition;

    Workspace(string folder, WorkspaceDefinition definition) => (Folder, _definition) = (folder, definition);

    /// <summary>The folder of <c>modelops.json</c>, absolute.</summary>
    public string Folder { get; }

    /// <summary>State that can be rebuilt: never committed.</summary>
    public string StateFolder => Path.Combine(Folder, ".modelops");

    /// <summary>Name by which its ledger signs.</summary>
    public string Name => _definition.Name;

    /// <summary>The file with the invented past of a demonstration, absolute; null where this is none.</summary>
    public string? Demonstration => _definition.Demonstration is { } file ? Resolve(file) : null;

    /// <summary>The declared models, in file order.</summary>
    public IReadOnlyList<string> Models => [.. _definition.Models.Keys];

    /// <summary>What the machine is watched for.</summary>
    public ResourceDefinition Resources => _definition.Resources;

    /// <summary>Who may approve what.</summary>
    public ApprovalPolicy ApprovalPolicy => new(_definition.People, _definition.Approvals);

    /// <summary>What is done to every live model again and again.</summary>
    public ProcedureCalendar Procedures => _definition.Procedures;

    /// <summary>Where alerts are sent.</summary>
    public IReadOnlyList<DeliveryChannel> Deliver => _definition.Deliver;

    /// <summary>How long the series of monitors are kept.</summary>
    public Retention Keep => _definition.Keep;

    /// <summary>Opens the workspace of a folder.</summary>
    /// <param name="folder">The folder with the file; where null, the nearest folder upward from the current one that has it, then its <c>data-samples</c>.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">The file is not what it should be: file, line, column and what to do.</exception>
    public static Workspace Open(string? folder = null)
    {
        var file = folder is null ? Nearest(Directory.GetCurrentDirectory()) : Path.Combine(Path.GetFullPath(folder), FileName);
        if (file is null || !File.Exists(file))
            throw new FileNotFoundException(folder is null
                ? $"No {FileName} in '{Directory.GetCurrentDirectory()}', in a folder above it, or in a data-samples folder beside those. Go to a workspace or name one with --workspace."
                : $"No {FileName} in '{Path.GetFullPath(folder)}'. Name a folder that has one.", FileName);
        return new(Path.GetDirectoryName(file)!, WorkspaceDefinition.Read(file));
    }

    /// <summary>The declaration of a model.</summary>
    /// <exception cref="KeyNotFoundException">It is not declared: the message lists the models there are.</exception>
    public ModelDefinition Model(string name) => _definition.Models.TryGetValue(name, out var model)
        ? model with { Name = name }
        : throw new KeyNotFoundException($"No model '{name}' in {Path.Combine(Folder, FileName)}. It declares: {string.Join(", ", Models)}.{Spelling.Suggest(name, Models)}");

    /// <summary>When people are told of a model, and when not: its own alerts over those of the workspace.</summary>
    public AlertPolicy AlertsOf(ModelDefinition model) => _definition.AlertsOf(model);

    /// <summary>How reviews of a model are judged: as it says itself, over what the workspace says.</summary>
    public ReviewDefinition ReviewOf(ModelDefinition model) => (model.Review ?? new()).Over(_definition.Review);

    /// <summary>The market of a model's alerts; one that never closes where they name none.</summary>
    public MarketCalendar CalendarOf(ModelDefinition model) => AlertsOf(model).Calendar is { } name ? _definition.Calendars[name] : MarketCalendar.Always;

    /// <summary>The schema of a model's data file.</summary>
    public Schema SchemaOf(ModelDefinition model) => Schema.Load(Resolve(model.Schema));

    /// <summary>The rows of a model's data file, all that there are.</summary>
    public Frame DataOf(ModelDefinition model) => Frame.ReadCsv(Resolve(model.Data), SchemaOf(model));

    /// <summary>An absolute path from one relative to the workspace.</summary>
    public string Resolve(string relative) => Path.GetFullPath(Path.Combine(Folder, relative));

    /// <summary>File of the measurement history.</summary>
    public string HistoryFile => Path.Combine(StateFolder, "monitoring.db");

    /// <summary>What happened to the models, and where it is kept.</summary>
    public LedgerFolder Ledger => new(StateFolder);

    static string? Nearest(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            foreach (var candidate in new[] { folder.FullName, Path.Combine(folder.FullName, "data-samples") })
                if (File.Exists(Path.Combine(candidate, FileName))) return Path.Combine(candidate, FileName);
        return null;
    }
}
