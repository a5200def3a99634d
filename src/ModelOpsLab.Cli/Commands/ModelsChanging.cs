using System.CommandLine;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Live;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Commands;

/// <summary>The commands of <c>modelops models</c> that record something.</summary>
static class ModelsChanging
{
    /// <summary>How long a stop that holds already waits to be recorded.</summary>
    static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    public static Command Register(Action<Command, Work> handle)
    {
        var model = ModelsReading.ModelArgument();
        var file = Inputs.FileOption("--file", "A model trained elsewhere, in any format. Without it the model is trained as declared.");
        var format = new Option<string?>("--format") { Description = "What the file is, as in onnx.", HelpName = "NAME" };
        var (from, until) = (Inputs.Date("--train-from", "First day of the training rows instead of the declared one."), Inputs.Date("--train-until", "Last day of the training rows instead of the declared one."));
        var (by, because) = (By(), Because());
        var register = new CommandWithExamples("register", "Train a model, or take one trained elsewhere, and register it as the next version.", """
              modelops models register spx-momentum --because "yearly retraining" --train-until 2019-12-31
              modelops models register fx-net --file net.onnx --format onnx --because "trained by the research cluster"
            """) { model, file, format, from, until, by, because };
        handle(register, async (parsed, session) =>
        {
            var workspace = session.OpenRegistry();
            var definition = workspace.Model(parsed.GetRequiredValue(model));
            var (who, why) = (Name(parsed.GetValue(by)), parsed.GetRequiredValue(because));
            ModelVersion version;
            IReadOnlyList<Report> checks = [];
            if (parsed.GetValue(file) is { } path)
            {
                if (parsed.GetValue(format) is not { } kind) throw new FormatException("--file needs --format: what is the file? For one written by this library it is modelopslab-json.");
                if (!File.Exists(path)) throw new FileNotFoundException($"There is no file '{path}'.", path);
                using var registry = ModelRegistry.Open(workspace, session.Clock);
                version = registry.Register(definition.Name, await File.ReadAllBytesAsync(path, session.Cancel).ConfigureAwait(false), kind, new() { Provenance = new() { Model = definition.Name }, Code = GitRevision.Of(workspace.Folder) }, who, why);
            }
            else
            {
                var declared = definition with { TrainFrom = parsed.GetValue(from) ?? definition.TrainFrom, TrainUntil = parsed.GetValue(until) ?? definition.TrainUntil };
                if (declared.TrainFrom > declared.TrainUntil) throw new FormatException($"The first training day {Format.Date(declared.TrainFrom.Value)} lies after the last, {Format.Date(declared.TrainUntil)}. Give --train-from and --train-until that enclose some rows.");
                var result = await Progress.During(session, definition.Name, steps => Task.Run(() => ModelTraining.TrainModel(workspace, definition.Name, session.Clock, declaration: declared, by: who, because: why), session.Cancel)).ConfigureAwait(false);
                (version, checks) = (result.Version, result.Checks);
            }
            session.Say($"{version.Name} version {version.Label} is registered: event {version.Sequence}. 'modelops models promote {version.Name} {version.Number} --because TEXT' puts it live.");
            foreach (var check in checks.Where(c => c.Severity >= Severity.Warning)) session.Say($"- {check.Title.ToLowerInvariant()}: {check.Alerts[0].Message} [{check.Severity.ToString().ToLowerInvariant()}]");
            session.Result(new { version = ModelsReading.Json(version, ""), checks = checks.Select(c => new { c.Title, c.Severity }) });
            return ExitCode.Done;
        });
        return register;
    }

