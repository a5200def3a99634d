using ModelOpsLab.Data;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Monitoring;

/// <summary>What the reference earned, bucket by bucket: the measure of what the stream earns.</summary>
sealed class Backtest
{
    static readonly Schema Returns = new() { Timestamp = "time", Return = "return" };
    readonly double[] _wealth;

    public Backtest(Frame reference, MonitoringOptions options)
    {
        var (times, returns) = ByBucket(reference, options.Every);
        Frame = FrameOf(times, returns);
        Past = new(Frame, options);
        var finite = returns.Where(double.IsFinite).ToArray();
        _wealth = new double[finite.Length + 1];
        _wealth[0] = 1;
        for (var i = 0; i < finite.Length; i++) _wealth[i + 1] = _wealth[i] * (1 + Math.Max(-1, finite[i]));
        if (finite.Length >= 30)
        {
            var sorted = Finite.Sorted(finite, nameof(finite));
            (Worst, Best) = (RobustScale.QuantileSorted(sorted, 0.01), RobustScale.QuantileSorted(sorted, 0.99));
            if (Best > Worst)
            {
                var losses = Array.ConvertAll(finite, LossShare);
                LossBaseline = Moments.Mean(losses) + TailProbability.NormalPoint95 * NeweyWest.MeanStandardError(losses);
            }
        }
        var schema = reference.Schema;
        if (reference.Has(schema.Prediction) && reference.Has(schema.Target))
            ErrorBaseline = reference.TimeCount < reference.Count ? WrongByTime(reference)
                : 1 - PredictionQuality.Of(reference[schema.Prediction!].Span, reference[schema.Target!].Span).HitRate.Interval?.Low ?? double.NaN;
    }

    /// <summary>Of a panel, the upper end of the interval of the share that is wrong at one time (Newey and West, 1987): assets of one time err together, and times are counted, not rows. NaN with fewer than two times.</summary>
    static double WrongByTime(Frame panel)
    {
        ReadOnlySpan<double> said = panel[panel.Schema.Prediction!].Span, came = panel[panel.Schema.Target!].Span;
        List<double> shares = [];
        for (var t = 0; t < panel.TimeCount; t++)
        {
            int pairs = 0, wrong = 0;
            for (var row = panel.Starts[t]; row < panel.Starts[t + 1]; row++)
            {
                if (!double.IsFinite(said[row]) || !double.IsFinite(came[row]) || said[row] == 0 || came[row] == 0) continue;
                pairs++;
                if (said[row] > 0 != came[row] > 0) wrong++;
            }
            if (pairs > 0) shares.Add((double)wrong / pairs);
        }
        return shares.Count < 2 ? double.NaN : Math.Min(1, Moments.Mean([.. shares]) + TailProbability.NormalPoint95 * NeweyWest.MeanStandardError([.. shares]));
    }

    /// <summary>One row a bucket, with its compounded return.</summary>
    public Frame Frame { get; }
    /// <summary>What its windows lost.</summary>
    public PastLosses Past { get; }
    /// <summary>Return of which 1 in 100 buckets is worse; what is worse still counts as this bad.</summary>
    public double Worst { get; }
    /// <summary>Return of which 1 in 100 buckets is better.</summary>
    public double Best { get; }
    /// <summary>The mean of <see cref="LossShare"/>, at the upper end of its interval; NaN where it cannot be told.</summary>
    public double LossBaseline { get; } = double.NaN;
    /// <summary>Share of predictions in the wrong direction, at the upper end of its interval; NaN where it cannot be told.</summary>
    public double ErrorBaseline { get; } = double.NaN;

    /// <summary>A return between the best, 0, and the worst, 1.</summary>
    public double LossShare(double value) => Math.Clamp((Best - value) / (Best - Worst), 0, 1);

    /// <summary>The largest drawdown in any stretch of so many buckets, a negative fraction; of all of them where there are fewer.</summary>
    public double LargestDrawdown(long buckets)
    {
        var peaks = new LinkedList<int>();
        double largest = 0;
        for (var i = 0; i < _wealth.Length; i++)
        {
            while (peaks.Last is { } last && _wealth[last.Value] <= _wealth[i]) peaks.RemoveLast();
            peaks.AddLast(i);
            if (peaks.First!.Value < i - buckets) peaks.RemoveFirst();
            if (_wealth[peaks.First!.Value] > 0) largest = Math.Min(largest, _wealth[i] / _wealth[peaks.First!.Value] - 1);
        }
        return largest;
    }

    /// <summary>Times and returns as a frame.</summary>
    public static Frame FrameOf(IReadOnlyList<DateTime> times, double[] returns) => Frame.Of(Returns,
        Column.Timestamps("time", [.. times.Select(Timestamp.FromDateTime)]), Column.Numbers("return", returns));

    static (List<DateTime> Times, double[] Returns) ByBucket(Frame reference, TimeSpan every)
    {
        var (dates, returns) = ReturnSeries.ByTime(reference);
        List<DateTime> times = [];
        List<double> buckets = [];
        for (var i = 0; i < returns.Length; i++)
        {
            var start = new DateTime(dates[i].Ticks - dates[i].Ticks % every.Ticks, DateTimeKind.Utc);
            if (times.Count == 0 || times[^1] != start)
            {
                times.Add(start);
                buckets.Add(double.NaN);
            }
            if (!double.IsNaN(returns[i])) buckets[^1] = double.IsNaN(buckets[^1]) ? returns[i] : ReturnSeries.Compound(buckets[^1], returns[i]);
        }
        return (times, [.. buckets]);
    }
}
