using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>How predictions relate to outcomes: in the period, since the model went live, and in the backtest.</summary>
static class PredictionSection
{
    public static Document Of(MonthlyReview review)
    {
        var language = review.Options.Language;
        if (review.Rows.TimeCount < review.Rows.Count) return Panel(review, language);
        Trading.PredictionQuality period = Quality(review.Rows), live = Quality(review.Record.Live), backtest = Quality(review.Record.Backtest);
        var outcome = review.Record.Live.Complete(review.Record.Rows.Schema.Prediction!, review.Record.Rows.Schema.Target!);
        IReadOnlyList<Cell> Row(string name, Func<Trading.PredictionQuality, Measurement> metric, Func<Trading.PredictionQuality, double>? t, double least, double most) =>
        [
            name, PerformanceSection.Short(metric(period), language), PerformanceSection.Short(metric(live), language), PerformanceSection.Short(metric(backtest), language), Drawn(metric(live), metric(backtest), least, most),
            t is null || double.IsNaN(t(live)) ? "–" : language.Fixed(t(live), 2),
        ];
        return new(
            new Table([language.Say("metric", "mesure"), new(review.Period.NameIn(language), Align.Right), new(language.Say("live to date", "production à ce jour"), Align.Right), new("backtest", Align.Right), language.Say("live, 95 % interval", "production, intervalle à 95 %"), new(language.Say("live t", "t en production"), Align.Right)],
                [
                    Row(language.Say("correlation", "corrélation"), q => q.Correlation, q => q.CorrelationT, -0.5, 0.5),
                    Row(language.Say("rank correlation", "corrélation de rang"), q => q.RankCorrelation, q => q.RankCorrelationT, -0.5, 0.5),
                    Row(language.Say("hit rate", "taux de bonnes directions"), q => q.HitRate, null, 0.3, 0.7),
                    Row(language.Say("calibration slope", "pente de calibration"), q => q.CalibrationSlope, q => q.CalibrationT, -5, 5),
                ], Id: "prediction-quality"),
            new Note(language.Say(
                $"Prediction made before the session against its return; {Format.Count(period.Count)}, {Format.Count(live.Count)} and {Format.Count(backtest.Count)} sessions. Intervals and t after Newey and West; the tick is the backtest. Hit rate: of sessions where neither prediction nor outcome is zero. Calibration slope: outcome on prediction, 1 is calibrated, 0 is noise.",
                $"Prévision faite avant la séance contre son rendement ; {language.Count(period.Count)}, {language.Count(live.Count)} et {language.Count(backtest.Count)} séances. Intervalles et t selon Newey et West ; le trait vertical est le backtest. Bonnes directions : séances où ni la prévision ni le rendement n’est nul. Pente de calibration : rendement sur prévision, 1 est calibré, 0 est du bruit.")),
            new ScatterChart
            {
                Title = language.Say("Outcome against prediction since the model went live", "Rendement contre prévision depuis la mise en production"),
                XValues = outcome.Count == 0 ? [] : [.. outcome[outcome.Schema.Prediction!]],
                YValues = outcome.Count == 0 ? [] : [.. outcome[outcome.Schema.Target!]],
                X = new(language.Say("prediction", "prévision"), AxisFormat.Percent),
                Y = new(language.Say("session return", "rendement de la séance"), AxisFormat.Percent),
            });
    }

    /// <summary>Of a panel: how predictions rank the assets of each session, averaged over the sessions.</summary>
    static Document Panel(MonthlyReview review, Language language)
    {
        PredictionPanel period = Across(review.Rows), live = Across(review.Record.Live), backtest = Across(review.Record.Backtest);
        IReadOnlyList<Cell> Row(string name, Func<PredictionPanel, Measurement> metric, Func<PredictionPanel, Measurement>? t, double least, double most) =>
        [
            name, PerformanceSection.Short(metric(period), language), PerformanceSection.Short(metric(live), language), PerformanceSection.Short(metric(backtest), language), Drawn(metric(live), metric(backtest), least, most),
            t is null || !t(live).Exists ? "–" : language.Fixed(t(live).Value, 2),
        ];
        return new(
            new Table([language.Say("metric", "mesure"), new(review.Period.NameIn(language), Align.Right), new(language.Say("live to date", "production à ce jour"), Align.Right), new("backtest", Align.Right), language.Say("live, 95 % interval", "production, intervalle à 95 %"), new(language.Say("live t", "t en production"), Align.Right)],
                [
                    Row(language.Say("correlation", "corrélation"), q => q.MeanCorrelation, q => q.CorrelationT, -0.2, 0.2),
                    Row(language.Say("rank correlation", "corrélation de rang"), q => q.MeanRankCorrelation, q => q.RankCorrelationT, -0.2, 0.2),
                    Row(language.Say("sessions with a positive rank correlation", "séances à corrélation de rang positive"), q => q.PositiveShare, null, 0.3, 0.7),
                ], Id: "prediction-quality"),
            new Note(language.Say(
                $"Across the assets of each session, averaged over {Format.Count(period.Dates.Count)}, {Format.Count(live.Dates.Count)} and {Format.Count(backtest.Dates.Count)} sessions: assets of one session do not count as independent. Intervals and t after Newey and West over sessions; the tick is the backtest.",
                $"Entre les actifs de chaque séance, en moyenne sur {language.Count(period.Dates.Count)}, {language.Count(live.Dates.Count)} et {language.Count(backtest.Dates.Count)} séances : les actifs d’une séance ne comptent pas comme indépendants. Intervalles et t selon Newey et West sur les séances ; le trait vertical est le backtest.")),
            new LineChart
            {
                Title = language.Say("Rank correlation of predictions and outcomes, added up over the sessions since the model went live", "Corrélation de rang entre prévisions et rendements, cumulée depuis la mise en production"),
                Series = [new(language.Say("live", "production"), Axis.Days(live.Dates), Cumulated(live.RankCorrelations))],
            });
    }

    static double[] Cumulated(IReadOnlyList<double> values)
    {
        var (sums, sum) = (new double[values.Count], 0.0);
        for (var i = 0; i < sums.Length; i++) sums[i] = sum += values[i];
        return sums;
    }

    static PredictionPanel Across(Frame rows) => PredictionPanel.Of(rows.Time, rows[rows.Schema.Prediction!].Span, rows[rows.Schema.Target!].Span);

    static Trading.PredictionQuality Quality(Frame rows) => Trading.PredictionQuality.Of(rows[rows.Schema.Prediction!].Span, rows[rows.Schema.Target!].Span);

    static Cell Drawn(Measurement live, Measurement backtest, double least, double most) => live is { Exists: true, Interval: { } i }
        ? new IntervalCell(i.Low, live.Value, i.High, backtest.Exists ? backtest.Value : double.NaN, Math.Min(least, i.Low), Math.Max(most, i.High))
        : "–";
}
