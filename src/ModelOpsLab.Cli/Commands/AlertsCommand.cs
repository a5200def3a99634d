using System.CommandLine;
using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Live;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops alerts</c>: what fires, who sees to it, who is not to be told, and whether channels work.</summary>
static class AlertsCommand
{
    /// <summary>The command with its own commands below it.</summary>
    public static Command Of(Action<Command, Work> handle)
    {
        var model = Inputs.FileOption("--model", "A model of modelops.json. Default: the only one, or all of them in a list.", "NAME");
        var store = Inputs.NotEmpty(Inputs.FileOption("--store", "Where alerts are kept. Default: the workspace's own.", "PLACE"));
        var key = new Argument<string>("ALERT") { Description = "Key of an alert, as a list shows it: model/rule/of." };
        var which = new Argument<string>("ALERTS") { Description = "A model, a model and a rule, or the key of one alert." };
        var by = Inputs.FileOption("--by", "Who does it. Default: the name you are logged in with.", "NAME");
        var note = Inputs.FileOption("--note", "What is to be remembered.", "TEXT");
        var because = new Option<string>("--because") { Description = "Why.", HelpName = "TEXT", Required = true };
        var until = new Option<string>("--until") { Description = "Its end, as in 2020-03-16T14:30:00Z, in the time of the stream.", HelpName = "TIME", Required = true };
        var all = new Option<bool>("--all") { Description = "Also alerts that have ended." };
        var channel = new Option<string?>("--channel") { Description = "A channel of modelops.json. Default: all.", HelpName = "NAME" };

        var alerts = new Command("alerts", "Alerts: see what fires, acknowledge, silence, and try the channels.");
        Add(new("list", "What pends and fires, and what people did; ends with 1 where a page fires.") { model, all, store }, (parsed, session) => List(session, parsed.GetValue(model), parsed.GetValue(all), parsed.GetValue(store)));
        Add(new("ack", "Say that somebody sees to an alert: it escalates no further.") { key, note, by, store }, (parsed, session) => Act(session, parsed.GetRequiredValue(key), parsed.GetValue(store), (history, name) =>
        {
            var said = parsed.GetRequiredValue(key);
            if (Newest(history, name).FirstOrDefault(t => t.Key == said) is not { To: AlertState.Firing })
                throw new InvalidDataException($"No alert '{said}' fires. {(Newest(history, name).Where(t => t.To == AlertState.Firing).Select(t => t.Key).ToArray() is { Length: > 0 } firing ? $"Those that do: {string.Join(", ", firing)}." : "None does.")}");
            return (AlertActs.Acknowledge(history, name, said, By(parsed, session), Now(session), parsed.GetValue(note) ?? ""), $"{Safe.Text(said)}: acknowledged.");
        }));
        Add(new("silence", "Tell nobody of some alerts until a time; they are judged and recorded all the same.") { which, until, because, by, store }, (parsed, session) => Act(session, parsed.GetRequiredValue(which), parsed.GetValue(store), (history, name) =>
            (AlertActs.Silence(history, name, parsed.GetRequiredValue(which), By(parsed, session), Now(session), Later(Time(parsed.GetRequiredValue(until)), history, name), parsed.GetRequiredValue(because)), $"{Safe.Text(parsed.GetRequiredValue(which))}: silenced until {Format.Time(Time(parsed.GetRequiredValue(until)))}.")));
        Add(new("unsilence", "End a silence before its time.") { which, by, store }, (parsed, session) => Act(session, parsed.GetRequiredValue(which), parsed.GetValue(store), (history, name) =>
        {
            var said = parsed.GetRequiredValue(which);
            if (AlertActs.Silenced(history, name) is var silenced && !silenced.Contains(said))
                throw new InvalidDataException($"'{Safe.Text(said)}' is not silenced by hand. {(silenced.Count > 0 ? $"What is: {Safe.Text(string.Join(", ", silenced))}." : "Nothing is.")}");
            return (AlertActs.Unsilence(history, name, said, By(parsed, session), Now(session)), $"{Safe.Text(said)}: told again.");
        }));
        Add(new("test", "Send a made-up alert through the channels of modelops.json; ends with 1 where one does not take it.") { channel }, (parsed, session) => Test(session, parsed.GetValue(channel)));
        Add(new("resend", "Send the dead letters of the channels again; ends with 1 where some remain.") { channel }, (parsed, session) => Resend(session, parsed.GetValue(channel)));
        return alerts;

        void Add(Command command, Work work)
        {
            handle(command, work);
            alerts.Add(command);
        }

        string By(ParseResult parsed, Session session) => parsed.GetValue(by) ?? (session.Variable("USER") ?? session.Variable("USERNAME")) switch { { Length: > 0 } name => name, _ => Environment.UserName };
    }

