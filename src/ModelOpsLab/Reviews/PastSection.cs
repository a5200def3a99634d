using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>The periods before, as monitoring recorded them and with the decision that followed, and the one under review below.</summary>
static class PastSection
{
    public static Document Of(MonthlyReview review, MeasurementHistory history)
    {
        var language = review.Options.Language;
        string[] titles = [.. review.Reports.Select(r => r.Title)];
        var severities = titles.Select(title => Past(title, "severity").ToDictionary(p => p.From, p => (Severity)(int)p.Measurement.Value)).ToArray();
        Dictionary<DateOnly, Measurement> gains = Numbers("pnl"), losses = Numbers("max_drawdown");
        var rows = severities[0].Keys.Order()
            .Select(from => Row(language, $"{from:yyyy-MM}", gains.GetValueOrDefault(from), losses.GetValueOrDefault(from), [.. severities.Select(s => s.GetValueOrDefault(from, Severity.Unknown))]))
            .Append(Row(language, review.Period.Id, review.Performance.Measurements.FirstOrDefault(m => m.Metric == "pnl"), review.Performance.Measurements.FirstOrDefault(m => m.Metric == "max_drawdown"), [.. review.Reports.Select(r => r.Severity)]))
            .ToArray();
        return new(
            new Table(
                language.Code == "fr" ? ["période", "décision", new("résultat", Align.Right), new("repli", Align.Right), "performance", "prévisions", "données", "variables", "erreurs", "stabilité"]
                : ["period", "decision", new("profit", Align.Right), new("drawdown", Align.Right), "performance", "predictions", "data", "inputs", "errors", "stability"], rows, Id: "past-periods"),
            new Note(language.Say(
                "From the measurement history: each past month as it was judged at its end, with the data known then. The last row is the period under review.",
                "D’après l’historique des mesures : chaque mois passé tel qu’il a été jugé à sa fin, avec les données connues alors. La dernière ligne est la période en revue.")));

        IReadOnlyList<PastMeasurement> Past(string title, string metric) => history.Query(review.Record.Model, title, metric, review.Period.From);
        Dictionary<DateOnly, Measurement> Numbers(string metric) => Past(review.Performance.Title, metric).ToDictionary(p => p.From, p => p.Measurement);
    }

    static IReadOnlyList<Cell> Row(Language language, string name, Measurement? gain, Measurement? loss, IReadOnlyList<Severity> found)
    {
        var severities = new ReportSeverities(found[0], found[1], found[2], found[3], found[4], found[5]);
        return [name, new ReviewVerdict(DecisionRule.Of(severities), severities.Worst, []).Headline, Percent(gain, language), Percent(loss, language), .. found.Select(s => (Cell)s)];
    }

    static string Percent(Measurement? m, Language language) => m is { Exists: true } ? language.Percent(m.Value, 2) : "–";
}
