using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>How predictions for several assets rank their outcomes, date by date: the information coefficient of a panel.</summary>
/// <remarks>
/// <para>The correlation is taken across the assets of each date, so that what moves all assets together does not count as skill, and then averaged over dates
/// (Grinold and Kahn, 1999). Its t is Newey and West's (1987) over dates: outcomes over several periods overlap, and a plain t treats them as independent.</para>
/// <para>A pair with a NaN or infinity is left out and counted; so is a date with fewer than three pairs or with one side constant.</para>
/// </remarks>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record PredictionPanel : IRenderable
{
    readonly (int Date, double Rank, double Outcome)[] _pairs;

    PredictionPanel(List<(int, double, double)> pairs) => _pairs = [.. pairs];

    /// <summary>Dates that have a correlation.</summary>
    public required IReadOnlyList<DateTime> Dates { get; init; }
    /// <summary>Spearman's correlation of each date, ties averaged.</summary>
    public required IReadOnlyList<double> RankCorrelations { get; init; }
    /// <summary>Pearson's correlation of each date.</summary>
    public required IReadOnlyList<double> Correlations { get; init; }
    /// <summary>Dates without a correlation.</summary>
    public required int DroppedDates { get; init; }
    /// <summary>Pairs left out because a side is missing or infinite.</summary>
    public required int DroppedPairs { get; init; }
    /// <summary>Mean over dates with its HAC interval: <c>mean_rank_correlation</c>.</summary>
    public required Measurement MeanRankCorrelation { get; init; }
    /// <summary>Its t: <c>mean_rank_correlation_t</c>.</summary>
    public required Measurement RankCorrelationT { get; init; }
    /// <summary>Mean over standard deviation (n − 1) of the dates, not annualised: <c>rank_correlation_ratio</c>.</summary>
    public required Measurement RankCorrelationRatio { get; init; }
    /// <summary>Share of dates with a correlation above zero, with Wilson's interval for the effective number of dates: <c>positive_rank_correlations</c>.</summary>
    public required Measurement PositiveShare { get; init; }
    /// <summary>Mean of Pearson's correlations with its HAC interval: <c>mean_correlation</c>.</summary>
    public required Measurement MeanCorrelation { get; init; }
    /// <summary>Its t: <c>mean_correlation_t</c>.</summary>
    public required Measurement CorrelationT { get; init; }

    /// <summary>Every number above.</summary>
    public IReadOnlyList<Measurement> Measurements => [MeanRankCorrelation, RankCorrelationT, RankCorrelationRatio, PositiveShare, MeanCorrelation, CorrelationT];

    /// <summary>The quality of a panel.</summary>
    /// <param name="dates">One a row, ascending; the rows of a date stand together.</param>
    /// <param name="prediction">One a row.</param>
    /// <param name="outcome">One a row.</param>
    /// <param name="horizon">Periods that an outcome spans: outcomes of neighbouring dates overlap by one less.</param>
    /// <param name="lags">Newey-West lags over dates; the larger of ⌊4 (n/100)^(2/9)⌋ and <paramref name="horizon"/> − 1 where null.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the dates descend.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="horizon"/> is under 1 or <paramref name="lags"/> negative.</exception>
    public static PredictionPanel Of(IReadOnlyList<DateTime> dates, ReadOnlySpan<double> prediction, ReadOnlySpan<double> outcome, int horizon = 1, int? lags = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        if (lags is < 0) throw new ArgumentOutOfRangeException(nameof(lags), lags, "Lags are zero or more.");
        if (dates.Count != prediction.Length || dates.Count != outcome.Length)
            throw new ArgumentException($"There are {dates.Count} dates, {prediction.Length} predictions and {outcome.Length} outcomes.", nameof(outcome));
        List<DateTime> kept = [];
        List<double> ranked = [], linear = [], p = [], y = [];
        List<(int, double, double)> pairs = [];
        int droppedDates = 0, droppedPairs = 0;
        for (int start = 0, end; start < dates.Count; start = end)
        {
            p.Clear();
            y.Clear();
            for (end = start; end < dates.Count && dates[end] == dates[start]; end++)
            {
                if (!double.IsFinite(prediction[end]) || !double.IsFinite(outcome[end])) droppedPairs++;
                else
                {
                    p.Add(prediction[end]);
                    y.Add(outcome[end]);
                }
            }
            if (end < dates.Count && dates[end] < dates[start]) throw new ArgumentException($"Row {end}, {Format.Time(dates[end])}, comes after {Format.Time(dates[start])}: order the rows by date.", nameof(dates));
            double[] one = [.. p], other = [.. y];
            if (one.Length < 3 || Moments.IsConstant(one) || Moments.IsConstant(other))
            {
                droppedDates++;
                continue;
            }
            var ranks = Ranks.Average(one);
            var mean = Moments.Mean(other);
            for (var i = 0; i < one.Length; i++) pairs.Add((kept.Count, (ranks[i] - 1) / (one.Length - 1), other[i] - mean));
            kept.Add(dates[start]);
            ranked.Add(Correlation.Pearson(ranks, Ranks.Average(other)));
            linear.Add(Correlation.Pearson(one, other));
        }
        var used = lags ?? Math.Max(NeweyWest.DefaultLags(kept.Count), horizon - 1);
        double[] rank = [.. ranked], pearson = [.. linear];
        return new(pairs)
        {
            Dates = kept,
            RankCorrelations = rank,
            Correlations = pearson,
            DroppedDates = droppedDates,
            DroppedPairs = droppedPairs,
            MeanRankCorrelation = Mean("mean_rank_correlation", rank, used),
            RankCorrelationT = T("mean_rank_correlation_t", rank, used),
            RankCorrelationRatio = Number("rank_correlation_ratio", rank, 2, r => Moments.Mean(r) / Moments.StandardDeviation(r)),
            PositiveShare = Positive(rank, used),
            MeanCorrelation = Mean("mean_correlation", pearson, used),
            CorrelationT = T("mean_correlation_t", pearson, used),
        };
    }

    /// <summary>Mean outcome above the mean of its date, of the assets in each equal part of the ranking, lowest predictions first: <c>quantile_outcome</c>.</summary>
    /// <remarks>Skill shows as numbers that rise from the first part to the last. The interval is HAC over the dates' own means.</remarks>
    /// <param name="parts">Parts of the ranking, 2 or more: 4 for quarters.</param>
    public IReadOnlyList<Measurement> ByQuantile(int parts = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 2);
        var sums = new double[parts];
        var counts = new int[parts];
        var byDate = new (double Sum, int Count)[parts, Math.Max(1, Dates.Count)];
        foreach (var (date, rank, outcome) in _pairs)
        {
            var part = Math.Clamp((int)Math.Ceiling(rank * parts - 1e-9) - 1, 0, parts - 1);
            sums[part] += outcome;
            counts[part]++;
            byDate[part, date] = (byDate[part, date].Sum + outcome, byDate[part, date].Count + 1);
        }
        return [.. Enumerable.Range(0, parts).Select(part =>
        {
            double[] means = [.. Enumerable.Range(0, Dates.Count).Where(d => byDate[part, d].Count > 0).Select(d => byDate[part, d].Sum / byDate[part, d].Count)];
            var value = counts[part] == 0 ? Measurement.Missing("quantile_outcome", "no asset fell in this part") : new Measurement("quantile_outcome", sums[part] / counts[part]);
            var half = means.Length < 2 ? double.NaN : TailProbability.NormalPoint95 * NeweyWest.MeanStandardError(means);
            return value with { Of = Format.Count(part + 1), Count = counts[part], Unit = "%", Interval = value.Exists && half > 0 ? new(value.Value - half, value.Value + half, 0.95, Hac.Method(NeweyWest.DefaultLags(means.Length))) : null };
        })];
    }

    /// <summary>Mean rank correlation of each calendar month that has one, oldest first: <c>mean_rank_correlation</c> of <c>2003-01</c>.</summary>
    public IReadOnlyList<Measurement> ByMonth() =>
        [.. Dates.Zip(RankCorrelations).GroupBy(d => (d.First.Year, d.First.Month)).Select(month =>
        {
            double[] values = [.. month.Select(d => d.Second)];
            return new Measurement("mean_rank_correlation", Moments.Mean(values)) { Of = Format.Date(new(month.Key.Year, month.Key.Month, 1))[..7], Count = values.Length };
        })];

    static Measurement Number(string metric, double[] values, int needed, Func<double[], double> of) =>
        (values.Length < needed ? Measurement.Missing(metric, values.Length == 0 ? "no date has a correlation" : $"needs {needed} dates; there {(values.Length == 1 ? "is one" : $"are {values.Length}")}")
            : needed > 1 && Moments.StandardDeviation(values) is var d && d <= 1e-12 ? Measurement.Missing(metric, "the correlation is the same on every date")
            : new Measurement(metric, of(values))) with { Count = values.Length };

    static Measurement Mean(string metric, double[] values, int lags)
    {
        var mean = Number(metric, values, 1, v => Moments.Mean(v));
        var half = values.Length < 2 ? double.NaN : TailProbability.NormalPoint95 * NeweyWest.MeanStandardError(values, lags);
        return mean with { Interval = half > 0 ? new(mean.Value - half, mean.Value + half, 0.95, Hac.Method(lags)) : null };
    }

    static Measurement T(string metric, double[] values, int lags) =>
        Number(metric, values, 2, v => NeweyWest.MeanStandardError(v, lags) is > 0 and var error ? Moments.Mean(v) / error : double.PositiveInfinity) is var t && double.IsFinite(t.Value) || !t.Exists ? t
            : Measurement.Missing(metric, "the long-run variance comes out as zero") with { Count = values.Length };

    static Measurement Positive(double[] values, int lags)
    {
        var share = Number("positive_rank_correlations", values, 1, v => (double)v.Count(r => r > 0) / v.Length) with { Unit = "%" };
        if (!share.Exists) return share;
        var error = values.Length < 2 ? 0 : NeweyWest.MeanStandardError(Array.ConvertAll(values, v => v > 0 ? 1.0 : 0), lags);
        var effective = error > 0 ? Math.Min(values.Length, share.Value * (1 - share.Value) / (error * error)) : values.Length;
        return share with { EffectiveCount = effective, Interval = WilsonInterval.Of(share.Value, effective, "Wilson, effective count") };
    }

    /// <summary>What the numbers mean, for the small print under a table.</summary>
    public string Conventions =>
        $"{Format.Count(Dates.Count)} dates; left out: {Format.Count(DroppedDates)} dates without an order, {Format.Count(DroppedPairs)} pairs without a number. " +
        "Correlation across the assets of each date, averaged over dates. Intervals and t: Newey-West over dates.";

    /// <summary>The numbers as a table, with the convention under it.</summary>
    public Document ToDocument() => MeasurementTable.Of(Measurements, Conventions);

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());
}
