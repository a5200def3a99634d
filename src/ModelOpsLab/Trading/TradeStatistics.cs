using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>What a list of trades amounts to. All but the counts are over closed trades; a trade of exactly zero breaks even and is neither win nor loss.</summary>
/// <remarks>
/// An open trade is counted apart: its result is not known. Every ratio without a denominator says so instead of being infinite. Amounts of several
/// currencies are never added: they do not exist, and <see cref="TradeGroup.By"/> gives them currency by currency. Streaks and the drawdown go by
/// exit, then asset, then strategy; a break-even trade ends a streak.
/// </remarks>
public sealed record TradeStatistics
{
    TradeStatistics(IReadOnlyList<Trade> trades)
    {
        Trade[] closed = [.. trades.Where(t => !t.IsOpen).OrderBy(t => t.Exit).ThenBy(t => t.Asset, StringComparer.Ordinal).ThenBy(t => t.Strategy, StringComparer.Ordinal)];
        if (Array.Find(closed, t => !double.IsFinite(t.ProfitAndLoss)) is { } wrong)
            throw new ArgumentException($"The closed trade of {wrong.Asset} from {Format.Time(wrong.Entry)} has no finite profit and loss: correct or leave it out.", nameof(trades));
        (Count, Closed) = (trades.Count, closed.Length);
        double gain = 0, loss = 0, cost = 0, sessions = 0, days = 0, gainDays = 0, lossDays = 0, largest = 0, worst = 0, wealth = 0, peak = 0, fall = 0, adverse = 0, favourable = 0;
        int wins = 0, losses = 0, unknownSessions = 0, excursions = 0;
        string? noExcursion = null;
        foreach (var trade in closed)
        {
            var amount = trade.ProfitAndLoss;
            (cost, days) = (cost + trade.Cost, days + trade.Days);
            if (trade.Sessions is { } held) sessions += held; else unknownSessions++;
            if (amount > 0) (gain, gainDays, Wins) = (gain + amount, gainDays + trade.Days, Wins + 1);
            else if (amount < 0) (loss, lossDays, Losses) = (loss - amount, lossDays + trade.Days, Losses + 1);
            (wins, losses) = (amount > 0 ? wins + 1 : 0, amount < 0 ? losses + 1 : 0);
            (LongestWinning, LongestLosing) = (Math.Max(LongestWinning, wins), Math.Max(LongestLosing, losses));
            (largest, worst) = (Math.Max(largest, amount), Math.Min(worst, amount));
            wealth += amount;
            (peak, fall) = (Math.Max(peak, wealth), Math.Min(fall, wealth - Math.Max(peak, wealth)));
            if (trade is { AdverseExcursion: { } low, FavourableExcursion: { } high }) (adverse, favourable, excursions) = (adverse + low, favourable + high, excursions + 1);
            else noExcursion ??= trade.NoExcursion ?? "no prices were given";
        }
        string[] currencies = [.. trades.Select(t => t.Currency).Distinct().Order(StringComparer.Ordinal)];
        var unit = currencies is [var only] && only.Length > 0 ? only : "%";
        var none = Closed > 0 ? null : Count > 0 ? "no trade is closed yet" : "there were no trades";
        var amounts = none ?? (currencies.Length > 1 ? $"the trades are in {string.Join(" and ", currencies.Select(c => c.Length == 0 ? "fractions of capital" : c))}, which are not added" : null);
        var noWin = amounts ?? (Wins > 0 ? null : "no closed trade gained");
        var noLoss = amounts ?? (Losses > 0 ? null : "no closed trade lost");
        var noExcursions = amounts ?? (excursions > 0 ? null : noExcursion);
        double[] values = Array.ConvertAll(closed, t => t.ProfitAndLoss);
        WinRate = Measure("win_rate", none, (double)Wins / Closed, "%", Closed) with { Interval = Closed > 0 ? WilsonInterval.Of((double)Wins / Closed, Closed) : null };
        Total = Measure("trade_pnl", amounts, gain - loss, unit, Closed);
        GrossGain = Measure("gross_gain", amounts, gain, unit, Wins);
        GrossLoss = Measure("gross_loss", amounts, -loss, unit, Losses);
        AverageGain = Measure("average_gain", noWin, gain / Wins, unit, Wins);
        AverageLoss = Measure("average_loss", noLoss, -loss / Losses, unit, Losses);
        LargestGain = Measure("largest_gain", noWin, largest, unit, Wins);
        LargestLoss = Measure("largest_loss", noLoss, worst, unit, Losses);
        PayoffRatio = Measure("payoff_ratio", noLoss ?? noWin, gain / Wins / (loss / Losses), "", Closed);
        ProfitFactor = Measure("profit_factor", noLoss, gain / loss, "", Closed);
        Expectancy = Measure("expectancy", amounts, (gain - loss) / Closed, unit, Closed) with { Interval = amounts is null ? OfMean(values) : null };
        Median = Measure("median_trade", amounts, amounts is null ? RobustScale.Median(values) : 0, unit, Closed);
        Deviation = Measure("trade_deviation", amounts ?? (Closed > 1 ? null : "a deviation needs two closed trades"), amounts is null && Closed > 1 ? Moments.StandardDeviation(values) : 0, unit, Closed);
        Cost = Measure("trade_cost", amounts, cost, unit, Closed);
        MaximumDrawdown = Measure("closed_trade_drawdown", amounts, fall, unit, Closed);
        MeanAdverse = Measure("mean_adverse_excursion", noExcursions, adverse / excursions, unit, excursions);
        MeanFavourable = Measure("mean_favourable_excursion", noExcursions, favourable / excursions, unit, excursions);
        MeanSessions = Measure("mean_trade_sessions", none ?? (unknownSessions == 0 ? null : $"the sessions of {Format.Count(unknownSessions)} closed trades are not known: give prices"), sessions / Closed, "sessions", Closed);
        MeanDays = Measure("mean_trade_days", none, days / Closed, "days", Closed);
        MeanDaysOfGains = Measure("mean_days_of_gains", none ?? (Wins > 0 ? null : "no closed trade gained"), gainDays / Wins, "days", Wins);
        MeanDaysOfLosses = Measure("mean_days_of_losses", none ?? (Losses > 0 ? null : "no closed trade lost"), lossDays / Losses, "days", Losses);
        MedianDays = Measure("median_trade_days", none, none is null ? RobustScale.Median(Array.ConvertAll(closed, t => (double)t.Days)) : 0, "days", Closed);
        LongestDays = Measure("longest_trade_days", none, none is null ? closed.Max(t => t.Days) : 0, "days", Closed);
    }

