using ModelOpsLab.Drift;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>The policy of a review.</summary>
public sealed record ReviewOptions
{
    /// <summary>The policy that a model's declaration asks for.</summary>
    /// <param name="definition">The model.</param>
    /// <param name="workspace">Where it is declared: what the workspace says of reviews holds for all that the model does not say itself; null for the model alone.</param>
    public static ReviewOptions Of(ModelDefinition definition, Workspace? workspace = null) => new()
    {
        Monitoring = new() { Thresholds = definition.Thresholds },
        RetrainEveryMonths = definition.Retraining.EveryMonths,
        Review = workspace?.ReviewOf(definition) ?? definition.Review ?? new(),
        Owners = ActionOwners.Of(definition, workspace?.ApprovalPolicy),
        Calendar = workspace?.CalendarOf(definition) ?? Data.MarketCalendar.Always,
    };

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
    /// <summary>Resampled backtest paths of the fan. Default 2,000.</summary>
    public int Paths { get; init => field = value >= 100 ? value : throw new ArgumentOutOfRangeException(nameof(Paths), value, "At least 100 paths."); } = 2000;
    /// <summary>Mean block of the resampling, in sessions. Default 20, one month: it keeps volatility clusters together.</summary>
    public double MeanBlock { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MeanBlock), value, "At least one session."); } = 20;
    /// <summary>Seed of the resampling.</summary>
    public ulong Seed { get; init; } = 20190401;
}
