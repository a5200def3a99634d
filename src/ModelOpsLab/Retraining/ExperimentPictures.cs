using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Retraining;

/// <summary>What an experiment looks like.</summary>
static class ExperimentPictures
{
    /// <summary>A picture has no more points than it has places for.</summary>
    const int MostPoints = 400;

    /// <summary>Points in time over which an error is averaged, at most a tenth of all.</summary>
    const int Smoothing = 63;

    public static IEnumerable<Block> Of(RetrainingExperiment experiment, Frame frame, ExperimentRows rows, ExperimentLosses losses, Candidate[] candidates, IReadOnlyList<CandidateResult> results, int reference, int winner, PromotionReport? gate)
    {
        var times = Axis.Days(losses.Points[..^1].Select(i => frame.Time[losses.Rows[i]]));
        // A champion has seen rows before the validation: there it would be flattered
        int[] Shown(int from) => [.. Enumerable.Range(from, times.Length - from).Where(i => (i - from) % Math.Max(1, (times.Length - from) / MostPoints) == 0 || i == times.Length - 1)];
        int From(int c) => candidates[c].Trainer is null && experiment.ChampionTrainedUntil is not null ? losses.ChosenPoints : 0;
        double[] At(double[] values, int from) => Array.ConvertAll(Shown(from), i => values[i]);
        var start = From(reference);
        SeriesRole Role(int i) => i == winner ? SeriesRole.Live : i == reference ? SeriesRole.Reference : SeriesRole.Secondary;
        Marker[] cut = [new("judged from here", times[losses.ChosenPoints])];
        yield return Candidates(results, candidates[reference].Name, candidates[winner].Name);
        yield return new Note($"Chosen on {Format.Count(losses.ChosenPoints)} points in time up to {Day(losses.ChosenPoints - 1)}, judged on {Format.Count(losses.ByPoint[0].Length - losses.ChosenPoints)} from {Day(losses.ChosenPoints)} to {Day(losses.ByPoint[0].Length - 1)}, the same for all. Every model was trained on earlier rows only. t: mean difference of squared errors (averaged over the rows of one time) over its Newey-West error; looking at many candidates finds one above 2 by chance, so that the gate decides and not this column.");
        yield return new LineChart
        {
            Title = $"Squared error saved against '{candidates[reference].Name}', cumulated",
            Caption = "Rising: the candidate errs less than the reference over those points in time.",
            Id = "saved-by-each",
            Y = new("cumulated squared error saved"),
            Markers = start == 0 ? cut : [],
            Series = [.. candidates.Index().Where(c => c.Index != reference).Select(c => new Series(c.Item.Name, At(times, start), At(Cumulated(losses.ByPoint[reference], losses.ByPoint[c.Index], start), start), Role(c.Index)))],
        };
        var over = Math.Clamp(times.Length / 10, 1, Smoothing);
        var plain = Array.FindIndex(candidates, c => c.Baseline);
        yield return new LineChart
        {
            Title = $"Error through time, against '{candidates[plain].Name}'",
            Caption = $"Root of the mean squared error over the last {Format.Count(over)} points in time, over that of the baseline, less 1. Below zero: the candidate knows something.",
            Id = "error",
            Y = new("error above the baseline's", AxisFormat.Percent),
            Markers = cut,
            Series = [.. candidates.Index().Where(c => c.Index != plain).Select(c => (c.Index, c.Item.Name, From: Math.Max(over - 1, From(c.Index)))).Select(c => new Series(c.Name, At(times, c.From), At(Relative(losses.ByPoint[c.Index], losses.ByPoint[plain], over), c.From), Role(c.Index)))],
        };
        foreach (var block in ExperimentDecision.Pictures(experiment, frame, rows, candidates[winner], gate)) yield return block;

        string Day(int point) => Format.Date(DateOnly.FromDateTime(frame.Time[losses.Rows[losses.Points[point]]]));
    }

    static Table Candidates(IReadOnlyList<CandidateResult> results, string reference, string winner) => new(
        ["Candidate", new("RMSE, choosing", Align.Right), new("RMSE, judging", Align.Right), new("Squared error − reference", Align.Right), new("t", Align.Right), new("Refits", Align.Right), new("Rows, effective", Align.Right), "Told apart?"],
        [.. results.Select(r => (IReadOnlyList<Cell>)
        [
            r.Name == winner ? $"{r.Name} (chosen)" : r.Name, double.IsNaN(r.SelectionRmse) ? "" : Format.Number(r.SelectionRmse), r.Failure is null ? Format.Number(r.Rmse) : "failed",
            r.Failure is not null || r.Name == reference ? "" : Format.Number(r.Difference), r.T is { } t ? Format.Fixed(t, 2) : "", Format.Count(r.Refits), r.EffectiveRows is { } n ? Format.Fixed(n, 0) : "",
            r.Failure is not null ? r.Failure : r.Name == reference ? "reference" : r.Separated ? r.Difference < 0 ? "better" : "worse" : "not told apart",
        ])], Id: "candidates");

    static double[] Cumulated(double[] reference, double[] loss, int from)
    {
        var saved = new double[loss.Length];
        double sum = 0;
        for (var i = from; i < saved.Length; i++) saved[i] = sum += reference[i] - loss[i];
        return saved;
    }

    static double[] Relative(double[] loss, double[] plain, int over) =>
        [.. Enumerable.Range(0, loss.Length).Select(i => Math.Max(0, i + 1 - over)..(i + 1)).Select(last => Math.Sqrt(Moments.Mean(loss.AsSpan(last)) / Moments.Mean(plain.AsSpan(last))) - 1)];
}