    public static Command Promote(Action<Command, Work> handle)
    {
        var (model, number, slot) = (ModelsReading.ModelArgument(), VersionArgument(), SlotOption());
        var rollbackTo = new Option<int?>("--rollback-to") { Description = "The version a rollback goes to; by default the one that is live now.", HelpName = "VERSION" };
        var (approvals, by, because) = (Approvals(), By(), Because());
        var promote = new Command("promote", "Put a version live, after the checks and approvals that modelops.json asks for.") { model, number, slot, rollbackTo, approvals, by, because };
        handle(promote, (parsed, session) => Change(session, registry => registry.Promote(new(parsed.GetRequiredValue(model), parsed.GetRequiredValue(number), parsed.GetRequiredValue(because))
        {
            Slot = parsed.GetValue(slot), RollbackTo = parsed.GetValue(rollbackTo), Approvals = Read(parsed.GetValue(approvals)),
        }, Name(parsed.GetValue(by)))));
        return promote;
    }

    public static Command Rollback(Action<Command, Work> handle)
    {
        var slot = ModelsReading.SlotArgument();
        var to = new Option<int?>("--to") { Description = "A version that was live there before; by default the one that the promotion named.", HelpName = "VERSION" };
        var incident = new Option<string?>("--incident") { Description = "The incident it belongs to.", HelpName = "ID" };
        var (by, because) = (By(), Because());
        var rollback = new Command("rollback", "Put the previous version back. Needs no approval.") { slot, to, incident, by, because };
        handle(rollback, (parsed, session) => Change(session, registry => registry.Rollback(parsed.GetRequiredValue(slot), Name(parsed.GetValue(by)), parsed.GetRequiredValue(because), parsed.GetValue(incident), parsed.GetValue(to))));
        return rollback;
    }

    public static Command Disable(Action<Command, Work> handle)
    {
        var slot = ModelsReading.SlotArgument();
        var reduce = new Option<bool>("--reduce-only") { Description = "Do not stop it: let positions only become smaller." };
        var (by, because) = (By(), Because());
        var disable = new Command("disable", "Stop a slot: its fallback is served until it is enabled again. Needs no approval.") { slot, reduce, by, because };
        handle(disable, (parsed, session) =>
        {
            var (name, reduceOnly, why) = (parsed.GetRequiredValue(slot), parsed.GetValue(reduce), parsed.GetRequiredValue(because));
            // The files first, before anything is opened: a stop waits for no lock and needs no space
            var workspace = session.OpenWorkspace();
            var files = new KillSwitch(workspace.StateFolder, name);
            if (!files.Exists && workspace.Demonstration is null) throw NoSlot(workspace, name);
            if (files.Exists)
            {
                if (reduceOnly && files.Read() == SlotState.Halted) throw new InvalidDataException($"Slot '{name}' is halted, which is less than to reduce only: it stays halted.");
                if (reduceOnly) files.Reduce();
                else files.Halt();
                session.Remark($"'{name}' is {ModelsReading.StateText(files.Read())} now, for every process that trades it.");
            }
            try
            {
                return Change(session, registry => reduceOnly ? registry.ReduceOnly(name, Name(parsed.GetValue(by)), why) : registry.Disable(name, Name(parsed.GetValue(by)), why), StopPatience);
            }
            catch (Exception error) when (files.Exists && error is InvalidDataException or IOException or TimeoutException or UnauthorizedAccessException)
            {
                session.Remark($"That is not recorded yet: {error.Message} '{name}' stays {ModelsReading.StateText(files.Read())}; repeat the command to record it.");
                session.Result(new { slot = name, state = files.Read(), recorded = false, because = error.Message });
                return Task.FromResult(ExitCode.DoesNotHold);
            }
        });
        return disable;
    }

    public static Command Enable(Action<Command, Work> handle)
    {
        var slot = ModelsReading.SlotArgument();
        var (approvals, by, because) = (Approvals(), By(), Because());
        var enable = new Command("enable", "Arm a slot again that was stopped.") { slot, approvals, by, because };
        handle(enable, (parsed, session) => Change(session, registry => registry.Enable(parsed.GetRequiredValue(slot), Name(parsed.GetValue(by)), parsed.GetRequiredValue(because), Read(parsed.GetValue(approvals)))));
        return enable;
    }

