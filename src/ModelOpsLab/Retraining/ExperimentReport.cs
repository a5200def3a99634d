using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Retraining;

/// <summary>Chooses on the earlier rows, judges on the newest, and says so.</summary>
static class ExperimentReport
{
    /// <summary>Fixes the bootstrap of the model confidence set.</summary>
    const ulong Seed = 1;

    public static RetrainingExperimentResult Of(RetrainingExperiment experiment, Frame frame, ExperimentRows points, IReadOnlyList<Candidate> all)
    {
        Candidate[] candidates = [.. all.Where(c => c.Failure is null)];
        var losses = ExperimentLosses.Of(frame, points, candidates);
        var reference = Array.FindIndex(candidates, c => !c.Baseline); // the champion, or the first that did not fail
        int[] eligible = [.. Enumerable.Range(0, candidates.Length).Where(i => candidates[i] is { Baseline: false, Trainer: not null })];
        var winner = eligible.MinBy(i => losses.Mean(i, ..losses.Chosen));
        var notSeparated = NotSeparated(candidates, eligible, losses, winner);
        var validation = frame.Take(losses.Rows[losses.Chosen..]);
        var target = validation[frame.Schema.Target!].Span.ToArray();
        var measurements = new List<Measurement>();
        var results = new List<CandidateResult>();
        foreach (var candidate in all)
            results.Add(Array.IndexOf(candidates, candidate) is >= 0 and var i
                ? Measured(i, i == reference)
                : new(candidate.Name, candidate.Baseline, 0, double.NaN, double.NaN, double.NaN, null, [], candidate.Failure));
        var gate = winner == reference ? null : ExperimentDecision.Judge(experiment, frame, losses, candidates, reference, winner);
        var conclusion = Conclusion(results, candidates[winner].Name, candidates[reference].Name, notSeparated, gate, losses);
        return new()
        {
            Title = "Retraining experiment",
            Measurements = measurements,
            Thresholds = [],
            Candidates = results,
            Winner = candidates[winner].Name,
            NotSeparated = notSeparated,
            Model = Trained(frame, candidates[winner]),
            Gate = gate,
            Decision = gate?.Decision ?? PromotionDecision.Keep,
            Trials = Trials(experiment),
            Time = validation.Time,
            Conclusion = conclusion,
            Body = [.. ExperimentPictures.Of(experiment, frame, points, losses, candidates, results, reference, winner, gate)],
            Provenance = Provenance(experiment, frame, points),
        };

        CandidateResult Measured(int c, bool isReference)
        {
            var candidate = candidates[c];
            double[] predicted = [.. losses.Rows[losses.Chosen..].Select(r => candidate.Predictions[r])];
            void Add(Measurement m, int count) => measurements.Add(m with { Of = candidate.Name, Count = count });
            var n = target.Length;
            double? effective = candidate.Refits.Count > 0 ? candidate.Refits[^1].EffectiveRows : null;
            var rmse = Math.Sqrt(losses.Mean(c, losses.Chosen..));
            Add(new("rmse", rmse), n);
            var seen = candidate.Trainer is null;
            var selection = seen ? double.NaN : Math.Sqrt(losses.Mean(c, ..losses.Chosen));
            Add(seen ? Measurement.Missing("rmse_selection", "it may have been trained on these rows") : new("rmse_selection", selection), losses.Chosen);
            Add(Moments.IsConstant(predicted) || Moments.IsConstant(target) ? Measurement.Missing("correlation", "predictions or target never change") : new("correlation", Correlation.Pearson(predicted, target)), n);
            var calls = target.Zip(predicted).Where(p => p.First != 0 && p.Second != 0).ToArray();
            Add((calls.Length == 0 ? Measurement.Missing("hit_rate", "no direction was predicted") : new("hit_rate", calls.Count(p => p.First > 0 == p.Second > 0) / (double)calls.Length)) with { Unit = "%" }, calls.Length);
            Add(new("refits", candidate.Refits.Count), n);
            if (isReference) return new(candidate.Name, candidate.Baseline, candidate.Refits.Count, selection, rmse, 0, null, predicted) { EffectiveRows = effective };
            double[] differences = [.. losses.ByPoint[c][losses.ChosenPoints..].Zip(losses.ByPoint[reference][losses.ChosenPoints..], (a, b) => a - b)];
            var (mean, error) = (Moments.Mean(differences), NeweyWest.MeanStandardError(differences));
            var lags = NeweyWest.DefaultLags(differences.Length);
            Add(new("squared_error_difference", mean) { Interval = new(mean - TailProbability.NormalPoint95 * error, mean + TailProbability.NormalPoint95 * error, 0.95, $"HAC, {lags} lags") }, differences.Length);
            double? t = error > 0 ? mean / error : null;
            Add(t is { } exists ? new("squared_error_difference_t", exists) : Measurement.Missing("squared_error_difference_t", $"its errors never differ from those of {candidates[reference].Name}"), differences.Length);
            return new(candidate.Name, candidate.Baseline, candidate.Refits.Count, selection, rmse, mean, t, predicted) { EffectiveRows = effective };
        }
    }

