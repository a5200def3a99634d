using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>A picture of what each window trains on and predicts, at a few refits evenly spread through time; nothing is trained for it.</summary>
static class ExperimentFolds
{
    const int RefitsShown = 4;

    public static SpanChart Of(RetrainingExperiment experiment, Frame frame, ExperimentRows points)
    {
        var labels = LabelTimes.Of(frame);
        var days = Axis.Days(frame.Time);
        var last = points.Starts.Length - 2;
        var refits = (last - points.First) / experiment.RefitEvery + 1;
        int[] shown = [.. Enumerable.Range(0, Math.Min(RefitsShown, refits)).Select(i => points.First + (refits == 1 ? 0 : (int)((long)i * (refits - 1) / (Math.Min(RefitsShown, refits) - 1))) * experiment.RefitEvery)];
        List<string> rows = [];
        List<Span> spans = [];
        foreach (var window in experiment.Windows.SelectMany(w => w is AverageWindow average ? average.Windows : [w]).Distinct())
            foreach (var at in shown)
            {
                var first = points.Starts[at];
                int[] known = labels.KnownBefore(frame.Time[first], points.Starts[Math.Max(0, at - experiment.Gap)]);
                if (known.Length == 0) continue;
                var training = window.Of(labels.IsOrdered ? frame.Rows(..known.Length) : frame.Take(known));
                var (from, to) = (Day(training.Time[0]), Day(training.Time[^1]));
                if (training.Schema.Weight == Window.WeightColumn) spans.AddRange(Weighted(training, rows.Count));
                else spans.Add(new(rows.Count, from, to, 0));
                if (days[first] - to > 0 && known[^1] + 1 < first) spans.Add(new(rows.Count, to, days[first], 2));
                spans.Add(new(rows.Count, days[first], days[points.Starts[Math.Min(last, at + experiment.RefitEvery)]], 3));
                rows.Add($"{window.Name}, {Format.Date(DateOnly.FromDateTime(frame.Time[first]))}");
            }
        SpanKind[] kinds = [new("train", SeriesRole.Reference), new("train, less than half the weight of the newest", SeriesRole.Secondary), new("gap, or not known yet", SeriesRole.Limit), new("predict", SeriesRole.Live)];
        int[] used = [.. Enumerable.Range(0, kinds.Length).Where(k => spans.Any(s => s.Kind == k))];
        return new()
        {
            Title = $"What each window trains on and predicts, {Format.Count(shown.Length)} of {Format.Count(refits)} refits",
            Caption = $"Every {Format.Count(experiment.RefitEvery)} points in time; trained on rows whose target is known before the first prediction.",
            Id = "windows",
            Rows = rows,
            Kinds = [.. used.Select(k => kinds[k])],
            Spans = [.. spans.Select(s => s with { Kind = Array.IndexOf(used, s.Kind) })],
            Markers = [new("judged from here", days[points.ValidationRow])],
            From = days[0],
            To = days[^1],
        };
    }

    /// <summary>Light rows first, then those of at least half the weight of the newest.</summary>
    static IEnumerable<Span> Weighted(Frame training, int row)
    {
        var weights = training[Window.WeightColumn].Span;
        var half = 0;
        while (weights[half] < weights[^1] / 2) half++;
        if (half > 0) yield return new(row, Day(training.Time[0]), Day(training.Time[half]), 1);
        yield return new(row, Day(training.Time[half]), Day(training.Time[^1]), 0);
    }

    static double Day(DateTime time) => (time - DateTime.UnixEpoch).TotalDays;
}
