using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Simple returns in time order with the calendar that annualises them. What was dropped is counted, what makes a number impossible is said.</summary>
/// <remarks>
/// Returns are fractions: 0.01 is one per cent. NaN is dropped and counted in <see cref="Dropped"/>: it is not a return of zero and takes no time.
/// An infinite return leaves no number at all (<see cref="Because"/>). A loss of more than everything (below −100 %: a negative price, a leveraged
/// account) leaves the arithmetic numbers, but wealth cannot compound through it (<see cref="CannotCompound"/>).
/// </remarks>
public sealed class ReturnSeries
{
    readonly DateTime[] _dates;
    readonly double[] _values;

    ReturnSeries(DateTime[] dates, double[] values, int dropped, TradingCalendar calendar, DateTime? start)
    {
        (_dates, _values, Dropped, Calendar, Start) = (dates, values, dropped, calendar, start);
        var infinite = Array.FindIndex(values, double.IsInfinity);
        var ruinous = Array.FindIndex(values, v => v < -1);
        Because = infinite >= 0 ? $"the return of {Format.Time(dates[infinite])} is infinite: correct or remove it"
            : values.Length > 0 ? null
            : dropped > 0 ? $"all {Format.Count(dropped)} returns are missing" : "there are no returns";
        CannotCompound = Because ?? (ruinous < 0 ? null
            : $"the return of {Format.Time(dates[ruinous])} is {Format.Value(values[ruinous], "%")}: more than everything was lost, so wealth cannot compound");
        Mean = Because is null ? Moments.Mean(values) : double.NaN;
        Deviation = Because is null && values.Length >= 2 ? Moments.StandardDeviation(values) : double.NaN;
        LargestSize = Largest(values);
        IsConstant = Deviation <= 1e-12 * LargestSize;
    }

