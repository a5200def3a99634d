using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Profit and loss of an account beside what trades explain of it, period by period: what is left is shown, and the sums are exact.</summary>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed class Reconciliation : IRenderable
{
    /// <summary>Stands for the asset and the strategy of what is not explained.</summary>
    public const string Unexplained = "unexplained";

    Reconciliation(CalendarPeriod period, IReadOnlyList<ReconciledPeriod> periods, ProfitAndLossCube cube) => (Period, Periods, Cube) = (period, periods, cube);

    internal static Reconciliation Of(ProfitAndLossCube cube, CubeRows rows, IEnumerable<AccountProfit> account, CalendarPeriod period)
    {
        if (rows.Assets.Names.Contains(Unexplained) || rows.Strategies.Names.Contains(Unexplained))
            throw new ArgumentException($"An asset or strategy is named '{Unexplained}', which stands for what the account has beyond the trades: rename it.", nameof(cube));
        AccountProfit[] all = [.. account];
        var stated = all.GroupBy(a => (Start: period.Start(a.Day), a.Currency)).ToDictionary(g => g.Key, g => g.Sum(a => a.Amount));
        var explained = cube.By(period).Cells.ToDictionary(c => (Start: c.Period ?? default, c.Currency));
        var full = rows.Copy();
        List<ReconciledPeriod> periods = [];
        foreach (var key in stated.Keys.Union(explained.Keys).OrderBy(k => k.Start).ThenBy(k => k.Currency, StringComparer.Ordinal))
        {
            decimal? amount = stated.TryGetValue(key, out var known) ? known : null;
            var cell = explained.GetValueOrDefault(key);
            var rest = amount - (cell?.Value ?? 0);
            periods.Add(new(period == CalendarPeriod.Whole ? null : key.Start, key.Currency, amount, cell?.Value ?? 0, rest, cell?.Missing ?? 0));
            if (rest is { } left && left != 0) full.Add(period == CalendarPeriod.Whole ? all.Min(a => a.Day) : key.Start, Unexplained, Unexplained, null, key.Currency, left, 0);
        }
        return new(period, periods, new(full, cube.Findings));
    }

    /// <summary>What was compared.</summary>
    public CalendarPeriod Period { get; }
    /// <summary>Every period that the account or the trades have, in order, by currency.</summary>
    public IReadOnlyList<ReconciledPeriod> Periods { get; }
    /// <summary>The cube with one row more for each amount that is not explained, on the first day of its period (of the account, where the whole is compared): every cut adds up to the account exactly.</summary>
    /// <remarks>A period that the account does not state is in it as the trades have it.</remarks>
    public ProfitAndLossCube Cube { get; }
    /// <summary>Whether the account states every period and the trades explain it to the last digit.</summary>
    public bool IsComplete => Periods.All(p => p.Unexplained == 0);

    /// <inheritdoc/>
    public Document ToDocument() => new(
        new Table([new("period"), new("account", Align.Right), new("explained by trades", Align.Right), new("unexplained", Align.Right)],
            [.. Periods.Select(p => (IReadOnlyList<Cell>)[Period.Text(p.Period ?? default), p.Account is { } a ? Money.Text(a, p.Currency) : "not stated", Money.Text(p.Explained, p.Currency), p.Unexplained is { } u ? Money.Text(u, p.Currency) : "not known"])], Id: "reconciliation"),
        new Note($"Unexplained: account less trades; the sums are exact, what is shown is rounded to the cent.{(Periods.Sum(p => p.Missing) is > 0 and var missing ? $" {Format.Count(missing)} rows have no amount and are in no sum." : "")}"));

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());
}

/// <summary>One period of a reconciliation.</summary>
/// <param name="Period">First day; null for the whole.</param>
/// <param name="Currency">Currency of the amounts.</param>
/// <param name="Account">What the account states; null where it states nothing.</param>
/// <param name="Explained">What the trades add up to.</param>
/// <param name="Unexplained">Account less trades; null where the account states nothing.</param>
/// <param name="Missing">Rows of the trades whose amount is not known.</param>
public sealed record ReconciledPeriod(DateOnly? Period, string Currency, decimal? Account, decimal Explained, decimal? Unexplained, int Missing);
