using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Returns beside those of a benchmark, on the dates that both have.</summary>
/// <remarks>
/// <para>r = α + β·b + e by least squares (Jensen, 1968). α is stated a year, arithmetic (α·P), and every t is Newey and West's (1987): Bartlett weights,
/// ⌊4 (n/100)^(2/9)⌋ lags, no small-sample factor. Tracking error: deviation (n − 1) of r − b, times √P. Information ratio: mean over deviation of r − b, times √P
/// (Goodwin, 1998). Capture: geometric mean return per period over the periods in which the benchmark rose (fell), over the benchmark's own there; not annualised,
/// so that it does not grow with the length of the record. Batting average: share of the periods in which r &gt; b.</para>
/// <para>Fewer than three common dates leave no line, a constant benchmark no β, two equal series no information ratio: each says so.</para>
/// </remarks>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record BenchmarkComparison : IRenderable
{
    /// <summary>Dates that both have.</summary>
    public required int Count { get; init; }
    /// <summary>Returns whose date the benchmark does not have.</summary>
    public required int WithoutBenchmark { get; init; }
    /// <summary>Returns of the benchmark on other dates.</summary>
    public required int BenchmarkOnly { get; init; }
    /// <summary>α a year, a fraction, with its 95 % interval: <c>alpha</c>.</summary>
    public required Measurement Alpha { get; init; }
    /// <summary>Its t: <c>alpha_t</c>.</summary>
    public required Measurement AlphaT { get; init; }
    /// <summary>β with its 95 % interval: <c>beta</c>.</summary>
    public required Measurement Beta { get; init; }
    /// <summary>Its t against 0: <c>beta_t</c>.</summary>
    public required Measurement BetaT { get; init; }
    /// <summary>Share of the variance that the line explains: <c>r2</c>.</summary>
    public required Measurement RSquared { get; init; }
    /// <summary>Pearson's correlation: <c>benchmark_correlation</c>.</summary>
    public required Measurement Correlation { get; init; }
    /// <summary>A fraction a year: <c>tracking_error</c>.</summary>
    public required Measurement TrackingError { get; init; }
    /// <summary>Annualised, with the HAC interval of a Sharpe ratio: <c>information_ratio</c>.</summary>
    public required Measurement InformationRatio { get; init; }
    /// <summary>In periods in which the benchmark rose: <c>up_capture</c>.</summary>
    public required Measurement UpCapture { get; init; }
    /// <summary>In periods in which the benchmark fell: <c>down_capture</c>; below the up capture is good.</summary>
    public required Measurement DownCapture { get; init; }
    /// <summary>Share of periods above the benchmark, with Wilson's interval: <c>batting_average</c>.</summary>
    public required Measurement BattingAverage { get; init; }

    /// <summary>Every number above.</summary>
    public IReadOnlyList<Measurement> Measurements => [Alpha, AlphaT, Beta, BetaT, RSquared, Correlation, TrackingError, InformationRatio, UpCapture, DownCapture, BattingAverage];

    /// <summary>What was compared, for the small print under a table.</summary>
    public string Conventions =>
        $"{Format.Count(Count)} common dates; left out: {Format.Count(WithoutBenchmark)} without a benchmark, {Format.Count(BenchmarkOnly)} of the benchmark alone. " +
        "Alpha: least squares, a year, arithmetic. t: Newey-West. Tracking error and information ratio: deviation (n − 1) of the difference, times √P. " +
        "Capture: geometric mean per period where the benchmark rose or fell, not annualised.";

    /// <summary>Compares a series with its benchmark; the calendar is that of the series.</summary>
    /// <param name="returns">The strategy.</param>
    /// <param name="benchmark">May have other dates: only common ones count.</param>
    /// <param name="riskFree">Subtracted from both before the line is fitted.</param>
    /// <param name="lags">Newey-West lags; the usual rule where null.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lags"/> is negative.</exception>
    public static BenchmarkComparison Of(ReturnSeries returns, ReturnSeries benchmark, Rate riskFree = default, int? lags = null)
    {
        if (lags is < 0) throw new ArgumentOutOfRangeException(nameof(lags), lags, "Lags are zero or more.");
        var common = CommonDates.Of(returns, benchmark);
        int n = common.Dates.Length;
        double year = returns.Calendar.PeriodsPerYear, rate = riskFree.InPeriodOf(returns.Calendar);
        var infinite = returns.Because is { } r && returns.Count > 0 ? r : benchmark.Because is { } b && benchmark.Count > 0 ? $"benchmark: {b}" : null;
        var (own, other) = (common.FirstReturns, common.SecondReturns);
        var none = infinite ?? common.Because(1);
        var noLine = infinite ?? common.Because(3) ?? (other.IsConstant ? "all returns of the benchmark are equal up to rounding" : null);
        var noCorrelation = noLine ?? (own.IsConstant ? "all returns are equal up to rounding" : null);
        var line = noLine is null ? Line.Of(Array.ConvertAll(common.Second, v => v - rate), Array.ConvertAll(common.First, v => v - rate), lags) : default;
        var exact = noLine ?? (line.IsExact ? "the benchmark explains the returns to the last digit: there is no error to measure by" : null);

        var active = new double[n];
        var better = 0;
        for (var i = 0; i < n; i++)
        {
            active[i] = common.First[i] - common.Second[i];
            if (active[i] > 0) better++;
        }
        var difference = ReturnSeries.Of(common.Dates, active, returns.Calendar);
        var noTracking = infinite ?? common.Because(2);
        // A difference is as large as the rounding of what was subtracted where it is nothing else.
        var same = noTracking is null && difference.Deviation <= 1e-12 * Math.Max(own.LargestSize, other.LargestSize);
        var ratio = noTracking is null && !same ? SharpeRatio.Of(difference) : null;

        return new()
        {
            Count = n,
            WithoutBenchmark = common.OnlyInFirst,
            BenchmarkOnly = common.OnlyInSecond,
            Alpha = Number("alpha", noLine, line.Intercept * year, "%") with { Interval = line.Interval(line.Intercept, line.InterceptError, year) },
            AlphaT = Number("alpha_t", exact, line.Intercept / line.InterceptError),
            Beta = Number("beta", noLine, line.Slope) with { Interval = line.Interval(line.Slope, line.SlopeError, 1) },
            BetaT = Number("beta_t", exact, line.Slope / line.SlopeError),
            RSquared = Number("r2", noCorrelation, noCorrelation is null ? Math.Pow(Statistics.Correlation.Pearson(common.First, common.Second), 2) : 0),
            Correlation = Number("benchmark_correlation", noCorrelation, noCorrelation is null ? Statistics.Correlation.Pearson(common.First, common.Second) : 0),
            TrackingError = Number("tracking_error", noTracking, same ? 0 : difference.Deviation * Math.Sqrt(year), "%"),
            InformationRatio = Number("information_ratio", noTracking ?? (same ? "the returns differ from the benchmark by the same amount in every period: there is no tracking error to divide by" : ratio!.Because), ratio?.Value ?? 0)
                with { Interval = ratio?.Interval },
            UpCapture = Capture(common, infinite, up: true),
            DownCapture = Capture(common, infinite, up: false),
            BattingAverage = Number("batting_average", none, (double)better / n, "%") with { Interval = none is null ? WilsonInterval.Of((double)better / n, n) : null },
        };

        Measurement Number(string metric, string? because, double value, string unit = "") =>
            (because is null ? new Measurement(metric, value) : Measurement.Missing(metric, because)) with { Count = n, Unit = unit };
    }

    static Measurement Capture(CommonDates common, string? infinite, bool up)
    {
        var metric = up ? "up_capture" : "down_capture";
        var days = 0;
        double own = 0, other = 0;
        DateTime? ruin = null;
        for (var i = 0; i < common.Dates.Length; i++)
        {
            if (up ? common.Second[i] <= 0 : common.Second[i] >= 0) continue;
            days++;
            if (common.First[i] <= -1 || common.Second[i] <= -1) ruin ??= common.Dates[i];
            own += AnnualizedReturn.Log1Plus(common.First[i]);
            other += AnnualizedReturn.Log1Plus(common.Second[i]);
        }
        var because = infinite ?? common.Because(1) ?? (days == 0 ? $"the benchmark never {(up ? "rose" : "fell")}"
            : ruin is { } day ? $"everything was lost on {Format.Time(day)}: no mean compounds through it" : null);
        return (because is null ? new Measurement(metric, AnnualizedReturn.ExpLess1(own / days) / AnnualizedReturn.ExpLess1(other / days)) : Measurement.Missing(metric, because))
            with { Count = days };
    }

    /// <summary>A least-squares line with Newey-West errors of both its numbers.</summary>
    readonly record struct Line(double Intercept, double InterceptError, double Slope, double SlopeError, int Lags, bool IsExact)
    {
        public static Line Of(double[] x, double[] y, int? lags)
        {
            var fit = NeweyWest.Slope(x, y, lags);
            double mean = Moments.Mean(x), squares = 0, rest = 0, size = 0;
            foreach (var v in x) squares += (v - mean) * (v - mean);
            var influence = new double[x.Length];
            for (var i = 0; i < x.Length; i++)
            {
                var residual = y[i] - fit.Intercept - fit.Slope * x[i];
                influence[i] = residual * (1 - mean * (x[i] - mean) * x.Length / squares);
                rest = Math.Max(rest, Math.Abs(residual));
                size = Math.Max(size, Math.Abs(y[i]));
            }
            return new(fit.Intercept, NeweyWest.MeanStandardError(influence, fit.Lags), fit.Slope, fit.StandardError, fit.Lags, rest <= 1e-12 * size);
        }

        public Interval? Interval(double value, double error, double scale) => IsExact || !(error > 0) ? null
            : new((value - TailProbability.NormalPoint95 * error) * scale, (value + TailProbability.NormalPoint95 * error) * scale, 0.95, Hac.Method(Lags));
    }

    /// <summary>The numbers as a table, with the convention under it.</summary>
    public Document ToDocument() => MeasurementTable.Of(Measurements, Conventions);

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());
}
