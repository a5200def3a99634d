using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>What a committee reads before it decides, on two printed pages: the numbers that matter with their intervals; then the live path in its fan, and where the difference came from. Everything is shown again, with its conventions, further down.</summary>
static class CommitteeSection
{
    public static Document Numbers(MonthlyReview review) => new(Undefined(review) ?? (Block)Numbers(review, review.Options.Language));

    public static Document Expected(MonthlyReview review)
    {
        var language = review.Options.Language;
        return Undefined(review) is { } undefined ? new(undefined) : new(
        [
            review.Fan.Chart(language, [PerformanceSection.Reviewed(review)]) with { Id = "performance" },
            .. review.Budget.Expected.Exists ? [review.Budget.Chart(language)] : (Block[])[],
            new Paragraph(review.Regimes.Sentence(language)),
        ]);
    }

    static Paragraph? Undefined(MonthlyReview review) => review.LiveToDate.Live.CannotCompound is { } because
        ? new(review.Options.Language.Say($"No live performance: {because}.", $"Pas de performance en production : {because}."))
        : null;

    static Table Numbers(MonthlyReview review, Language language)
    {
        ReturnSeries period = ReturnSeries.Of(review.Rows, review.Record.Calendar), live = review.LiveToDate.Live, backtest = review.LiveToDate.Backtest;
        Measurement sharpe = SharpeRatio.Of(live), past = SharpeRatio.Of(backtest), odds = review.Odds.BelowFloor;
        string Short(Measurement m) => PerformanceSection.Short(m, language);
        string OneIn(Measurement share) => DrawdownOdds.OneIn(share, language);
        return new(
            [language.Say("number", "chiffre"), new(review.Period.NameIn(language), Align.Right), new(language.Say("live to date", "production à ce jour"), Align.Right), new("backtest", Align.Right), language.Say("how sure", "fiabilité"), language.Say("evidence", "preuve")],
            [
                [language.Say("profit and loss", "résultat"), Short(TotalReturn.Of(period)), Short(TotalReturn.Of(live)), Short(TotalReturn.Of(backtest)), review.Fan.WealthPercentile is { Exists: true } share ? language.Say($"{language.Percent(share.Value, 0)} of the backtest's paths end lower", $"{language.Percent(share.Value, 0)} des trajectoires du backtest finissent plus bas") : "–", new TextCell(language.Say("fan", "éventail"), "#backtest-fan")],
                [language.Say("Sharpe ratio", "ratio de Sharpe"), Short(SharpeRatio.Of(period)), Short(sharpe), Short(past), sharpe.Interval is { } i ? new IntervalCell(i.Low, sharpe.Value, i.High, past.Exists ? past.Value : double.NaN, Math.Min(-3, Math.Floor(i.Low)), Math.Max(3, Math.Ceiling(i.High))) : "–", new TextCell(language.Say("comparison", "comparaison"), "#comparison")],
                [language.Say("odds that the edge is below its floor", "probabilité que l’avantage soit sous son plancher"), "", odds.Exists ? language.Percent(odds.Value, 0) : "–", "", odds.Exists ? review.Odds.SessionsNeeded is { Exists: true } more ? language.Say($"{language.Count((long)more.Value)} more sessions until they are {language.Percent(review.Odds.Level, 0)}", $"{language.Count((long)more.Value)} séances de plus pour atteindre {language.Percent(review.Odds.Level, 0)}") : "" : odds.Because!, new TextCell(language.Say("odds", "probabilités"), "#edge-odds")],
                [language.Say("maximum drawdown", "repli maximal"), Short(Trading.Drawdowns.Of(period).Maximum), Short(Trading.Drawdowns.Of(live).Maximum), Short(Trading.Drawdowns.Of(backtest).Maximum), review.Fan.DrawdownPercentile.Exists ? language.Say($"as deep in {language.Percent(review.Fan.DrawdownPercentile.Value, 0)} of the backtest's paths ({OneIn(review.Fan.DrawdownPercentile)})", $"aussi profond dans {language.Percent(review.Fan.DrawdownPercentile.Value, 0)} des trajectoires ({OneIn(review.Fan.DrawdownPercentile)})") : "–", new TextCell(language.Say("drawdowns", "replis"), "#drawdowns")],
                [language.Say("inputs that moved", "entrées qui ont bougé"), $"{language.Count(review.InputDrift.Features.Count(f => f.Severity >= Severity.Warning))} / {language.Count(review.InputDrift.Features.Count)}", "", "", review.InputDrift.Severity, new TextCell(language.Say("inputs", "entrées"), "#input-drift")],
            ], Id: "committee-numbers");
    }
}
