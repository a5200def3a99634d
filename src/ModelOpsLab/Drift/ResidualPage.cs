using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>The residual report as a page: what is new, each aspect, where the error grew, and three pictures.</summary>
static class ResidualPage
{
    const int Shown = 12;

    public static IReadOnlyList<Block> Of(ResidualFindings found, IReadOnlyList<Measurement> measured, DriftOptions options) =>
    [
        new Paragraph(found.Sentence(options.FalseDiscoveryRate)),
        Aspects(found, measured, options),
        new Note(Convention(found, options)),
        .. Where(found),
        .. Pictures(found),
    ];

    static Table Aspects(ResidualFindings found, IReadOnlyList<Measurement> measured, DriftOptions options)
    {
        var (before, now) = (found.Before, found.Now);
        var known = before.Values.Length > 0;
        string P(string metric, string of) => measured.FirstOrDefault(m => m.Metric == metric && m.Of == of) is { Exists: true } m ? Format.Probability(m.Value) : "–";
        string Kurtosis(double[] x) => PredictionResiduals.JarqueBeraOf(x) is { } jb ? "excess kurtosis " + Format.Fixed(jb.ExcessKurtosis, 1) : "–";
        string Slope(NeweyWestSlope? fit) => fit is null ? "–" : $"slope {Format.Fixed(fit.Slope, 2)} ± {Format.Fixed(TailProbability.NormalPoint95 * fit.StandardError, 2)}";
        IReadOnlyList<Cell> Row(string aspect, string value, string reference, string textbook) =>
        [
            aspect, value, reference, textbook,
            found.Aspects.FirstOrDefault(a => a.Name == aspect) is { Rank: { } rank } a ? $"{Format.Count(rank.Rank)} of {Format.Count(rank.Windows)}" : "–",
            found.Aspects.FirstOrDefault(b => b.Name == aspect) is { } b ? Format.Probability(b.QValue) : "–",
        ];
        var worst = found.ByRegime.OrderByDescending(r => r.Ratio.Value).FirstOrDefault();
        return new(["aspect", new("period", Align.Right), new("reference", Align.Right), new("textbook p", Align.Right), new("rank", Align.Right), new("q", Align.Right)],
        [
            Row(ResidualAspects.Bias, Format.Value(Moments.Mean(now.Values), "%"), known ? Format.Value(Moments.Mean(before.Values), "%") : "–", "–"),
            Row(ResidualAspects.Spread, Format.Value(now.RootMeanSquare(..), "%"), known ? Format.Value(before.RootMeanSquare(..), "%") : "–", "–"),
            Row(ResidualAspects.Autocorrelation, "Ljung-Box", PredictionResiduals.LjungBoxOf(before, options) is { } box ? "p " + Format.Probability(box.PValue) : "–", P("residual_ljung_box_p", ResidualAspects.Autocorrelation)),
            Row(ResidualAspects.Clustering, "ARCH-LM", known && PredictionResiduals.ArchLmOf(before, options) is { } arch ? "p " + Format.Probability(arch.PValue) : "–", P("residual_arch_lm_p", ResidualAspects.Clustering)),
            Row(ResidualAspects.Normality, Kurtosis(now.Values), known ? Kurtosis(before.Values) : "–", P("residual_jarque_bera_p", ResidualAspects.Normality)),
            Row(ResidualAspects.Calibration, Slope(found.Calibration), Slope(ResidualAspects.CalibrationOf(before)), found.Calibration is { } fit ? Format.Probability(fit.StandardError > 0 ? TailProbability.NormalTwoSided((fit.Slope - 1) / fit.StandardError) : double.NaN) : "–"),
            Row(ResidualAspects.Regime, worst is null ? "–" : $"{Format.Fixed(worst.Ratio.Value, 2)} in {worst.Group}", "1", "–"),
        ], Id: "residuals");
    }

