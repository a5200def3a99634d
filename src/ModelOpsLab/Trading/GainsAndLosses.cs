using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Periods that gained and periods that lost: numbers of the return series, not of trades (<see cref="TradeStatistics"/>).</summary>
/// <param name="Gains">Periods with a return above zero.</param>
/// <param name="Losses">Periods with a return below zero.</param>
/// <param name="Flat">Periods with a return of zero, where nothing was held or nothing moved.</param>
/// <param name="PositiveShare">Gains among all periods: <c>positive_periods</c>, with Wilson's interval.</param>
/// <param name="PositiveShareOfMoves">Gains among gains and losses: <c>positive_periods_of_moves</c>, with Wilson's interval.</param>
/// <param name="GainToLoss">Mean gain over the size of the mean loss: <c>gain_loss_ratio</c>; undefined without a gain or without a loss.</param>
/// <param name="Best">Largest return: <c>best_period</c>.</param>
/// <param name="Worst">Smallest return: <c>worst_period</c>.</param>
public sealed record GainsAndLosses(int Gains, int Losses, int Flat, Measurement PositiveShare, Measurement PositiveShareOfMoves, Measurement GainToLoss, Measurement Best, Measurement Worst)
{
    /// <summary>Counts the periods of a return series.</summary>
    public static GainsAndLosses Of(ReturnSeries returns)
    {
        int gains = 0, losses = 0;
        double gained = 0, lost = 0;
        foreach (var v in returns.Values)
        {
            if (v > 0) (gains, gained) = (gains + 1, gained + v);
            else if (v < 0) (losses, lost) = (losses + 1, lost - v);
        }
        var moves = gains + losses;
        return new(gains, losses, returns.Count - moves,
            Share("positive_periods", returns.Because, returns.Count), Share("positive_periods_of_moves", returns.Because ?? (moves == 0 ? "every return is zero" : null), moves),
            returns.Measure("gain_loss_ratio", returns.Because ?? (gains == 0 ? "there is no gain" : losses == 0 ? "there is no loss to divide by" : null), () => gained / gains / (lost / losses)),
            returns.Measure("best_period", returns.Because, () => returns.Sorted[^1], "%"), returns.Measure("worst_period", returns.Because, () => returns.Sorted[0], "%"));

        Measurement Share(string metric, string? because, int count) =>
            returns.Measure(metric, because, () => (double)gains / count, "%") with { Count = count, Interval = because is null ? WilsonInterval.Of((double)gains / count, count) : null };
    }

    /// <summary>Every number above.</summary>
    public IReadOnlyList<Measurement> Measurements => [PositiveShare, PositiveShareOfMoves, GainToLoss, Best, Worst];
}
