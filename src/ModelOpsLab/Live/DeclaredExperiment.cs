using System.Text;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Models;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Retraining;

namespace ModelOpsLab.Live;

/// <summary>The retraining experiment of a declared model: its rows, the version that is live as the champion, the windows and trainers that its declaration names; and the record of what came out.</summary>
public sealed class DeclaredExperiment
{
    readonly LiveModel _live;
    readonly IReadOnlyDictionary<string, (TrainerDefinition Trainer, WindowDefinition Window)> _declared;

    /// <param name="live">The model.</param>
    /// <param name="definition">What to compare; null for what <c>modelops.json</c> declares, or the default.</param>
    /// <param name="until">Last day of the rows; null for all there are.</param>
    /// <exception cref="InvalidDataException">A window or a trainer is none.</exception>
    public DeclaredExperiment(LiveModel live, ExperimentDefinition? definition = null, DateOnly? until = null)
    {
        _live = live;
        Definition = definition ?? live.Definition.Experiment ?? new();
        Rows = until is { } day ? live.Prepared.Frame.Before(day.AddDays(1)) : live.Prepared.Frame;
        IReadOnlyList<TrainerDefinition> trainers = Definition.Trainers.Count > 0 ? Definition.Trainers : [live.Definition.Trainer];
        if (Definition.Windows.Select(w => w.Problem()).FirstOrDefault(p => p is not null) is { } problem) throw new InvalidDataException($"{live.Definition.Name}: {problem}.");
        if (Definition.Windows.Count == 0) throw new InvalidDataException($"{live.Definition.Name}: an experiment needs a window.");
        Experiment = new()
        {
            Windows = [.. Definition.Windows.Select(DeclaredWindow.Of)],
            Trainers = [.. trainers.Select(t => t.Create())],
            Champion = live.Model,
            // Of a version made elsewhere it is not known what it was trained on: nothing live, at least
            ChampionTrainedUntil = (live.Version.Training.Definition?.TrainUntil.AddDays(1) ?? live.Definition.GoLive).ToDateTime(default).AddTicks(-1),
            RefitEvery = Definition.RefitEvery,
            Gap = live.Definition.Backtest.Gap,
            MinimumTraining = live.Definition.Backtest.FirstTraining,
            Validation = Definition.Validation,
            CostPerRefit = Definition.CostPerRefit,
        };
        var named = new Dictionary<string, (TrainerDefinition, WindowDefinition)>();
        foreach (var trainer in trainers)
            foreach (var window in Definition.Windows)
                named[RetrainingExperiment.NameOf(trainer.Create(), DeclaredWindow.Of(window), trainers.Count)] = (trainer, window);
        _declared = named;
    }

    /// <summary>What is compared.</summary>
    public ExperimentDefinition Definition { get; }
    /// <summary>The rows it runs over.</summary>
    public Frame Rows { get; }
    /// <summary>The experiment, which may be changed with <c>with</c> before it is run.</summary>
    public RetrainingExperiment Experiment { get; }

    /// <summary>Records what came out in the ledger, with the whole report; where the decision is to deploy, the winner is trained from the data file as declared and registered as the next version. It goes live by a promotion only.</summary>
    /// <param name="result">What <see cref="Experiment"/> found over <see cref="Rows"/>.</param>
    /// <param name="by">Who ran it.</param>
    /// <param name="because">Why.</param>
    /// <param name="clock">The time written into the record.</param>
    /// <exception cref="ArgumentException">The result is of other rows.</exception>
    /// <exception cref="InvalidDataException">The version that was trained for the registry is not the model that was judged.</exception>
    public ExperimentRecord Record(RetrainingExperimentResult result, string by, string because, TimeProvider clock)
    {
        if (result.Provenance.DataHashes.GetValueOrDefault("prepared") != Rows.ContentHash()) throw new ArgumentException("The result was made from other rows than this experiment has.", nameof(result));
        var name = _live.Definition.Name;
        ModelVersion? version = null;
        if (result.Decision == PromotionDecision.Deploy)
        {
            var (trainer, window) = _declared[result.Winner];
            var declaration = _live.Definition with { Trainer = trainer, Window = window, TrainFrom = null, TrainUntil = Rows.LastDay };
            version = ModelTraining.TrainModel(_live.Workspace, name, clock, CheckPolicy.Warn, declaration, by, because).Version;
            if (version.ContentId != ContentId.Of(Encoding.UTF8.GetBytes(ModelJson.Write(result.Model))))
                throw new InvalidDataException($"{name} version {version.Label} was trained as the experiment's winner '{result.Winner}' is declared, and is another model: the data file has changed meanwhile. It is registered and must not be promoted; run the experiment again.");
        }
        using var registry = ModelRegistry.Open(_live.Workspace, clock);
        var report = ModelRegistry.BlobMark + registry.Blobs.Write(Encoding.UTF8.GetBytes(ReportJson.Write(result)));
        var decided = registry.Ledger.Append(LedgerEntry.Of(RegistryEvents.Experimented, by, new ExperimentDecided(name, _live.Version.Number, result.Decision.ToString().ToLowerInvariant(), result.Winner, version?.Number, report, because)))[0];
        return new(decided.Sequence, version);
    }
}

/// <summary>Where an experiment is recorded.</summary>
/// <param name="Sequence">Number of the event in the ledger.</param>
/// <param name="Version">The version that was registered; null where the decision was not to deploy.</param>
public sealed record ExperimentRecord(long Sequence, ModelVersion? Version);