    static string Convention(ResidualFindings found, DriftOptions options) =>
        $"Residual: target minus prediction, {Format.Count(found.Now.Values.Length)} rows against {Format.Count(found.Before.Values.Length)}. Rank: among {FrameWindows.Describe(found.Now.Frame)} of the reference, 1 is the furthest; " +
        $"bias by the size of its change, autocorrelation and volatility clustering by the sum of squared autocorrelations of {ResidualAspects.WindowLags(found.Now.TimeCount, options)} lags of residuals and of their squares, normality by Jarque-Bera, " +
        "calibration by the correlation of prediction and what the reference's line leaves, regime by the group whose error grew most against the same group of the reference. q: Benjamini-Hochberg over the aspects that are ranked" +
        $"{(found.Aspects.Where(a => a.Rank is not null).ToArray() is { Length: > 0 } ranked ? $"; alone, the furthest of {Format.Count(ranked.Max(a => a.Rank!.Windows))} windows reaches {Format.Probability((double)ranked.Length / (ranked.Max(a => a.Rank!.Windows) + 1))}" : "")}. " +
        "Textbook p supposes independent rows, for calibration that the slope is 1 (Newey-West), and is evidence only." +
        (found.Now.IsPanel ? $" A panel of {Format.Count(found.Now.TimeCount)} sessions: assets of one session err together, so that autocorrelation is of the mean residual of a session, clustering of its mean square, and errors of means and slopes are those of Driscoll and Kraay, which count sessions." : "");

    static IEnumerable<Block> Where(ResidualFindings found)
    {
        if (found.ByRegime.Count + found.Buckets.Count == 0) yield break;
        var whole = found.Before.Values.Length > 0 ? found.Now.RootMeanSquare(..) / found.Before.RootMeanSquare(..) : double.NaN;
        var rows = found.ByRegime.Select(r => (Name: r.Group, r.Count, r.Ratio)).Concat(found.Buckets.Take(Shown).Select(b => (b.Name, b.Count, b.Ratio))).ToArray();
        var most = Math.Min(10, rows.Select(r => r.Ratio.Interval.High).Where(double.IsFinite).Append(2).Max());
        yield return new Table(["where", new("rows", Align.Right), new("error over the reference's", Align.Right), "95 % interval"],
            [.. rows.Select(r => (IReadOnlyList<Cell>)[r.Name, Format.Count(r.Count), Format.Fixed(r.Ratio.Value, 2), new IntervalCell(r.Ratio.Interval.Low, r.Ratio.Value, r.Ratio.Interval.High, double.IsFinite(whole) ? whole : 1, 0, most)])], Id: "error-where");
        yield return new Note($"Root mean squared error over that of the reference's rows in the same regime, or the same fifth of the input; the tick is the whole period, {Format.Fixed(whole, 2)}. Regimes: thirds of the reference's volatility of the target over up to 20 {found.Now.Unit} before, of the same period; weekdays and months where they have enough {found.Now.Unit}. " +
            $"Inputs: the {Math.Min(Shown, found.Buckets.Count)} of {found.Buckets.Count} fifths whose error grew most for certain, by the low end of the interval. Intervals from the Newey-West error of the squares; evidence, no verdict{(found.SilentFeatures.Count > 0 ? $". Not shown: {string.Join("; ", found.SilentFeatures.Select(s => $"{s.Feature}, {s.Because}"))}" : "")}.");
    }