    public static Command Drill(Action<Command, Work> handle)
    {
        var slot = ModelsReading.SlotArgument();
        var times = new Option<int>("--times") { Description = "How often.", HelpName = "N", DefaultValueFactory = _ => 100 };
        var by = By();
        var drill = new Command("drill", "Measure how long a stop takes to be seen, on the slot's disk and without touching the slot, and record it.") { slot, times, by };
        handle(drill, (parsed, session) =>
        {
            var workspace = session.OpenRegistry();
            using var registry = ModelRegistry.Open(workspace, session.Clock);
            var name = parsed.GetRequiredValue(slot);
            if (registry.LiveNow(name) is null) throw ModelsReading.NothingLive(registry, name);
            var count = parsed.GetRequiredValue(times) is >= 1 and <= MostDrills and var some ? some : throw new FormatException($"--times {Format.Count(parsed.GetRequiredValue(times))} is not 1 to {Format.Count(MostDrills)}.");
            var result = KillDrill.Run(workspace.StateFolder, name, count);
            registry.Ledger.Append(LedgerEntry.Of("control.drilled", Name(parsed.GetValue(by)), new { slot = name, control = "kill", milliseconds = result.P99, result.Missed }));
            session.Say($"{name}: {Format.Count(result.Drills)} stops, seen after {Format.Number(result.Median)} ms in the median, {Format.Number(result.P99)} ms at the 99th of 100, {Format.Number(result.Maximum)} ms at most; {Format.Count(result.Missed)} missed.");
            session.Result(result);
            return Task.FromResult(result.Missed == 0 ? ExitCode.Done : ExitCode.DoesNotHold);
        });
        return drill;
    }

    public static Command Alias(Action<Command, Work> handle)
    {
        var (model, label) = (ModelsReading.ModelArgument(), new Argument<string>("ALIAS") { Description = "A label such as candidate." });
        var number = new Argument<int?>("VERSION") { Description = "The version it is put on; without one it is taken away.", Arity = ArgumentArity.ZeroOrOne };
        var by = By();
        var alias = new Command("alias", "Put a label on a version, or take it away.") { model, label, number, by };
        handle(alias, (parsed, session) =>
        {
            var (name, text, version) = (parsed.GetRequiredValue(model), parsed.GetRequiredValue(label), parsed.GetValue(number));
            var workspace = session.OpenRegistry();
            workspace.Model(name);
            using var registry = ModelRegistry.Open(workspace, session.Clock);
            if (version is null && registry.Alias(name, text) is null) throw new KeyNotFoundException($"'{Safe.Text(text)}' is on no version of {name}: there is nothing to take away.{Spelling.Suggest(text, registry.Aliases(name).Select(a => a.Alias))}");
            registry.SetAlias(name, text, version, Name(parsed.GetValue(by)));
            session.Say(version is { } v ? $"{name}: '{text}' is version {v}." : $"{name}: '{text}' is on no version.");
            session.Result(new { model = name, alias = text, version });
            return Task.FromResult(ExitCode.Done);
        });
        return alias;
    }

    public static Command Retire(Action<Command, Work> handle)
    {
        var (model, number) = (ModelsReading.ModelArgument(), VersionArgument());
        var (by, because) = (By(), Because());
        var retire = new Command("retire", "Retire a version: it is kept, and cannot be promoted.") { model, number, by, because };
        handle(retire, (parsed, session) =>
        {
            var (name, version) = (parsed.GetRequiredValue(model), parsed.GetRequiredValue(number));
            var workspace = session.OpenRegistry();
            workspace.Model(name);
            using var registry = ModelRegistry.Open(workspace, session.Clock);
            registry.Retire(name, version, Name(parsed.GetValue(by)), parsed.GetRequiredValue(because));
            session.Say($"{name} version {version} is retired.");
            session.Result(new { model = name, version, retired = true });
            return Task.FromResult(ExitCode.Done);
        });
        return retire;
    }

