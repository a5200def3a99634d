using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>Round trips of the live period against those of the backtest.</summary>
static class TradeSection
{
    public static Document Of(MonthlyReview review)
    {
        var language = review.Options.Language;
        TradeStatistics live = TradeStatistics.Of(review.Record.TradesOf(review.Record.Live)), backtest = TradeStatistics.Of(review.Record.TradesOf(review.Record.Backtest));
        return new(
            new Table([new(""), new(language.Say("live", "production"), Align.Right), new(language.Say("95 % interval", "intervalle à 95 %"), Align.Right), new("backtest", Align.Right)],
                [
                    [language.Say("trades (open)", "transactions (en cours)"), $"{language.Count(live.Count)} ({language.Count(live.Open)})", "", $"{language.Count(backtest.Count)} ({language.Count(backtest.Open)})"],
                    Row(language.Say("win rate", "taux de réussite"), t => t.WinRate),
                    Row(language.Say("payoff ratio", "ratio gain moyen sur perte moyenne"), t => t.PayoffRatio),
                    Row(language.Say("profit factor", "facteur de profit"), t => t.ProfitFactor),
                    Row(language.Say("average gain", "gain moyen"), t => t.AverageGain),
                    Row(language.Say("average loss", "perte moyenne"), t => t.AverageLoss),
                    Row(language.Say("sessions held", "séances de détention"), t => t.MeanSessions),
                ], Id: "trades"),
            new Note(language.Say(
                "A trade runs from the session in which a position is first held until it is closed or turned. All but the counts are over closed trades; break-even trades are neither wins nor losses. Profit and loss after costs, as a fraction of capital. Win rate: Wilson's interval. The first live trade starts on the day the model went live.",
                "Une transaction va de la première séance où la position est détenue jusqu’à sa clôture ou son retournement. Hors effectifs, les chiffres portent sur les transactions closes ; celles à l’équilibre ne sont ni gains ni pertes. Résultat après coûts, en fraction du capital. Taux de réussite : intervalle de Wilson. La première transaction en production commence le jour de la mise en production.")));

        IReadOnlyList<Cell> Row(string name, Func<TradeStatistics, Measurement> metric) => [name, PerformanceSection.Short(metric(live), language), Interval(metric(live), language), PerformanceSection.Short(metric(backtest), language)];
    }

    static string Interval(Measurement m, Language language) => m.Interval is { } i ? language.Say($"{language.Percent(i.Low, 0)} to {language.Percent(i.High, 0)}", $"{language.Percent(i.Low, 0)} à {language.Percent(i.High, 0)}") : "";
}
