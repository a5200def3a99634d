using ModelOpsLab.Drift;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>The policy of a review.</summary>
public sealed record ReviewOptions
{
    /// <summary>The policy that a model's declaration asks for.</summary>
    /// <param name="definition">The model.</param>
    /// <param name="workspace">Where it is declared: what the workspace says of reviews holds for all that the model does not say itself; null for the model alone.</param>
    public static ReviewOptions Of(ModelDefinition definition, Workspace? workspace = null) => new()
    {
        Monitoring = new() { Thresholds = definition.Thresholds, PeriodsPerYear = definition.Trading.Calendar.PeriodsPerYear },
        RetrainEveryMonths = definition.Retraining.EveryMonths,
        Trials = definition.Backtest.Trials,
        Review = workspace?.ReviewOf(definition) ?? definition.Review ?? new(),
        Owners = ActionOwners.Of(definition, workspace?.ApprovalPolicy),
        Calendar = workspace?.CalendarOf(definition) ?? Data.MarketCalendar.Always,
    };

    /// <summary>The same policy with what stood outside the track record at the end of a period: incidents and alerts, the promotion gate, and how earlier versions would have done.</summary>
    /// <param name="workspace">Whose registry is asked; one that was never written to knows nothing.</param>
    /// <param name="record">The track record.</param>
    /// <param name="period">The days under review.</param>
    /// <param name="earlier">Returns of each earlier version that could be gone back to, by its name.</param>
    /// <param name="challengers">Returns of each newer version that is not live, by its name.</param>
    public ReviewOptions Knowing(Workspace workspace, TrackRecord record, ReviewPeriod period, IReadOnlyDictionary<string, ReturnSeries> earlier, IReadOnlyDictionary<string, ReturnSeries> challengers)
    {
        var live = ReturnSeries.Of(record.AsOf(period.To).Live, record.Calendar);
        ReviewFact[] leads = [RegistryFacts.EarlierVersionLead(live, earlier), RegistryFacts.ChallengerLead(live, challengers)];
        using var registry = ModelRegistry.OpenToRead(workspace);
        return registry is null ? this with { Facts = leads }
            : this with { Facts = [.. RegistryFacts.Of(registry, record.Model, period), .. leads], Gate = RegistryFacts.GateOf(registry, record.Model, period) };
    }

    /// <summary>Language of the sections. Default English.</summary>
    public Language Language { get; init; } = Language.English;
    /// <summary>Floor, haircut and rules by which the review decides.</summary>
    public ReviewDefinition Review { get; init; } = new();
    /// <summary>Settings that were tried before this model was chosen, itself among them; null where not declared.</summary>
    public int? Trials { get; init; }
    /// <summary>Facts from outside the track record that rules may judge: see <see cref="RegistryFacts"/>.</summary>
    public IReadOnlyList<ReviewFact> Facts { get; init; } = [];
    /// <summary>The newest answer of the promotion gate; null where no challenger was judged.</summary>
    public string? Gate { get; init; }
    /// <summary>Who does what the review proposes.</summary>
    public ActionOwners Owners { get; init; } = new();
    /// <summary>The market whose sessions count as business days of what is due.</summary>
    public Data.MarketCalendar Calendar { get; init; } = Data.MarketCalendar.Always;
    /// <summary>Limits of monitoring.</summary>
    public MonitoringOptions Monitoring { get; init; } = new();
    /// <summary>Limits of drift detection.</summary>
    public DriftOptions Drift { get; init; } = new();
    /// <summary>Months after the end of its training data at which the calendar asks for a new training, whatever else is said. Default 12.</summary>
    public int RetrainEveryMonths { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(RetrainEveryMonths), value, "At least one month."); } = 12;
    /// <summary>Resampled backtest paths of the fan. Default 10,000.</summary>
    public int Paths { get; init => field = value >= 100 ? value : throw new ArgumentOutOfRangeException(nameof(Paths), value, "At least 100 paths."); } = 10_000;
    /// <summary>Mean block of the resampling, in sessions; null for the length of Politis and White (2004), from the backtest itself.</summary>
    public double? MeanBlock { get; init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MeanBlock), value, "At least one session."); }
    /// <summary>Seed of the resampling.</summary>
    public ulong Seed { get; init; } = 20190401;
}
