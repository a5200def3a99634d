using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>A model's part in a portfolio: its review and its share of the capital.</summary>
/// <param name="Review">The review of the period.</param>
/// <param name="Share">Share of the capital, a positive fraction.</param>
public sealed record PortfolioPart(MonthlyReview Review, double Share);

/// <summary>Several models reviewed as one book: what each earned and risked of it, how they move together, and the profit and loss by strategy, asset and side, held against the book.</summary>
/// <remarks>
/// The book's return of a session is the sum of share × return over the models, the shares restored every session without cost; sessions that one of them does not have are left out and counted.
/// A part's share of the risk is its covariance with the book over the book's variance: the shares add up to one.
/// </remarks>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed class PortfolioReview : IRenderable
{
    PortfolioReview(IReadOnlyList<PortfolioPart> parts, ReviewPeriod period, Language language)
    {
        (Parts, Period, Language) = (parts, period, language);
        Live = Book(parts, p => p.Review.LiveToDate.Live);
        Backtest = Book(parts, p => p.Review.LiveToDate.Backtest);
        Cube = ProfitAndLossCube.Join([.. parts.Select(CubeOf)]);
    }

    /// <summary>The book of some models in a period.</summary>
    /// <param name="parts">Reviews of one and the same period, with their shares of the capital.</param>
    /// <exception cref="ArgumentException">There is none, a model stands twice, the periods differ, or a share is not positive.</exception>
    public static PortfolioReview Of(params IReadOnlyList<PortfolioPart> parts)
    {
        if (parts.Count == 0) throw new ArgumentException("A portfolio needs at least one model.", nameof(parts));
        if (parts.GroupBy(p => p.Review.Record.Model, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new ArgumentException($"{twice.Key} stands twice in the portfolio.", nameof(parts));
        if (parts.FirstOrDefault(p => p.Review.Period != parts[0].Review.Period) is { } other) throw new ArgumentException($"{other.Review.Record.Model} is reviewed for {other.Review.Period.Name}, {parts[0].Review.Record.Model} for {parts[0].Review.Period.Name}: review the same days.", nameof(parts));
        if (parts.FirstOrDefault(p => !(p.Share > 0 && double.IsFinite(p.Share))) is { } none) throw new ArgumentException($"The share of {none.Review.Record.Model} is {Format.Number(none.Share)}: a share is a positive number.", nameof(parts));
        return new(parts, parts[0].Review.Period, parts[0].Review.Options.Language);
    }

    /// <summary>The models.</summary>
    public IReadOnlyList<PortfolioPart> Parts { get; }
    /// <summary>The days reviewed.</summary>
    public ReviewPeriod Period { get; }
    /// <summary>Language of the page.</summary>
    public Language Language { get; }
    /// <summary>Returns of the book since all its models are live.</summary>
    public ReturnSeries Live { get; }
    /// <summary>Returns of the book in the backtests, where all have one.</summary>
    public ReturnSeries Backtest { get; }
    /// <summary>Profit and loss of the period by day, asset, strategy and side; each row counts with its model's share.</summary>
    public ProfitAndLossCube Cube { get; }
    /// <summary>Returns of the book in the period.</summary>
    public ReturnSeries Rows => Cut(Live, Period);
    /// <summary>The cube held against the book's returns, session by session: what it does not explain stands as a row.</summary>
    public Reconciliation Reconciliation => Cube.Reconcile([.. Rows.Dates.Zip(Rows.Values.ToArray(), (day, value) => new AccountProfit(DateOnly.FromDateTime(day), (decimal)value))], CalendarPeriod.Month);
    /// <summary>The live path of the book inside the fan of its backtest.</summary>
    public BacktestFan Fan => field ??= BacktestFan.Of(Live, Backtest, new() { Seed = Parts[0].Review.Options.Seed });

    /// <summary>The verdicts, worst first, then what the book earned.</summary>
    public Document Summary
    {
        get
        {
            var ranked = Parts.OrderByDescending(p => p.Review.Verdict.Severity).ThenBy(p => p.Review.Record.Model, StringComparer.Ordinal).ToArray();
            var earned = TotalReturn.Of(Rows);
            var text = earned.Exists ? Language.Say($"The book {(earned.Value < 0 ? "lost" : "earned")} {Language.Percent(Math.Abs(earned.Value), 2)} in {Period.NameIn(Language)}", $"Le portefeuille a {(earned.Value < 0 ? "perdu" : "gagné")} {Language.Percent(Math.Abs(earned.Value), 2)}, {Period.NameIn(Language)}") : earned.Because!;
            return new Document(new Verdict(ranked[0].Review.Verdict.Severity, text, [.. ranked.Select(p => new Point($"{p.Review.Record.Model}: {p.Review.Verdict.HeadlineIn(Language)}. {(p.Review.Verdict.Reasons is [var first, ..] ? first.Text : "")}", p.Review.Verdict.Severity, "strategies"))])
            {
                Detail = Fan.WealthPercentile.Exists ? Language.Say($"{Language.Percent(Fan.WealthPercentile.Value, 0)} of the paths of its backtest end lower than its life to date.", $"{Language.Percent(Fan.WealthPercentile.Value, 0)} des trajectoires de son backtest finissent plus bas que sa vie à ce jour.") : "",
            }).In(Language);
        }
    }

    /// <summary>What each model earned and risked of the book.</summary>
    public Document Strategies
    {
        get
        {
            var lines = Parts.Select(p => (Part: p, Month: Cut(p.Review.LiveToDate.Live, Period), Sharpe: SharpeRatio.Of(p.Review.LiveToDate.Live), Risk: RiskShare(p))).ToArray();
            double low = Math.Min(-3, lines.Min(l => l.Sharpe.Interval?.Low ?? 0)), high = Math.Max(3, lines.Max(l => l.Sharpe.Interval?.High ?? 0));
            Cell Drawn(Measurement m) => m.Interval is { } i ? new IntervalCell(i.Low, m.Value, i.High, double.NaN, low, high) : "–";
            string Short(Measurement m) => PerformanceSection.Short(m, Language);
            var book = SharpeRatio.Of(Live);
            return new Document(
                new Table(
                    [Language.Say("strategy", "stratégie"), new(Language.Say("share", "part"), Align.Right), new(Language.Say("added in the period", "apport sur la période"), Align.Right), new(Language.Say("added, live", "apport en production"), Align.Right), new(Language.Say("share of risk", "part du risque"), Align.Right), new("Sharpe", Align.Right), Language.Say("95 % interval", "intervalle à 95 %")],
                    [
                        .. lines.Select(l => (IReadOnlyList<Cell>)[l.Part.Review.Record.Model, Language.Percent(l.Part.Share, 0), Added(l.Part, l.Month), Added(l.Part, l.Part.Review.LiveToDate.Live), l.Risk.Exists ? Language.Percent(l.Risk.Value, 0) : "–", Short(l.Sharpe), Drawn(l.Sharpe)]),
                        [Language.Say("book", "portefeuille"), Language.Percent(Parts.Sum(p => p.Share), 0), Language.Percent(Sum(Rows), 2), Language.Percent(Sum(Live), 2), "100" + Language.Say(" %", "\u00A0%"), Short(book), Drawn(book)],
                    ], Id: "strategies"),
                new Note(Language.Say(
                    "Added: share times the sum of simple returns after costs, so that the parts add up to the book. Share of risk: covariance with the book over its variance, life to date. Sharpe intervals: HAC.",
                    "Apport : part multipliée par la somme des rendements simples après coûts, de sorte que les parts s’ajoutent. Part du risque : covariance avec le portefeuille sur sa variance, en production à ce jour. Intervalles du Sharpe : HAC.")),
                Together()).In(Language);
        }
    }

    /// <summary>The live path in its fan, and where it stands.</summary>
    public Document LiveAgainstBacktest => Fan.ToDocument(Language).In(Language);

    /// <summary>The cube by strategy, side and asset, and what the book's account has beyond it.</summary>
    public Document ProfitAndLoss => new Document(
    [
        .. Cube.By(Trading.Cut.Strategy | Trading.Cut.Side).ToDocument().Blocks,
        .. Cube.By(Trading.Cut.Asset | Trading.Cut.Strategy).Charts(Language.Say("Profit and loss by asset and strategy", "Résultat par actif et par stratégie")),
        .. Reconciliation.ToDocument().Blocks,
    ]).In(Language);

    /// <inheritdoc/>
    public Document ToDocument() => new([.. Summary.Blocks, .. Strategies.Blocks, .. ProfitAndLoss.Blocks]);

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    /// <summary>Correlation of each pair, live and in the backtest.</summary>
    Table Together() => new(
        [Language.Say("pair", "paire"), new(Language.Say("correlation, live", "corrélation en production"), Align.Right), new(Language.Say("backtest", "backtest"), Align.Right), new(Language.Say("sessions", "séances"), Align.Right)],
        [.. Parts.SelectMany((a, i) => Parts.Skip(i + 1).Select(b => (IReadOnlyList<Cell>)
        [
            $"{a.Review.Record.Model}, {b.Review.Record.Model}", Correlated(a.Review.LiveToDate.Live, b.Review.LiveToDate.Live), Correlated(a.Review.LiveToDate.Backtest, b.Review.LiveToDate.Backtest), Language.Count(CommonDates.Of(a.Review.LiveToDate.Live, b.Review.LiveToDate.Live).FirstReturns.Count),
        ]))], Id: "correlations");

    string Correlated(ReturnSeries a, ReturnSeries b)
    {
        var common = CommonDates.Of(a, b);
        if (common.FirstReturns.Count < 20) return "–";
        var value = Correlation.Pearson(common.FirstReturns.Values, common.SecondReturns.Values);
        return double.IsNaN(value) ? "–" : Language.Fixed(value, 2);
    }

    Measurement RiskShare(PortfolioPart part)
    {
        var common = CommonDates.Of(part.Review.LiveToDate.Live, Live);
        double[] own = common.FirstReturns.Values.ToArray(), book = common.SecondReturns.Values.ToArray();
        if (own.Length < 2) return Measurement.Missing("risk_share", "fewer than two common sessions");
        double meanOwn = Moments.Mean(own), meanBook = Moments.Mean(book), covariance = 0, variance = 0;
        for (var i = 0; i < own.Length; i++)
        {
            covariance += (own[i] - meanOwn) * (book[i] - meanBook);
            variance += (book[i] - meanBook) * (book[i] - meanBook);
        }
        return variance > 0 ? new Measurement("risk_share", part.Share * covariance / variance) with { Count = own.Length, Unit = "%" } : Measurement.Missing("risk_share", "the book does not vary");
    }

    string Added(PortfolioPart part, ReturnSeries returns) => Language.Percent(part.Share * Sum(returns), 2);

    static double Sum(ReturnSeries returns)
    {
        double sum = 0;
        foreach (var value in returns.Values) sum += value;
        return sum;
    }

    static ReturnSeries Cut(ReturnSeries returns, ReviewPeriod period)
    {
        int[] inside = [.. Enumerable.Range(0, returns.Count).Where(i => DateOnly.FromDateTime(returns.Dates[i]) is var day && day >= period.From && day <= period.To)];
        var values = returns.Values.ToArray();
        return ReturnSeries.Of([.. inside.Select(i => returns.Dates[i])], [.. inside.Select(i => values[i])], returns.Calendar);
    }

    static ProfitAndLossCube CubeOf(PortfolioPart part)
    {
        var (rows, record) = (part.Review.Rows, part.Review.Record);
        double[] Scaled(string column) => [.. rows[column].ToArray().Select(v => v * part.Share)];
        return ProfitAndLossCube.OfPositions(rows.With(record.Position, Scaled(record.Position)).With(record.Cost, Scaled(record.Cost)), record.Position, rows.Schema.Target!, record.Cost, asset: rows.Has(rows.Schema.Asset) ? "" : record.Model, strategy: record.Model);
    }

    static ReturnSeries Book(IReadOnlyList<PortfolioPart> parts, Func<PortfolioPart, ReturnSeries> of)
    {
        var series = parts.Select(of).ToArray();
        var dates = series.Select(s => s.Dates.AsEnumerable()).Aggregate((a, b) => a.Intersect(b)).Order().ToArray();
        var sums = new double[dates.Length];
        for (var p = 0; p < parts.Count; p++)
        {
            var values = series[p].Values.ToArray();
            var at = series[p].Dates.Select((d, i) => (d, i)).ToDictionary(x => x.d, x => x.i);
            for (var i = 0; i < dates.Length; i++) sums[i] += parts[p].Share * values[at[dates[i]]];
        }
        return ReturnSeries.Of(dates, sums, series[0].Calendar);
    }
}
