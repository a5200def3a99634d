using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>What a list of trades amounts to. All but the counts are over closed trades; a trade of exactly zero breaks even and is neither win nor loss.</summary>
/// <remarks>An open trade is counted apart: its result is not known. Every ratio without a denominator says so instead of being infinite.</remarks>
public sealed record TradeStatistics
{
    TradeStatistics(IReadOnlyList<Trade> trades)
    {
        Trade[] closed = [.. trades.Where(t => !t.IsOpen)];
        (Count, Closed) = (trades.Count, closed.Length);
        double gain = 0, loss = 0, sessions = 0, days = 0;
        foreach (var trade in closed)
        {
            (sessions, days) = (sessions + trade.Sessions, days + trade.Days);
            if (trade.ProfitAndLoss > 0) (gain, Wins) = (gain + trade.ProfitAndLoss, Wins + 1);
            else if (trade.ProfitAndLoss < 0) (loss, Losses) = (loss - trade.ProfitAndLoss, Losses + 1);
        }
        var none = Closed > 0 ? null : Count > 0 ? "no trade is closed yet" : "there were no trades";
        var noWin = none ?? (Wins > 0 ? null : "no closed trade gained");
        var noLoss = none ?? (Losses > 0 ? null : "no closed trade lost");
        WinRate = Measure("win_rate", none, (double)Wins / Closed, "%", Closed) with { Interval = Closed > 0 ? WilsonInterval.Of((double)Wins / Closed, Closed) : null };
        AverageGain = Measure("average_gain", noWin, gain / Wins, "%", Wins);
        AverageLoss = Measure("average_loss", noLoss, -loss / Losses, "%", Losses);
        PayoffRatio = Measure("payoff_ratio", noLoss ?? noWin, gain / Wins / (loss / Losses), "", Closed);
        ProfitFactor = Measure("profit_factor", noLoss, gain / loss, "", Closed);
        Expectancy = Measure("expectancy", none, (gain - loss) / Closed, "%", Closed);
        MeanSessions = Measure("mean_trade_sessions", none, sessions / Closed, "sessions", Closed);
        MeanDays = Measure("mean_trade_days", none, days / Closed, "days", Closed);
    }

    /// <summary>The statistics of trades in any order.</summary>
    public static TradeStatistics Of(IEnumerable<Trade> trades) => new([.. trades]);

    /// <summary>Trades, the open ones included.</summary>
    public int Count { get; }
    /// <summary>Closed trades.</summary>
    public int Closed { get; }
    /// <summary>Open trades.</summary>
    public int Open => Count - Closed;
    /// <summary>Closed trades that gained.</summary>
    public int Wins { get; }
    /// <summary>Closed trades that lost.</summary>
    public int Losses { get; }
    /// <summary>Closed trades of exactly zero.</summary>
    public int BreakEven => Closed - Wins - Losses;

    /// <summary>Wins over closed trades with Wilson's interval, trades taken as independent.</summary>
    public Measurement WinRate { get; }
    /// <summary>Mean of the gains.</summary>
    public Measurement AverageGain { get; }
    /// <summary>Mean of the losses, negative.</summary>
    public Measurement AverageLoss { get; }
    /// <summary>Average gain over the size of the average loss.</summary>
    public Measurement PayoffRatio { get; }
    /// <summary>Sum of gains over the size of the sum of losses; 0 where nothing gained.</summary>
    public Measurement ProfitFactor { get; }
    /// <summary>Mean profit and loss of a closed trade.</summary>
    public Measurement Expectancy { get; }
    /// <summary>Mean sessions held.</summary>
    public Measurement MeanSessions { get; }
    /// <summary>Mean calendar days held, first and last counted.</summary>
    public Measurement MeanDays { get; }

    /// <summary>Every number above.</summary>
    public IReadOnlyList<Measurement> Measurements =>
    [
        new("trade_count", Count) { Count = Count }, new("open_trades", Open) { Count = Count }, new("break_even_trades", BreakEven) { Count = Closed },
        WinRate, PayoffRatio, ProfitFactor, AverageGain, AverageLoss, Expectancy, MeanSessions, MeanDays,
    ];

    static Measurement Measure(string metric, string? because, double value, string unit, int count) =>
        (because is null ? new Measurement(metric, value) : Measurement.Missing(metric, because)) with { Unit = unit, Count = count };
}