    /// <summary>The statistics of trades in any order.</summary>
    /// <exception cref="ArgumentException">The profit and loss of a closed trade is not finite: the message names it.</exception>
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
    /// <summary>Most trades in a row that gained.</summary>
    public int LongestWinning { get; }
    /// <summary>Most trades in a row that lost.</summary>
    public int LongestLosing { get; }

    /// <summary>Wins over closed trades with Wilson's interval, trades taken as independent.</summary>
    public Measurement WinRate { get; }
    /// <summary>Sum of profit and loss.</summary>
    public Measurement Total { get; }
    /// <summary>Sum of the gains.</summary>
    public Measurement GrossGain { get; }
    /// <summary>Sum of the losses, not positive.</summary>
    public Measurement GrossLoss { get; }
    /// <summary>Mean of the gains.</summary>
    public Measurement AverageGain { get; }
    /// <summary>Mean of the losses, negative.</summary>
    public Measurement AverageLoss { get; }
    /// <summary>The best trade.</summary>
    public Measurement LargestGain { get; }
    /// <summary>The worst trade, negative.</summary>
    public Measurement LargestLoss { get; }
    /// <summary>Average gain over the size of the average loss.</summary>
    public Measurement PayoffRatio { get; }
    /// <summary>Sum of gains over the size of the sum of losses; 0 where nothing gained.</summary>
    public Measurement ProfitFactor { get; }
    /// <summary>Mean profit and loss of a closed trade, with an interval that dependence from trade to trade does not fool (Newey and West, 1987).</summary>
    public Measurement Expectancy { get; }
    /// <summary>Median profit and loss.</summary>
    public Measurement Median { get; }
    /// <summary>Standard deviation of profit and loss, divisor n − 1.</summary>
    public Measurement Deviation { get; }
    /// <summary>Sum of the costs.</summary>
    public Measurement Cost { get; }
    /// <summary>Deepest fall of the sum of closed trades from its highest, from 0 on; not positive.</summary>
    public Measurement MaximumDrawdown { get; }
    /// <summary>Mean of the worst profit and loss while a trade was held, over the trades where it is known.</summary>
    public Measurement MeanAdverse { get; }
    /// <summary>Mean of the best profit and loss while a trade was held, over the trades where it is known.</summary>
    public Measurement MeanFavourable { get; }
    /// <summary>Mean sessions held.</summary>
    public Measurement MeanSessions { get; }
    /// <summary>Mean calendar days held, first and last counted.</summary>
    public Measurement MeanDays { get; }
    /// <summary>Mean calendar days of the trades that gained.</summary>
    public Measurement MeanDaysOfGains { get; }
    /// <summary>Mean calendar days of the trades that lost.</summary>
    public Measurement MeanDaysOfLosses { get; }
    /// <summary>Median calendar days held.</summary>
    public Measurement MedianDays { get; }
    /// <summary>Calendar days of the trade held longest.</summary>
    public Measurement LongestDays { get; }

    /// <summary>Every number above.</summary>
    public IReadOnlyList<Measurement> Measurements =>
    [
        new("trade_count", Count) { Count = Count }, new("open_trades", Open) { Count = Count }, new("break_even_trades", BreakEven) { Count = Closed },
        WinRate, PayoffRatio, ProfitFactor, AverageGain, AverageLoss, Expectancy, MeanSessions, MeanDays,
        Total, GrossGain, GrossLoss, LargestGain, LargestLoss, Median, Deviation, Cost, MaximumDrawdown, MeanAdverse, MeanFavourable,
        new("longest_winning_streak", LongestWinning) { Count = Closed }, new("longest_losing_streak", LongestLosing) { Count = Closed },
        MeanDaysOfGains, MeanDaysOfLosses, MedianDays, LongestDays,
    ];

    static Interval? OfMean(double[] values)
    {
        if (values.Length < 2) return null;
        var (mean, half) = (Moments.Mean(values), TailProbability.NormalPoint95 * NeweyWest.MeanStandardError(values));
        return half > 0 ? new(mean - half, mean + half, 0.95, Hac.Method(NeweyWest.DefaultLags(values.Length))) : null;
    }

    static Measurement Measure(string metric, string? because, double value, string unit, int count) =>
        (because is null ? new Measurement(metric, value) : Measurement.Missing(metric, because)) with { Unit = unit, Count = count };
}
