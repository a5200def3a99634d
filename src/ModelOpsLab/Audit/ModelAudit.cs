using ModelOpsLab.Lineage;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Audit;

/// <summary>
/// The audit of a model as it was known at the end of a day: what is there, what is missing, and what articles of a regime
/// ask for it. It reads the ledger, the records of versions and <c>modelops.json</c>, and nothing that was recorded later.
/// </summary>
/// <remarks>The same history gives the same page: no key, signature, root, machine or real time stands in it; those are in the bundle. <c>modelops.json</c> is read as it is now, for it has no history of its own.</remarks>
public sealed class ModelAudit
{
    readonly AuditHistory _history;
    readonly AuditSection[] _sections;

    ModelAudit(AuditHistory history, AuditRegime regime)
    {
        (_history, Regime) = (history, regime);
        _sections = [InventorySection.Of(history), LineageSection.Of(history), DeploymentSection.Of(history), ControlSection.Of(history), ProcedureSection.Of(history), DocumentationSection.Of(history),
            TraceSection.Of(history), ReproductionSection.Of(history), IncidentSection.Of(history), LogicSection.Of(history), RecordSection.Of(history)];
        Findings = [.. _sections.SelectMany(s => s.Findings)];
    }

    /// <summary>Audits a model. A workspace without a history gives an audit full of gaps.</summary>
    /// <param name="workspace">Where the model is declared.</param>
    /// <param name="model">Its name.</param>
    /// <param name="asOf">Only what was recorded up to the end of this day, in UTC, is known.</param>
    /// <param name="regime">The name of the rules: <c>sr26-2</c>, <c>rts6</c> or <c>dora</c>.</param>
    /// <exception cref="KeyNotFoundException">The model is not declared, or there is no such regime.</exception>
    public static ModelAudit Of(Workspace workspace, string model, DateOnly asOf, string regime = "rts6") => new(AuditHistory.Of(workspace, model, asOf), AuditRegime.Of(regime));

    /// <summary>Name of the model.</summary>
    public string Model => _history.Model;
    /// <summary>The day whose knowledge it reflects.</summary>
    public DateOnly AsOf => _history.AsOf;
    /// <summary>The rules it is held against.</summary>
    public AuditRegime Regime { get; }
    /// <summary>All that was looked at, in the order of the page.</summary>
    public IReadOnlyList<AuditFinding> Findings { get; }

    /// <summary>What is not met or cannot be told: first what an article of the regime asks for, then the rest; not met before the other.</summary>
    public IReadOnlyList<AuditFinding> Gaps => [.. Findings.Where(f => f.IsGap).OrderByDescending(f => f.Outcome).ThenByDescending(IsAsked)];

    /// <summary>The head of the page: how many gaps, and the worst of them.</summary>
    public Document Summary => new(
        new Verdict(Severity, Headline, [.. Gaps.Where(g => g.Outcome == AuditOutcome.NotMet).Take(6).Select(g => new Point($"{Capital(g.Id)}: {g.What}", Severity.Critical, g.Section))])
        {
            Detail = $"{Regime.Title}. {Count(Regime.Articles.Count(a => OutcomeOf(a) == AuditOutcome.Met), "article")} met, {Format.Count(Regime.Articles.Count(a => OutcomeOf(a) == AuditOutcome.NotMet))} not met, {Format.Count(Regime.Articles.Count(a => OutcomeOf(a) == AuditOutcome.CannotBeTold))} that cannot be told from here, {Format.Count(Regime.Articles.Count(a => OutcomeOf(a) == AuditOutcome.NotApplicable))} not applicable.",
        },
        new Facts(
        [
            new("Model", Model),
            new("Live", _history.LiveNow.Count == 0 ? "nothing" : string.Join(", ", _history.LiveNow.Select(l => $"version {Format.Count(l.Version)} in {l.Slot}"))),
            new("As of", Format.Date(AsOf)),
            new("Events about it", Format.Count(_history.Events.Count)),
        ]));

    /// <summary>Every gap with what to do and the events that show it.</summary>
    public Document GapList => Gaps.Count == 0 ? new(new Paragraph("There is no gap."))
        : new(new Table(["asked", "", "found", "what to do", "for"], [.. Gaps.Select(g => (IReadOnlyList<Cell>)[new TextCell(g.Id, "#" + g.Section), g.Chip, g.What, g.ToDo, string.Join(", ", Regime.Articles.Where(a => a.Findings.Contains(g.Id)).Select(a => a.Short))])],
            "For: what of the regime asks for it, where something does. The events that show it stand with its section.", "all-gaps"));

