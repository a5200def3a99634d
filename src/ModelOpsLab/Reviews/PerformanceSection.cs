using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>The live path inside the fan of resampled backtest paths, the comparison of ratios, and the months.</summary>
static class PerformanceSection
{
    /// <summary>A shorter period is not stretched to a year: a quarter of trading.</summary>
    const int ShortestYearly = 63;

    public static Document Of(MonthlyReview review)
    {
        var live = review.LiveToDate.Live;
        if (live.CannotCompound is { } because) return new(new Paragraph(review.Options.Language.Say($"No live performance: {because}.", $"Pas de performance en production : {because}.")));
        return new([.. Fan(review), .. Comparison(review), Months(review), OtherConventions.Of(live).In(review.Options.Language)]);
    }

    /// <summary>The period reviewed, to be marked in a picture over time.</summary>
    internal static Marker Reviewed(MonthlyReview review) => new(review.Period.NameIn(review.Options.Language), Day(review.Period.From), Day(review.Period.To.AddDays(1)));

    /// <summary>The tables of the fan; its picture stands on the committee's pages.</summary>
    static IEnumerable<Block> Fan(MonthlyReview review) => review.Fan.ToDocument(review.Options.Language).Blocks.Where(b => b is not FanChart);

    static IEnumerable<Block> Comparison(MonthlyReview review)
    {
        var (record, language) = (review.Record, review.Options.Language);
        ReturnSeries period = ReturnSeries.Of(review.Rows, record.Calendar), live = review.LiveToDate.Live, backtest = review.LiveToDate.Backtest;
        var sharpe = SharpeRatio.Of(live);
        var difference = review.LiveToDate.Difference;
        IReadOnlyList<Cell> Row(string name, Func<ReturnSeries, Measurement> metric, Cell? interval = null, Cell? told = null, bool yearly = false) =>
            [name, yearly && period.Count < ShortestYearly ? "–" : Short(metric(period), language), Short(metric(live), language), Short(metric(backtest), language), interval ?? "", told ?? ""];
        string name = review.Period.NameIn(language), sharpeText = sharpe.Exists ? sharpe.Interval?.Method ?? "none" : "none";
        yield return new Table(
            [language.Say("metric", "mesure"), new(name, Align.Right), new(language.Say("live to date", "production à ce jour"), Align.Right), new("backtest", Align.Right), language.Say("live, 95 % interval", "production, intervalle à 95 %"), language.Say("told apart?", "discernable ?")],
            [
                Row(language.Say("profit and loss", "résultat"), TotalReturn.Of),
                Row(language.Say("growth a year", "croissance annuelle"), CompoundAnnualGrowth.Of, yearly: true),
                Row(language.Say("volatility", "volatilité"), Volatility.Of),
                Row(language.Say("Sharpe ratio", "ratio de Sharpe"), r => SharpeRatio.Of(r),
                    sharpe.Interval is { } i ? new IntervalCell(i.Low, sharpe.Value, i.High, SharpeRatio.Of(backtest) is { Exists: true } b ? b.Value : double.NaN, Math.Min(-3, Math.Floor(i.Low)), Math.Max(3, Math.Ceiling(i.High))) : null,
                    !difference.Difference.Exists ? new SeverityCell(Severity.Unknown, language.Say("no data", "pas de données"))
                    : difference.CanBeTold ? new SeverityCell(difference.Difference.Value < 0 ? Severity.Critical : Severity.Healthy, difference.Difference.Value < 0 ? language.Say("worse", "pire") : language.Say("better", "meilleur"))
                    : new SeverityCell(Severity.Unknown, language.Say("not yet", "pas encore"))),
                Row(language.Say("Sortino ratio", "ratio de Sortino"), r => SortinoRatio.Of(r)),
                Row(language.Say("Calmar ratio", "ratio de Calmar"), CalmarRatio.Of, yearly: true),
                Row(language.Say("maximum drawdown", "repli maximal"), r => Trading.Drawdowns.Of(r).Maximum),
                Row(language.Say("value at risk, 95 %, one session", "valeur à risque, 95 %, une séance"), r => ValueAtRisk.Of(r)),
                [.. new Cell[] { language.Say("cost", "coût"), Cost(record, review.Rows, language), Cost(record, record.Live, language), Cost(record, record.Backtest, language), language.Say("modelled, no fills recorded", "modélisé, aucune exécution enregistrée"), "" }],
            ], Id: "comparison");
        yield return new Note(language.Say(
            $"Simple daily returns after costs, as a fraction of capital. Growth a year: actual days over 365.25, from one session before the first return. Volatility, Sharpe and Sortino: arithmetic, {record.Calendar}, divisor n - 1 (Sortino: downside over all sessions), risk-free 0. Profit, drawdown and cost are of the whole span of each column. Sharpe interval of life to date: {sharpeText}; the tick is the backtest. Calmar: growth a year of {record.Calendar.PeriodsPerYear:0} sessions over maximum drawdown, whole period. Value at risk: historical, type 7. Backtest: walk-forward, out of sample, {Format.Count(backtest.Count)} sessions from {Format.Time(backtest.Dates[0])}. “–”: undefined for want of a loss, or growth of fewer than {ShortestYearly} sessions, which is not stretched to a year.",
            $"Rendements simples quotidiens après coûts, en fraction du capital. Croissance annuelle : jours réels sur 365,25, à partir de la séance qui précède le premier rendement. Volatilité, Sharpe et Sortino : arithmétiques, {record.Calendar.PeriodsPerYear:0} séances par an, diviseur n - 1 (Sortino : écart à la baisse sur toutes les séances), taux sans risque nul. Résultat, repli et coût portent sur toute l’étendue de chaque colonne. Intervalle du Sharpe en production : {sharpeText} ; le trait vertical est le backtest. Calmar : croissance annuelle sur {record.Calendar.PeriodsPerYear:0} séances rapportée au repli maximal, période entière. Valeur à risque : historique, type 7. Backtest : marche en avant, hors échantillon, {language.Count(backtest.Count)} séances depuis le {language.Date(DateOnly.FromDateTime(backtest.Dates[0]))}. « – » : non défini faute de perte, ou croissance sur moins de {ShortestYearly} séances, qui n’est pas extrapolée à l’année."));
        yield return new Paragraph(review.LiveToDate.ToldApartIn(language));
    }

