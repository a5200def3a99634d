using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Sums of a cube by period and keys, drawn as a heat map of months or as bars.</summary>
/// <param name="Period">Period by which was cut.</param>
/// <param name="Keys">Keys by which was cut; currency is always one.</param>
/// <param name="Cells">The cells that have rows, in order of period, asset, strategy, side and currency.</param>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record ProfitAndLossCut(CalendarPeriod Period, Cut Keys, IReadOnlyList<ProfitAndLossCell> Cells) : IRenderable
{
    /// <summary>Cells beyond which bars would not be read.</summary>
    const int MostBars = 40;

    /// <summary>The conventions behind the numbers, for the small print under a table.</summary>
    public string Conventions =>
        $"Profit and loss after costs, added and not compounded{(Cells.Any(c => c.Currency.Length == 0) ? "; per cent of capital" : "")}. Costs are those that are in it. Sums are exact: any other cut of the same rows adds up to the same.{(Currencies > 1 ? " Amounts of different currencies are not added." : "")}{(Missing > 0 ? $" {Format.Count(Missing)} rows have no amount and are in no sum." : "")}";

    /// <summary>Sum of all cells by currency, exact.</summary>
    public IReadOnlyDictionary<string, decimal> Totals => Cells.GroupBy(c => c.Currency, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(c => c.Value), StringComparer.Ordinal);

    /// <summary>The cut as pictures: a heat map of months, one for each asset, strategy and side; otherwise bars; nothing where there are too many.</summary>
    public IReadOnlyList<Chart> Charts(string title) => Cells.Count == 0 ? []
        : Period == CalendarPeriod.Month ? [.. Cells.GroupBy(c => Name(c with { Period = null })).Where(g => g.Key.Length == 0 || Cells.Count <= 12 * MostBars).Select(g => new MonthHeatMap
        {
            Title = g.Key.Length == 0 ? title : $"{title}: {g.Key}", Format = g.First().Currency.Length == 0 ? AxisFormat.Percent : AxisFormat.Number,
            Months = [.. g.Select(c => new MonthValue(c.Period!.Value.Year, c.Period.Value.Month, (double)c.Value))],
        })]
        : Cells.Count > MostBars ? []
        : [.. Cells.GroupBy(c => c.Currency).Select(g => new BarChart
        {
            Title = Currencies > 1 ? $"{title}, {g.Key}" : title, Labels = [.. g.Select(c => Name(c with { Currency = "" }) is { Length: > 0 } name ? name : "whole")], Values = [.. g.Select(c => (double)c.Value)],
            Y = new(g.Key, g.Key.Length == 0 ? AxisFormat.Percent : AxisFormat.Number),
        })];

    /// <inheritdoc/>
    public Document ToDocument()
    {
        const int most = 200;
        List<TableColumn> columns = [];
        if (Period != CalendarPeriod.Whole) columns.Add(new(Period.ToString().ToLowerInvariant()));
        foreach (var key in new[] { Cut.Asset, Cut.Strategy, Cut.Side })
            if (Keys.HasFlag(key)) columns.Add(new(key.ToString().ToLowerInvariant()));
        var table = new Table([.. columns, new("before costs", Align.Right), new("costs", Align.Right), new("profit and loss", Align.Right), new("rows", Align.Right)],
            [.. Cells.Take(most).Select(c => (IReadOnlyList<Cell>)[.. Names(c).Select(n => (Cell)n), Money.Text(c.Value + c.Cost, c.Currency), Money.Text(c.Cost, c.Currency), Money.Text(c.Value, c.Currency), Format.Count(c.Count)])],
            Cells.Count > most ? $"The first {Format.Count(most)} of {Format.Count(Cells.Count)} cells." : "", "profit-and-loss");
        var charts = Charts("Profit and loss");
        return new([.. charts.Count > 1 ? (IReadOnlyList<Block>)[new Details("Profit and loss, one picture each", [.. charts])] : charts, table, new Note(Conventions)]);
    }

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    int Currencies => Cells.Select(c => c.Currency).Distinct().Count();
    int Missing => Cells.Sum(c => c.Missing);

    string Name(ProfitAndLossCell cell) => string.Join(", ", (cell.Period is null ? Names(cell).Skip(Period == CalendarPeriod.Whole ? 0 : 1) : Names(cell)).Append(Currencies > 1 ? cell.Currency : "").Where(n => n.Length > 0));

    IEnumerable<string> Names(ProfitAndLossCell cell)
    {
        if (Period != CalendarPeriod.Whole) yield return cell.Period is { } start ? Period.Text(start) : "";
        if (Keys.HasFlag(Cut.Asset)) yield return cell.Asset ?? "";
        if (Keys.HasFlag(Cut.Strategy)) yield return cell.Strategy ?? "";
        if (Keys.HasFlag(Cut.Side)) yield return cell.Side switch { TradeSide.Long => "long", TradeSide.Short => "short", _ => "neither" };
    }
}