    public static Command Release(Action<Command, Work> handle)
    {
        var (model, number) = (ModelsReading.ModelArgument(), VersionArgument());
        var (by, because) = (By(), Because());
        var release = new Command("release", "Remove the bytes, training record and data that only a retired version needs, once it was not live for the years that are kept.") { model, number, by, because };
        handle(release, (parsed, session) =>
        {
            var (name, version) = (parsed.GetRequiredValue(model), parsed.GetRequiredValue(number));
            using var registry = ModelRegistry.Open(session.OpenRegistry(), session.Clock);
            var removed = registry.Release(name, version, Name(parsed.GetValue(by)), parsed.GetRequiredValue(because));
            session.Say($"{name} version {version} is released: {Format.Count(removed.Count)} blobs are gone. Its history stays.");
            session.Result(new { model = name, version, released = removed });
            return Task.FromResult(ExitCode.Done);
        });
        return release;
    }

    public static Command Key(Action<Command, Work> handle)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the key, as in example.com/anna: no spaces, no plus signs." };
        var file = new Option<string>("--out") { Description = "The file of the private key: only you can read it. Keep it off shared disks.", HelpName = "FILE", Required = true };
        var key = new Command("key", "Make a key to sign approvals with, and print the public line for modelops.json.") { name, file };
        handle(key, (parsed, session) =>
        {
            var path = Inputs.Writable(parsed.GetRequiredValue(file))!;
            var signer = NoteSigner.Create(path, parsed.GetRequiredValue(name));
            if (!session.Json) session.Out.WriteLine(signer.Verifier.ToString());
            session.Remark($"The private key is in {path}. Put the public line into {Workspace.FileName}: \"people\": {{ \"NAME\": {{ \"key\": \"...\" }} }}.");
            session.Result(new { file = path, key = signer.Verifier.ToString() });
            return Task.FromResult(ExitCode.Done);
        });
        return key;
    }

    public static Command Approve(Action<Command, Work> handle)
    {
        var (model, number, slot) = (ModelsReading.ModelArgument(), new Argument<int?>("VERSION") { Description = "The version to be promoted; without one it is the arming of the slot that is approved.", Arity = ArgumentArity.ZeroOrOne }, SlotOption());
        var rollbackTo = new Option<int?>("--rollback-to") { Description = "As the promotion will say it.", HelpName = "VERSION" };
        var key = new Option<string>("--key") { Description = "The file of your private key.", HelpName = "FILE", Required = true };
        var file = new Option<string>("--out") { Description = "The file of the signed approval.", HelpName = "FILE", Required = true };
        var days = new Option<int>("--days") { Description = "Days for which it counts.", HelpName = "N", DefaultValueFactory = _ => 5 };
        var by = new Option<string>("--by") { Description = "Your name, as modelops.json knows it.", HelpName = "NAME", Required = true };
        var because = Because();
        var approve = new CommandWithExamples("approve", "Sign the promotion of a version, or the arming of a stopped slot, as things stand now.", """
              modelops models approve spx-momentum 2 --by ben --key ~/ben.key --out ben.json --because "read the comparison"
              modelops models promote spx-momentum 2 --approval ben.json --approval carla.json --because "yearly retraining"
            """) { model, number, slot, rollbackTo, key, file, days, by, because };
        handle(approve, (parsed, session) =>
        {
            var (name, path) = (parsed.GetRequiredValue(model), Inputs.Writable(parsed.GetRequiredValue(file))!);
            using var registry = ModelsReading.ToRead(session, name);
            var request = parsed.GetValue(number) is { } version
                ? registry.RequestOf(new Promotion(name, version, "") { Slot = parsed.GetValue(slot), RollbackTo = parsed.GetValue(rollbackTo) })
                : registry.RequestToEnable(parsed.GetValue(slot) ?? registry.Workspace.Model(name).Slots[0]);
            var now = session.Clock.GetUtcNow();
            if (parsed.GetRequiredValue(days) is < 1 or > MostDays) throw new FormatException($"--days {Format.Count(parsed.GetRequiredValue(days))} is not 1 to {Format.Count(MostDays)}.");
            var approval = new Approval { Request = request, By = parsed.GetRequiredValue(by), At = now, Until = now.AddDays(parsed.GetRequiredValue(days)), Because = parsed.GetRequiredValue(because) };
            var signed = approval.Sign(NoteSigner.Open(parsed.GetRequiredValue(key)));
            if (registry.Workspace.ApprovalPolicy.Check(request, [signed], now) is { Refused: [var refused, ..] })
                throw new InvalidDataException($"Nothing was signed. {refused}{(registry.Workspace.ApprovalPolicy.People.ContainsKey(approval.By) ? "" : $" {Workspace.FileName} names: {string.Join(", ", registry.Workspace.ApprovalPolicy.People.Keys)}.{Spelling.Suggest(approval.By, registry.Workspace.ApprovalPolicy.People.Keys)}")}");
            AtomicFile.Write(path, signed.ToJson());
            session.Say($"Signed: {request}, by {approval.By}, until {ModelsReading.Time(approval.Until)}. Written to {path}.");
            session.Result(new { request, approval.By, approval.Until, file = path });
            return Task.FromResult(ExitCode.Done);
        });
        return approve;
    }

    static InvalidDataException NoSlot(Workspace workspace, string name)
    {
        string[] slots = [.. workspace.Models.SelectMany(m => workspace.Model(m).Slots).Where(s => new KillSwitch(workspace.StateFolder, s).Exists)];
        return new($"Nothing was ever live in slot '{name}': nothing was stopped. {(slots.Length == 0 ? "No slot of this workspace was ever armed." : $"There is: {string.Join(", ", slots)}.{Spelling.Suggest(name, slots)}")}");
    }

    static Task<int> Change(Session session, Func<ModelRegistry, Deployment> change, TimeSpan? patience = null)
    {
        using var registry = ModelRegistry.Open(session.OpenRegistry(), session.Clock, patience: patience);
        var now = change(registry);
        session.Say($"{now.Slot}: {now.Model} version {now.Version} is {ModelsReading.StateText(now.State)} since {ModelsReading.Time(now.From)}, event {now.Sequence}{(now.ApprovedBy.Count > 0 ? $", approved by {Safe.Text(string.Join(", ", now.ApprovedBy))}" : "")}.");
        if (now.State != SlotState.Active) session.Say(now.State == SlotState.Halted ? $"It serves its fallback: {now.Fallback}. 'modelops models enable {now.Slot}' arms it again." : $"Positions may only become smaller. 'modelops models enable {now.Slot}' arms it again.");
        session.Result(now);
        return Task.FromResult(ExitCode.Done);
    }

    static DsseEnvelope[] Read(string[]? files) => [.. (files ?? []).Select(file =>
    {
        if (!File.Exists(file)) throw new FileNotFoundException($"There is no file '{file}'.", file);
        try { return DsseEnvelope.Parse(File.ReadAllBytes(file)); }
        catch (InvalidDataException error) { throw new InvalidDataException($"{file}: {error.Message}", error); }
    })];

    const int MostDrills = 100_000, MostDays = 366;

    static Argument<int> VersionArgument() => new("VERSION") { Description = "Its number." };

    static Option<string?> SlotOption() => new("--slot") { Description = "Where; not needed where the model has one slot.", HelpName = "SLOT" };

    static Option<string[]> Approvals() => new("--approval") { Description = "A signed approval, as 'modelops models approve' writes it; give it once for each.", HelpName = "FILE" };

    static Option<string> Because() => new("--because") { Description = "Why, for who reads it in five years.", HelpName = "TEXT", Required = true };

    internal static Option<string?> By() => new("--by") { Description = "Who does it; by default the name of the user.", HelpName = "NAME" };

    internal static string Name(string? by) => by ?? Environment.UserName;
}
