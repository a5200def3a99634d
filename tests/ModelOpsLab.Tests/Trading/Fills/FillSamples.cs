using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Trading;

/// <summary>Small fills and prices for tests.</summary>
static class FillSamples
{
    public static DateTime At(string time) => DateTime.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    public static Fill Fill(string time, string asset, decimal quantity, decimal price, decimal fee = 0, string id = "", string strategy = "s", string currency = "EUR") =>
        new(At(time), asset, quantity, price) { Fee = fee, Id = id, Strategy = strategy, Currency = currency };

    /// <summary>One price a day from 2020-01-02 on, weekends included.</summary>
    public static PriceBook Prices(string asset, params double[] prices) => PriceBook.Of(Frame.Of(new Schema { Timestamp = "day" },
        Column.Dates("day", [.. prices.Select((_, i) => new DateOnly(2020, 1, 2).AddDays(i))]), Column.Numbers("close", prices)), "close", asset, prices.Any(p => p < 0) && asset.StartsWith("CL", StringComparison.Ordinal) ? [asset] : null);

    public static TradeFindingKind[] Kinds(this IReadOnlyList<TradeFinding> findings) => [.. findings.Select(f => f.Kind)];
}
