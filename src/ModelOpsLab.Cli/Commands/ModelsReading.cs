using System.CommandLine;
using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Commands;

/// <summary>The commands of <c>modelops models</c> that change nothing.</summary>
static class ModelsReading
{
    public static Command List(Action<Command, Work> handle)
    {
        var list = new Command("list", "List versions and slots.");
        handle(list, (_, session) =>
        {
            var workspace = session.OpenRegistry();
            using var registry = ModelRegistry.OpenToRead(workspace);
            var versions = registry is null ? [] : workspace.Models.SelectMany(registry.Versions).ToArray();
            var slots = registry is null ? [] : registry.Slots.Select(s => registry.LiveNow(s)!).ToArray();
            var labels = registry is null ? [] : workspace.Models.SelectMany(m => registry.Aliases(m).Select(a => (Model: m, a.Alias, a.Version))).ToArray();
            string Marks(ModelVersion v) => string.Join(", ", [
                .. slots.Where(s => s.Model == v.Name && s.Version == v.Number).Select(s => $"live in {s.Slot}"),
                .. labels.Where(l => l.Model == v.Name && l.Version == v.Number).Select(l => l.Alias),
                .. v.Retired ? new[] { "retired" } : []]);
            if (!session.Json)
            {
                session.Out.Write(Safe.Print(new(
                    new Table(["model", new("version", Align.Right), "content", "registered", "by", new("training rows", Align.Right), "until", ""], [.. versions.Select(v => (IReadOnlyList<Cell>)[
                        v.Name, Number(v.Number), v.ContentId[..12], Time(v.RegisteredAt), v.By, Format.Count(v.Provenance.Rows), v.Provenance.AsOf is { } day ? Format.Date(day) : "", Marks(v)])]),
                    new Table(["slot", "live", "state", "since", "by", "fallback", "would go back to"], [.. slots.Select(s => (IReadOnlyList<Cell>)[
                        s.Slot, $"{s.Model} {Number(s.Version)}", StateText(s.State), Time(s.From), s.By, s.Fallback.ToString(), s.RollbackTo is { } back ? Number(back) : "none"])]))));
                foreach (var slot in slots.Where(s => registry!.StateOf(s.Slot) != s.State)) session.Out.WriteLine($"{slot.Slot}: recorded as {StateText(slot.State)}, and {StateText(registry!.StateOf(slot.Slot))} by its files, which is what trading processes see. 'modelops models disable {slot.Slot}' records a stop.");
                foreach (var none in workspace.Models.Where(m => versions.All(v => v.Name != m))) session.Remark($"{none}: no version is registered. 'modelops models register {none} --because TEXT' trains it as declared.");
            }
            session.Result(new { versions = versions.Select(v => Json(v, Marks(v))), slots = slots.Select(s => new { live = Json(s), stateOfFiles = registry!.StateOf(s.Slot) }), aliases = labels.Select(l => new { l.Model, l.Alias, l.Version }) });
            return Task.FromResult(ExitCode.Done);
        });
        return list;
    }

    public static Command Show(Action<Command, Work> handle)
    {
        var (model, number) = (ModelArgument(), new Argument<int?>("VERSION") { Description = "Its number; the newest where none is given.", Arity = ArgumentArity.ZeroOrOne });
        var card = new Option<bool>("--card") { Description = "Print the model's card instead, as Markdown: what it is for, data, quality, what it looks at, limits." };
        var show = new Command("show", "Show what a version was trained from, and where it is and was live.") { model, number, card };
        handle(show, (parsed, session) =>
        {
            var name = parsed.GetRequiredValue(model);
            using var registry = ToRead(session, name);
            var version = parsed.GetValue(number) is { } one ? registry.Version(name, one) : registry.Versions(name) is [.., var newest] ? newest : throw NoVersion(name);
            if (parsed.GetValue(card) && !session.Json)
            {
                session.Out.Write(ModelCard.Of(version));
                return Task.FromResult(ExitCode.Done);
            }
            var life = registry.Slots.SelectMany(registry.History).Where(d => d.Model == name && d.Version == version.Number).ToArray();
            if (!session.Json) session.Out.Write(Safe.Print(new(
                new Heading($"{name}, version {version.Label}", 3),
                new Facts([
                    new("Registered", $"{Time(version.RegisteredAt)} by {Safe.Text(version.By)}, event {Number(version.Sequence)}"), new("Format", version.Format), new("Content", version.ContentId),
                    new("Trained from", version.Provenance.ToString()), new("Code", version.Training.Code?.ToString() ?? "not recorded"),
                    new("Runtime", version.Training.Environment?.Runtime ?? "not recorded"), new("Golden rows", Format.Count(version.Training.Golden?.Rows.Count ?? 0))]),
                new Table(["feature", new("weight", Align.Right)], [.. version.Importance.Select(i => (IReadOnlyList<Cell>)[i.Feature, Format.Number(i.Value)])]),
                life.Length == 0 ? new Paragraph("It was never live.") : LifeTable(life))));
            session.Result(new { version = Json(version, ""), training = version.Training, life = life.Select(Json), card = ModelCard.Of(version) });
            return Task.FromResult(ExitCode.Done);
        });
        return show;
    }

