using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>How the correlation of predictions with outcomes fades as the outcome lies further ahead, and how fast.</summary>
/// <remarks>
/// The curve a·2^(−h/half-life) is fitted to the correlations by least squares, each weighted by its error where it has an interval: a correlation below zero counts
/// as it is, which a line through logarithms cannot do. Of the half-lives from a tenth of a period to a hundred times the longest horizon the best is taken.
/// </remarks>
/// <param name="Horizons">Periods ahead, ascending.</param>
/// <param name="Correlations">Correlation at each horizon; one that does not exist is not fitted.</param>
/// <param name="HalfLife">Periods after which the correlation is half: <c>prediction_half_life</c>; or why there is none.</param>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record PredictionDecay(IReadOnlyList<int> Horizons, IReadOnlyList<Measurement> Correlations, Measurement HalfLife) : IRenderable
{
    /// <summary>Fits correlations that were measured elsewhere: those of a panel, say.</summary>
    /// <param name="horizons">Periods ahead, 1 or more, ascending.</param>
    /// <param name="correlations">One a horizon.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the horizons do not ascend from 1 or more.</exception>
    public static PredictionDecay Of(IReadOnlyList<int> horizons, IReadOnlyList<Measurement> correlations)
    {
        if (horizons.Count != correlations.Count) throw new ArgumentException($"There are {horizons.Count} horizons and {correlations.Count} correlations.", nameof(correlations));
        for (var i = 0; i < horizons.Count; i++)
            if (horizons[i] < 1 || i > 0 && horizons[i] <= horizons[i - 1]) throw new ArgumentException($"Horizon {i} is {horizons[i]}: horizons ascend from 1 or more.", nameof(horizons));
        return new(horizons, correlations, Fit(horizons, correlations));
    }

    /// <summary>Rank correlation of each prediction with the outcome of every single period from the next one on.</summary>
    /// <param name="prediction">In time order, one a period.</param>
    /// <param name="outcome">What happened in the period that each prediction is for: one period, not a sum of several.</param>
    /// <param name="longest">Longest horizon, in periods.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static PredictionDecay Of(ReadOnlySpan<double> prediction, ReadOnlySpan<double> outcome, int longest = 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, 1);
        if (prediction.Length != outcome.Length) throw new ArgumentException($"There are {prediction.Length} predictions and {outcome.Length} outcomes.", nameof(outcome));
        var correlations = new Measurement[longest];
        for (var h = 1; h <= longest; h++)
        {
            var pairs = Math.Max(0, prediction.Length - h + 1);
            correlations[h - 1] = PredictionQuality.Of(prediction[..pairs], outcome[(outcome.Length - pairs)..]).RankCorrelation;
        }
        return Of([.. Enumerable.Range(1, longest)], correlations);
    }

    /// <summary>The correlations and the half-life as a table.</summary>
    public Document ToDocument() => MeasurementTable.Of(
        Correlations.Zip(Horizons, (m, h) => m with { Of = $"{Format.Count(h)} ahead" }).Append(HalfLife),
        "Correlation with the outcome of a period so many ahead. Half-life: least squares of a curve that halves, weighted by the errors. Intervals: Newey-West.");

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    static Measurement Fit(IReadOnlyList<int> horizons, IReadOnlyList<Measurement> correlations)
    {
        const string metric = "prediction_half_life";
        (double Horizon, double Value, double Weight)[] points = [.. horizons.Zip(correlations).Where(p => p.Second.Exists).Select(p => ((double)p.First, p.Second.Value, Weight(p.Second)))];
        Measurement None(string because) => Measurement.Missing(metric, because) with { Count = points.Length, Unit = "periods" };
        if (points.Length < 3) return None($"needs correlations at 3 horizons; there {(points.Length == 1 ? "is one" : $"are {points.Length}")}");
        if (!correlations[0].Exists) return None($"there is no correlation at the first horizon: {correlations[0].Because}");
        if (correlations[0].Interval is { } interval && interval.Contains(0)) return None("the correlation at the first horizon cannot be told from zero: nothing there can be seen to fade");
        const int Steps = 2_000;
        double shortest = 0.1, longest = 100 * points[^1].Horizon, best = double.PositiveInfinity, at = 0;
        var place = 0;
        for (var i = 0; i <= Steps; i++)
        {
            var half = shortest * Math.Pow(longest / shortest, (double)i / Steps);
            if (Error(points, half) is var error && error < best) (best, at, place) = (error, half, i);
        }
        return place == Steps ? None("the correlation does not fade over these horizons")
            : place == 0 ? None("the correlation is gone before the second horizon")
            : new(metric, at) { Count = points.Length, Unit = "periods" };
    }

    /// <summary>Weighted squares that are left with the best height of the curve.</summary>
    static double Error((double Horizon, double Value, double Weight)[] points, double half)
    {
        double both = 0, own = 0, all = 0;
        foreach (var (h, value, weight) in points)
        {
            // From the first horizon on, so that a short half-life does not vanish in rounding.
            var curve = Math.Pow(2, -(h - points[0].Horizon) / half);
            both += weight * curve * value;
            own += weight * curve * curve;
            all += weight * value * value;
        }
        return all - both * both / own;
    }

    static double Weight(Measurement m) => m.Interval is { } i && i.High > i.Low ? 1 / ((i.High - i.Low) * (i.High - i.Low)) : 1;
}
