using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>What trading cost beside what it was expected to cost: fees, slippage from the price at which the decision was made, and how much cost the trades could bear.</summary>
/// <remarks>
/// A rate is a ratio of sums, cost over turnover, in basis points. Its interval is the estimate ± 1.96 standard errors of the fills' residuals cost − rate ×
/// turnover in order of time, which neither dependence nor unequal sizes fool (Newey and West, 1987; the ratio's linearisation: Cochran, 1977, chapter 6).
/// Slippage is that of Perold's (1988) implementation shortfall for what was done; what was not done has no fill and is not in it.
/// </remarks>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed class CostComparison : IRenderable
{
    CostComparison(double? expectedRate, IReadOnlyList<CostGroup> groups) => (ExpectedRate, Groups) = (expectedRate, groups);

    /// <summary>The costs of fills.</summary>
    /// <param name="book">The fills.</param>
    /// <param name="expectedRate">Cost that was expected for each unit of turnover, fees and slippage together: 0.0001 is one basis point; null where nothing was expected.</param>
    /// <param name="cut">Whether assets, strategies, and buying (long) and selling (short) are kept apart. Currencies always are.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="expectedRate"/> is not finite.</exception>
    public static CostComparison Of(FillBook book, double? expectedRate = null, Cut cut = Cut.Whole)
    {
        if (expectedRate is { } rate && !double.IsFinite(rate)) throw new ArgumentOutOfRangeException(nameof(expectedRate), rate, "The expected cost is a fraction of turnover, such as 0.0001: give a finite number, or null.");
        var trips = RoundTrips.Of(book).Closed.GroupBy(t => (cut.HasFlag(Cut.Asset) ? t.Asset : null, cut.HasFlag(Cut.Strategy) ? t.Strategy : null, t.Currency)).ToDictionary(g => g.Key, g => g.ToArray());
        return new(expectedRate, [.. book.Fills
            .GroupBy(f => (Asset: cut.HasFlag(Cut.Asset) ? f.Asset : null, Strategy: cut.HasFlag(Cut.Strategy) ? f.Strategy : null, Side: cut.HasFlag(Cut.Side) ? f.Quantity > 0 ? TradeSide.Long : TradeSide.Short : (TradeSide?)null, f.Currency))
            .OrderBy(g => g.Key.Asset, StringComparer.Ordinal).ThenBy(g => g.Key.Strategy, StringComparer.Ordinal).ThenBy(g => g.Key.Side).ThenBy(g => g.Key.Currency, StringComparer.Ordinal)
            .Select(g => new CostGroup([.. g], trips.GetValueOrDefault((g.Key.Asset, g.Key.Strategy, g.Key.Currency), []), expectedRate)
            { Asset = g.Key.Asset, Strategy = g.Key.Strategy, Side = g.Key.Side, Currency = g.Key.Currency })]);
    }

    /// <summary>Cost that was expected for each unit of turnover; null where nothing was.</summary>
    public double? ExpectedRate { get; }
    /// <summary>One group for each currency, and each asset, strategy and side that was asked for.</summary>
    public IReadOnlyList<CostGroup> Groups { get; }

    /// <inheritdoc/>
    public Document ToDocument() => Groups.Count == 0 ? new(new Paragraph("There are no fills, and so no costs.")) : new(
        new Table([new("fills of"), new("fills", Align.Right), new("turnover", Align.Right), new("fees", Align.Right), new("slippage", Align.Right), new("realised", Align.Right), new("95 % interval", Align.Right), new("expected", Align.Right), new("beyond it", Align.Right), new("breaks even at", Align.Right)],
            [.. Groups.Select(g => (IReadOnlyList<Cell>)[g.Name, Format.Count(g.Fills), Text(g.Turnover), Text(g.FeeRate), Text(g.SlippageRate), Text(g.RealisedRate),
                g.RealisedRate.Interval is { } i ? $"{Format.Number(i.Low)} to {Format.Number(i.High)} bp" : "", Text(g.ExpectedRate), Text(g.Excess), Text(g.BreakEven)])], Id: "costs"),
        new Note($"Rates in basis points of turnover, HAC intervals. Slippage from the expected price, over the {Format.Count(Groups.Sum(g => g.WithExpectedPrice))} of {Format.Count(Groups.Sum(g => g.Fills))} fills that have one; realised cost is fees and slippage of the same fills. Breaks even: profit of closed round trips before fees over their turnover, to be compared with the fees."));

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    static string Text(Measurement m) => m.Exists ? m.Text : "–";
}
