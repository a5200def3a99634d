using System.Text.Json.Serialization;
using ModelOpsLab.Data;
using ModelOpsLab.Models;

namespace ModelOpsLab.Registry;

/// <summary>A trainer by its declared kind. A setting that the kind does not have is refused, so that none is written in vain.</summary>
public sealed record TrainerDefinition
{
    /// <summary>What each kind is made from: its settings, and its trainer.</summary>
    static readonly Dictionary<string, (string[] Settings, Func<TrainerDefinition, ITrainer> Make)> Kinds = new(StringComparer.Ordinal)
    {
        ["ridge"] = (["penalty"], d => new RidgeTrainer { Penalty = d.Penalty ?? 10, Standardise = true }),
        ["logistic"] = (["penalty", "lasso"], d => new LogisticTrainer { Penalty = d.Penalty ?? 1, Lasso = d.Lasso ?? 0 }),
        ["expanding-mean"] = ([], _ => new ExpandingMeanTrainer()),
        ["ewma"] = (["halfLife"], d => d.HalfLife is { } halfLife ? new EwmaTrainer { HalfLife = halfLife } : new EwmaTrainer()),
        ["majority"] = ([], _ => new MajorityTrainer()),
        ["no-change"] = ([], _ => new NoChangeTrainer()),
    };

    /// <summary>One of <c>ridge</c>, <c>logistic</c>, <c>expanding-mean</c>, <c>ewma</c>, <c>majority</c>, <c>no-change</c>.</summary>
    public required string Kind { get; init; }
    /// <summary>Squared penalty on standardised features, of <c>ridge</c> (10 if not given) and <c>logistic</c> (1).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Penalty { get; init; }
    /// <summary>Absolute penalty on standardised features, of <c>logistic</c> (0 if not given).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Lasso { get; init; }
    /// <summary>Points in time after which a target counts half, of <c>ewma</c> (20 if not given).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? HalfLife { get; init; }

    /// <summary>The trainer.</summary>
    /// <exception cref="InvalidDataException">The kind is unknown, or does not have a setting that is given.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public ITrainer Create()
    {
        if (!Kinds.TryGetValue(Kind, out var kind))
            throw new InvalidDataException($"Trainer kind '{Kind}' is unknown. Known: {string.Join(", ", Kinds.Keys)}.{Spelling.Suggest(Kind, Kinds.Keys)}");
        var given = new (string Name, bool IsGiven)[] { ("penalty", Penalty.HasValue), ("lasso", Lasso.HasValue), ("halfLife", HalfLife.HasValue) };
        return given.FirstOrDefault(s => s.IsGiven && !kind.Settings.Contains(s.Name)).Name is { } vain
            ? throw new InvalidDataException($"A trainer of kind '{Kind}' has no {vain}. {(kind.Settings.Length == 0 ? "It has no settings." : $"It has: {string.Join(", ", kind.Settings)}.")}") : kind.Make(this);
    }
}
