using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Trading;

/// <summary>Turns the rows of a table into fills.</summary>
static class FillRows
{
    public static FillBook Of((Frame Frame, IReadOnlyList<long> Lines) read, FillSchema schema)
    {
        var frame = read.Frame;
        var check = new FillCheck(schema.NegativePrices);
        Column? Of(string? name) => name is null ? null : frame[name];
        var assets = frame[schema.Asset].Strings;
        var quantities = frame[schema.Quantity].Span;
        var prices = frame[schema.Price].Span;
        var (sides, strategies, currencies, ids) = (Of(schema.Side), Of(schema.Strategy), Of(schema.Currency), Of(schema.Id));
        var (fees, expected) = (Of(schema.Fee), Of(schema.ExpectedPrice));
        for (var row = 0; row < frame.Count; row++)
        {
            var asset = assets[row]!;
            var fill = new Fill(frame.Time[row], asset, 0, 0)
            {
                Strategy = strategies?.Strings[row] ?? "", Currency = currencies?.Strings[row] ?? "", Id = ids?.Strings[row] ?? "",
                Multiplier = schema.Multipliers.GetValueOrDefault(asset, 1), Line = read.Lines[row],
            };
            var sign = sides is null ? 1 : Sign(sides.Strings[row]);
            if (sign == 0) check.Refuse(fill, TradeFindingKind.UnknownSide, $"the side '{sides!.Strings[row]}' is neither buy nor sell");
            else if (sides is not null && quantities[row] < 0) check.Refuse(fill, TradeFindingKind.UnknownSide, $"the quantity {Shown(quantities[row])} has a sign beside the side '{sides.Strings[row]}'");
            else if (currencies is not null && fill.Currency.Length == 0) check.Refuse(fill, TradeFindingKind.NoCurrency, "it has no currency");
            else if (Exact(quantities[row]) is not { } quantity) check.Refuse(fill, TradeFindingKind.NotANumber, $"the quantity is {Shown(quantities[row])}");
            else if (Exact(prices[row]) is not { } price) check.Refuse(fill, TradeFindingKind.NotANumber, $"the price is {Shown(prices[row])}");
            else if (fees is not null && !fees.IsMissing(row) && Exact(fees[row]) is null) check.Refuse(fill, TradeFindingKind.NotANumber, $"the fee is {Shown(fees[row])}");
            else
            {
                if (fees is not null && fees.IsMissing(row)) check.Free(fill);
                check.Add(fill with
                {
                    Quantity = sign * quantity, Price = price, Fee = fees is null || fees.IsMissing(row) ? 0 : Exact(fees[row])!.Value,
                    ExpectedPrice = expected is null ? null : Exact(expected[row]),
                });
            }
        }
        return check.Book();
    }

    /// <summary>The decimal number that a double was written as: its shortest text; null where it is none, or beyond 1e18.</summary>
    internal static decimal? Exact(double value)
    {
        if (!(Math.Abs(value) < 1e18)) return null;
        var near = (decimal)value; // 15 digits: what nearly every file has
        return (double)near == value ? near : decimal.Parse(NumberText.RoundTrip(value), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    static string Shown(double value) => double.IsNaN(value) ? "missing or not a number" : NumberText.RoundTrip(value);

    static int Sign(string? side) => side?.ToUpperInvariant() switch { "BUY" or "B" or "BOUGHT" => 1, "SELL" or "S" or "SOLD" => -1, _ => 0 };
}
