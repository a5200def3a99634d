using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>The reasons of a verdict as the page lists them: the rule that decided, what the period earned, whether life can be told from the backtest, what each report found, and what is within limits.</summary>
static class VerdictReasons
{
    public static IEnumerable<Point> Of(MonthlyReview review, ReviewVerdict verdict, Language language)
    {
        if (verdict.DecidingReason(language) is { } deciding) yield return deciding;
        if (verdict.Decision == Registry.Decision.NotEnoughData)
        {
            yield break;
        }
        yield return new(review.LiveToDate.PeriodSentence(review), review.Performance.Severity, "performance");
        yield return new(review.LiveToDate.ToldApartIn(language), null, "comparison");
        foreach (var (report, id) in Judged(review))
            if (report.Severity >= Severity.Warning) yield return new(Sentence(review, report, language), report.Severity, id);
        if (review.TrainingIsDue)
            yield return new(language.Say(
                $"Calendar: trained on data to {language.Date(review.Record.TrainedUntil)}, {language.Count(review.MonthsSinceTraining)} months ago; a new training is due every {language.Count(review.Options.RetrainEveryMonths)}.",
                $"Calendrier : entraîné sur les données jusqu’au {language.Date(review.Record.TrainedUntil)}, il y a {language.Count(review.MonthsSinceTraining)} mois ; un réentraînement est dû tous les {language.Count(review.Options.RetrainEveryMonths)} mois."), null, "actions");
        var sound = Titles(review, Severity.Healthy, language);
        if (sound.Length > 0) yield return new(language.Say($"Within limits: {string.Join(", ", sound)}.", $"Dans les limites : {string.Join(", ", sound)}."), Severity.Healthy);
        var open = Titles(review, Severity.Unknown, language);
        if (open.Length > 0) yield return new(language.Say($"Not judged: {string.Join(", ", open)}.", $"Non jugé : {string.Join(", ", open)}."), Severity.Unknown);
    }

    static string[] Titles(MonthlyReview review, Severity severity, Language language) => [.. review.ReportsByName.Where(r => r.Value.Severity == severity).Select(r => Title(r.Key, r.Value, language).ToLowerInvariant())];

    static IEnumerable<(Report Report, string Id)> Judged(MonthlyReview review) =>
    [
        (review.InputDrift, "input-drift"), (review.Residuals, "residuals"), (review.Stability, "stability"), (review.Predictions, "predictions"), (review.DataQuality, "data-quality"),
    ];

    static string Title(string name, Report report, Language language) => language.Say(report.Title, name switch
    {
        "trading-performance" => "Performance de trading",
        "predictions" => "Cohérence des prédictions",
        "data-quality" => "Qualité des données",
        "input-drift" => "Dérive des entrées",
        "residuals" => "Résidus de prédiction",
        _ => "Stabilité dans le temps",
    });

    static string Sentence(MonthlyReview review, Report report, Language language)
    {
        if (report == review.InputDrift) return DriftSentence(review, language);
        var named = report.Alerts.Where(a => a.Severity == report.Severity).Select(a => a.Evidence.Of).Where(o => o.Length > 0).Distinct().ToArray();
        var name = review.ReportsByName.First(r => r.Value == report).Key;
        return $"{Title(name, report, language)}{language.Say(": ", " : ")}{(named.Length > 0 ? string.Join(", ", named) : report.Alerts[0].Evidence.Metric.Replace('_', ' '))} {(report.Severity == Severity.Critical ? language.Say("beyond the limit", "au-delà de la limite") : language.Say("out of the ordinary", "hors de l’ordinaire"))}.";
    }

    static string DriftSentence(MonthlyReview review, Language language)
    {
        var drifted = review.InputDrift.Features.Where(f => f.Severity == Severity.Warning).Select(f => f.Feature).ToArray();
        var critical = review.InputDrift.CriticalFeatures;
        var (all, far) = (review.InputDrift.Features.Count, drifted.Length > 0 ? string.Join(", ", drifted) : null);
        if (critical.Count == 0)
            return far is null ? language.Say("No input has moved alone, but together they are out of the ordinary.", "Aucune entrée n’a bougé seule, mais leur ensemble sort de l’ordinaire.") : language.Say($"Inputs have moved: {far}.", $"Des entrées ont bougé : {far}.");
        return language.Say(
            $"{language.Count(critical.Count)} of {language.Count(all)} input{(all == 1 ? "" : "s")} moved further, in {(critical.Count == 1 ? "its" : "their")} direction, than in any period like this before the model went live: {string.Join(", ", critical)}{(far is null ? "" : $"; far too: {far}")}.",
            $"{language.Count(critical.Count)} entrée{(critical.Count == 1 ? "" : "s")} sur {language.Count(all)} s’écarte{(critical.Count == 1 ? "" : "nt")} plus que dans toute période comparable avant la mise en production : {string.Join(", ", critical)}{(far is null ? "" : $" ; loin aussi : {far}")}.");
    }
}