    static IEnumerable<Block> Pictures(ResidualFindings found)
    {
        var (before, now) = (found.Before, found.Now);
        if (before.Values.Length < 2) yield break;
        double[] x = now.Days, sorted = [.. before.ByTime(before.Values).Order()];
        bool Dated(ResidualDeparture d) => d.From is not null && d.Latest - d.Earliest < x.Length - 1;
        Marker[] markers = [.. found.Departures.Where(Dated).Select(d => new Marker($"{Short(d)} departs", x[d.Earliest], d.Latest > d.Earliest ? x[d.Latest] : null))];
        double[] ends = [x[0], x[^1]];
        Band Central(double low, double high) => new("reference, 95 %", ends, [low, low], [high, high]);
        yield return new LineChart
        {
            Title = "Residuals",
            Series = [new("residual", x, now.ByTime(now.Values))],
            Bands = [Central(RobustScale.QuantileSorted(sorted, 0.025), RobustScale.QuantileSorted(sorted, 0.975))],
            Id = "residual-path",
            Y = new("", AxisFormat.Percent),
            Caption = now.IsPanel ? "Target minus prediction, mean of the assets of a session. Band: 95 % of the reference's." : "Target minus prediction. Band: 95 % of the reference's residuals.",
        };
        if (found.Departures.Any(d => d.Path.Length > 0))
            yield return new LineChart
            {
                Title = "Cumulated residuals, and squared residuals, less the reference's mean",
                Series = [.. found.Departures.Where(d => d.Path.Length > 0).Select((d, i) => new Series(Short(d), x, d.Path, i == 0 ? SeriesRole.Live : SeriesRole.Secondary))],
                Markers = markers,
                Id = "residual-cusum",
                Caption = "In standard deviations of a sum over the whole period, Newey-West from the reference. A line that climbs from some day on errs otherwise from that day on. " + string.Join(" ", found.Departures.Select(d => d.From is not { } from
                    ? $"{Capital(d.Name)}: {d.Measurement.Because}."
                    : !Dated(d) ? $"{Capital(d.Name)}: departs, on a day that cannot be told."
                    : $"{Capital(d.Name)}: departs on {Day(now, from)}{(d.Latest > d.Earliest ? $" (95 %: {Day(now, d.Earliest)} to {Day(now, d.Latest)})" : "")}.")),
            };
        if (CalibrationChart(before, now) is { } chart) yield return chart;
    }

    /// <summary>Mean target in bins of the prediction: tenths of the reference with 95 % intervals, quarters of the period.</summary>
    static LineChart? CalibrationChart(Residuals before, Residuals now)
    {
        var past = Bins(before, 10);
        if (past.Length < 2 || Moments.IsConstant(before.Predictions)) return null;
        var live = Bins(now, Math.Clamp(now.Values.Length / 5, 1, 4));
        double[] ends = [Math.Min(past[0].Prediction, live[0].Prediction), Math.Max(past[^1].Prediction, live[^1].Prediction)];
        return new()
        {
            Title = "Calibration: mean target by prediction",
            Series =
            [
                new("calibrated", ends, ends, SeriesRole.Limit),
                new("reference", [.. past.Select(b => b.Prediction)], [.. past.Select(b => b.Target)], SeriesRole.Reference),
                new("period", [.. live.Select(b => b.Prediction)], [.. live.Select(b => b.Target)]),
            ],
            Bands = [new("reference, 95 %", [.. past.Select(b => b.Prediction)], [.. past.Select(b => b.Target - TailProbability.NormalPoint95 * b.Error)], [.. past.Select(b => b.Target + TailProbability.NormalPoint95 * b.Error)])],
            X = new("prediction", AxisFormat.Percent),
            Y = new("mean target", AxisFormat.Percent),
            Id = "calibration",
            Caption = $"Bins of equal count: {past.Length} of the reference, {live.Length} of the period. Band: {(before.IsPanel ? "Driscoll-Kraay over the sessions of a bin" : "Newey-West over the rows of a bin")}.",
        };
    }

    static (double Prediction, double Target, double Error)[] Bins(Residuals rows, int bins)
    {
        if (rows.Values.Length < 2 * bins) return [];
        int[] order = [.. Enumerable.Range(0, rows.Values.Length).OrderBy(i => rows.Predictions[i])];
        return [.. Enumerable.Range(0, bins).Select(b =>
        {
            int[] inside = [.. order[(b * order.Length / bins)..((b + 1) * order.Length / bins)].Order()];
            double[] targets = Array.ConvertAll(inside, i => rows.Targets[i]);
            return (Moments.Mean(Array.ConvertAll(inside, i => rows.Predictions[i])), Moments.Mean(targets), rows.TimesOf(inside) < 2 ? 0 : rows.MeanStandardError(targets, inside));
        })];
    }

    static string Short(ResidualDeparture departure) => departure.Name["cumulated ".Length..];
    static string Day(Residuals rows, int row) => Format.Date(DateOnly.FromDateTime(rows.Frame.Time[rows.Starts[row]]));
    static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