    static MonthHeatMap Months(MonthlyReview review)
    {
        var all = ReturnSeries.Of(review.Record.Rows.Complete(review.Record.Rows.Schema.Prediction!, review.Record.Rows.Schema.Return!), review.Record.Calendar);
        var from = review.Period.To.Year - 5;
        return new()
        {
            Title = review.Options.Language.Say("Return of each month after costs", "Rendement de chaque mois après coûts"),
            Months = [.. Trading.ProfitAndLoss.ByMonth(all).Where(m => m.Year >= from)],
            Id = "months",
            Caption = review.Options.Language.Say(
                $"Compounded within the month. Live since {Format.Date(review.Record.GoLive)}; out-of-sample backtest before.",
                $"Composé dans le mois. En production depuis le {review.Options.Language.Date(review.Record.GoLive)} ; backtest hors échantillon auparavant."),
        };
    }

    static string Cost(TrackRecord record, Data.Frame rows, Language language)
    {
        var sum = 0.0;
        foreach (var c in rows[record.Cost].Span) if (double.IsFinite(c)) sum += c;
        return language.Percent(sum, 2);
    }

    internal static string Short(Measurement m, Language language) => !m.Exists ? "–" : m.Unit == "%" ? language.Percent(m.Value, 2) : Math.Abs(m.Value) < 100 ? language.Fixed(m.Value, 2) : language.Number(m.Value);
    internal static double Day(DateOnly day) => day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
}
