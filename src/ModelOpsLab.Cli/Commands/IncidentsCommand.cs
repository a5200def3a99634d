using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops incidents</c>: what went wrong, who answers for it, what was done, and how it ended.</summary>
static class IncidentsCommand
{
    const int MostDays = 3_660;

    /// <summary>The command with its own commands below it.</summary>
    public static Command Of(Action<Command, Work> handle)
    {
        var id = new Argument<string>("INCIDENT") { Description = "As in inc-0001." };
        var by = Inputs.FileOption("--by", "Who does it. Default: the name you are logged in with.", "NAME");
        var owner = new Option<string>("--owner") { Description = "Who answers for it.", HelpName = "NAME", Required = true };
        var title = new Argument<string>("TITLE") { Description = "What is wrong, in one line." };
        var text = new Argument<string>("TEXT") { Description = "What is to be remembered." };
        var what = new Argument<string>("WHAT") { Description = "What is to be done." };
        var number = new Argument<int>("ACTION") { Description = "Number of the action." };
        var due = Inputs.Date("--due", "The last day on which it is in time.");
        due.Required = true;
        var because = new Option<string>("--because") { Description = "Why it is over.", HelpName = "TEXT", Required = true };
        var postmortem = Inputs.FileOption("--postmortem", "The post-mortem, a file of any format.");
        var evidence = Inputs.FileOption("--evidence", "A file behind what is said.");
        var ratify = new Option<long?>("--ratify") { Description = "The event of a kill by somebody else that is approved hereby.", HelpName = "SEQUENCE" };
        var severity = new Option<string>("--severity") { Description = "critical or warning. Default: critical.", HelpName = "LEVEL", DefaultValueFactory = _ => "critical" };
        severity.AcceptOnlyFromAmong("critical", "warning");
        var model = Inputs.FileOption("--model", "The model of modelops.json it is about.", "NAME");
        var slot = Inputs.FileOption("--slot", "The slot it is about. Default: that of the model, where it has one.", "NAME");
        var began = Inputs.FileOption("--began", "When it began, as in 2020-03-16T14:30:00Z. Default: now.", "TIME");
        var alert = new Option<long?>("--alert") { Description = "The event of the alert it is opened for.", HelpName = "SEQUENCE" };
        var days = new Option<int>("--days") { Description = "Days before it began that are shown.", HelpName = "DAYS", DefaultValueFactory = _ => 7 };
        var html = Inputs.FileOption("--html", "Write a page.");

        var incidents = new Command("incidents", "Incidents: open, own, note, act, close, and see what is owed.");
        Add(new("list", "List the incidents and what is owed; ends with 1 where something critical is.") { html }, (parsed, session) => List(session, parsed.GetValue(html)));
        Add(new("show", "Show one incident.") { id }, (parsed, session) => With(session, true, log => Told(session, log.Incident(parsed.GetRequiredValue(id)), null)));
        Add(new("open", "Open an incident.") { title, severity, model, slot, alert, began, by }, (parsed, session) => With(session, false, log =>
        {
            var workspace = session.OpenWorkspace();
            var declared = parsed.GetValue(model) is { } name ? workspace.Model(name) : null;
            var incident = log.Open(parsed.GetRequiredValue(title), parsed.GetRequiredValue(severity) == "critical" ? Severity.Critical : Severity.Warning, By(parsed, session), parsed.GetValue(slot) ?? (declared?.Slots is [var only] ? only : null), declared?.Name, Time(parsed.GetValue(began)), parsed.GetValue(alert));
            return Told(session, incident, $"{incident.Id} opened. Nobody answers for it yet: modelops incidents own {incident.Id} --owner NAME");
        }));
        Add(new("own", "Give an incident an owner.") { id, owner, by }, (parsed, session) => With(session, false, log => Told(session, log.Own(parsed.GetRequiredValue(id), parsed.GetRequiredValue(owner), By(parsed, session)), $"{parsed.GetValue(id)}: {Safe.Text(parsed.GetRequiredValue(owner))} answers for it.")));
        Add(new("note", "Note something, attach the post-mortem, or approve a kill.") { id, text, evidence, postmortem, ratify, by }, (parsed, session) => With(session, false, log => Told(session, Note(parsed, log), $"{parsed.GetValue(id)}: noted.")));
        Add(new("act", "Add something to be done.") { id, what, owner, due, by }, (parsed, session) => With(session, false, log =>
        {
            var incident = log.Act(parsed.GetRequiredValue(id), parsed.GetRequiredValue(what), parsed.GetRequiredValue(owner), parsed.GetValue(due)!.Value, By(parsed, session));
            return Told(session, incident, string.Create(CultureInfo.InvariantCulture, $"{incident.Id}: action {incident.Actions[^1].Number}, due {Format.Date(incident.Actions[^1].Due)}."));
        }));
        Add(new("done", "Mark an action as done.") { id, number, by }, (parsed, session) => With(session, false, log => Told(session, log.Done(parsed.GetRequiredValue(id), parsed.GetRequiredValue(number), By(parsed, session)), string.Create(CultureInfo.InvariantCulture, $"{parsed.GetValue(id)}: action {parsed.GetValue(number)} is done."))));
        Add(new("close", "Close an incident that has an owner.") { id, because, postmortem, by }, (parsed, session) => With(session, false, log =>
        {
            var incident = log.Close(parsed.GetRequiredValue(id), parsed.GetRequiredValue(because), By(parsed, session), Inputs.Document(parsed.GetValue(postmortem)));
            return Told(session, incident, $"{incident.Id} closed.{(incident.Postmortem is null ? $" Its post-mortem is due by {Format.Date(new IncidentPolicy().BusinessDaysAfter(DateOnly.FromDateTime(incident.Closed!.At.UtcDateTime), new IncidentPolicy().PostmortemDays))}: modelops incidents note {incident.Id} TEXT --postmortem FILE" : "")}");
        }));
        Add(new("timeline", "What happened around an incident, from the ledger.") { id, days, html }, (parsed, session) => With(session, true, log => Timeline(session, log.Timeline(parsed.GetRequiredValue(id), TimeSpan.FromDays(parsed.GetValue(days) is >= 0 and <= MostDays and var some ? some : throw new FormatException($"--days {Format.Count(parsed.GetValue(days))} is not 0 to {Format.Count(MostDays)}."))), Inputs.Writable(parsed.GetValue(html)))));
        return incidents;

        void Add(Command command, Work work)
        {
            handle(command, work);
            incidents.Add(command);
        }

        string By(ParseResult parsed, Session session) => parsed.GetValue(by) ?? (session.Variable("USER") ?? session.Variable("USERNAME")) switch { { Length: > 0 } name => name, _ => Environment.UserName };

        Incident Note(ParseResult parsed, IncidentLog log)
        {
            var (incident, said, who) = (parsed.GetRequiredValue(id), parsed.GetRequiredValue(text), By(parsed, new(TextWriter.Null, TextWriter.Null)));
            return (parsed.GetValue(evidence), parsed.GetValue(postmortem), parsed.GetValue(ratify)) switch
            {
                ({ } file, null, null) => log.Note(incident, said, who, Inputs.Document(file)),
                (null, { } file, null) => log.Attach(incident, Inputs.Document(file), who, said),
                (null, null, { } kill) => log.Ratify(incident, kill, who, said),
                (null, null, null) => log.Note(incident, said, who),
                _ => throw new FormatException("A note is one of three: give --evidence, --postmortem or --ratify."),
            };
        }
    }

