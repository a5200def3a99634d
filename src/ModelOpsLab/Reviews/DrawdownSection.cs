using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>Drawdowns of the live period beside the deepest of the backtest.</summary>
static class DrawdownSection
{
    public static Document Of(MonthlyReview review)
    {
        var language = review.Options.Language;
        DrawdownTable live = Trading.Drawdowns.Of(review.LiveToDate.Live), backtest = Trading.Drawdowns.Of(review.LiveToDate.Backtest);
        if (live.Because is { } because) return new(new Paragraph(language.Say($"No drawdowns: {because}.", $"Pas de repli : {because}.")));
        string inLife = language.Say("live", "production"), before = "backtest";
        return new(
            new DrawdownChart
            {
                Title = language.Say("Loss from the high-water mark since the model went live", "Repli depuis le plus haut, depuis la mise en production"),
                X = Axis.Days(live.Dates),
                Drawdown = [.. live.Underwater],
                Markers = [PerformanceSection.Reviewed(review)],
                Id = "drawdowns",
            },
            new Table([language.Say("of", "de"), language.Say("peak", "sommet"), language.Say("trough", "creux"), language.Say("recovery", "retour"), new(language.Say("depth", "profondeur"), Align.Right), new(language.Say("sessions", "séances"), Align.Right), new(language.Say("days", "jours"), Align.Right)],
                [.. live.Deepest(3).Select(d => Row(inLife, d, language)), .. backtest.Deepest(3).Select(d => Row(before, d, language))]),
            new Table([new("", Align.Left), new(inLife, Align.Right), new(before, Align.Right)],
                [
                    [language.Say("drawdowns a year", "replis par an"), Short(live.FrequencyPerYear), Short(backtest.FrequencyPerYear)],
                    [language.Say("mean depth", "profondeur moyenne"), Short(live.MeanDepth), Short(backtest.MeanDepth)],
                    [language.Say("mean length, sessions", "durée moyenne, séances"), Short(live.MeanSessions), Short(backtest.MeanSessions)],
                    [language.Say("longest, sessions", "le plus long, séances"), Short(live.LongestSessions), Short(backtest.LongestSessions)],
                ]),
            new Note(language.Say(
                "The three deepest of each. Wealth starts at 1 before the first return. Peak: last day at the high-water mark; “start”: before the first return, from which its days count. Open: not recovered by the end of the period, its length so far.",
                "Les trois plus profonds de chaque côté. La richesse part de 1 avant le premier rendement. Sommet : dernier jour au plus haut ; « départ » : avant le premier rendement, d’où les jours sont comptés. En cours : non résorbé à la fin de la période, durée à ce jour.")));

        string Short(Measurement m) => PerformanceSection.Short(m, language);
    }

    static IReadOnlyList<Cell> Row(string of, Drawdown d, Language language) =>
    [
        of, d.Peak is { } peak ? When(peak, language) : language.Say("start", "départ"), When(d.Trough, language), d.Recovery is { } recovery ? When(recovery, language) : new SeverityCell(Severity.Unknown, language.Say("open", "en cours")),
        language.Percent(d.Depth), language.Count(d.Sessions), language.Count(d.Days),
    ];

    static string When(DateTime time, Language language) => time.TimeOfDay == TimeSpan.Zero ? language.Date(DateOnly.FromDateTime(time)) : Format.Time(time);
}
