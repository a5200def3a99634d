using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Monitoring;

/// <summary>What windows of a backtest lost and how deep they fell, each as long as a period: worked out once for all periods alike, for a stream asks at every reading.</summary>
/// <param name="backtest">Rows with returns.</param>
/// <param name="options">By which returns are annualised.</param>
sealed class PastLosses(Frame backtest, MonitoringOptions options)
{
    const int MostKept = 64;

    readonly Dictionary<(int Rows, int Times, int Returns, bool InOneMonth), (double[] Losses, double[] Drawdowns)> _kept = [];

    /// <summary>Losses and drawdowns as positive fractions, one a window that has at least half as many returns as the period and whose wealth compounds, in time order.</summary>
    /// <param name="current">The period, with at least one row.</param>
    /// <param name="returns">Its returns.</param>
    public (double[] Losses, double[] Drawdowns) Like(Frame current, int returns)
    {
        var key = (current.Count, current.TimeCount, returns, FrameWindows.InOneMonth(current));
        if (_kept.TryGetValue(key, out var known)) return known;
        if (_kept.Count == MostKept) _kept.Clear();
        var calendar = new TradingCalendar(options.PeriodsPerYear);
        ReturnSeries[] windows = [.. FrameWindows.Split(backtest, FrameWindows.Like(current, backtest)).Select(w => ReturnSeries.Of(w, calendar)).Where(r => r.CannotCompound is null && 2 * r.Count >= returns)];
        return _kept[key] = ([.. windows.Select(w => -Value(TotalReturn.Of(w)))], [.. windows.Select(w => -Value(Drawdowns.Of(w).Maximum))]);
    }

    /// <summary>The number, 0 where there is none.</summary>
    public static double Value(Measurement m) => m.Exists ? m.Value : 0;
}
