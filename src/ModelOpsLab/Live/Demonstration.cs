using System.Globalization;
using System.Text;
using System.Text.Json;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Live;

/// <summary>Builds the state of a demonstration workspace from its invented past: the same registry calls that a desk would have made, each at its own time.</summary>
public static class Demonstration
{
    /// <summary>The state that a demonstration builds; everything else in the folder stays.</summary>
    static readonly string[] Built = ["ledger.db", "ledger.db-journal", "ledger.key", "ledger.pub", "blobs", "slots", "predictions"];

    /// <summary>Builds the state where it was not built yet, or not from these files and this library. Does nothing in a workspace that is no demonstration, nor where its past was left behind and only the ledger is there, as in a bundle that was unpacked.</summary>
    /// <exception cref="InvalidDataException">A step of the past cannot be done: it is named.</exception>
    /// <exception cref="UnauthorizedAccessException">The workspace's state cannot be written.</exception>
    public static void Ensure(Workspace workspace)
    {
        if (workspace.Demonstration is not { } file || (!File.Exists(file) && File.Exists(workspace.Ledger.Database))) return;
        var history = JsonFile.Read<DemonstrationHistory>(file);
        var stampFile = Path.Combine(workspace.StateFolder, "demonstration.txt");
        var definition = workspace.Model(history.Model);
        var stamp = string.Join('\n', new[] { file, Path.Combine(workspace.Folder, Workspace.FileName), workspace.Resolve(definition.Data), workspace.Resolve(definition.Schema) }.Select(ContentId.OfFile).Append(Provenance.ThisLibrary)) + "\n";
        if (IsBuilt()) return;
        StateFolder.Write(workspace, () =>
        {
            using var turn = new FairFileLock(Path.Combine(workspace.StateFolder, "demonstration.queue")).Enter(TimeSpan.FromMinutes(2));
            if (IsBuilt()) return;
            Clear(workspace, stampFile);
            var sessions = new Sessions(workspace, definition);
            for (var i = 0; i < history.Steps.Count; i++)
                try
                {
                    sessions.Until(history.Steps[i]);
                    Do(workspace, definition, history, history.Steps[i]);
                }
                catch (Exception error) when (error is InvalidDataException or KeyNotFoundException or ArgumentException)
                {
                    throw new InvalidDataException(FormattableString.Invariant($"{file}: step {i + 1}, {history.Steps[i].At:yyyy-MM-dd}: {error.Message}"), error);
                }
            sessions.ToTheEnd();
            AtomicFile.Write(stampFile, string.Create(CultureInfo.InvariantCulture, $"{stamp}{EventsOf(workspace)}\n"));
        });

        bool IsBuilt() => File.Exists(stampFile) && File.ReadAllText(stampFile).StartsWith(stamp, StringComparison.Ordinal) && File.Exists(workspace.Ledger.Database);
    }

    /// <summary>Takes away what an earlier build left, or moves it aside where somebody has recorded something since.</summary>
    static void Clear(Workspace workspace, string stampFile)
    {
        var built = File.Exists(stampFile) && long.TryParse(File.ReadAllLines(stampFile)[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var events) ? events : long.MaxValue;
        var aside = File.Exists(workspace.Ledger.Database) && EventsOf(workspace) > built
            ? Enumerable.Range(1, int.MaxValue).Select(n => Path.Combine(workspace.StateFolder, FormattableString.Invariant($"replaced-{n}"))).First(folder => !Directory.Exists(folder)) : null;
        if (aside is not null) Directory.CreateDirectory(aside);
        foreach (var path in Built.Select(name => Path.Combine(workspace.StateFolder, name)).Where(Path.Exists))
            if (aside is not null) Directory.Move(path, Path.Combine(aside, Path.GetFileName(path)));
            else if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            else File.Delete(path);
    }

    static long EventsOf(Workspace workspace)
    {
        using var ledger = Ledger.Open(workspace.Ledger.Database, readOnly: true);
        return ledger.Size;
    }

    static void Do(Workspace workspace, ModelDefinition definition, DemonstrationHistory history, DemonstrationStep step)
    {
        var clock = new StepClock(step.At);
        if (step is RegisterStep register)
        {
            ModelTraining.TrainModel(workspace, definition.Name, clock, CheckPolicy.Warn, definition with { TrainFrom = register.TrainFrom, TrainUntil = register.TrainUntil ?? definition.TrainUntil }, step.By, step.Because,
                () => (new(null, null, null, Dirty: false, "A demonstration is built by whatever code is there: none is claimed for its past."), null));
            return;
        }
        using var registry = ModelRegistry.Open(workspace, clock);
        var slot = definition.Slots[0];
        DsseEnvelope[] Signed(IReadOnlyList<string> by, ApprovalRequest request) => [.. by.Select(name => new Approval
        {
            Request = request, By = name, At = step.At, Until = step.At.AddDays(1), Because = step.Because,
        }.Sign(NoteSigner.Parse(history.Keys.GetValueOrDefault(name) ?? throw new KeyNotFoundException($"nobody is called '{name}'"), name)))];
        switch (step)
        {
            case PromoteStep promote:
                var promotion = new Promotion(definition.Name, promote.Version, step.Because);
                registry.Promote(promotion with { Approvals = Signed(promote.ApprovedBy, registry.RequestOf(promotion)) }, step.By);
                break;
            case RollbackStep rollback:
                registry.Rollback(slot, step.By, step.Because, rollback.Incident);
                break;
            case HaltStep:
                registry.Disable(slot, step.By, step.Because);
                break;
            case EnableStep enable:
                registry.Enable(slot, step.By, step.Because, Signed(enable.ApprovedBy, registry.RequestToEnable(slot)));
                break;
            case ReproduceStep reproduce:
                ModelReproduction.Of(registry, definition.Name, reproduce.Version, clock).Record(registry, step.By);
                break;
            case LabelStep label:
                registry.SetAlias(definition.Name, label.Label, label.Version, step.By);
                break;
            case IncidentStep incident:
                Do(registry, incident);
                break;
            case EventStep other:
                registry.Ledger.Append(new LedgerEntry(other.Event, step.By, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(other.Payload))));
                break;
            default:
                throw new InvalidDataException($"'{step.GetType().Name}' is no step.");
        }
    }

