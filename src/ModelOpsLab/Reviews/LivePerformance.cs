using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>All that a model earned since it went live, against its backtest.</summary>
public sealed class LivePerformance
{
    readonly TrackRecord _record;

    internal LivePerformance(TrackRecord record)
    {
        _record = record;
        Live = ReturnSeries.Of(record.Live, record.Calendar);
        Backtest = ReturnSeries.Of(record.Backtest, record.Calendar);
        Difference = SharpeDifference.Of(Live, Backtest);
    }

    /// <summary>Returns since the model went live.</summary>
    public ReturnSeries Live { get; }
    /// <summary>Returns of the out-of-sample backtest.</summary>
    public ReturnSeries Backtest { get; }
    /// <summary>Live Sharpe ratio less that of the backtest.</summary>
    public SharpeDifference Difference { get; }

    /// <summary>Compounded return since the model went live, as a fraction; NaN where it does not exist.</summary>
    public double ProfitAndLoss => Live.CannotCompound is null ? Live.Growth()[^1] : double.NaN;

    /// <summary>Good or bad, plainly.</summary>
    public string Sentence => Live.CannotCompound is { } because ? $"No live profit or loss: {because}."
        : $"Since {Format.Date(_record.GoLive)} the model has {(ProfitAndLoss < 0 ? "lost" : "gained")} {Format.Percent(Math.Abs(ProfitAndLoss))} of capital after costs.";

    /// <summary>Whether life can be told from the backtest yet.</summary>
    public string ToldApart
    {
        get
        {
            if (!Difference.Difference.Exists) return $"Live cannot be compared with the backtest: {Difference.Difference.Because}.";
            var ratios = $"Live Sharpe ratio {Format.Fixed(Difference.Live.Value, 2)} against {Format.Fixed(Difference.Backtest.Value, 2)} in the backtest";
            if (Difference.CanBeTold) return $"{ratios}: different at 95 % (p {Format.Probability(Difference.PValue)}).";
            var needed = Difference.SessionsNeeded;
            return $"{ratios}: cannot be told apart yet (difference {Format.Fixed(Difference.Difference.Value, 2)} ± {Format.Fixed(1.96 * Difference.StandardError, 2)}); "
                + (needed.Exists ? $"a gap of this size would show after {Format.Count((long)needed.Value)} more sessions." : $"{needed.Because}.");
        }
    }

    internal string PeriodSentence(MonthlyReview review)
    {
        var period = ReturnSeries.Of(review.Rows, _record.Calendar);
        if (period.CannotCompound is { } because) return $"No profit or loss in {review.Period.Name}: {because}.";
        var value = period.Growth()[^1];
        var rank = review.Performance.Measurements.FirstOrDefault(m => m.Metric == "performance_rank" && m.Of == "loss");
        return $"{review.Period.Name}: {(value < 0 ? "loss" : "gain")} of {Format.Percent(Math.Abs(value), 2)} after costs"
            + (rank is null || value >= 0 ? "." : $", the {Ordinal((int)rank.Value)}largest loss among the windows of that length in the backtest.")
            + (review.Performance.Severity >= Severity.Warning ? $" {string.Join("; ", review.Performance.Alerts.Where(a => a.Severity == review.Performance.Severity).Select(a => a.Message))}." : "");
    }

    static string Ordinal(int n) => n == 1 ? "" : Format.Count(n) + ((n % 100 is 11 or 12 or 13 ? 0 : n % 10) switch { 1 => "st ", 2 => "nd ", 3 => "rd ", _ => "th " });
}
