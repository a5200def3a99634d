using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>A return series under the name that people know it by.</summary>
/// <param name="Name">Not empty; of one comparison each has its own.</param>
/// <param name="Returns">Net returns.</param>
public sealed record NamedReturns(string Name, ReturnSeries Returns);

/// <summary>One line of a comparison.</summary>
/// <param name="Name">Of the series.</param>
/// <param name="Kind">What it is to the champion.</param>
/// <param name="Sharpe">Annual Sharpe ratio with its HAC interval.</param>
/// <param name="Mean">Arithmetic mean a year with its HAC interval.</param>
/// <param name="Volatility">A fraction a year.</param>
/// <param name="MaximumDrawdown">Zero or negative.</param>
/// <param name="Difference">Its Sharpe ratio less the champion's with the 95 % interval of that one difference; or why there is none.</param>
/// <param name="PValue">Of no difference, alone; NaN where there is none.</param>
/// <param name="AdjustedPValue">The same among all that were compared: <c>adjusted_p_value</c> (Holm, 1979); or why there is none.</param>
/// <param name="LeftOut">Its returns that are not on the common dates.</param>
public sealed record ComparedReturns(
    string Name, ComparedAs Kind, Measurement Sharpe, Measurement Mean, Measurement Volatility, Measurement MaximumDrawdown, Measurement Difference, double PValue, Measurement AdjustedPValue, int LeftOut)
{
    /// <summary>Whether it beats the champion, the others that were tried paid for, at 5 %.</summary>
    public bool Leads => AdjustedPValue is { Exists: true, Value: < 0.05 } && Difference.Value > 0;
    /// <summary>Whether the champion beats it, at 5 %.</summary>
    public bool Trails => AdjustedPValue is { Exists: true, Value: < 0.05 } && Difference.Value < 0;
}

/// <summary>What a series of a comparison is to the champion.</summary>
public enum ComparedAs
{
    /// <summary>The model in production, with which all are compared.</summary>
    Champion,
    /// <summary>Another series on the champion's dates: a challenger, an alternative, a benchmark.</summary>
    SameDates,
    /// <summary>Another stretch of time: a previous period, the backtest. Its ratio is taken as independent of the champion's.</summary>
    OtherDates,
}

