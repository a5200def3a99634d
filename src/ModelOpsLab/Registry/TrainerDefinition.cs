using System.Text.Json.Serialization;
using ModelOpsLab.Data;
using ModelOpsLab.Models;

namespace ModelOpsLab.Registry;

/// <summary>A trainer by its declared kind. In <c>modelops.json</c> a setting that the kind does not have is refused, so that none is written in vain.</summary>
public sealed record TrainerDefinition
{
    /// <summary>What each kind is made from: its settings, and its trainer.</summary>
    static readonly Dictionary<string, (string[] Settings, Func<TrainerDefinition, ITrainer> Make)> Kinds = new(StringComparer.Ordinal)
    {
        ["ridge"] = (["penalty"], d => new RidgeTrainer { Penalty = d.Penalty ?? 10, Standardise = true }),
        ["elastic-net"] = (["penalty", "absoluteShare"], d => new ElasticNetTrainer { Penalty = d.Penalty ?? 0.01, AbsoluteShare = d.AbsoluteShare ?? 0.5 }),
        ["boosting"] = (["trees", "leaves", "learningRate", "minimumLeafRows"], d => new HistogramBoostingTrainer { Trees = d.Trees ?? 100, Leaves = d.Leaves ?? 31, LearningRate = d.LearningRate ?? 0.1, MinimumLeafRows = d.MinimumLeafRows ?? 20 }),
        ["logistic"] = (["penalty", "lasso"], d => new LogisticTrainer { Penalty = d.Penalty ?? 1, Lasso = d.Lasso ?? 0 }),
        ["expanding-mean"] = ([], _ => new ExpandingMeanTrainer()),
        ["ewma"] = (["halfLife"], d => d.HalfLife is { } halfLife ? new EwmaTrainer { HalfLife = halfLife } : new EwmaTrainer()),
        ["majority"] = ([], _ => new MajorityTrainer()),
        ["no-change"] = ([], _ => new NoChangeTrainer()),
    };

    /// <summary>One of <c>ridge</c>, <c>elastic-net</c>, <c>boosting</c>, <c>logistic</c>, <c>expanding-mean</c>, <c>ewma</c>, <c>majority</c>, <c>no-change</c>.</summary>
    public required string Kind { get; init; }
    /// <summary>Squared penalty on standardised features, of <c>ridge</c> (10 if not given) and <c>logistic</c> (1); of <c>elastic-net</c> the whole penalty on the mean loss (0.01).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Penalty { get; init; }
    /// <summary>Absolute penalty on standardised features, of <c>logistic</c> (0 if not given).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Lasso { get; init; }
    /// <summary>Share of the penalty that is absolute, of <c>elastic-net</c> (0.5 if not given).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AbsoluteShare { get; init; }
    /// <summary>Number of trees, of <c>boosting</c> (100 if not given).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Trees { get; init; }
    /// <summary>Most leaves of a tree, of <c>boosting</c> (31 if not given).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Leaves { get; init; }
    /// <summary>How far each tree goes, of <c>boosting</c> (0.1 if not given).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LearningRate { get; init; }
    /// <summary>Rows that a leaf has at least, of <c>boosting</c> (20 if not given).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MinimumLeafRows { get; init; }
    /// <summary>Points in time after which a target counts half, of <c>ewma</c> (20 if not given).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? HalfLife { get; init; }

    /// <summary>The trainer. A record of an older version may hold a setting its kind does not have, which changes nothing.</summary>
    /// <exception cref="InvalidDataException">The kind is unknown.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public ITrainer Create() => Kinds.TryGetValue(Kind, out var kind) ? kind.Make(this)
        : throw new InvalidDataException($"Trainer kind '{Kind}' is unknown. Known: {string.Join(", ", Kinds.Keys)}.{Spelling.Suggest(Kind, Kinds.Keys)}");

    /// <summary>What is wrong with a declaration, apart from what <see cref="Create"/> refuses.</summary>
    internal IEnumerable<string> Problems() =>
        from setting in new (string Name, bool IsGiven)[] { ("penalty", Penalty.HasValue), ("lasso", Lasso.HasValue), ("absoluteShare", AbsoluteShare.HasValue), ("trees", Trees.HasValue), ("leaves", Leaves.HasValue), ("learningRate", LearningRate.HasValue), ("minimumLeafRows", MinimumLeafRows.HasValue), ("halfLife", HalfLife.HasValue) }
        let known = Kinds[Kind].Settings
        where setting.IsGiven && !known.Contains(setting.Name)
        select $"a trainer of kind '{Kind}' has no {setting.Name}; it has {(known.Length == 0 ? "no settings" : string.Join(", ", known))}";
}
