using System.CommandLine;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops actions</c>: what reviews proposed to do, who does it, and what became of it.</summary>
static class ActionsCommand
{
    /// <summary>The command with its own commands below it.</summary>
    public static Command Of(Action<Command, Work> handle)
    {
        var id = new Argument<string>("ACTION") { Description = "As a list shows it: model/period/action." };
        var model = Inputs.FileOption("--model", "A model of modelops.json. Default: all.", "NAME");
        var all = new Option<bool>("--all") { Description = "Also actions that are done or dropped." };
        var by = Inputs.FileOption("--by", "Who does it. Default: the name you are logged in with.", "NAME");
        var owner = Inputs.FileOption("--owner", "Who does it from now on.", "NAME");
        var due = Inputs.Date("--due", "The last day on which it is in time.");
        var note = Inputs.FileOption("--because", "Why.", "TEXT");
        var because = new Option<string>("--because") { Description = "What was done, or why it is not.", HelpName = "TEXT", Required = true };

        var actions = new Command("actions", "Actions of reviews: see what is owed, take on, close and drop.");
        Add(new("list", "What is to be done, by whom and by when; ends with 1 where something is late.") { model, all }, (parsed, session) => List(session, parsed.GetValue(model), parsed.GetValue(all)));
        Add(new("take", "Take an action on, or give it another owner or day.") { id, owner, due, note, by }, (parsed, session) => Changed(session, register => register.Take(parsed.GetRequiredValue(id), By(parsed, session), parsed.GetValue(note) ?? "", parsed.GetValue(owner), parsed.GetValue(due)), "taken on"));
        Add(new("close", "Mark an action as done; the next review measures whether the expected gain came.") { id, because, by }, (parsed, session) => Changed(session, register => register.Close(parsed.GetRequiredValue(id), By(parsed, session), parsed.GetRequiredValue(because)), "done"));
        Add(new("drop", "Say that an action will not be done.") { id, because, by }, (parsed, session) => Changed(session, register => register.Drop(parsed.GetRequiredValue(id), By(parsed, session), parsed.GetRequiredValue(because)), "dropped"));
        return actions;

        void Add(Command command, Work work)
        {
            handle(command, work);
            actions.Add(command);
        }

        string By(ParseResult parsed, Session session) => parsed.GetValue(by) ?? (session.Variable("USER") ?? session.Variable("USERNAME")) switch { { Length: > 0 } name => name, _ => Environment.UserName };
    }

    static Task<int> List(Session session, string? model, bool all)
    {
        var workspace = session.OpenRegistry();
        if (model is not null) workspace.Model(model);
        using var registry = ModelRegistry.OpenToRead(workspace) ?? throw new FileNotFoundException($"There is no ledger {workspace.Ledger.Database}: nothing was recorded in this workspace yet.", workspace.Ledger.Database);
        var today = DateOnly.FromDateTime(session.Clock.GetUtcNow().UtcDateTime);
        TrackedAction[] shown = [.. registry.Actions.All(model).Where(a => all || a.IsOpen)];
        var late = shown.Count(a => a.IsOpen && a.IsLate(today));
        var severity = late > 0 ? Severity.Warning : Severity.Healthy;
        if (!session.Json)
            session.Out.Write(shown.Length == 0 ? "Nothing is to be done.\n" : Safe.Print(new([new Table(["action", "what", "owner", "due", "state", "expected", "rule"],
                [.. shown.Select(a => (IReadOnlyList<Cell>)[a.Id, a.Action.What, a.Action.Owner, Format.Date(a.Action.Due), State(a, today), Expected(a.Action), a.Action.Rule])])])));
        session.Result(new { severity, late, actions = shown.Select(a => Json(a, today)) });
        return Task.FromResult(late > 0 ? ExitCode.DoesNotHold : ExitCode.Done);
    }

    static Task<int> Changed(Session session, Func<ActionRegister, TrackedAction> change, string word)
    {
        using var registry = ModelRegistry.Open(session.OpenRegistry(), session.Clock);
        var action = change(registry.Actions);
        session.Say($"{Safe.Text(action.Id)}: {word} by {Safe.Text(action.Steps[^1].By)}.{(action.IsOpen ? $" {Safe.Text(action.Action.Owner)} does it by {Format.Date(action.Action.Due)}." : "")}");
        session.Result(Json(action, DateOnly.FromDateTime(session.Clock.GetUtcNow().UtcDateTime)));
        return Task.FromResult(ExitCode.Done);
    }

    static object Json(TrackedAction a, DateOnly today) => new { id = a.Id, state = a.State, late = a.IsLate(today), action = a.Action, proposedAt = a.ProposedAt, proposedBy = a.ProposedBy, sequence = a.Sequence, steps = a.Steps };

    static Cell State(TrackedAction action, DateOnly today) => action.IsLate(today) && action.IsOpen ? new SeverityCell(Severity.Warning, $"{Word(action)}, late") : action.IsLate(today) ? $"{Word(action)}, late" : Word(action);

    static string Word(TrackedAction action) => action.State.ToString().ToLowerInvariant();

    static string Expected(PlannedAction action) => action.Gain is not { } gain ? "" : $"{(gain.Of.Length == 0 ? gain.Metric : $"{gain.Metric} of {gain.Of}")} {Format.Value(gain.Before, gain.Unit)} to {Format.Value(gain.Target, gain.Unit)}";
}
