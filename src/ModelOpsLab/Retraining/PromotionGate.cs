using System.Globalization;
using MathNet.Numerics.Distributions;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Retraining;

/// <summary>How often a challenger is looked at.</summary>
public enum PromotionLook
{
    /// <summary>Once, at a time fixed beforehand: equally weighted cosine test. A second look at more data is not covered.</summary>
    Single,

    /// <summary>As often as one likes, on all points so far: asymptotic confidence sequence. What it costs is power.</summary>
    Standing,
}

/// <summary>Whether a challenger may replace the champion: only where it loses significantly less on the same dates, and is stable too.</summary>
/// <remarks>
/// An equal challenger has the smaller mean loss half the time, and under weekly looks nearly always at one of them. The test of one planned look is
/// <see cref="EqualWeightedCosine"/>, that of a standing challenger <see cref="AsymptoticConfidenceSequence"/>; how often each promotes an equal challenger is measured
/// in the table of the benchmarks (<c>false-promotions</c>). The gate decides on one challenger: with several, divide <see cref="Alpha"/> by their number.
/// </remarks>
public sealed record PromotionGate
{
    /// <summary>Probability of promoting a challenger that is no better; more than 0 and less than a half.</summary>
    public double Alpha { get; init => field = value is > 0 and < 0.5 ? value : throw new ArgumentOutOfRangeException(nameof(Alpha), value, "A probability of false promotion lies between 0 and 0.5."); } = 0.05;

    /// <summary>How often the challenger is looked at; decided before the first look.</summary>
    public PromotionLook Look { get; init; } = PromotionLook.Single;

    /// <summary>What the challenger must show beside a smaller loss.</summary>
    public StabilityLimits Stability { get; init; } = new();

    /// <summary>Fewer points in time than this decide nothing; at least 4. Unless set, 40 for one look, and 126, half a year of sessions, for a standing challenger.</summary>
    public int MinimumPoints
    {
        get => field > 0 ? field : Look == PromotionLook.Single ? 40 : 126;
        init => field = value >= EqualWeightedCosine.MinimumCount ? value : throw new ArgumentOutOfRangeException(nameof(MinimumPoints), value, $"A test needs {EqualWeightedCosine.MinimumCount} points in time.");
    }

