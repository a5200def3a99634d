using static System.FormattableString;

namespace ModelOpsLab.Statistics.Streaming;

/// <summary>
/// Shiryaev-Roberts e-detector for values between 0 and 1 (Shin, Ramdas and Rinaldo 2024): alarms when the mean exceeds a known baseline, and without a change
/// the expected number of values before an alarm is at least the declared one, however long it runs and however often it is looked at.
/// </summary>
/// <remarks>
/// For bets λ on a grid, R(n) = (R(n−1) + 1)·(1 + λ·(x/baseline − 1)); the mean of the R over the grid signals at the declared run length.
/// Each factor has expectation at most 1 as long as the expectation of the next value <em>given the past</em> is at most the baseline: true of the errors and losses of a sound
/// model, not of an autocorrelated feature. A baseline that was itself measured belongs in as its upper confidence bound.
/// To watch for a fall of a rate, pass 1 − x and 1 − baseline; other bounded values are first scaled to 0 … 1.
/// </remarks>
public sealed class ShiryaevRoberts : IChangeDetector
{
    readonly double[] _wealth;
    readonly double[] _bets;
    readonly double _inverse;
    bool _changed;

    /// <summary>A detector at its start.</summary>
    /// <param name="baseline">Mean without a change, strictly between 0 and 1.</param>
    /// <param name="averageRunLength">Expected values between false alarms, at least; more than 1.</param>
    public ShiryaevRoberts(double baseline, double averageRunLength)
    {
        Baseline = StreamValue.Setting(baseline, 0, 1, nameof(baseline));
        AverageRunLength = StreamValue.Setting(averageRunLength, 1, double.PositiveInfinity, nameof(averageRunLength));
        _inverse = 1 / baseline;
        _bets = Bets(baseline);
        _wealth = new double[_bets.Length];
    }

    /// <summary>A detector that goes on where another of the same settings stood.</summary>
    /// <param name="baseline">Mean without a change, strictly between 0 and 1.</param>
    /// <param name="averageRunLength">Expected values between false alarms, at least.</param>
    /// <param name="wealth">The other's <see cref="Wealth"/>.</param>
    /// <exception cref="ArgumentException">Another number of bets, or one that is negative or not finite.</exception>
    public ShiryaevRoberts(double baseline, double averageRunLength, IReadOnlyList<double> wealth) : this(baseline, averageRunLength)
    {
        ArgumentNullException.ThrowIfNull(wealth);
        if (wealth.Count != _wealth.Length || wealth.Any(w => !(w >= 0 && double.IsFinite(w))))
            throw new ArgumentException(Invariant($"{wealth.Count} stored values for {_wealth.Length} bets, or one of them negative or not finite."), nameof(wealth));
        for (var k = 0; k < _wealth.Length; k++) _wealth[k] = wealth[k];
        _changed = Evidence >= averageRunLength;
    }

    /// <summary>Mean without a change.</summary>
    public double Baseline { get; }

    /// <summary>Expected values between false alarms, at least.</summary>
    public double AverageRunLength { get; }

    /// <summary>Evidence of a change, 0 at the start; signals at <see cref="AverageRunLength"/>.</summary>
    public double Evidence
    {
        get
        {
            double sum = 0;
            foreach (var w in _wealth) sum += w;
            return sum / _wealth.Length;
        }
    }

    /// <summary>A copy of the detector's memory: the evidence by bet.</summary>
    public IReadOnlyList<double> Wealth => [.. _wealth];

    /// <inheritdoc/>
    public ChangeSignal Update(double value)
    {
        StreamValue.RequireShare(value);
        if (_changed) Array.Clear(_wealth);
        var excess = value * _inverse - 1;
        double sum = 0;
        for (var k = 0; k < _wealth.Length; k++) sum += _wealth[k] = (_wealth[k] + 1) * (1 + _bets[k] * excess);
        _changed = sum >= AverageRunLength * _wealth.Length;
        return _changed ? ChangeSignal.Change : ChangeSignal.None;
    }

    /// <summary>
    /// Bets that are best against means from a twentieth of a deviation above the baseline to nearly 1, in equal ratios: a bet of (q − p)/(1 − p) is the likelihood ratio of
    /// rates q and p.
    /// </summary>
    static double[] Bets(double baseline)
    {
        const int Count = 12;
        const double Largest = 0.9;
        var smallest = Math.Min(Largest / 2, 0.05 * Math.Sqrt(baseline / (1 - baseline)));
        var bets = new double[Count];
        for (var k = 0; k < Count; k++) bets[k] = smallest * Math.Pow(Largest / smallest, k / (Count - 1.0));
        return bets;
    }
}
