using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Retraining;

/// <summary>Compares candidates on the rows that all of them predicted.</summary>
static class ExperimentComparison
{
    public static RetrainingExperimentResult Report(RetrainingExperiment experiment, Frame frame, int firstRow, IReadOnlyList<Candidate> candidates)
    {
        var all = frame[frame.Schema.Target!];
        int[] rows = [.. Enumerable.Range(firstRow, frame.Count - firstRow).Where(r => double.IsFinite(all[r]) && candidates.All(c => double.IsFinite(c.Predictions[r])))];
        if (rows.Select(r => frame.Time[r]).Distinct().Count() < 2)
            throw new ArgumentException($"Fewer than 2 points in time after row {firstRow} have a target and a prediction of every candidate. Rows predicted: {string.Join(", ", candidates.Select(c => $"'{c.Name}' {c.Predictions.Count(double.IsFinite)}"))}.", nameof(frame));
        var tested = frame.Take(rows);
        var target = Array.ConvertAll(rows, r => all[r]);
        var losses = candidates.Select(c => LossByTime(tested, [.. rows.Select((r, i) => Square(target[i] - c.Predictions[r]))])).ToArray();
        var measurements = new List<Measurement>();
        var results = new List<CandidateResult>();
        for (var c = 0; c < candidates.Count; c++)
        {
            double[] predicted = Array.ConvertAll(rows, r => candidates[c].Predictions[r]);
            results.Add(Measure(candidates[c], target, predicted, losses[c], losses[0], c == 0 ? null : candidates[0].Name, measurements));
        }
        var conclusion = Conclusion(results);
        return new()
        {
            Title = "Retraining experiment",
            Measurements = measurements,
            Thresholds = [],
            Candidates = results,
            Time = tested.Time,
            Conclusion = conclusion,
            Body = [new Paragraph(conclusion), .. Pictures(results, losses, tested)],
            Provenance = new()
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
                },
            },
        };
    }

    static CandidateResult Measure(Candidate candidate, double[] target, double[] predicted, double[] loss, double[] reference, string? against, List<Measurement> measurements)
    {
        void Add(Measurement m, int count) => measurements.Add(m with { Of = candidate.Name, Count = count });
        var n = target.Length;
        var rmse = Math.Sqrt(Moments.Mean([.. target.Zip(predicted, (y, p) => Square(y - p))]));
        Add(new("rmse", rmse), n);
        Add(Moments.IsConstant(predicted) || Moments.IsConstant(target) ? Measurement.Missing("correlation", "predictions or target never change") : new("correlation", Correlation.Pearson(predicted, target)), n);
        var calls = target.Zip(predicted).Where(p => p.First != 0 && p.Second != 0).ToArray();
        Add((calls.Length == 0 ? Measurement.Missing("hit_rate", "no direction was predicted") : new("hit_rate", calls.Count(p => p.First > 0 == p.Second > 0) / (double)calls.Length)) with { Unit = "%" }, calls.Length);
        Add(new("refits", candidate.Refits), n);
        if (against is null) return new(candidate.Name, candidate.Baseline, candidate.Refits, rmse, 0, null, predicted);

        double[] differences = [.. loss.Zip(reference, (a, b) => a - b)];
        var (mean, error) = (Moments.Mean(differences), NeweyWest.MeanStandardError(differences));
        var lags = NeweyWest.DefaultLags(differences.Length);
        Add(new("squared_error_difference", mean) { Interval = new(mean - TailProbability.NormalPoint95 * error, mean + TailProbability.NormalPoint95 * error, 0.95, $"HAC, {lags} lags") }, differences.Length);
        double? t = error > 0 ? mean / error : null;
        Add(t is { } exists ? new("squared_error_difference_t", exists) : Measurement.Missing("squared_error_difference_t", $"its errors never differ from those of {against}"), differences.Length);
        return new(candidate.Name, candidate.Baseline, candidate.Refits, rmse, mean, t, predicted);
    }

    static string Conclusion(IReadOnlyList<CandidateResult> results)
    {
        var first = results[0];
        var best = results.MinBy(r => r.Rmse)!;
        var verdict = best == first ? $"'{first.Name}' has the smallest error."
            : $"'{best.Name}' has the smallest error, {Format.Percent(1 - best.Rmse / first.Rmse, 2)} below '{first.Name}', {(best.Separated ? "and the difference is more than noise" : $"but {Format.Count(best.Predictions.Count)} rows could not separate them")} ({TText(best)}).";
        var told = results.Skip(1).Where(r => r != best && r.Separated).ToArray();
        var open = results.Skip(1).Where(r => r != best && !r.Separated).ToArray();
        return verdict
            + (told.Length == 0 ? "" : $" Told apart from '{first.Name}': {Names(told)}.")
            + (open.Length == 0 ? "" : $" Could not separate from '{first.Name}': {Names(open)}.")
            + (results.Where(r => r.Baseline).MinBy(r => r.Rmse) is { } baseline && results.Where(r => !r.Baseline).All(r => r.Rmse >= baseline.Rmse)
                ? $" No candidate beats the baseline '{baseline.Name}'." : "");
    }

    static string Names(IEnumerable<CandidateResult> results) => string.Join(", ", results.Select(r => $"'{r.Name}' ({TText(r)})"));

    static string TText(CandidateResult result) => result.T is { } t ? $"t = {Format.Fixed(t, 1)}" : "the same errors";

    /// <summary>A picture has no more points than it has places for.</summary>
    const int MostPoints = 400;

    static IEnumerable<Block> Pictures(IReadOnlyList<CandidateResult> results, double[][] losses, Frame tested)
    {
        var times = Axis.Days(tested.Time.Distinct());
        int[] shown = [.. Enumerable.Range(0, times.Length).Where(i => i % Math.Max(1, times.Length / MostPoints) == 0 || i == times.Length - 1)];
        double[] Shown(double[] values) => Array.ConvertAll(shown, i => values[i]);
        yield return new LineChart
        {
            Title = $"Squared error saved against '{results[0].Name}', cumulated",
            Caption = "Rising: the candidate errs less than the first one over those rows.",
            Id = "saved",
            Y = new("cumulated squared error saved"),
            Series = [.. results.Select((r, i) => new Series(r.Name, Shown(times), Shown(Cumulated(losses[0], losses[i])), i == 0 ? SeriesRole.Reference : r.Baseline ? SeriesRole.Secondary : SeriesRole.Live)).Skip(1)],
        };
        yield return new Table(
            ["Candidate", new("RMSE", Align.Right), new("Squared error − first", Align.Right), new("t", Align.Right), new("Refits", Align.Right), "Told apart?"],
            [.. results.Select((r, i) => (IReadOnlyList<Cell>)
            [
                r.Name, Format.Number(r.Rmse), i == 0 ? "" : Format.Number(r.Difference), r.T is { } t ? Format.Fixed(t, 2) : "", Format.Count(r.Refits),
                i == 0 ? "first" : r.Separated ? r.Difference < 0 ? "better" : "worse" : "not told apart",
            ])], Id: "candidates");
        yield return new Note($"{Format.Count(tested.Count)} rows, {Format.Date(tested.FirstDay)} to {Format.Date(tested.LastDay)}, the same for all. Every model was trained on earlier rows only. t: mean difference of squared errors (averaged over the rows of one time) over its Newey-West error, {Format.Count(NeweyWest.DefaultLags(losses[0].Length))} lags; told apart from |t| = 2. Looking at many candidates finds one above 2 by chance: a promotion needs its own gate.");
    }

    static double[] Cumulated(double[] reference, double[] loss)
    {
        var saved = new double[loss.Length];
        double sum = 0;
        for (var i = 0; i < saved.Length; i++) saved[i] = sum += reference[i] - loss[i];
        return saved;
    }

    /// <summary>Mean loss of each point in time.</summary>
    static double[] LossByTime(Frame tested, double[] losses)
    {
        var starts = WalkForward.Starts(tested);
        return [.. Enumerable.Range(0, starts.Length - 1).Select(t => Moments.Mean(losses.AsSpan(starts[t], starts[t + 1] - starts[t])))];
    }

    static double Square(double x) => x * x;
}
