using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Compounded profit and loss of returns by calendar period: the months multiply to the year and to the whole.</summary>
/// <remarks>Amounts that are added, by asset, strategy and side too, are <see cref="ProfitAndLossCube"/>'s.</remarks>
public static class ProfitAndLoss
{
    /// <summary>Compounded return of each calendar month that has returns, in order.</summary>
    /// <exception cref="InvalidOperationException">Wealth cannot compound: the message says why. An empty series gives no months.</exception>
    public static IReadOnlyList<MonthValue> ByMonth(ReturnSeries returns) =>
        [.. Compounded(returns, t => (t.Year, t.Month)).Select(p => new MonthValue(p.Key.Year, p.Key.Month, p.Value))];

    /// <summary>Compounded return of each calendar year that has returns, in order; the month is 0.</summary>
    /// <inheritdoc cref="ByMonth(ReturnSeries)" path="/exception"/>
    public static IReadOnlyList<MonthValue> ByYear(ReturnSeries returns) =>
        [.. Compounded(returns, t => t.Year).Select(p => new MonthValue(p.Key, 0, p.Value))];

    /// <summary>The months as a heat map.</summary>
    public static MonthHeatMap Chart(ReturnSeries returns, string title) => new() { Title = title, Months = ByMonth(returns), Caption = $"{returns}; compounded within the month" };

    static List<KeyValuePair<TKey, double>> Compounded<TKey>(ReturnSeries returns, Func<DateTime, TKey> period) where TKey : struct, IEquatable<TKey>
    {
        if (returns.Count == 0) return [];
        if (returns.CannotCompound is { } because) throw new InvalidOperationException($"No compounded profit and loss: {because}.");
        List<KeyValuePair<TKey, double>> periods = [];
        double level = 0;
        for (var i = 0; i < returns.Count; i++)
        {
            level = ReturnSeries.Compound(level, returns.Values[i]);
            var key = period(returns.Dates[i]);
            if (i + 1 < returns.Count && period(returns.Dates[i + 1]).Equals(key)) continue;
            periods.Add(new(key, level));
            level = 0;
        }
        return periods;
    }
}
