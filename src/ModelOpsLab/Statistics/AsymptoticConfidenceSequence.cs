using static System.FormattableString;

namespace ModelOpsLab.Statistics;

/// <summary>Bounds of the mean of a dependent series that may be looked at as often as one likes.</summary>
/// <param name="Count">Values so far.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="LongRunDeviation">Square root of the long-run variance of one value, by Newey and West.</param>
/// <param name="HalfWidth">From the mean to either bound.</param>
public sealed record ConfidenceSequencePoint(int Count, double Mean, double LongRunDeviation, double HalfWidth)
{
    /// <summary>The mean stays above this at every look, with probability 1 − α in the long run.</summary>
    public double Lower => Mean - HalfWidth;

    /// <summary>The mean stays below this at every look, with the same probability.</summary>
    public double Upper => Mean + HalfWidth;
}

/// <summary>
/// One-sided bounds of a mean that hold at all looks together: a challenger may be compared every week, and promoted the first time its lower bound is above zero
/// (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, 2021, Gaussian mixture).
/// </summary>
/// <remarks>
/// Half width s √(2(nρ² + 1)/(n²ρ²) · ln(1 + √(nρ² + 1)/(2α))), s² the long-run variance (Newey and West, usual lags), ρ² = (−2 ln 2α + ln(1 − 2 ln 2α))/t₀, which makes
/// the bounds tightest about t₀ values. They are asymptotic: start looking after a hundred values or so, not after five. Fewer than two values, NaN, infinite:
/// <see cref="ArgumentException"/>; a constant series has width zero.
/// </remarks>
public sealed record AsymptoticConfidenceSequence
{
    /// <summary>Probability that the lower bound is ever above the mean; more than 0 and less than a half.</summary>
    public double Alpha { get; init => field = value is > 0 and < 0.5 ? value : throw new ArgumentOutOfRangeException(nameof(Alpha), value, "An error probability of one side lies between 0 and 0.5."); } = 0.05;

    /// <summary>About how many values the bounds are tightest at, t₀; at least 1. Fixed before the first look.</summary>
    public int TunedFor { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(TunedFor), value, "Bounds are tuned for 1 value or more."); } = 150;

    /// <summary>ρ, the scale of the mixture.</summary>
    public double Rho => Math.Sqrt((-2 * Math.Log(2 * Alpha) + Math.Log(1 - 2 * Math.Log(2 * Alpha))) / TunedFor);

    /// <summary>The bounds after a series in time order.</summary>
    public ConfidenceSequencePoint After(ReadOnlySpan<double> series)
    {
        var n = series.Length;
        var deviation = NeweyWest.MeanStandardError(series) * Math.Sqrt(n);
        var room = n * Rho * Rho + 1;
        return new(n, Moments.Mean(series), deviation, deviation * Math.Sqrt(2 * room / ((double)n * n * Rho * Rho) * Math.Log(1 + Math.Sqrt(room) / (2 * Alpha))));
    }

    /// <summary>The bounds after each value from the <paramref name="first"/> on: what each look would have said.</summary>
    /// <param name="series">In time order.</param>
    /// <param name="first">Values at the first look, at least 2.</param>
    /// <exception cref="ArgumentException">There are fewer values.</exception>
    public IReadOnlyList<ConfidenceSequencePoint> Through(ReadOnlySpan<double> series, int first)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 2);
        if (series.Length < first) throw new ArgumentException(Invariant($"The first look is after {first} values, and there are {series.Length}."), nameof(first));
        var points = new ConfidenceSequencePoint[series.Length - first + 1];
        for (var i = 0; i < points.Length; i++) points[i] = After(series[..(first + i)]);
        return points;
    }
}