    /// <summary>Each article of the regime, what stands for it and how it stands.</summary>
    public Document Articles => new(
        new Table(["article", "asks for", "evidence", "events", "how it stands"], [.. Regime.Articles.Select(a => (IReadOnlyList<Cell>)
        [
            $"{a.Name}{(a.Binding ? "" : " (non-binding)")}", a.Asks, string.Join("; ", Evidence(a).Select(f => f.Outcome == AuditOutcome.Met ? f.Id : $"{f.Id}: {Word(f.Outcome)}")),
            AuditFinding.EventsOf([.. Evidence(a).SelectMany(f => f.Events).Distinct().Order()]), AuditFinding.ChipOf(OutcomeOf(a)),
        ])], Id: "articles"),
        new Note($"In short words: the text itself decides.{(Regime.Articles.Where(a => a.Source != "read").ToArray() is { Length: > 0 } unread ? $" Check before you quote them to a supervisor: {string.Join("; ", unread.Select(a => $"{a.Name} ({a.Source})"))}." : "")} An article is met where all of its evidence is."));

    /// <summary>What the model is, who answers for it, which versions there are.</summary>
    public Document Inventory => Section(InventorySection.Id);
    /// <summary>What each version was made from.</summary>
    public Document Lineage => Section(LineageSection.Id);
    /// <summary>Who put which version where, and who approved it.</summary>
    public Document Deployments => Section(DeploymentSection.Id);
    /// <summary>Drills of the stop, stops, and their approval.</summary>
    public Document Controls => Section(ControlSection.Id);
    /// <summary>What was to be done again and again, against the declared calendar.</summary>
    public Document Procedures => Section(ProcedureSection.Id);
    /// <summary>Whether what is written belongs to the live version, and who else has judged it.</summary>
    public Document Documentation => Section(DocumentationSection.Id);
    /// <summary>Whether predictions can be traced to versions.</summary>
    public Document Predictions => Section(TraceSection.Id);
    /// <summary>Whether versions came out again.</summary>
    public Document Reproduction => Section(ReproductionSection.Id);
    /// <summary>What went wrong, and who answered for it.</summary>
    public Document Incidents => Section(IncidentSection.Id);
    /// <summary>What the model looks at, and what changed.</summary>
    public Document Logic => Section(LogicSection.Id);
    /// <summary>Whether the record can be relied on.</summary>
    public Document Record => Section(RecordSection.Id);

    /// <summary>All of it as one document.</summary>
    public Document ToDocument() => new(
    [
        new Heading($"{Model}, audit as of {Format.Date(AsOf)}", 1), .. Summary.Blocks, new Heading("Gaps"), .. GapList.Blocks, new Heading("Articles"), .. Articles.Blocks,
        .. _sections.SelectMany(s => (IEnumerable<Block>)[new Heading(s.Title), .. s.Document.Blocks]),
    ]);

    /// <summary>What it was computed from.</summary>
    public Provenance Provenance => new() { AsOf = AsOf, Rows = _history.Events.Count, Model = Model, Parameters = new Dictionary<string, string> { ["regime"] = Regime.Name } };

    /// <summary>Critical where something is not met, a warning where something cannot be told.</summary>
    public Severity Severity => Gaps.Any(g => g.Outcome == AuditOutcome.NotMet) ? Severity.Critical : Gaps.Count > 0 ? Severity.Warning : Severity.Healthy;

    /// <summary>How an article stands: as the worst of its evidence; what is not applicable does not count where something is.</summary>
    public AuditOutcome OutcomeOf(AuditArticle article) => Evidence(article) switch
    {
        var all when all.Any(f => f.Outcome == AuditOutcome.NotMet) => AuditOutcome.NotMet,
        var all when all.Any(f => f.Outcome == AuditOutcome.CannotBeTold) => AuditOutcome.CannotBeTold,
        var all when all.Any(f => f.Outcome == AuditOutcome.Met) => AuditOutcome.Met,
        _ => AuditOutcome.NotApplicable,
    };

    string Headline => Gaps.Count(g => g.Outcome == AuditOutcome.NotMet) is > 0 and var wrong ? $"{Count(wrong, "gap")} to close" : Gaps.Count > 0 ? $"Nothing is missing that can be seen from here; {Count(Gaps.Count, "question")} open" : "No gap";

    bool IsAsked(AuditFinding finding) => Regime.Articles.Any(a => a.Findings.Contains(finding.Id));

    IReadOnlyList<AuditFinding> Evidence(AuditArticle article) => [.. article.Findings.Select(id => Findings.First(f => f.Id == id))];

    Document Section(string id) => _sections.First(s => s.Id == id).Document;

    static string Capital(string id) => char.ToUpperInvariant(id[0]) + id[1..];

    static string Count(int count, string what) => $"{Format.Count(count)} {what}{(count == 1 ? "" : "s")}";

    static string Word(AuditOutcome outcome) => outcome switch { AuditOutcome.NotMet => "not met", AuditOutcome.CannotBeTold => "cannot be told", _ => "not applicable" };
}