    /// <summary>Returns by time.</summary>
    /// <param name="dates">Time of each return, not descending; equal times are allowed.</param>
    /// <param name="returns">One fraction a date; NaN is dropped and counted.</param>
    /// <param name="calendar">What annualises them; 252 sessions a year where null.</param>
    /// <param name="start">When wealth was still 1: the close before the first return. Where null it is unknown, and taken as one period of the calendar before it.</param>
    /// <exception cref="ArgumentException">Lengths differ, dates descend, or <paramref name="start"/> is not before the first date.</exception>
    public static ReturnSeries Of(IReadOnlyList<DateTime> dates, ReadOnlySpan<double> returns, TradingCalendar? calendar = null, DateTime? start = null)
    {
        if (dates.Count != returns.Length)
            throw new ArgumentException($"There are {dates.Count} dates and {returns.Length} returns.", nameof(returns));
        DateTime[] times = [.. dates];
        for (var i = 1; i < times.Length; i++)
            if (times[i] < times[i - 1])
                throw new ArgumentException($"Date {i}, {Format.Time(times[i])}, comes after {Format.Time(times[i - 1])}: sort the returns by time.", nameof(dates));
        if (start is { } s && times.Length > 0 && s >= times[0])
            throw new ArgumentException($"The start {Format.Time(s)} is not before the first return, {Format.Time(times[0])}.", nameof(start));
        var values = returns.ToArray();
        var kept = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) continue;
            (times[kept], values[kept]) = (times[i], values[i]);
            kept++;
        }
        return new(times[..kept], values[..kept], returns.Length - kept, calendar ?? TradingCalendar.Daily, start);
    }

    /// <inheritdoc cref="Of(IReadOnlyList{DateTime}, ReadOnlySpan{double}, TradingCalendar?, DateTime?)"/>
    public static ReturnSeries Of(IReadOnlyList<DateOnly> dates, ReadOnlySpan<double> returns, TradingCalendar? calendar = null, DateOnly? start = null) =>
        Of([.. dates.Select(Midnight)], returns, calendar, start is { } s ? Midnight(s) : null);

    /// <summary>The return of a whole frame by time: its return column, or in a panel the sum of weight × return over the assets of each time.</summary>
    /// <remarks>A panel without a weight column is weighted equally over the returns present at that time. A time at which no return is present is dropped and counted.</remarks>
    /// <exception cref="KeyNotFoundException">The schema names no return column, or the frame does not have it.</exception>
    public static ReturnSeries Of(Frame frame, TradingCalendar? calendar = null) 
    {
        var (dates, returns) = ByTime(frame);
        return Of(dates, returns, calendar);
    }

    /// <summary>The return of each time of a frame, NaN where none is present.</summary>
    internal static (IReadOnlyList<DateTime> Dates, double[] Returns) ByTime(Frame frame)
    {
        var returns = frame[frame.Schema.Return ?? throw new KeyNotFoundException("The schema names no return column: set Schema.Return.")];
        if (!frame.Has(frame.Schema.Asset)) return (frame.Time, returns.Span.ToArray());
        var weights = frame.Has(frame.Schema.Weight) ? frame[frame.Schema.Weight!] : null;
        List<DateTime> dates = [];
        List<double> totals = [];
        for (int row = 0, end; row < frame.Count; row = end)
        {
            double sum = 0;
            var present = 0;
            for (end = row; end < frame.Count && frame.Time[end] == frame.Time[row]; end++)
            {
                var part = returns[end] * (weights?[end] ?? 1);
                if (double.IsNaN(part)) continue;
                sum += part;
                present++;
            }
            dates.Add(frame.Time[row]);
            totals.Add(present == 0 ? double.NaN : weights is null ? sum / present : sum);
        }
        return (dates, [.. totals]);
    }

    /// <summary>Times of the returns that are present.</summary>
    public IReadOnlyList<DateTime> Dates => _dates;
    /// <summary>The same times, for loops.</summary>
    internal ReadOnlySpan<DateTime> Times => _dates;
    /// <summary>The returns that are present, as fractions.</summary>
    public ReadOnlySpan<double> Values => _values;
    /// <summary>Number of returns present.</summary>
    public int Count => _values.Length;
    /// <summary>Number of missing returns that were left out.</summary>
    public int Dropped { get; }
    /// <summary>What annualises the numbers.</summary>
    public TradingCalendar Calendar { get; }
    /// <summary>When wealth was still 1; null where it is unknown.</summary>
    public DateTime? Start { get; }
    /// <summary>Why no number can be computed; null where numbers can.</summary>
    public string? Because { get; }
    /// <summary>Why wealth cannot be compounded; null where it can.</summary>
    public string? CannotCompound { get; }

    /// <summary>Years from the start to the last return, actual days over 365.25.</summary>
    /// <remarks>An unknown start is taken as one period of the calendar before the first return.</remarks>
    public double Years => Count == 0 ? 0 : Start is { } s
        ? (_dates[^1] - s).TotalDays / 365.25
        : ((_dates[^1] - _dates[0]).TotalDays + Calendar.DaysPerPeriod) / 365.25;

    /// <summary>Compounded return from the start to each return: wealth less one, kept apart from the one so that small gains keep their digits.</summary>
    /// <exception cref="InvalidOperationException">Wealth cannot compound: <see cref="CannotCompound"/> says why.</exception>
    public double[] Growth()
    {
        if (CannotCompound is { } because) throw new InvalidOperationException($"No compounded return: {because}.");
        var growth = new double[Count];
        double level = 0;
        for (var i = 0; i < growth.Length; i++) growth[i] = level = Compound(level, _values[i]);
        return growth;
    }

    /// <summary>The compounded return of a compounded return and one more: (1 + a)(1 + b) − 1.</summary>
    internal static double Compound(double growth, double next) => growth + next * (1 + growth);

    /// <summary>The returns above a risk-free rate.</summary>
    public ReturnSeries Above(Rate riskFree)
    {
        var rate = riskFree.InPeriodOf(Calendar);
        return rate == 0 ? this : new(_dates, Array.ConvertAll(_values, v => v - rate), Dropped, Calendar, Start);
    }

    /// <summary>The returns above a risk-free rate that changes: each less the rate of its own time.</summary>
    /// <param name="riskFree">One rate a period as a fraction; a return whose time has no rate is left out and counted in <see cref="Dropped"/>.</param>
    public ReturnSeries Above(ReturnSeries riskFree)
    {
        var common = CommonDates.Of(this, riskFree);
        var excess = new double[common.First.Length];
        for (var i = 0; i < excess.Length; i++) excess[i] = common.First[i] - common.Second[i];
        return new(common.Dates, excess, Dropped + common.OnlyInFirst, Calendar, Start);
    }

    /// <summary>The last returns, after the given time.</summary>
    public ReturnSeries After(DateTime time)
    {
        var first = Array.FindIndex(_dates, d => d > time);
        return first switch
        {
            0 => this,
            < 0 => new([], [], 0, Calendar, time),
            _ => new(_dates[first..], _values[first..], 0, Calendar, _dates[first - 1]),
        };
    }

    /// <summary>What a convention line prints: count, what was left out, calendar.</summary>
    public override string ToString() =>
        $"{Format.Count(Count)} returns{(Count == 0 ? "" : $" from {Format.Time(_dates[0])} to {Format.Time(_dates[^1])}")}{(Dropped == 0 ? "" : $", {Format.Count(Dropped)} missing left out")}, {Calendar}";

    /// <summary>Arithmetic mean; NaN where there is no number.</summary>
    internal double Mean { get; }

    /// <summary>Standard deviation with divisor n − 1; NaN for fewer than two returns.</summary>
    internal double Deviation { get; }

    /// <summary>Size of the return that is farthest from zero.</summary>
    internal double LargestSize { get; }

    /// <summary>The returns in ascending order, sorted once.</summary>
    internal double[] Sorted
    {
        get
        {
            if (field is not null) return field;
            double[] sorted = [.. _values];
            Sorting.Sort(sorted);
            return field = sorted;
        }
    }

    /// <summary>Skewness and kurtosis with divisor n, computed once; only where the returns are not constant.</summary>
    internal Shape Shape => field ??= Shape.Of(_values);

    /// <summary>All drawdowns, found once.</summary>
    internal DrawdownTable AllDrawdowns => field ??= Drawdowns.Find(this, 0);

    /// <summary>Whether the returns differ by no more than rounding: standard deviation at most 1e-12 of the largest size.</summary>
    internal bool IsConstant { get; }

    /// <summary>A measurement over these returns, or the reason why there is none.</summary>
    internal Measurement Measure(string metric, string? because, Func<double> value, string unit = "")
    {
        var number = because is null ? value() : double.NaN;
        return (double.IsFinite(number) ? new Measurement(metric, number) : Measurement.Missing(metric, because ?? "the number is too large to be written"))
            with { Count = Count, Unit = unit };
    }

    static double Largest(double[] values)
    {
        double largest = 0;
        foreach (var v in values) largest = Math.Max(largest, Math.Abs(v));
        return largest;
    }

    static DateTime Midnight(DateOnly day) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
}