/// <summary>The champion beside challengers, benchmark and previous periods: differences of Sharpe ratios, and which of them are more than luck.</summary>
/// <remarks>
/// Series of the same dates are cut to the dates that all of them have, then judged by <see cref="PairedSharpeDifference"/> (Ledoit and Wolf, 2008). Other stretches of time
/// are judged by <see cref="SharpeDifference"/>. All p-values together are adjusted by Holm (1979), so that the chance of naming even one wrongly is at most 5 %, whatever
/// their dependence. A series that cannot be compared (no common date, fewer than 20 left with those before it, returns of another length of time, an infinite one) keeps its
/// line, with the reason, and costs the others no date.
/// </remarks>
/// <param name="Rows">The champion first, then the others in the order given.</param>
/// <param name="Count">Dates on which all that are compared on the same dates have a return.</param>
/// <param name="From">First of them; null where there is none.</param>
/// <param name="To">Last of them.</param>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record ModelComparison(IReadOnlyList<ComparedReturns> Rows, int Count, DateTime? From, DateTime? To) : IRenderable
{
    /// <summary>Those that beat the champion.</summary>
    public IReadOnlyList<ComparedReturns> Leaders => [.. Rows.Where(r => r.Leads)];

    /// <summary>Compares the champion with others.</summary>
    /// <param name="champion">The model in production.</param>
    /// <param name="sameDates">Challengers, alternatives and benchmark; every one that was tried, or the adjustment is too mild.</param>
    /// <param name="otherDates">Previous periods and the backtest; none where null. They should not overlap with the champion's dates.</param>
    /// <param name="riskFree">Subtracted from all.</param>
    /// <exception cref="ArgumentException">A name is empty or used twice.</exception>
    public static ModelComparison Of(NamedReturns champion, IReadOnlyList<NamedReturns> sameDates, IReadOnlyList<NamedReturns>? otherDates = null, Rate riskFree = default)
    {
        var other = otherDates ?? [];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (var series in sameDates.Concat(other).Prepend(champion))
            if (series.Name.Length == 0 || !names.Add(series.Name))
                throw new ArgumentException(series.Name.Length == 0 ? "A series has no name." : $"Two series are named '{series.Name}'.", nameof(sameDates));

        var own = champion.Returns;
        foreach (var series in sameDates)
            if (series.Returns.Because is null && CommonDates.Of(own, series.Returns) is var shared && shared.Because(PairedSharpeDifference.MinimumCount) is null)
                own = shared.FirstReturns;
        List<ComparedReturns> rows = [Line(champion.Name, ComparedAs.Champion, own, riskFree, champion.Returns.Count - own.Count, Measurement.Missing("sharpe_difference", "it is what the others are compared with"), double.NaN)];
        foreach (var series in sameDates)
        {
            var common = CommonDates.Of(series.Returns, own);
            var pair = PairedSharpeDifference.Of(series.Returns, own, riskFree);
            rows.Add(Line(series.Name, ComparedAs.SameDates, common.FirstReturns, riskFree, common.OnlyInFirst, pair.Difference, pair.PValue));
        }
        foreach (var series in other)
        {
            var pair = SharpeDifference.Of(series.Returns, own, riskFree);
            rows.Add(Line(series.Name, ComparedAs.OtherDates, series.Returns, riskFree, 0, pair.Difference, pair.PValue));
        }
        int[] tested = [.. Enumerable.Range(0, rows.Count).Where(i => !double.IsNaN(rows[i].PValue))];
        var adjusted = FamilywiseError.Holm([.. tested.Select(i => rows[i].PValue)]);
        for (var k = 0; k < tested.Length; k++)
            rows[tested[k]] = rows[tested[k]] with { AdjustedPValue = new("adjusted_p_value", adjusted[k]) { Of = rows[tested[k]].Name, Count = tested.Length } };
        return new(rows, own.Count, own.Count == 0 ? null : own.Dates[0], own.Count == 0 ? null : own.Dates[^1]);
    }

    static ComparedReturns Line(string name, ComparedAs kind, ReturnSeries returns, Rate riskFree, int leftOut, Measurement difference, double p) => new(name, kind,
        SharpeRatio.Of(returns, riskFree) with { Of = name }, MeanReturn.Of(returns) with { Of = name }, Trading.Volatility.Of(returns) with { Of = name }, Drawdowns.Of(returns).Maximum with { Of = name },
        difference with { Of = name }, p, Measurement.Missing("adjusted_p_value", difference.Because ?? "not tested") with { Of = name }, leftOut);

    /// <summary>What the numbers mean, for the small print under the table.</summary>
    public string Conventions =>
        $"{Format.Count(Count)} dates{(From is { } from ? $" from {Format.Time(from)} to {Format.Time(To!.Value)}" : "")} that all have. Difference: Sharpe ratio less the champion's, " +
        "Ledoit and Wolf (2008) on the same dates, independent samples for other periods; the interval is of that one difference. " +
        $"p: adjusted for {Format.Count(Rows.Count(r => r.AdjustedPValue.Exists))} comparisons (Holm).{(Rows.Any(r => r.LeftOut > 0) ? $" Dates of their own, left out: {string.Join(", ", Rows.Where(r => r.LeftOut > 0).Select(r => $"{r.Name} {Format.Count(r.LeftOut)}"))}." : "")}";

    /// <summary>The table with the convention under it.</summary>
    public Document ToDocument()
    {
        Interval[] drawn = [.. Rows.Select(r => r.Difference.Interval).OfType<Interval>()];
        var most = drawn.Length == 0 ? 1 : drawn.Max(i => Math.Max(Math.Abs(i.Low), Math.Abs(i.High)));
        return new(
            new Table(["series", new("Sharpe", Align.Right), new("mean a year", Align.Right), new("max drawdown", Align.Right), new("difference", Align.Right), "95 % interval", new("p, adjusted", Align.Right), "told apart?"],
                [.. Rows.Select(r => (IReadOnlyList<Cell>)[
                    r.Name, Short(r.Sharpe, m => Format.Fixed(m, 2)), Short(r.Mean, m => Format.Percent(m)), Short(r.MaximumDrawdown, m => Format.Percent(m)),
                    Short(r.Difference, m => Format.Fixed(m, 2)),
                    r.Difference.Interval is { } i ? new IntervalCell(i.Low, r.Difference.Value, i.High, 0, -most, most) : "",
                    Short(r.AdjustedPValue, Format.Probability),
                    r.Kind == ComparedAs.Champion ? "champion" : !r.Difference.Exists ? r.Difference.Because! : r.Leads ? "leads" : r.Trails ? "trails" : "not yet"])], Id: "alternatives"),
            new Note(Conventions));
    }

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    static string Short(Measurement m, Func<double, string> text) => m.Exists ? text(m.Value) : "–";
}
