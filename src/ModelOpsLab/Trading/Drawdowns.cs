namespace ModelOpsLab.Trading;

/// <summary>Finds the drawdowns of a return series: every stretch below the high-water mark, the first return's loss and the one still open included.</summary>
/// <remarks>
/// Wealth starts at 1, which is the first high-water mark. The peak is the last time at the mark; recovery is the first time back at or above it, within
/// a relative 1e-15. A drawdown from the start of capital has no peak date (<see cref="Drawdown.Peak"/> is null): the day before the first return is not in the data.
/// </remarks>
public static class Drawdowns
{
    /// <summary>The table of drawdowns.</summary>
    /// <param name="returns">Where wealth cannot compound the table is empty and says why.</param>
    /// <param name="minimumDepth">Shallower ones are not listed and not counted: 0.01 lists from one per cent on.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="minimumDepth"/> is not between 0 and 1.</exception>
    public static DrawdownTable Of(ReturnSeries returns, double minimumDepth = 0)
    {
        if (minimumDepth is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(minimumDepth), minimumDepth, "A depth is a fraction from 0 to 1: 0.01 is one per cent.");
        return minimumDepth == 0 ? returns.AllDrawdowns : Find(returns, minimumDepth);
    }

    internal static DrawdownTable Find(ReturnSeries returns, double minimumDepth)
    {
        if (returns.CannotCompound is { } because) return new(returns, [], [], minimumDepth) { Because = because };
        var underwater = new double[returns.Count];
        List<Drawdown> found = [];
        double below = 0;
        int peak = -1, trough = -1;
        for (var i = 0; i < underwater.Length; i++)
        {
            below = ReturnSeries.Compound(below, returns.Values[i]);
            if (below >= -1e-15)
            {
                if (trough >= 0) found.Add(Between(peak, trough, i));
                (below, peak, trough) = (Math.Min(below, 0), i, -1);
            }
            else
            {
                underwater[i] = below;
                if (trough < 0 || below < underwater[trough]) trough = i;
            }
        }
        if (trough >= 0) found.Add(Between(peak, trough, null));
        return new(returns, [.. found.Where(d => -d.Depth >= minimumDepth)], underwater, minimumDepth);

        Drawdown Between(int from, int bottom, int? back)
        {
            var end = back ?? underwater.Length - 1;
            var peakDate = from >= 0 ? returns.Dates[from] : returns.Start;
            return new(peakDate, returns.Dates[bottom], back is { } b ? returns.Dates[b] : null, underwater[bottom],
                end - from, (returns.Dates[end].Date - (peakDate ?? returns.Dates[0]).Date).Days) { SessionsToTrough = bottom - from };
        }
    }

    /// <inheritdoc cref="Of(ReturnSeries, double)"/>
    public static DrawdownTable Of(IReadOnlyList<DateTime> dates, ReadOnlySpan<double> returns, TradingCalendar? calendar = null) => Of(ReturnSeries.Of(dates, returns, calendar));
}

/// <summary>One stretch below the high-water mark.</summary>
/// <param name="Peak">Last time at the high-water mark; null where the mark is the starting capital and its day is unknown.</param>
/// <param name="Trough">Time of the lowest wealth; the first of equal ones.</param>
/// <param name="Recovery">First time back at the mark; null while it is open.</param>
/// <param name="Depth">Loss from the mark at the trough, a negative fraction.</param>
/// <param name="Sessions">Sessions from peak to recovery, recovery included; to the last return while it is open.</param>
/// <param name="Days">Calendar days of the same stretch; from the first return where the peak's day is unknown.</param>
public sealed record Drawdown(DateTime? Peak, DateTime Trough, DateTime? Recovery, double Depth, int Sessions, int Days)
{
    /// <summary>Whether wealth has not come back yet.</summary>
    public bool IsOpen => Recovery is null;

    /// <summary>Sessions from peak to trough.</summary>
    public int SessionsToTrough { get; init; }

    /// <summary>Sessions below the mark.</summary>
    public int SessionsUnderWater => IsOpen ? Sessions : Sessions - 1;
}
