using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>Holds the winner against the reference on the rows that did not choose it.</summary>
static class ExperimentDecision
{
    public static PromotionReport Judge(RetrainingExperiment experiment, Frame frame, ExperimentLosses losses, Candidate[] candidates, int reference, int winner)
    {
        var judged = losses.Rows[losses.Chosen..];
        DateTime[] time = [.. losses.Points[losses.ChosenPoints..^1].Select(i => frame.Time[losses.Rows[i]])];
        LossSeries Losses(int c) => LossSeries.Of(candidates[c].Name, time, losses.ByPoint[c][losses.ChosenPoints..]);
        double[] Predictions(int c) => Array.ConvertAll(judged, r => candidates[c].Predictions[r]);
        var baseline = Enumerable.Range(0, candidates.Length).Where(c => candidates[c].Baseline).MinBy(c => losses.Mean(c, losses.Chosen..));
        var stability = StabilityEvidence.Of(frame.Take(judged), Predictions(reference), Predictions(winner), candidates[winner].Refits.Select(r => r.Model));
        return experiment.Gate.Judge(Losses(reference), Losses(winner), stability, Losses(baseline));
    }

    /// <summary>The verdict of the gate as it shows itself, below its own heading.</summary>
    public static IEnumerable<Block> Pictures(PromotionReport? gate) => gate is null ? [] : [new Heading("Promotion gate", 3), new Paragraph(gate.Conclusion), .. gate.Body];
}
