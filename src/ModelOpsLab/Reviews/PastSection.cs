using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>The periods before, as monitoring recorded them and with the decision that followed, and the one under review below.</summary>
static class PastSection
{
    public static Document Of(MonthlyReview review, MeasurementHistory history)
    {
        var language = review.Options.Language;
        string[] titles = [.. review.Reports.Select(r => r.Title)], names = [.. review.ReportsByName.Keys];
        string[] judged = [.. review.Options.Review.RulesInForce.SelectMany(r => r.All.Concat(r.Any)).Select(c => c.Metric).OfType<string>().Except(ReviewMetrics.OfTheReview).Distinct()];
        var severities = titles.Select(title => Past(title, "severity").ToDictionary(p => p.From, p => (Severity)(int)p.Measurement.Value)).ToArray();
        Dictionary<DateOnly, Measurement> gains = Numbers("pnl"), losses = Numbers("max_drawdown");
        var rows = severities[0].Keys.Order()
            .Select(from => Row(language, $"{from:yyyy-MM}", Decided(from).HeadlineIn(language), gains.GetValueOrDefault(from), losses.GetValueOrDefault(from), [.. severities.Select(s => s.GetValueOrDefault(from, Severity.Unknown))]))
            .Append(Row(language, review.Period.Id, review.Verdict.HeadlineIn(language), review.Performance.Measurements.FirstOrDefault(m => m.Metric == "pnl"), review.Performance.Measurements.FirstOrDefault(m => m.Metric == "max_drawdown"), [.. review.Reports.Select(r => r.Severity)]))
            .ToArray();
        return new(
            new Table(
                language.Code == "fr" ? ["période", "décision", new("résultat", Align.Right), new("repli", Align.Right), "performance", "prévisions", "données", "variables", "erreurs", "stabilité"]
                : ["period", "decision", new("profit", Align.Right), new("drawdown", Align.Right), "performance", "predictions", "data", "inputs", "errors", "stability"], rows, Id: "past-periods"),
            new Note(language.Say(
                "From the measurement history: each past month as it was judged at its end, with the data known then. The last row is the period under review.",
                "D’après l’historique des mesures : chaque mois passé tel qu’il a été jugé à sa fin, avec les données connues alors. La dernière ligne est la période en revue.")));

        ReviewVerdict Decided(DateOnly from)
        {
            var period = ReviewPeriod.Month(from.Year, from.Month);
            var (facts, odds) = RecordFacts.Of(review.Record.AsOf(period.To), period, review.Options.Review, review.Options.Trials);
            var measured = judged.SelectMany(metric => titles.Zip(names).SelectMany(t => Past(t.First, metric).Where(p => p.From == from).Select(p => new ReviewFact(p.Measurement, t.Second) { Report = t.Second })));
            return ReviewVerdict.Of(review.Options.Review.RulesInForce, new()
            {
                Severities = names.Zip(severities).ToDictionary(n => n.First, n => n.Second.GetValueOrDefault(from, Severity.Unknown)), Measured = [.. facts, .. measured], Odds = odds,
            });
        }

        IReadOnlyList<PastMeasurement> Past(string title, string metric) => history.Query(review.Record.Model, title, metric, review.Period.From);
        Dictionary<DateOnly, Measurement> Numbers(string metric) => Past(review.Performance.Title, metric).ToDictionary(p => p.From, p => p.Measurement);
    }

    static IReadOnlyList<Cell> Row(Language language, string name, string decision, Measurement? gain, Measurement? loss, IReadOnlyList<Severity> found) => [name, decision, Percent(gain, language), Percent(loss, language), .. found.Select(s => (Cell)new SeverityCell(s, s == Severity.Healthy ? "ok" : s == Severity.Unknown ? "–" : ""))];

    static string Percent(Measurement? m, Language language) => m is { Exists: true } ? language.Percent(m.Value, 2) : "–";
}
