using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>The content of <c>modelops.json</c>.</summary>
public sealed record WorkspaceDefinition
{
    /// <summary>Name by which its ledger signs, as in <c>example.com/desk-7</c>: no spaces, no plus signs.</summary>
    public string Name { get; init => field = value.Length is > 0 and <= 64 && value.All(c => c is > ' ' and < (char)127 and not '+') ? value : throw new ArgumentException($"'{value}' is no name of a workspace: 1 to 64 letters, digits and signs, without spaces and plus signs."); } = "modelopslab";
    /// <summary>Models by name.</summary>
    public required IReadOnlyDictionary<string, ModelDefinition> Models { get; init; }
    /// <summary>A file, relative to the workspace, with the invented past of a demonstration: its state is built from that. Null everywhere else.</summary>
    public string? Demonstration { get; init; }
    /// <summary>What the machine is watched for.</summary>
    public ResourceDefinition Resources { get; init; } = new();
    /// <summary>Who may approve, by name.</summary>
    public IReadOnlyDictionary<string, Person> People { get; init; } = new Dictionary<string, Person>();
    /// <summary>What each action needs before it is done.</summary>
    public IReadOnlyDictionary<string, ApprovalRule> Approvals { get; init; } = new Dictionary<string, ApprovalRule>();
    /// <summary>What is done to every live model again and again.</summary>
    public ProcedureCalendar Procedures { get; init; } = new();

    /// <summary>When people are told of any model, and when not.</summary>
    public AlertPolicy Alerts { get; init; } = new();
    /// <summary>Markets by name: when each is open.</summary>
    public IReadOnlyDictionary<string, MarketCalendar> Calendars { get; init; } = new Dictionary<string, MarketCalendar>();

    /// <summary>How reviews of any model are judged.</summary>
    public ReviewDefinition Review { get; init; } = new();

    /// <summary>Where alerts are sent.</summary>
    public IReadOnlyList<DeliveryChannel> Deliver { get; init; } = [];

    /// <summary>How long the series of monitors are kept.</summary>
    public Retention Keep { get; init; } = new();

    /// <summary>The alerts of a model: its own over those of all.</summary>
    internal AlertPolicy AlertsOf(ModelDefinition model) => (model.Alerts ?? new()).Over(Alerts);

