using System.CommandLine;
using ModelOpsLab.Live;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops models judge</c>: holds what is live against the rollback rules it was promoted with, and acts: for a scheduler.</summary>
static class JudgeCommand
{
    public static Command Of(Action<Command, Work> handle)
    {
        var slot = ModelsReading.SlotArgument();
        var dry = new Option<bool>("--dry-run") { Description = "Only say what would be done." };
        var asOf = Inputs.Date("--as-of", "Judge as of this day, by what was known then; with --dry-run only. Default: today.");
        var judge = new CommandWithExamples("judge", "Hold the live version against the rollback rules of its promotion, and roll back, restrict or stop it where they say so. Ends with 1 where they do.", """
              modelops models judge spx-momentum --dry-run
              modelops models judge spx-momentum --json    # every evening, after 'modelops review'
            """) { slot, dry, asOf };
        handle(judge, (parsed, session) => Task.FromResult(Run(session, parsed.GetRequiredValue(slot), parsed.GetValue(dry), parsed.GetValue(asOf))));
        return judge;
    }

    static int Run(Session session, string slot, bool dry, DateOnly? day)
    {
        if (day is not null && !dry) throw new FormatException("--as-of looks back and --dry-run is missing: what is live today is not changed by what was known another day.");
        var asOf = day ?? DateOnly.FromDateTime(session.Clock.GetUtcNow().UtcDateTime);
        var decision = Decide(session, slot, dry, asOf);
        var blind = decision.Verdicts.Any(v => v.Answer == RollbackAnswer.Inconclusive && v.Rule.WhenInconclusive == WhenInconclusive.Restrict);
        var holds = decision.Answer != RollbackAnswer.RollBack && !blind;
        var would = holds ? "nothing" : decision.Live.State == SlotState.Halted ? "nothing: the slot is stopped"
            : decision.Answer == RollbackAnswer.RollBack ? decision.Live.RollbackTo is { } target ? FormattableString.Invariant($"go back to version {target}") : "stop the slot: there is no version to go back to"
            : decision.Live.State == SlotState.ReduceOnly ? "nothing: positions may only become smaller already" : "restrict the slot to closing positions";
        if (!session.Json)
        {
            session.Out.Write(Safe.Print(decision.ToDocument()));
            if (dry) session.Out.WriteLine($"\nWould be done: {would}.");
        }
        if (decision.Verdicts.Count == 0) session.Remark("Nothing takes this version back by itself. Declare deployment.rules in modelops.json; they count from the next promotion.");
        session.Result(new { slot, model = decision.Live.Model, version = decision.Live.Version, asOf, answer = decision.Answer, holds, dryRun = dry, would = dry ? would : null, done = decision.Done, decision.Incident, decision.Verdicts });
        return holds ? ExitCode.Done : ExitCode.DoesNotHold;
    }

    static RollbackDecision Decide(Session session, string slot, bool dry, DateOnly asOf)
    {
        using var registry = dry ? ModelsReading.ToRead(session) : ModelRegistry.Open(session.OpenRegistry(), session.Clock);
        if (registry.LiveNow(slot) is not { } live) throw ModelsReading.NothingLive(registry, slot);
        using var store = File.Exists(registry.Workspace.HistoryFile) ? MeasurementStore.Open(registry.Workspace.HistoryFile, readOnly: true) : null;
        var decision = AutomaticRollback.Judge(registry, slot, store?.Latest(live.Model, knownBy: asOf) ?? [], asOf);
        return dry ? decision : AutomaticRollback.Act(registry, decision);
    }
}