    static Task<int> List(Session session, string? html) => With(session, true, log =>
    {
        var page = Inputs.Writable(html);
        var all = log.All();
        var findings = log.Findings(session.Clock.GetUtcNow());
        var table = new Table(["incident", "state", "severity", "slot", "model", "opened", "owner", "open actions", "title"], [.. all.Select(i => (IReadOnlyList<Cell>)
            [i.Id, i.State.ToString().ToLowerInvariant(), i.Severity, Safe.Cell(i.Slot), Safe.Cell(i.Model), Format.Time(i.OpenedAt.UtcDateTime), Safe.Cell(i.Owner ?? "nobody"), Format.Count(i.Actions.Count(a => a.DoneAt is null)), Safe.Cell(i.Title)])], "Every incident, in the order in which they were opened.");
        if (page is not null) Storage.AtomicFile.Write(page, HtmlWriter.Page(new([new Heading("Incidents", 1), table, .. findings.ToDocument().Blocks]), "Incidents"));
        if (!session.Json) session.Out.Write(all.Count == 0 && findings.Severity < Severity.Warning ? "No incident was opened yet.\n" : Safe.Print(new([table, .. findings.ToDocument().Blocks])));
        session.Result(new { severity = findings.Severity, incidents = all, findings = JsonNode.Parse(ReportJson.Write(findings)), page });
        return findings.Severity == Severity.Critical ? ExitCode.DoesNotHold : ExitCode.Done;
    });

