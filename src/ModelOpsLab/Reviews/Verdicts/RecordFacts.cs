using ModelOpsLab.Data;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>The facts of a review that follow from the track record alone: how many sessions, how old the training, and the odds of the edge.</summary>
static class RecordFacts
{
    /// <summary>The facts of a period, from a record that holds nothing later.</summary>
    public static (IReadOnlyList<ReviewFact> Facts, EdgeOdds Odds) Of(TrackRecord record, ReviewPeriod period, ReviewDefinition review, int? trials)
    {
        ReturnSeries live = ReturnSeries.Of(record.Live, record.Calendar), backtest = ReturnSeries.Of(record.Backtest, record.Calendar);
        var odds = EdgeOdds.Of(live, backtest, review.Floor ?? 0, review.Haircut ?? ReviewDefinition.DefaultHaircut, trials, review.Level ?? 0.95);
        var sessions = Sessions(record.Rows.Between(period.From < record.GoLive ? record.GoLive : period.From, period.To.AddDays(1)));
        return (
        [
            Fact("sessions", sessions, "trading-performance"), Fact("live_sessions", Sessions(record.Live), "performance"), Fact("months_since_training", Months(record.TrainedUntil, period.To), "actions"),
            .. odds.Facts("edge-odds"), new(SharpeDifference.Of(live, backtest).Difference, "comparison"),
        ], odds);
    }

    /// <summary>Whole months between the end of training and the end of a period.</summary>
    public static int Months(DateOnly trained, DateOnly to) => 12 * (to.Year - trained.Year) + to.Month - trained.Month - (to.Day < trained.Day && to.AddDays(1).Day != 1 ? 1 : 0);

    /// <summary>Times at which there are rows: in a panel, one for all assets.</summary>
    static int Sessions(Frame rows)
    {
        var count = 0;
        for (var row = 0; row < rows.Count; row++) if (row == 0 || rows.Time[row] != rows.Time[row - 1]) count++;
        return count;
    }

    static ReviewFact Fact(string metric, int value, string evidence) => new(new(metric, value) { Count = value }, evidence);
}