    /// <summary>The eligible candidates that the choosing rows leave beside the winner.</summary>
    static string[] NotSeparated(Candidate[] candidates, int[] eligible, ExperimentLosses losses, int winner)
    {
        if (eligible.Length == 1) return [candidates[winner].Name];
        if (losses.ChosenPoints < 8) return [.. eligible.Select(i => candidates[i].Name)];
        var kept = ModelConfidenceSet.Of([.. eligible.Select(i => losses.ByPoint[i][..losses.ChosenPoints])], Seed).Included();
        return [.. eligible.Where((i, e) => i == winner || kept.Contains(e)).Select(i => candidates[i].Name)];
    }

    /// <summary>The winner on all rows whose target is there.</summary>
    static IModel Trained(Frame frame, Candidate winner) => winner.Window!.Train(winner.Trainer!, frame.Complete([frame.Schema.Target!, .. frame.Schema.Features]));

    static string Conclusion(List<CandidateResult> results, string winner, string reference, string[] notSeparated, PromotionReport? gate, ExperimentLosses losses)
    {
        var failed = results.Where(r => r.Failure is not null).ToArray();
        var baseline = results.Where(r => r is { Baseline: true, Failure: null }).MinBy(r => r.Rmse);
        var best = results.Single(r => r.Name == winner);
        var others = notSeparated.Where(n => n != winner).ToArray();
        var chosen = Format.Count(losses.ChosenPoints);
        return (results.Count(r => r is { Baseline: false, Failure: null } && r.Name != Candidate.Production) == 1
                ? $"'{winner}' was the only candidate."
                : $"'{winner}' had the smallest error on the {chosen} points in time that chose{(others.Length == 0 ? ", and every other window is told apart from it." : $"; they could not separate it from {string.Join(", ", others.Select(n => $"'{n}'"))}.")}")
            + (gate is null ? " It is what is in place already: nothing to promote." : $" {gate.Conclusion}")
            + (baseline is not null && baseline.Rmse <= best.Rmse ? $" It does not beat the baseline '{baseline.Name}'." : "")
            + (failed.Length == 0 ? "" : $" Failed: {string.Join("; ", failed.Select(f => $"'{f.Name}': {f.Failure!.TrimEnd('.')}"))}.");
    }

    static int Trials(RetrainingExperiment experiment) => experiment.Trainers.Sum(t => t.Trials) * experiment.Windows.Count;

    static Provenance Provenance(RetrainingExperiment experiment, Frame frame, ExperimentRows points) => new()
    {
        AsOf = frame.LastDay,
        DataHashes = new Dictionary<string, string> { ["prepared"] = frame.ContentHash() },
        Rows = frame.Count,
        Parameters = new Dictionary<string, string>
        {
            ["trainers"] = string.Join("; ", experiment.Trainers.Select(t => t.Name)),
            ["windows"] = string.Join("; ", experiment.Windows.Select(w => w.Name)),
            ["refit_every"] = experiment.RefitEvery.ToString(CultureInfo.InvariantCulture),
            ["gap"] = experiment.Gap.ToString(CultureInfo.InvariantCulture),
            ["minimum_training"] = experiment.MinimumTraining.ToString(CultureInfo.InvariantCulture),
            ["trials"] = Trials(experiment).ToString(CultureInfo.InvariantCulture),
            ["validation"] = (points.Starts.Length - 1 - points.Validation).ToString(CultureInfo.InvariantCulture),
        },
    };
}