    static Task<int> List(Session session, string? model, bool all, string? store)
    {
        var workspace = session.OpenWorkspace();
        if (model is not null) workspace.Model(model);
        using var history = Open(workspace, store);
        var told = (model is null ? workspace.Models : [model]).SelectMany(name => Newest(history, name).Where(t => all || t.To is AlertState.Pending or AlertState.Firing)).ToArray();
        AlertAct[] acts = [.. (model is null ? workspace.Models : [model]).SelectMany(name => history.Acts(name)).OrderBy(a => a.Sequence)];
        var gone = (model is null ? workspace.Models : [model]).Select(name => (Model: name, Gone: history.Gone(name))).Where(g => g.Gone.Count > 0).ToArray();
        var severity = told.Where(t => t.To == AlertState.Firing).Select(t => t.Severity).DefaultIfEmpty(Severity.Healthy).Max();
        if (!session.Json)
        {
            session.Out.Write(told.Length == 0 ? "No alert stands.\n" : new Table(["alert", "state", "since", "severity", "what happened", "who sees to it", "nobody is told"],
                [.. told.Select(t => (IReadOnlyList<Cell>)[Safe.Text(t.Key), t.To.ToString().ToLowerInvariant(), Format.Time(t.FiringSince ?? t.At), t.To == AlertState.Firing ? t.Severity : Severity.Healthy, Safe.Text(t.Because), Safe.Text(t.AcknowledgedBy ?? t.Owner), Safe.Text(t.Muted ?? "")])]).ToString());
            foreach (var act in acts.TakeLast(all ? acts.Length : 5)) session.Out.WriteLine($"{Format.Time(act.At)}: {Safe.Text(AlertActs.Text(act))}");
            foreach (var one in gone) session.Out.WriteLine($"{Safe.Text(one.Model)}: rows of series let go by keep in modelops.json: {DeclaredRetention.Text(one.Gone)}. Alerts and what people did stay.");
        }
        session.Result(new { severity, alerts = told, acts = acts.Select(a => new { a.Sequence, a.Model, a.At, a.Kind, text = AlertActs.Text(a) }), letGo = gone.Select(g => new { model = g.Model, inAll = DeclaredRetention.InAll(g.Gone) }) });
        return Task.FromResult(severity == Severity.Critical ? ExitCode.DoesNotHold : ExitCode.Done);
    }

    static Task<int> Act(Session session, string key, string? store, Func<MeasurementHistory, string, (long Sequence, string Said)> act)
    {
        var workspace = session.OpenWorkspace();
        var name = workspace.Model(key.Split('/')[0]).Name;
        if (key.Split('/') is [_, var rule, ..] && DeclaredAlerts.RulesOf(workspace, workspace.Model(name)) is var rules && !rules.Contains(rule))
            throw new InvalidDataException($"{Safe.Text(name)} has no rule '{Safe.Text(rule)}'.{Spelling.Suggest(rule, rules)} Its rules are: {string.Join(", ", rules)}.");
        using var history = Open(workspace, store);
        var (sequence, said) = act(history, name);
        session.Say($"{said} A monitor that runs carries it out within a second; one that is started later, then.");
        session.Result(new { model = name, key, sequence });
        return Task.FromResult(ExitCode.Done);
    }

