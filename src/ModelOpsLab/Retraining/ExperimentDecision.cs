using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>Holds the winner against the reference on the rows that did not choose it.</summary>
static class ExperimentDecision
{
    /// <summary>More batches make the curve no clearer.</summary>
    const int MostBatches = 60;

    public static PromotionReport Judge(RetrainingExperiment experiment, Frame frame, ExperimentLosses losses, Candidate[] candidates, int reference, int winner)
    {
        var judged = losses.Rows[losses.Chosen..];
        DateTime[] time = [.. losses.Points[losses.ChosenPoints..^1].Select(i => frame.Time[losses.Rows[i]])];
        LossSeries Losses(int c) => LossSeries.Of(candidates[c].Name, time, losses.ByPoint[c][losses.ChosenPoints..]);
        double[] Predictions(int c) => Array.ConvertAll(judged, r => candidates[c].Predictions[r]);
        var baseline = Enumerable.Range(0, candidates.Length).Where(c => candidates[c].Baseline).MinBy(c => losses.Mean(c, losses.Chosen..));
        var stability = StabilityEvidence.Of(frame.Take(judged), Predictions(reference), Predictions(winner), candidates[winner].Refits.Select(r => r.Model), Importance(candidates[winner]));
        return experiment.Gate.Judge(Losses(reference), Losses(winner), stability, Losses(baseline));
    }

    /// <summary>How important features are in models that tell it and are not linear.</summary>
    static Func<IModel, IReadOnlyList<FeatureImportance>>? Importance(Candidate candidate) => candidate.Refits.All(r => r.Model is BoostedTrees) ? m => ((BoostedTrees)m).Importance
        : candidate.Refits.All(r => r.Model is LogisticModel) ? m => ((LogisticModel)m).Importance
        : null;

    /// <summary>The verdict of the gate as it shows itself, and what retraining the winner more or less often would have cost.</summary>
    public static IEnumerable<Block> Pictures(RetrainingExperiment experiment, Frame frame, ExperimentRows rows, Candidate winner, PromotionReport? gate)
    {
        if (gate is not null)
        {
            yield return new Heading("Promotion gate", 3);
            foreach (var block in gate.Body) yield return block;
        }
        if (Losses(frame, rows, winner, experiment.RefitEvery) is not { } losses) yield break;
        yield return new Heading($"How often to retrain '{winner.Name}'", 3);
        var cost = RetrainingCost.Of(losses, experiment.CostPerRefit);
        yield return new Paragraph(cost.Conclusion);
        foreach (var block in cost.Body) yield return block;
    }

    /// <summary>Losses of the winner's refits on every batch after them; of many refits every second, third and so on. Null where there are fewer than three batches.</summary>
    static RetrainingLosses? Losses(Frame frame, ExperimentRows rows, Candidate winner, int refitEvery)
    {
        var stride = (winner.Refits.Count + MostBatches - 1) / MostBatches;
        var size = (long)stride * refitEvery;
        var batches = (int)((rows.Starts.Length - 1 - rows.First) / size);
        if (batches < 3) return null;
        var target = frame[frame.Schema.Target!];
        var losses = new double[batches][];
        for (var s = 0; s < batches; s++)
        {
            var from = rows.Starts[(int)(rows.First + s * size)];
            var predicted = winner.Refits[s * stride].Model.Predict(frame.Rows(from..));
            losses[s] = [.. Enumerable.Range(s, batches - s).Select(t => Enumerable.Range((int)(rows.First + t * size), (int)size).Sum(point => Loss(rows.Starts[point], rows.Starts[point + 1])))];

            double Loss(int start, int end)
            {
                var (sum, count) = (0.0, 0);
                for (var i = start; i < end; i++)
                {
                    var error = target[i] - predicted[i - from];
                    if (double.IsFinite(error)) (sum, count) = (sum + error * error, count + 1);
                }
                return count == 0 ? 0 : sum / count;
            }
        }
        return RetrainingLosses.Of(losses);
    }
}