    public static Command History(Action<Command, Work> handle)
    {
        var slot = SlotArgument();
        var history = new Command("history", "Show a slot's whole life: what was live, since when, by whom and why.") { slot };
        handle(history, (parsed, session) =>
        {
            var name = parsed.GetRequiredValue(slot);
            using var registry = ToRead(session);
            var life = registry.History(name);
            if (life.Count == 0) throw NothingLive(registry, name);
            if (!session.Json) session.Out.Write(Safe.Print(new(LifeTable(life))));
            session.Result(new { slot = name, life = life.Select(Json) });
            return Task.FromResult(ExitCode.Done);
        });
        return history;
    }

    public static Command LiveAt(Action<Command, Work> handle)
    {
        var slot = SlotArgument();
        var at = new Argument<DateTimeOffset>("TIME")
        {
            Description = "A day, or a time like 2020-03-16T14:30 (UTC) or 2020-03-16T14:30-04:00.",
            CustomParser = result => result.Tokens[0].Value is [_, _, _, _, '-', _, _, '-', _, _, ..] text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time : Inputs.Refuse<DateTimeOffset>(result, $"'{result.Tokens[0].Value}' is no time. Write it like 2020-03-16T14:30, which is taken as UTC, or with an offset: 2020-03-16T14:30-04:00."),
        };
        var live = new CommandWithExamples("live-at", "Say which version was live at a time, with the proof that the ledger holds the event.", "  modelops models live-at spx-momentum 2020-03-16T14:30") { slot, at };
        handle(live, (parsed, session) =>
        {
            var (name, time) = (parsed.GetRequiredValue(slot), parsed.GetRequiredValue(at));
            using var registry = ToRead(session);
            if (registry.LiveAt(name, time) is not { } found) throw registry.History(name) is [var first, ..] ? new InvalidDataException($"Nothing was live in '{name}' at {Time(time)}: its life begins at {Time(first.From)}.") : NothingLive(registry, name);
            var (size, root) = (registry.Ledger.Size, registry.Ledger.Root);
            while (registry.Ledger.Size is var now && now != size) (size, root) = (now, registry.Ledger.Root); // something was recorded in between
            var leaf = Convert.FromHexString(registry.Ledger.Read(found.Sequence, found.Sequence).Single().Hash);
            var inclusion = registry.Ledger.ProveInclusion(found.Sequence, size);
            var holds = MerkleProof.Includes(root, size, found.Sequence - 1, leaf, [.. inclusion]);
            if (time > session.Clock.GetUtcNow()) session.Remark($"{Time(time)} is still to come: this is what is live now.");
            if (!session.Json) session.Out.WriteLine($"{found.Slot} at {Time(time)}: {found.Model} version {registry.Version(found.Model, found.Version).Label}, {StateText(found.State)}, from {Time(found.From)}{(found.Until is { } until ? $" until {Time(until)}" : "")}, by {Safe.Text(found.By)}: {Safe.Text(found.Because)} (event {Number(found.Sequence)} of {Number(size)}; proof {(holds ? "holds" : "does not hold: see 'modelops audit verify'")})");
            session.Result(new { slot = name, time, live = Json(found), content = registry.Version(found.Model, found.Version).ContentId, proofHolds = holds, proof = new { leaf = Convert.ToHexStringLower(leaf), index = found.Sequence - 1, ledgerSize = size, root = Convert.ToHexStringLower(root), inclusion = inclusion.Select(Convert.ToHexStringLower) } });
            return Task.FromResult(holds ? ExitCode.Done : ExitCode.DoesNotHold);
        });
        return live;
    }