    static int Timeline(Session session, IncidentTimeline timeline, string? page)
    {
        if (page is not null) Storage.AtomicFile.Write(page, HtmlWriter.Page(timeline.ToDocument(), $"Timeline of {timeline.Incident.Id}"));
        if (!session.Json) session.Out.Write(Safe.Print(timeline.ToDocument()));
        session.Result(new { timeline.Incident, timeline.From, timeline.To, timeline.Figures, timeline.Lines, page });
        return ExitCode.Done;
    }

    static int Told(Session session, Incident incident, string? sentence)
    {
        if (sentence is not null) session.Say(sentence);
        else if (!session.Json) session.Out.Write(Safe.Print(Shown(incident)));
        session.Result(incident);
        return ExitCode.Done;
    }

    static Document Shown(Incident i) => new(
    [
        new Heading($"{i.Id}: {Safe.Text(i.Title)}", 1),
        new Facts(
        [
            new("State", i.State.ToString().ToLowerInvariant()), new("Severity", i.Severity.ToString().ToLowerInvariant()), new("Slot", Safe.Text(i.Slot ?? "–")), new("Model", Safe.Text(i.Model ?? "–")), new("Owner", Safe.Text(i.Owner ?? "nobody")),
            new("Began", Format.Time(i.BeganAt.UtcDateTime)), new("Opened", $"{Format.Time(i.OpenedAt.UtcDateTime)} by {Safe.Text(i.OpenedBy)}"),
            .. i.Closed is { } closed ? new Fact[] { new("Closed", $"{Format.Time(closed.At.UtcDateTime)} by {Safe.Text(closed.By)}: {Safe.Text(closed.Because)}") } : [],
            new("Post-mortem", i.Postmortem is { } document ? $"blob {document.Blob}" : "none"),
        ]),
        .. i.Notes.Count == 0 ? Array.Empty<Block>() : [new Table(["noted", "by", "text"], [.. i.Notes.Select(n => (IReadOnlyList<Cell>)[Format.Time(n.At.UtcDateTime), n.By, n.Text])])],
        .. i.Actions.Count == 0 ? Array.Empty<Block>() : [new Table([new("action", Align.Right), "what", "owner", "due", "done"], [.. i.Actions.Select(a => (IReadOnlyList<Cell>)[Format.Count(a.Number), a.What, a.Owner, Format.Date(a.Due), a.DoneAt is { } at ? $"{Format.Time(at.UtcDateTime)} by {a.DoneBy}" : "no"])])],
    ]);

    static Task<int> With(Session session, bool readOnly, Func<IncidentLog, int> work)
    {
        var workspace = session.OpenRegistry();
        using var registry = readOnly
            ? ModelRegistry.OpenToRead(workspace) ?? throw new FileNotFoundException($"There is no ledger {workspace.Ledger.Database}: nothing was recorded in this workspace yet.", workspace.Ledger.Database)
            : ModelRegistry.Open(workspace, session.Clock);
        return Task.FromResult(work(registry.Incidents));
    }

    static DateTimeOffset? Time(string? text) => text is null ? null
        : Data.Timestamp.TryParse(text, out var nanoseconds) is { } wrong ? throw new FormatException($"--began '{Safe.Text(text)}' {wrong}.") : new DateTimeOffset(Data.Timestamp.ToDateTime(nanoseconds));
}
