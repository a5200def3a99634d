using System.Text.Json.Serialization;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Registry;

/// <summary>The declaration of a model in <c>modelops.json</c>: its data, features, trainer, calendar of life, trading rule and limits.</summary>
public sealed record ModelDefinition
{
    /// <summary>Name, the key in the file.</summary>
    [JsonIgnore]
    public string Name { get; init; } = "";
    /// <summary>What it is, for people.</summary>
    public required string Title { get; init; }
    /// <summary>Data file, relative to the workspace.</summary>
    public required string Data { get; init; }
    /// <summary>Schema file, relative to the workspace.</summary>
    public required string Schema { get; init; }
    /// <summary>How features and target are made from the data.</summary>
    public required FeaturePipeline Pipeline { get; init; }
    /// <summary>How the model is trained.</summary>
    public required TrainerDefinition Trainer { get; init; }
    /// <summary>Which of the training rows it is trained on, and with what weight; null for all, equally.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WindowDefinition? Window { get; init; }
    /// <summary>First day of the training rows; null for all there are.</summary>
    public DateOnly? TrainFrom { get; init; }
    /// <summary>Last day of the training rows.</summary>
    public required DateOnly TrainUntil { get; init; }
    /// <summary>First live day; rows between training and it are out of sample and belong to the backtest.</summary>
    public required DateOnly GoLive { get; init; }
    /// <summary>Last live day, where its life is over; null while it goes on. Data after it are no part of its record.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? LiveUntil { get; init; }
    /// <summary>How the out-of-sample past was made.</summary>
    public BacktestDefinition Backtest { get; init; } = new();
    /// <summary>How predictions become positions, and what trading costs.</summary>
    public PaperTradingPolicy Trading { get; init; } = new();
    /// <summary>Limits of this model; each replaces the default of the same metric.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];
    /// <summary>What is compared with the version in production when a retraining is considered; null for sliding, expanding and hybrid windows of the model's own trainer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExperimentDefinition? Experiment { get; init; }
    /// <summary>When to train again.</summary>
    public RetrainingDefinition Retraining { get; init; } = new();
    /// <summary>What only people can say of it, for its card.</summary>
    public ModelCardText Card { get; init; } = new();
    /// <summary>How it goes live.</summary>
    public DeploymentDefinition Deployment { get; init; } = new();
    /// <summary>How its live stream is read off; null for once a day, over 21 days.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MonitoringDefinition? Monitoring { get; init; }
    /// <summary>When people are told of it, and when not, over the alerts of the workspace; null for those alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AlertPolicy? Alerts { get; init; }
    /// <summary>How its reviews are judged, over what the workspace says; null for that alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReviewDefinition? Review { get; init; }
    /// <summary>How much hangs on it.</summary>
    public GovernanceDefinition Governance { get; init; } = new();

    /// <summary>Places where it may be live.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Slots => Deployment.Slots.Count > 0 ? Deployment.Slots : [Name];
}

/// <summary>A walk-forward backtest: trained again every so many rows on all rows before, predicting only rows it has not seen.</summary>
public sealed record BacktestDefinition
{
    /// <summary>Points in time of the first training: rows, and in a panel sessions with all their assets. Default 1,000, four years of trading.</summary>
    public int FirstTraining { get; init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(FirstTraining), value, "A first training needs at least two points in time."); } = 1000;
    /// <summary>Points in time between trainings. Default 252.</summary>
    public int RefitEvery { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(RefitEvery), value, "At least one point in time between trainings."); } = 252;
    /// <summary>Points in time left out between training and prediction. Default 0: the target of a row is known before the next row is predicted.</summary>
    public int Gap { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Gap), value, "A gap is not negative."); }
    /// <summary>Settings that were tried before this one was chosen, itself included: what a deflated Sharpe ratio needs to know. Null where nobody said, and then there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Trials { get; init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Trials), value, "At least the setting that was chosen was tried."); }
}

/// <summary>When a model is trained again, whatever monitoring says.</summary>
public sealed record RetrainingDefinition
{
    /// <summary>Months after which the calendar asks for it. Default 12.</summary>
    public int EveryMonths { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(EveryMonths), value, "At least one month."); } = 12;
}