    /// <summary>About how many points in time the bounds of a standing challenger are tightest at.</summary>
    public int TunedFor { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(TunedFor), value, "Bounds are tuned for 1 point in time or more."); } = 150;

    /// <summary>Judges a challenger against the champion.</summary>
    /// <param name="champion">Losses of the model in production.</param>
    /// <param name="challenger">Losses of the one that would replace it, on the same dates and rows.</param>
    /// <param name="stability">What shows that the challenger is stable; without it a challenger cannot be deployed unless <see cref="Stability"/> asks for nothing that it holds.</param>
    /// <param name="baseline">Losses of a model that anyone has, such as no change, on the same dates: a challenger that loses more than it is not deployed.</param>
    /// <exception cref="ArgumentException">Dates or rows differ, or two carry one name.</exception>
    public PromotionReport Judge(LossSeries champion, LossSeries challenger, StabilityEvidence? stability = null, LossSeries? baseline = null)
    {
        var saved = champion.Less(challenger);
        var against = baseline?.Less(challenger);
        if (baseline?.Name == champion.Name) throw new ArgumentException($"The baseline and the champion are both named '{champion.Name}': a baseline stands beside the champion.", nameof(baseline));
        double[] before = [.. champion.Losses], after = [.. challenger.Losses];
        var n = saved.Length;

        var distinct = DistinctDifferences(saved, before, after);
        var test = Test(saved, distinct);
        List<Measurement> measurements =
        [
            new("loss", Moments.Mean(before)) { Of = champion.Name, Count = n },
            new("loss", Moments.Mean(after)) { Of = challenger.Name, Count = n },
            .. test.Measurements,
            new("distinct_differences", distinct) { Count = n },
        ];
        if (baseline is not null)
        {
            measurements.Add(new("loss", Moments.Mean([.. baseline.Losses])) { Of = baseline.Name, Count = n });
            measurements.Add(new("loss_saved_against_baseline", Moments.Mean(against)) { Count = n });
        }
        measurements.AddRange(StabilityMeasures.Of(stability, before, after, Stability.Folds));

        var suspicious = distinct < 2 && n >= 2;
        IReadOnlyList<Threshold> limits =
        [
            Threshold.Below("distinct_differences", 2, null, "two models do not differ by the same number at every point: compare the champion with another model"),
            .. baseline is null ? (IEnumerable<Threshold>)[] : [Threshold.Below("loss_saved_against_baseline", 0, null, $"a model must beat '{baseline.Name}'")],
            .. Stability.Thresholds(),
        ];
        limits = suspicious ? [limits[0]] : test.Better ? [.. limits.Where(l => measurements.Any(m => m.Metric == l.Metric && !DoesNotApply(m)))] : [];
        string[] failed = [.. limits.Where(l => measurements.Any(m => m.Metric == l.Metric && l.Judge(m) != Severity.Healthy)).Select(l => l.Metric)];
        var decision = failed.Length > 0 ? PromotionDecision.KeepAndInvestigate : test.Better ? PromotionDecision.Deploy : PromotionDecision.Keep;
        var text = new PromotionText(this, champion.Name, challenger.Name, baseline?.Name, n, measurements, decision, failed);
        return new()
        {
            Title = "Promotion gate",
            Of = challenger.Name,
            Measurements = measurements,
            Thresholds = limits,
            Decision = decision,
            Failed = failed,
            Conclusion = text.Conclusion(test.Better, test.Worse, test.Because),
            Body = [.. text.Body(champion.Time, saved, Stability.Thresholds())],
            Provenance = new()
            {
                AsOf = DateOnly.FromDateTime(champion.Time[^1]),
                DataHashes = new Dictionary<string, string> { ["losses"] = Hash(champion, challenger, baseline) },
                Rows = n,
                Parameters = Parameters(),
            },
        };
    }

    internal static bool DoesNotApply(Measurement m) => m.Because?.StartsWith(StabilityMeasures.NotApplicable, StringComparison.Ordinal) == true;

    internal AsymptoticConfidenceSequence Sequence => new() { Alpha = Alpha, TunedFor = TunedFor };

    /// <summary>1 where the difference is the same at every point, up to the rounding of the losses; 2 for two or more.</summary>
    static int DistinctDifferences(double[] saved, double[] before, double[] after)
    {
        var scale = before.Concat(after).Max(Math.Abs);
        return saved.Max() - saved.Min() <= 1e-12 * scale ? 1 : 2;
    }

    sealed record Outcome(bool Better, bool Worse, string? Because, params IReadOnlyList<Measurement> Measurements);

    Outcome Test(double[] saved, int distinct)
    {
        var n = saved.Length;
        var mean = new Measurement("loss_saved", Moments.Mean(saved)) { Count = n };
        var because = n < MinimumPoints ? $"there are {Format.Count(n)} points in time and {Format.Count(MinimumPoints)} are needed: {Format.Count(MinimumPoints - n)} more"
            : distinct < 2 ? "the difference is the same at every point, so that there is no error to measure by" : null;
        if (Look == PromotionLook.Standing)
        {
            if (because is not null) return new(false, false, because, mean, Measurement.Missing("loss_saved_bound", because) with { Count = n });
            var bounds = Sequence.After(saved);
            return new(bounds.Lower > 0, bounds.Upper < 0, null,
                mean with { Interval = new(bounds.Lower, bounds.Upper, 1 - 2 * Alpha, "confidence sequence, each bound at " + Format.Percent(1 - Alpha)) },
                new("loss_saved_bound", bounds.Lower) { Count = n });
        }
        if (because is not null) return new(false, false, because, mean, Measurement.Missing("promotion_p_value", because) with { Count = n });
        var test = EqualWeightedCosine.Test(saved);
        var half = StudentT.InvCDF(0, 1, test.DegreesOfFreedom, 1 - Alpha) * test.StandardError;
        return new(test.PValue <= Alpha, test.PValue >= 1 - Alpha, null,
            mean with { Interval = new(test.Mean - half, test.Mean + half, 1 - 2 * Alpha, $"cosine test, {Format.Count(test.DegreesOfFreedom)} terms, each bound at {Format.Percent(1 - Alpha)}") },
            new("promotion_p_value", test.PValue) { Count = n });
    }

    static string Hash(LossSeries champion, LossSeries challenger, LossSeries? baseline)
    {
        List<Column> columns =
        [
            Column.Timestamps("time", [.. champion.Time.Select(Timestamp.FromDateTime)]), Column.Numbers("champion", [.. champion.Losses]), Column.Numbers("challenger", [.. challenger.Losses]),
        ];
        if (baseline is not null) columns.Add(Column.Numbers("baseline", [.. baseline.Losses]));
        return Frame.Of(new Schema { Timestamp = "time" }, columns).ContentHash();
    }

    Dictionary<string, string> Parameters()
    {
        var parameters = new Dictionary<string, string>
        {
            ["look"] = Look == PromotionLook.Single ? "single" : "standing",
            ["alpha"] = Alpha.ToString(CultureInfo.InvariantCulture),
            ["minimum_points"] = MinimumPoints.ToString(CultureInfo.InvariantCulture),
            ["folds"] = Stability.Folds.ToString(CultureInfo.InvariantCulture),
        };
        if (Look == PromotionLook.Standing) parameters["tuned_for"] = TunedFor.ToString(CultureInfo.InvariantCulture);
        return parameters;
    }
}
