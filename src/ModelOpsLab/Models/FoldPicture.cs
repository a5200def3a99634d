using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Models;

/// <summary>Folds against time, before anything is trained: what each trains on, what is purged, what it tests, what is under embargo.</summary>
public static class FoldPicture
{
    const int MostFolds = 60;

    /// <summary>The picture. Of more than 60 folds, 60 are shown, evenly chosen, the first and the last among them.</summary>
    /// <param name="frame">The rows that were split.</param>
    /// <param name="folds">Their folds, at least one.</param>
    /// <exception cref="ArgumentException">There is no fold, or a fold has a row that the frame has not.</exception>
    public static SpanChart Of(Frame frame, IReadOnlyList<Fold> folds)
    {
        if (folds.Count == 0) throw new ArgumentException("There is no fold to draw.", nameof(folds));
        if (folds.SelectMany(f => new[] { f.Train, f.Test, f.Purged, f.Embargoed }).FirstOrDefault(rows => rows.Any(r => r < 0 || r >= frame.Count)) is not null) throw new ArgumentException($"A fold has a row beyond the {frame.Count} of the frame: draw folds on the rows they were made from.", nameof(folds));
        int[] shown = folds.Count <= MostFolds ? [.. Enumerable.Range(0, folds.Count)] : [.. Enumerable.Range(0, MostFolds).Select(i => (int)((long)i * (folds.Count - 1) / (MostFolds - 1)))];
        var days = Axis.Days(frame.Time);
        var ends = Ends(days);
        SpanKind[] kinds = [new("train", SeriesRole.Reference), new("gap or purged", SeriesRole.Secondary), new("test", SeriesRole.Live), new("embargo", SeriesRole.Limit)];
        Span[] spans = [.. shown.SelectMany((fold, row) => new[] { folds[fold].Train, folds[fold].Purged, folds[fold].Test, folds[fold].Embargoed }.SelectMany((rows, kind) => Stretches(rows).Select(s => new Span(row, days[s.First], ends[s.Last], kind))))];
        int[] used = [.. Enumerable.Range(0, kinds.Length).Where(k => spans.Any(s => s.Kind == k))];
        return new()
        {
            Title = $"{Format.Count(folds.Count)} {(folds.Count == 1 ? "fold" : "folds")}, {Format.Time(frame.Time[0])} to {Format.Time(frame.Time[^1])}",
            Id = "folds",
            Caption = $"Train {Sizes(folds, f => f.Train)} rows, test {Sizes(folds, f => f.Test)}, purged {Sizes(folds, f => f.Purged)}, embargo {Sizes(folds, f => f.Embargoed)}.{(shown.Length < folds.Count ? $" {shown.Length} of the {Format.Count(folds.Count)} folds are shown." : "")}",
            Rows = [.. shown.Select(f => $"fold {f + 1}")],
            Kinds = [.. used.Select(k => kinds[k])],
            Spans = [.. spans.Select(s => s with { Kind = Array.IndexOf(used, s.Kind) })],
            From = days[0],
            To = ends[^1],
        };
    }

    /// <summary>Where each row ends: at the next point in time, and the last as far on as the one before it.</summary>
    static double[] Ends(double[] days)
    {
        var ends = new double[days.Length];
        var (next, last) = (double.NaN, days[^1]);
        for (var i = days.Length - 1; i >= 0; i--)
        {
            if (days[i] < last) (next, last) = (last, days[i]);
            ends[i] = next;
        }
        var step = Array.FindLast(days, d => d < days[^1]) is var before && days[0] < days[^1] ? days[^1] - before : 1;
        return Array.ConvertAll(ends, e => double.IsNaN(e) ? days[^1] + step : e);
    }

    static IEnumerable<(int First, int Last)> Stretches(IReadOnlyList<int> rows)
    {
        for (int start = 0, end; start < rows.Count; start = end)
        {
            for (end = start + 1; end < rows.Count && rows[end] == rows[end - 1] + 1;) end++;
            yield return (rows[start], rows[end - 1]);
        }
    }

    static string Sizes(IReadOnlyList<Fold> folds, Func<Fold, IReadOnlyList<int>> rows)
    {
        var (least, most) = (folds.Min(f => rows(f).Count), folds.Max(f => rows(f).Count));
        return least == most ? Format.Count(least) : $"{Format.Count(least)} to {Format.Count(most)}";
    }
}