    static Incident Do(ModelRegistry registry, IncidentStep step) => step.Do switch
    {
        "open" => registry.Incidents.Open(step.Text, Severity.Critical, step.By, alert: registry.Ledger.Read().Last(e => e.Kind == "alert.raised").Sequence),
        "own" => registry.Incidents.Own("inc-0001", step.Owner, step.By),
        "note" => registry.Incidents.Note("inc-0001", step.Text, step.By),
        "act" => registry.Incidents.Act("inc-0001", step.Text, step.Owner, step.Due, step.By),
        "done" => registry.Incidents.Done("inc-0001", step.Action, step.By),
        "close" => registry.Incidents.Close("inc-0001", step.Because, step.By),
        "explain" => registry.Incidents.Attach("inc-0001", Encoding.UTF8.GetBytes(step.Text), step.By, step.Because),
        _ => throw new InvalidDataException($"'{step.Do}' is nothing that is done to an incident."),
    };

    /// <summary>The live sessions, predicted before their open by what is live at that time, as a trading process would.</summary>
    sealed class Sessions(Workspace workspace, ModelDefinition definition)
    {
        static readonly TimeSpan BeforeOpen = new(13, 0, 0);

        readonly Frame _rows = definition.Pipeline.Prepare(workspace.DataOf(definition)).Frame.Since(definition.GoLive);
        int _next;

        /// <summary>Predicts the sessions that open before a step that changes what is live, or looks back.</summary>
        public void Until(DemonstrationStep step)
        {
            if (step is PromoteStep or RollbackStep or HaltStep or EnableStep or EventStep { Event: "review.held" }) Predict(step.At);
        }

        public void ToTheEnd() => Predict(DateTimeOffset.MaxValue);

        void Predict(DateTimeOffset until)
        {
            var first = _next;
            while (_next < _rows.Count && Open(_next) < until) _next++;
            if (_next == first) return;
            var slot = definition.Slots[0];
            var clock = new StepClock(Open(first));
            using (var predictor = LivePredictor.Open(workspace, slot, new() { Clock = clock, SegmentCapacity = 512 }))
            {
                using var registry = ModelRegistry.Open(workspace, clock);
                var columns = registry.Load(registry.Version(definition.Name, predictor.Live.Version)).Features.Select(f => _rows[f]).ToArray();
                for (var row = first; row < _next; row++)
                {
                    clock.Now = Open(row);
                    if (predictor.Predict([.. columns.Select(c => c[row])]).Id.IsNone) throw new InvalidDataException($"the prediction of {clock.Now:yyyy-MM-dd} was not logged: {predictor.Problem}");
                }
            }
            using var sealing = ModelRegistry.Open(workspace, clock);
            new PredictionArchive(sealing.Ledger, sealing.Blobs, workspace.StateFolder).Seal(slot);
        }

        DateTimeOffset Open(int row) => new(_rows.Time[row].Date + BeforeOpen, TimeSpan.Zero);
    }

    sealed class StepClock(DateTimeOffset at) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = at;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
