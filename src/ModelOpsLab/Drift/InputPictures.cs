using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>What the row of an input in a drift report looks like: worst inputs first, each folded.</summary>
static class InputPictures
{
    /// <summary>More inputs than this are named and not drawn, so that a page stays small.</summary>
    const int Most = 20;

    /// <summary>Of more past windows than this the last are drawn.</summary>
    const int MostWindows = 120;

    /// <summary>Steps of a drawn distribution function.</summary>
    const int Steps = 40;

    public static IReadOnlyList<Details> Of(Frame reference, Frame current, DriftReport report, DriftOptions options)
    {
        var matched = options.Match != ReferenceMatch.None;
        var windows = FrameWindows.Like(current, reference);
        FeatureDrift[] drawn = [.. report.Features.OrderByDescending(f => f.Severity).Where(f => f.Count > 0 && reference.Has(f.Feature) && current.Has(f.Feature)).Take(Most)];
        var pictures = new Details[drawn.Length];
        Parallel.For(0, drawn.Length, i => pictures[i] = new($"{drawn[i].Feature}: {drawn[i].Severity.ToString().ToLowerInvariant()}", Charts(reference, current, drawn[i], windows, matched), $"input-{drawn[i].Feature}"));
        return pictures;
    }

    static IReadOnlyList<Block> Charts(Frame reference, Frame current, FeatureDrift drift, int[] windows, bool matched)
    {
        Column before = reference[drift.Feature], now = current[drift.Feature];
        if (!Numeric(before) || !Numeric(now) || before.Finite() is not { Length: >= 2 } old || now.Finite() is not { Length: > 0 } values)
            return drift.ReferenceShares.Count == 0 ? [] : [new PairedHistogram { Title = "Shares of the categories, in their order", Edges = Places(drift.ReferenceShares.Count), Reference = drift.ReferenceShares, Current = drift.CurrentShares }];
        var pair = new TwoSample(old, values);
        var distances = pair.Distances();
        var test = distances.KolmogorovSmirnov;
        List<Block> charts =
        [
            new PairedHistogram
            {
                Title = $"In the reference's quantile bins{(matched ? ", not matched" : "")}",
                Edges = [double.NegativeInfinity, .. distances.Bins.Edges, double.PositiveInfinity],
                Reference = Shares(distances.Bins.Count(pair.Reference)),
                Current = Shares(distances.Bins.Count(pair.Current)),
            },
            new LineChart
            {
                Title = $"Distribution functions{(matched ? ", not matched" : "")}, gap {Format.Fixed(test.Statistic, 2)} at {Format.Number(test.Location)}",
                Series = [Cumulative("reference", pair.Reference, SeriesRole.Reference), Cumulative("current", pair.Current, SeriesRole.Live)],
                Markers = [new("KS", test.Location)],
                X = new(),
                Y = new("", AxisFormat.Percent),
                Caption = "Between the 1 % and 99 % quantiles of both.",
            },
        ];
        // Distances from all of the reference would contradict the verdict, which is by distances from matched rows.
        if (matched) charts.Add(new Note("These pictures are of all of the reference; the verdict is by its matched rows."));
        else if (Past(before, reference, values, windows) is { } past) charts.Add(past);
        return charts;
    }

    static LineChart? Past(Column before, Frame reference, double[] values, int[] windows)
    {
        var filled = FrameWindows.Filled(before, windows, values.Length);
        var history = new ReferenceWindows(before.Span, filled);
        double[] past = [.. history.Past];
        if (past.Length < 2) return null;
        double[] ends = [.. Enumerable.Range(0, filled.Length).Where(r => filled[r] >= 0 && double.IsFinite(before[r])).GroupBy(r => filled[r]).OrderBy(g => g.Key).Select(g => (reference.Time[g.Last()] - DateTime.UnixEpoch).TotalDays)];
        var here = history.Distance(values);
        if (ends.Length != past.Length || double.IsNaN(here)) return null;
        var all = past.Length;
        (past, ends) = (past[Math.Max(0, all - MostWindows)..], ends[Math.Max(0, all - MostWindows)..]);
        return new()
        {
            Title = $"Shift of {(past.Length < all ? $"the last {Format.Count(past.Length)} of " : "")}{Format.Count(all)} past windows, {(history.IsMeanScale ? "mean deviations" : "MAD")}",
            Series = [new("past", ends, past, SeriesRole.Reference), new($"now {Format.Fixed(here, 2)}", [ends[0], ends[^1]], [here, here])],
        };
    }

    static bool Numeric(Column column) => column.Type is ColumnType.Number or ColumnType.Integer;

    static Series Cumulative(string name, ReadOnlySpan<double> sorted, SeriesRole role)
    {
        var x = new double[Steps + 1];
        var y = new double[Steps + 1];
        for (var i = 0; i <= Steps; i++)
        {
            y[i] = 0.01 + 0.98 * i / Steps;
            x[i] = RobustScale.QuantileSorted(sorted, y[i]);
        }
        return new(name, x, y, role);
    }

    static double[] Places(int count) => [.. Enumerable.Range(0, count + 1).Select(i => (double)i)];

    static double[] Shares(long[] counts)
    {
        double total = counts.Sum();
        return Array.ConvertAll(counts, c => c / total);
    }
}