    /// <summary>Reads and checks the file.</summary>
    /// <exception cref="InvalidDataException">Not JSON, an unknown member, a wrong type, or a limit that cannot hold: file, line, column and what to do.</exception>
    public static WorkspaceDefinition Read(string file)
    {
        var definition = JsonFile.Read<WorkspaceDefinition>(file);
        foreach (var (name, model) in definition.Models)
        {
            if (!LedgerEntry.IsName(name)) throw new InvalidDataException($"{file}: '{name}' is no name of a model: at most 64 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit.");
            if (model is null) throw new InvalidDataException($"{file}: model '{name}' is null. Declare it, or take its name out.");
            try
            {
                model.Trainer.Create();
                foreach (var trainer in model.Experiment?.Trainers ?? []) trainer.Create();
                if (new[] { model.Window }.Concat(model.Experiment?.Windows ?? []).Select(w => w?.Problem()).FirstOrDefault(p => p is not null) is { } window) throw new InvalidDataException($"{window}.");
            }
            catch (Exception wrong) when (wrong is InvalidDataException or ArgumentException)
            {
                throw new InvalidDataException($"{file}: model '{name}': {wrong.Message}", wrong);
            }
            if (model.Trainer.Problems().FirstOrDefault() is { } vain)
                throw new InvalidDataException($"{file}: model '{name}': {vain}.");
            if (model.Thresholds.SelectMany(t => t.Problems()).FirstOrDefault() is { } problem)
                throw new InvalidDataException($"{file}: model '{name}': {problem}.");
            if (model.Deployment.Problems().FirstOrDefault() is { } wrongly)
                throw new InvalidDataException($"{file}: model '{name}': {wrongly}.");
            foreach (var (member, path) in new[] { ("data", model.Data), ("schema", model.Schema) })
                if (WorkspacePath.Problem(path) is { } leaves) throw new InvalidDataException($"{file}: model '{name}': {member} '{LedgerEntry.Shown(path)}' {leaves}.");
            if (model.LiveUntil < model.GoLive)
                throw new InvalidDataException($"{file}: model '{name}' goes live on {Reporting.Format.Date(model.GoLive)} and is live until {Reporting.Format.Date(model.LiveUntil.Value)}, before that.");
            if (model.GoLive <= model.TrainUntil)
                throw new InvalidDataException($"{file}: model '{name}' goes live on {Reporting.Format.Date(model.GoLive)}, not after the end of its training, {Reporting.Format.Date(model.TrainUntil)}. A model is judged on rows it was not trained on.");
        }
        if (definition.Models.SelectMany(m => (m.Value with { Name = m.Key }).Slots.Select(slot => (slot, m.Key))).GroupBy(s => s.slot, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } shared)
            throw new InvalidDataException($"{file}: slot '{shared.Key}' belongs to {string.Join(" and ", shared.Select(s => s.Key))}: a slot holds one model.");
        if (definition.Demonstration is { } past && WorkspacePath.Problem(past) is { } away) throw new InvalidDataException($"{file}: demonstration '{LedgerEntry.Shown(past)}' {away}.");
        if (new ApprovalPolicy(definition.People, definition.Approvals).Problems().FirstOrDefault() is { } wrongPolicy) throw new InvalidDataException($"{file}: {wrongPolicy}.");
        if (DeliveryChannel.Problems(definition.Deliver).FirstOrDefault() is { } untold) throw new InvalidDataException($"{file}: deliver: {untold}.");
        if (definition.Keep.Problems().ToArray() is { Length: > 0 } unkept) throw new InvalidDataException($"{file}: keep: {string.Join("; ", unkept)}.");
        string[] reviews = [.. definition.Review.Problems().Select(p => $"review: {p}"), .. definition.Models.SelectMany(m => (m.Value.Review?.Problems() ?? []).Select(p => $"model '{m.Key}': review: {p}"))];
        if (reviews.Length > 0) throw new InvalidDataException($"{file}: {string.Join("; ", reviews)}.");
        if (definition.AlertProblems().ToArray() is { Length: > 0 } alerts) throw new InvalidDataException($"{file}: {string.Join("; ", alerts)}.");
        return definition;
    }

    /// <summary>What is wrong with calendars and alerts: those of all models by themselves, and those of each model as they hold for it.</summary>
    IEnumerable<string> AlertProblems()
    {
        foreach (var (name, calendar) in Calendars)
            foreach (var problem in calendar is null ? ["it is null: declare it, or take its name out"] : calendar.Problems()) yield return $"calendar '{name}': {problem}";
        string[] byDefault = [.. DefaultAlertRules.Names.Union(Models.Values.SelectMany(m => m.Thresholds).Select(t => DefaultAlertRules.NameOf(t.Metric)))];
        string[] common = [.. ProblemsOf(Alerts)];
        foreach (var problem in common) yield return $"alerts: {problem}";
        foreach (var (name, model) in Models)
            foreach (var problem in ProblemsOf(AlertsOf(model)).Except(common)) yield return $"model '{name}': alerts: {problem}";

        IEnumerable<string> ProblemsOf(AlertPolicy policy) => policy.Problems(byDefault).Concat(
            policy.Calendar is { } calendar && !Calendars.ContainsKey(calendar) ? [$"there is no calendar '{calendar}'.{Spelling.Suggest(calendar, Calendars.Keys)} There are: {(Calendars.Count > 0 ? string.Join(", ", Calendars.Keys) : "none")}"] : []);
    }
}

/// <summary>Hosts whose connect time is watched.</summary>
public sealed record ResourceDefinition
{
    /// <summary>Each with host and port.</summary>
    public IReadOnlyList<HostDefinition> Hosts { get; init; } = [];
}

/// <summary>A host and port.</summary>
public sealed record HostDefinition(string Host, int Port);