    public static Command Who(Action<Command, Work> handle)
    {
        var id = new Argument<string>("PREDICTION") { Description = "The id that came with the prediction." };
        var who = new CommandWithExamples("who", "Say which version made a prediction, from what, with the proof that the ledger holds it.", "  modelops models who spx-momentum.000000000012.5") { id };
        handle(who, (parsed, session) =>
        {
            using var registry = ToRead(session);
            var trace = new PredictionArchive(registry.Ledger, registry.Blobs, registry.Workspace.StateFolder).WhoPredicted(PredictionId.Parse(parsed.GetRequiredValue(id)));
            if (!session.Json) session.Out.Write(Safe.Print(new(
                new Heading(trace.ToString(), 3),
                new Facts([
                    new("Served", $"{(trace.MadeBy is { } made ? $"version {Number(made)}" : trace.Record.Source.ToString().ToLowerInvariant())} said {Format.Number(trace.Record.Value)}"),
                    new("Because", Words(trace.Record.Because)), new("Slot", $"{trace.Id.Slot}, {StateText(trace.Record.State)}"),
                    new("Live", $"{trace.Live.Model} version {Number(trace.Live.Version)}, bytes {trace.Live.ContentId}"),
                    new("Sealed", trace.Seal is { } seal ? $"event {Number(seal.Sequence)} of {Number(seal.Size)}; proof {(seal.Holds ? "holds" : "does not hold")}{(seal.Checkpoint is null ? "" : ", to a signed checkpoint")}" : "not yet")]),
                new Table(["input", new("value", Align.Right)], [.. trace.Features.Zip(trace.Record.Inputs).Select(i => (IReadOnlyList<Cell>)[i.First, Format.Number(i.Second)])]))));
            session.Result(new { prediction = trace.Id.ToString(), madeBy = trace.MadeBy, trace.Live, trace.Record, inputs = trace.Features.Zip(trace.Record.Inputs).Select(i => new { feature = i.First, value = i.Second }), trace.Seal, proofHolds = trace.Seal?.Holds });
            return Task.FromResult(trace.Seal is { Holds: false } ? ExitCode.DoesNotHold : ExitCode.Done);
        });
        return who;
    }

    public static Command Compare(Action<Command, Work> handle)
    {
        var (model, from, to) = (ModelArgument(), new Argument<int>("VERSION") { Description = "The one." }, new Argument<int>("OTHER") { Description = "The other." });
        var compare = new Command("compare", "Say what differs between two versions: data, parameters, code, environment, weights, predictions.") { model, from, to };
        handle(compare, (parsed, session) =>
        {
            var name = parsed.GetRequiredValue(model);
            using var registry = ToRead(session, name);
            var comparison = registry.Compare(name, parsed.GetRequiredValue(from), parsed.GetRequiredValue(to));
            if (!session.Json) session.Out.Write(Safe.Print(comparison.ToDocument()));
            session.Result(comparison);
            return Task.FromResult(ExitCode.Done);
        });
        return compare;
    }

    public static Argument<string> ModelArgument() => new("MODEL") { Description = "A model of modelops.json." };

    public static Argument<string> SlotArgument() => new("SLOT") { Description = "The place where a version is live; by default it has the model's name." };

    /// <summary>The registry, with the model's name checked.</summary>
    public static ModelRegistry ToRead(Session session, string? model = null)
    {
        var workspace = session.OpenRegistry();
        if (model is not null) workspace.Model(model);
        return ModelRegistry.OpenToRead(workspace) ?? throw (model is not null ? NoVersion(model) : new InvalidDataException($"Nothing was recorded in '{workspace.Folder}' yet. 'modelops models register MODEL --because TEXT' registers the first version."));
    }

    public static InvalidDataException NoVersion(string model) => new($"{model}: no version is registered. 'modelops models register {model} --because TEXT' trains it as declared.");

    public static InvalidDataException NothingLive(ModelRegistry registry, string slot) => new($"Nothing was ever live in '{slot}'. {(registry.Slots is { Count: > 0 } slots ? $"There was in: {string.Join(", ", slots)}.{Spelling.Suggest(slot, slots)}" : "'modelops models promote' puts a version live.")}");

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string StateText(SlotState state) => state switch { SlotState.Halted => "halted", SlotState.ReduceOnly => "reduce only", _ => "active" };

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A life, with its slots where it has several.</summary>
    static Table LifeTable(IReadOnlyList<Deployment> life) => life.Select(d => d.Slot).Distinct(StringComparer.Ordinal).Count() > 1
        ? new(["slot", .. LifeColumns], [.. life.Select(d => (IReadOnlyList<Cell>)[d.Slot, .. LifeCells(d)])])
        : new(LifeColumns, [.. life.Select(LifeCells)]);

    static TableColumn[] LifeColumns => ["from", "until", "what", new("version", Align.Right), "state", "by", "approved by", "because"];

    static IReadOnlyList<Cell> LifeCells(Deployment d) => [Time(d.From), d.Until is { } until ? Time(until) : "now", d.Change[(d.Change.IndexOf('.', StringComparison.Ordinal) + 1)..], Number(d.Version), StateText(d.State), d.By, string.Join(", ", d.ApprovedBy), d.Because];

    static string Words(PredictionReason reason) => reason == PredictionReason.None ? "the model answered" : string.Concat(reason.ToString().Select((c, i) => char.IsUpper(c) ? $"{(i > 0 ? " " : "")}{char.ToLowerInvariant(c)}" : $"{c}"));

    public static object Json(ModelVersion v, string marks) => new { model = v.Name, version = v.Number, content = v.ContentId, v.Format, registeredAt = v.RegisteredAt, v.By, v.Sequence, v.Retired, rows = v.Provenance.Rows, trainedUntil = v.Provenance.AsOf, marks };

    public static object Json(Deployment d) => d;
}
