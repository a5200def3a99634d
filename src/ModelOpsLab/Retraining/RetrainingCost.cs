using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>What retraining more or less often would have cost: every fixed rhythm beside the optimal schedule, which is known only afterwards.</summary>
/// <remarks>
/// Metrics, each of a schedule by name: <c>retraining_cost</c>, <c>regret</c> (cost above that of the optimal schedule), <c>staleness_cost</c>, <c>retrains</c>.
/// The best rhythm was chosen on these batches: on others it will do worse.
/// </remarks>
public static class RetrainingCost
{
    /// <summary>The costs at one price of a retraining.</summary>
    /// <param name="losses">What every model would have lost.</param>
    /// <param name="kappa">Cost of a retraining in the unit of the losses, at least 0.</param>
    public static RetrainingCostReport Of(RetrainingLosses losses, double kappa)
    {
        var optimal = losses.Optimal(kappa);
        RetrainingSchedule[] rhythms = [.. Enumerable.Range(1, losses.Batches - 1).Select(n => losses.Every(n, kappa))];
        var never = losses.Never(kappa);
        var best = rhythms.Append(never).MinBy(r => r.Cost)!;
        RetrainingSchedule[] shown = [optimal, best, .. new[] { rhythms.FirstOrDefault(), never }.OfType<RetrainingSchedule>().Where(s => s != best)];
        var conclusion = $"At {Format.Number(kappa)} a retraining, '{best.Name}' was the cheapest fixed rhythm: {Format.Number(best.Cost)}, {Format.Number(best.Cost - optimal.Cost)} more than the best schedule in hindsight with {Count(optimal)}.";
        return new()
        {
            Title = "Cost of retraining",
            Measurements = [.. shown.SelectMany(s => Measured(s, optimal, losses.Batches))],
            Thresholds = [],
            Optimal = optimal,
            Conclusion = conclusion,
            Body =
            [
                new Table(["schedule", new("retrains", Align.Right), new("loss", Align.Right), new("of it staleness", Align.Right), new("retraining", Align.Right), new("cost", Align.Right), new("regret", Align.Right)],
                    [.. shown.Select(s => (IReadOnlyList<Cell>)[s.Name, Format.Count(s.Retrains.Count), Format.Number(s.Loss), Format.Number(s.Staleness), Format.Number(s.Cost - s.Loss), Format.Number(s.Cost), Format.Number(s.Cost - optimal.Cost)])],
                    "Costs in the unit of the losses. The first training is free. Staleness: loss above that of a model trained before every batch."),
                .. rhythms.Length < 2 ? Array.Empty<Block>() : [Curve(rhythms, optimal, never)],
            ],
            Provenance = new() { DataHashes = new Dictionary<string, string> { ["losses"] = losses.ContentHash() }, Rows = losses.Batches, Parameters = new Dictionary<string, string> { ["batches"] = NumberText.RoundTrip(losses.Batches), ["kappa"] = NumberText.RoundTrip(kappa) } },
        };
    }

    static LineChart Curve(RetrainingSchedule[] rhythms, RetrainingSchedule optimal, RetrainingSchedule never)
    {
        double[] every = [.. rhythms.Select((_, i) => i + 1.0)], ends = [1, rhythms.Length];
        return new()
        {
            Title = "What retraining every so many batches would have cost",
            Id = "retrain-every",
            Series =
            [
                new("retrain every N", every, [.. rhythms.Select(r => r.Cost)]),
                new("optimal in hindsight", ends, [optimal.Cost, optimal.Cost], SeriesRole.Reference),
                new("never", ends, [never.Cost, never.Cost], SeriesRole.Secondary),
            ],
            X = new("batches between retrainings", AxisFormat.Whole),
            Y = new("cost"),
            Caption = "Losses plus retrainings. The optimal schedule uses the future and bounds every rule from below.",
        };
    }

    static IEnumerable<Measurement> Measured(RetrainingSchedule schedule, RetrainingSchedule optimal, int batches) =>
        new Measurement[] { new("retraining_cost", schedule.Cost), new("regret", schedule.Cost - optimal.Cost), new("staleness_cost", schedule.Staleness), new("retrains", schedule.Retrains.Count) }
            .Select(m => m with { Of = schedule.Name, Count = batches });

    static string Count(RetrainingSchedule schedule) => schedule.Retrains.Count == 1 ? "1 retraining" : $"{Format.Count(schedule.Retrains.Count)} retrainings";
}

/// <summary>What every rhythm of retraining would have cost.</summary>
public sealed record RetrainingCostReport : Report
{
    /// <summary>The cheapest schedule, known only afterwards.</summary>
    public required RetrainingSchedule Optimal { get; init; }

    /// <summary>The cheapest fixed rhythm and how far it is from the optimum, in plain words.</summary>
    public required string Conclusion { get; init; }

    /// <inheritdoc/>
    protected override string Headline => Conclusion;
}
