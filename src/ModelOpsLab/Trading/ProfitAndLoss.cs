using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>What a cell of the profit and loss cube is keyed by; combine with <c>|</c>.</summary>
[Flags]
public enum Cut { Whole = 0, Year = 1, Month = 2, Asset = 4, Strategy = 8 }

/// <summary>One cell: the keys that were asked for (the others null), the summed profit and loss, and the rows behind it.</summary>
/// <param name="Year">Calendar year.</param>
/// <param name="Month">1 to 12.</param>
/// <param name="Asset">Asset.</param>
/// <param name="Strategy">Strategy.</param>
/// <param name="Value">Sum, in the unit of the return column: a fraction of capital, or currency.</param>
/// <param name="Count">Rows with a value.</param>
/// <param name="Missing">Rows whose return or weight is missing: they are in no sum.</param>
public sealed record ProfitAndLossCell(int? Year, int? Month, string? Asset, string? Strategy, double Value, int Count, int Missing);

/// <summary>Profit and loss by period, asset and strategy.</summary>
/// <remarks>
/// Two kinds, never mixed. A <see cref="ReturnSeries"/> is compounded: the months multiply to the year and to the whole. A <see cref="Frame"/> is
/// summed, weight × return a row (weight 1 where the schema names none): the cells of any cut add up to the whole, which is what currency needs
/// and what makes assets comparable.
/// </remarks>
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

    /// <summary>Sums by calendar month.</summary>
    public static IReadOnlyList<MonthValue> ByMonth(Frame frame) =>
        [.. By(frame, Cut.Year | Cut.Month).Select(c => new MonthValue(c.Year!.Value, c.Month!.Value, c.Value))];

    /// <summary>Sums by calendar year.</summary>
    public static IReadOnlyList<ProfitAndLossCell> ByYear(Frame frame) => By(frame, Cut.Year);

    /// <summary>Sums by asset.</summary>
    public static IReadOnlyList<ProfitAndLossCell> ByAsset(Frame frame) => By(frame, Cut.Asset);

    /// <summary>Sums by strategy.</summary>
    public static IReadOnlyList<ProfitAndLossCell> ByStrategy(Frame frame) => By(frame, Cut.Strategy);

    /// <summary>Sums by any combination of keys, ordered by year, month, asset and strategy.</summary>
    /// <exception cref="KeyNotFoundException">The schema does not name a column that is needed, or the frame does not have it.</exception>
    public static IReadOnlyList<ProfitAndLossCell> By(Frame frame, Cut cut)
    {
        var returns = frame[frame.Schema.Return ?? throw Unnamed("return")];
        var weights = frame.Schema.Weight is { } w ? frame[w] : null;
        var assets = cut.HasFlag(Cut.Asset) ? frame[frame.Schema.Asset ?? throw Unnamed("asset")].Strings : null;
        var strategies = cut.HasFlag(Cut.Strategy) ? frame[frame.Schema.Strategy ?? throw Unnamed("strategy")].Strings : null;
        Dictionary<(int?, int?, string?, string?), Sum> sums = [];
        for (var row = 0; row < frame.Count; row++)
        {
            var time = frame.Time[row];
            var key = (cut.HasFlag(Cut.Year) ? time.Year : (int?)null, cut.HasFlag(Cut.Month) ? time.Month : (int?)null, assets?[row], strategies?[row]);
            if (!sums.TryGetValue(key, out var sum)) sums.Add(key, sum = new());
            sum.Add(returns[row] * (weights?[row] ?? 1));
        }
        return [.. sums
            .Select(p => new ProfitAndLossCell(p.Key.Item1, p.Key.Item2, p.Key.Item3, p.Key.Item4, p.Value.Total, p.Value.Count, p.Value.Missing))
            .OrderBy(c => c.Year).ThenBy(c => c.Month).ThenBy(c => c.Asset, StringComparer.Ordinal).ThenBy(c => c.Strategy, StringComparer.Ordinal)];
    }

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

    static KeyNotFoundException Unnamed(string role) => new($"The schema names no {role} column: set Schema.{char.ToUpperInvariant(role[0])}{role[1..]}.");

    sealed class Sum
    {
        public double Total { get; private set; }
        public int Count { get; private set; }
        public int Missing { get; private set; }

        public void Add(double value)
        {
            if (double.IsNaN(value)) Missing++;
            else (Total, Count) = (Total + value, Count + 1);
        }
    }
}