    static Task<int> Test(Session session, string? only)
    {
        var workspace = session.OpenWorkspace();
        var name = workspace.Models[0];
        AlertTransition made = new()
        {
            Number = 1, At = Now(session), Model = name, Rule = "test", From = AlertState.Pending, To = AlertState.Firing, Severity = Severity.Warning,
            Evidence = new("test", 1) { Count = 1 }, Because = "a test of the channel: nothing has happened", FiringSince = Now(session), Group = name,
        };
        var results = Channels(workspace, only).Select(c => (c.Name, Problem: AlertDelivery.Test(c, made, workspace.StateFolder, session.Error))).ToArray();
        foreach (var (channel, problem) in results) session.Say(problem is null ? $"{channel}: taken" : $"{channel}: {problem}");
        session.Result(new { severity = results.All(r => r.Problem is null) ? Severity.Healthy : Severity.Critical, channels = results.Select(r => new { r.Name, problem = r.Problem }) });
        return Task.FromResult(results.All(r => r.Problem is null) ? ExitCode.Done : ExitCode.DoesNotHold);
    }

    static Task<int> Resend(Session session, string? only)
    {
        var workspace = session.OpenWorkspace();
        var results = Channels(workspace, only).Select(c => (c.Name, Sent: AlertDelivery.Resend(c, workspace.StateFolder, session.Error))).ToArray();
        foreach (var (channel, (delivered, remain)) in results) session.Say($"{channel}: {Format.Count(delivered)} delivered, {Format.Count(remain)} remain");
        session.Result(new { severity = results.Any(r => r.Sent.Remain > 0) ? Severity.Warning : Severity.Healthy, channels = results.Select(r => new { r.Name, delivered = r.Sent.Delivered, remain = r.Sent.Remain }) });
        return Task.FromResult(results.Any(r => r.Sent.Remain > 0) ? ExitCode.DoesNotHold : ExitCode.Done);
    }

    static IEnumerable<DeliveryChannel> Channels(Workspace workspace, string? only)
    {
        if (workspace.Deliver.Count == 0) throw new InvalidDataException($"{Path.Combine(workspace.Folder, Workspace.FileName)} names no channels: add a 'deliver' list, as in data-samples/monitoring/README.md.");
        return only is null ? workspace.Deliver : workspace.Deliver.FirstOrDefault(c => c.Name == only) is { } one ? [one]
            : throw new InvalidDataException($"There is no channel '{Safe.Text(only)}'.{Spelling.Suggest(only, workspace.Deliver.Select(c => c.Name))} There are: {string.Join(", ", workspace.Deliver.Select(c => c.Name))}.");
    }

    /// <summary>The newest transition of each alert, in the order of their last change.</summary>
    static IEnumerable<AlertTransition> Newest(MeasurementHistory history, string model) =>
        history.Transitions(model).GroupBy(t => t.Key, StringComparer.Ordinal).Select(g => g.Last()).OrderBy(t => t.Number);

    /// <summary>The store that was named, or the workspace's; a file that is not there is a slip in its name, and would hold no alert.</summary>
    static MeasurementHistory Open(Workspace workspace, string? store) =>
        store is not null && Inputs.IsFile(store) && !File.Exists(store)
        ? throw new FileNotFoundException($"There is no file '{Safe.Text(store)}'. The current folder is '{Environment.CurrentDirectory}': check the path, or leave --store out for the workspace's own.", store)
        : store is not null || File.Exists(workspace.HistoryFile) ? MeasurementHistory.Open(store ?? workspace.HistoryFile)
        : throw new FileNotFoundException($"There is no {workspace.HistoryFile}: no model of this workspace was watched yet. See: modelops monitor --help", workspace.HistoryFile);

    static DateTime Now(Session session) => session.Clock.GetUtcNow().UtcDateTime;

    /// <summary>The end of a silence, which lies ahead of the stream.</summary>
    static DateTime Later(DateTime until, MeasurementHistory history, string model) => history.State(model) is { } state && until <= state.At
        ? throw new InvalidDataException($"The silence would end at {Format.Time(until)}, and the monitor of {model} is at {Format.Time(state.At)} already: it would silence nothing. Give a later time, in the time of the stream.")
        : until;

    static DateTime Time(string text) => DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time) && (text[^1] == 'Z' || text[^6] is '+' or '-')
        ? time.UtcDateTime
        : throw new FormatException($"'{Safe.Text(text)}' is no time. Write it with its zone, as 2020-03-16T14:30:00Z or 2020-03-16T10:30:00-04:00.");

    static string[] TimeForms => ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
}
