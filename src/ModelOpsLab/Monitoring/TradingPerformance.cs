using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Monitoring;

/// <summary>What the period earned and risked, ranked among windows of the same length in the backtest: only the bad side counts.</summary>
static class TradingPerformance
{
    public static Report Of(Frame reference, Frame current, MonitoringOptions options)
    {
        if (current.Schema.Return is null) throw new ArgumentException("The schema names no return column: set Schema.Return.", nameof(current));
        var calendar = new TradingCalendar(options.PeriodsPerYear);
        ReturnSeries now = ReturnSeries.Of(current, calendar), before = ReturnSeries.Of(reference, calendar);
        var ranks = now.Because is null ? Ranks(new(reference, options), current, now, options) : null;
        var measured = Measure(now, ranks, options);
        return new()
        {
            Title = "Trading performance",
            Of = current.Count == 0 ? "no rows" : $"{Format.Date(current.FirstDay)} to {Format.Date(current.LastDay)}",
            Measurements = measured,
            Thresholds = options.Over(Limits(options)),
            Provenance = current.Count == 0 ? new() { Rows = reference.Count } : FrameWindows.Provenance(reference, current, KeyValuePair.Create("periodsPerYear", Format.Number(options.PeriodsPerYear))),
            Body = now.Because is null ? Body(current, now, before, ranks, measured, options) : [],
        };
    }

    public static IReadOnlyList<Threshold> Limits(MonitoringOptions options) =>
    [
        Threshold.Below("performance_q", options.FalseDiscoveryRate, null, $"{Format.Percent(options.FalseDiscoveryRate, 0)} false discovery rate over loss and drawdown among past windows"),
        Threshold.Above("loss_excess", null, 1, "a loss or drawdown larger than in every past window of the backtest"),
    ];

    /// <summary>The figures alone, of rows that have a return.</summary>
    public static IReadOnlyList<Measurement> Measure(PastLosses past, Frame current, MonitoringOptions options)
    {
        var now = ReturnSeries.Of(current, new TradingCalendar(options.PeriodsPerYear));
        return Measure(now, now.Because is null ? Ranks(past, current, now, options) : null, options);
    }

    static IReadOnlyList<Measurement> Measure(ReturnSeries now, LossRanks? ranks, MonitoringOptions options)
    {
        if (now.Because is { } because) return [Measurement.Missing("performance_q", because)];
        Measurement[] measured =
        [
            TotalReturn.Of(now),
            Volatility.Of(now),
            SharpeRatio.Of(now),
            SortinoRatio.Of(now),
            Drawdowns.Of(now).Maximum,
        ];
        if (now.CannotCompound is { } ruin)
            return [.. measured, Measurement.Missing("performance_q", ruin) with { Count = now.Count }, new("loss_excess", double.PositiveInfinity) { Of = "loss", Count = now.Count }];
        if (ranks is null)
            return [.. measured, Measurement.Missing("performance_q", $"fewer than {options.MinimumWindows} past windows with returns") with { Count = now.Count }];
        var q = BenjaminiHochberg.Adjust([ranks.Loss.PValue, ranks.Drawdown.PValue]);
        Measurement With(string metric, double value, string of) => new(metric, value) { Of = of, Count = now.Count };
        return
        [
            .. measured,
            With("performance_rank", ranks.Loss.Rank, "loss"), With("performance_rank", ranks.Drawdown.Rank, "drawdown"),
            With("performance_q", q[0], "loss"), With("performance_q", q[1], "drawdown"),
            With("loss_excess", Excess(-PastLosses.Value(TotalReturn.Of(now)), ranks.Loss), "loss"),
            With("loss_excess", Excess(-PastLosses.Value(Drawdowns.Of(now).Maximum), ranks.Drawdown), "drawdown"),
        ];
    }

    /// <summary>A gain is never an excess; a loss where the reference never lost has nothing to be compared with but itself.</summary>
    static double Excess(double loss, WindowRankResult rank) => loss <= 0 ? 0 : rank.Furthest > 0 ? loss / rank.Furthest : rank.Windows > 0 ? double.PositiveInfinity : 0;

    static LossRanks? Ranks(PastLosses past, Frame current, ReturnSeries now, MonitoringOptions options)
    {
        if (now.CannotCompound is not null) return null;
        var (losses, drawdowns) = past.Like(current, now.Count);
        return losses.Length < options.MinimumWindows ? null
            : new(WindowRank.Upper(-PastLosses.Value(TotalReturn.Of(now)), losses), WindowRank.Upper(-PastLosses.Value(Drawdowns.Of(now).Maximum), drawdowns));
    }

    static IReadOnlyList<Block> Body(Frame current, ReturnSeries now, ReturnSeries before, LossRanks? ranks, IReadOnlyList<Measurement> measured, MonitoringOptions options)
    {
        string Q(string of) => measured.FirstOrDefault(m => m.Metric == "performance_q" && m.Of == of) is { Exists: true } m ? Format.Probability(m.Value) : "–";
        IReadOnlyList<Cell> Row(string name, Measurement period, Measurement backtest, WindowRankResult? rank, string q) =>
            [name, period.Text, period.Interval is { } i ? $"{Format.Fixed(i.Low, 2)} to {Format.Fixed(i.High, 2)}" : "–", backtest.Text, rank is null ? "–" : $"{Format.Count(rank.Rank)} of {Format.Count(rank.Windows)}", q];
        return
        [
            new Table(["metric", new("period", Align.Right), new("95 % interval", Align.Right), new("backtest", Align.Right), new("rank of the loss", Align.Right), new("q", Align.Right)],
            [
                Row("profit and loss", TotalReturn.Of(now), TotalReturn.Of(before), ranks?.Loss, Q("loss")),
                Row("maximum drawdown", Drawdowns.Of(now).Maximum, Drawdowns.Of(before).Maximum, ranks?.Drawdown, Q("drawdown")),
                Row("volatility", Volatility.Of(now), Volatility.Of(before), null, "–"),
                Row("Sharpe ratio", SharpeRatio.Of(now), SharpeRatio.Of(before), null, "–"),
                Row("Sortino ratio", SortinoRatio.Of(now), SortinoRatio.Of(before), null, "–"),
            ], Id: "trading-performance"),
            new Note($"Simple returns net of costs, as a fraction of capital, compounded; {now}. Rank: 1 is the largest loss among {FrameWindows.Describe(current)} of the backtest. Annualised by {Format.Number(options.PeriodsPerYear)}; Sharpe with divisor n - 1 and an autocorrelation-consistent interval."),
        ];
    }

    sealed record LossRanks(WindowRankResult Loss, WindowRankResult Drawdown);
}
