using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>All that was found out about the residuals of a period, before it is written as measurements and as a page.</summary>
sealed record ResidualFindings(Residuals Before, Residuals Now)
{
    public required IReadOnlyList<ResidualAspect> Aspects { get; init; }
    public required NeweyWestSlope? Calibration { get; init; }
    public required IReadOnlyList<RegimeError> ByRegime { get; init; }
    public required IReadOnlyList<BucketError> Buckets { get; init; }
    public required IReadOnlyList<(string Feature, string Because)> SilentFeatures { get; init; }
    public required IReadOnlyList<ResidualDeparture> Departures { get; init; }

    public static ResidualFindings Of(Residuals before, Residuals now, DriftOptions options)
    {
        var past = Windows(before, now);
        var regimes = new ResidualRegimes(before, options.MinimumCount);
        var (buckets, silent) = ResidualBuckets.Of(before, now, Math.Max(3, options.MinimumCount / 2));
        return new(before, now)
        {
            Aspects = ResidualAspects.Of(before, now, past, regimes, options),
            Calibration = ResidualAspects.CalibrationOf(now),
            ByRegime = regimes.Of(now),
            Buckets = buckets,
            SilentFeatures = silent,
            Departures = [ResidualDeparture.Of("cumulated residual", before, now, past, options, v => v), ResidualDeparture.Of("cumulated squared residual", before, now, past, options, v => v * v)],
        };
    }

    /// <summary>The past windows of the reference that are like the period, each with its rows there.</summary>
    static (Range Rows, Residuals Residuals)[] Windows(Residuals before, Residuals now)
    {
        if (before.Values.Length == 0) return [];
        var numbers = FrameWindows.Like(now.Frame, before.Frame);
        List<(Range, Residuals)> windows = [];
        for (int start = 0, end; start < numbers.Length; start = end)
        {
            end = start + 1;
            while (end < numbers.Length && numbers[end] == numbers[start]) end++;
            if (numbers[start] >= 0) windows.Add((start..end, before.Rows(start..end)));
        }
        return [.. windows];
    }

    /// <summary>What is new against the reference, in one sentence.</summary>
    public string Sentence(double falseDiscoveryRate) =>
        Aspects is [] ? "What is new against the reference cannot be said: there is too little to rank."
        : Aspects.Where(a => a.QValue < falseDiscoveryRate).Select(a => a.Finding).ToArray() is { Length: > 0 } found ? $"New against the reference: {string.Join(", ", found)}."
        : "Nothing new against the reference.";
}

/// <summary>From which day on the cumulated residual, or squared residual, of a period leaves the reference's mean.</summary>
/// <param name="Name">Which of the two.</param>
/// <param name="From">First point in time after the departure; null where there is none.</param>
/// <param name="Earliest">First one of the interval.</param>
/// <param name="Latest">Last one of it.</param>
/// <param name="Path">The cumulated deviation in standard deviations of such a sum over the whole period.</param>
/// <param name="Measurement">Points in time from the departure to the end.</param>
sealed record ResidualDeparture(string Name, int? From, int Earliest, int Latest, double[] Path, Measurement Measurement)
{
    /// <summary>There is a departure where the largest sum to the end ranks in the outer 5 % of past windows.</summary>
    public static ResidualDeparture Of(string name, Residuals before, Residuals now, (Range Rows, Residuals Residuals)[] windows, DriftOptions options, Func<double, double> of)
    {
        double[] Of(Residuals rows) => rows.ByTime(Array.ConvertAll(rows.Values, v => of(v)));
        double[] x = Of(now), past = Of(before);
        ResidualDeparture None(string because, double[] path) => new(name, null, 0, 0, path, Measurement.Missing("residual_departure", because) with { Of = name, Count = x.Length });
        if (past.Length < 2 || Moments.IsConstant(past)) return None("the reference has no residuals that vary", []);
        double mean = Moments.Mean(past), error = NeweyWest.MeanStandardError(past), longRun = error * error * past.Length;
        if (!(longRun > 0)) return None("the reference's residuals have no long-run variance", []);
        var departure = Departure.From(x, mean, longRun);
        var path = new double[x.Length];
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) path[i] = (sum += x[i] - mean) / Math.Sqrt(longRun * x.Length);
        if (x.Length < options.MinimumCount) return None($"{x.Length} {(now.IsPanel ? "sessions" : "residuals")}, {options.MinimumCount} needed", path);
        double[] statistics = Array.ConvertAll(windows, w => Departure.From(Of(w.Residuals), mean, longRun).Statistic);
        if (statistics.Length < options.MinimumWindows) return None($"{statistics.Length} past windows, {options.MinimumWindows} needed", path);
        var rank = WindowRank.Upper(departure.Statistic, statistics);
        if (rank.PValue >= 0.05) return None($"stays within past windows: rank {rank.Rank} of {rank.Windows}", path);
        return new(name, departure.Index, departure.Low, departure.High, path,
            new Measurement("residual_departure", x.Length - departure.Index) { Of = name, Count = x.Length, Unit = now.Unit, Interval = new(x.Length - departure.High, x.Length - departure.Low, 0.95, "likelihood ratio") });
    }
}
