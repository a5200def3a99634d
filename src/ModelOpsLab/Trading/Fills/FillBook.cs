using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Fills that can be used, in time order, and everything that was found wrong with the others.</summary>
/// <remarks>
/// A fill that cannot be used leaves the position of its asset and strategy unknown, so that from its time on none of theirs is used, and a finding
/// says how many: a number that rests on a guess is not made. A duplicate, by its identifier, is counted once; fills without one that agree in everything are all kept; fills out of order are sorted (those of one instant stay as
/// given), a fill of nothing is left out, and each is told.
/// </remarks>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed class FillBook : IRenderable
{
    internal FillBook(IReadOnlyList<Fill> fills, IReadOnlyList<TradeFinding> findings, int given, IReadOnlyDictionary<(string Strategy, string Asset), DateTime> unknownFrom) =>
        (Fills, Findings, Given, UnknownFrom) = (fills, findings, given, unknownFrom);

    /// <summary>The fills of a CSV file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file cannot be read as the schema says: the message names file, line, column and value.</exception>
    public static FillBook ReadCsv(string path, FillSchema schema) => FillRows.Of(FrameCsv.ReadUnordered(path, schema.Columns()), schema);

    /// <summary>The fills of CSV text as <see cref="ReadCsv"/> reads a file; <paramref name="source"/> names it in errors.</summary>
    public static FillBook ParseCsv(string text, FillSchema schema, string source = "text") => FillRows.Of(FrameCsv.ParseUnordered(text, schema.Columns(), source), schema);

    /// <summary>Fills in any order, checked as those of a file are.</summary>
    /// <param name="fills">The fills.</param>
    /// <param name="negativePrices">Assets whose price may be negative; null for none.</param>
    public static FillBook Of(IEnumerable<Fill> fills, IReadOnlyCollection<string>? negativePrices = null)
    {
        var check = new FillCheck(negativePrices ?? []);
        foreach (var fill in fills) check.Add(fill);
        return check.Book();
    }

    /// <summary>The fills that are used, oldest first.</summary>
    public IReadOnlyList<Fill> Fills { get; }
    /// <summary>What was found, in the order of the lines.</summary>
    public IReadOnlyList<TradeFinding> Findings { get; }
    /// <summary>Fills that were given.</summary>
    public int Given { get; }

    /// <summary>From when the position of a strategy in an asset is not known, because a fill of it cannot be used.</summary>
    internal IReadOnlyDictionary<(string Strategy, string Asset), DateTime> UnknownFrom { get; }

    /// <summary>Positions of one asset, strategy and currency, each with its fills in time order; in the order of the names.</summary>
    internal IEnumerable<IGrouping<(string Strategy, string Asset, string Currency), Fill>> Positions =>
        Fills.GroupBy(f => (f.Strategy, f.Asset, f.Currency)).OrderBy(g => g.Key.Strategy, StringComparer.Ordinal).ThenBy(g => g.Key.Asset, StringComparer.Ordinal).ThenBy(g => g.Key.Currency, StringComparer.Ordinal);

    /// <inheritdoc/>
    public Document ToDocument() => new(
        new Facts([new("fills", Format.Count(Given)), new("used", Format.Count(Fills.Count)), new("findings", Format.Count(Findings.Count))]),
        FindingTable(Findings));

    /// <summary>Findings as a table, or a sentence where there are none.</summary>
    internal static Block FindingTable(IReadOnlyList<TradeFinding> findings) => findings.Count == 0
        ? new Paragraph("Nothing was found wrong.")
        : new Table([new("line", Align.Right), new("effect"), new("finding")],
            [.. findings.Select(f => (IReadOnlyList<Cell>)[f.Line > 0 ? Format.Count(f.Line) : "", f.LosesNumbers ? new SeverityCell(Severity.Warning, "numbers are missing") : new SeverityCell(Severity.Healthy, "put right"), f.Text])], Id: "trade-findings");

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());
}
