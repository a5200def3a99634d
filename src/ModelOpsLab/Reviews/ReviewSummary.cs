using System.Globalization;
using System.Text.RegularExpressions;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>The head of a review's page: the verdict in one line with its odds and reasons, and what was reviewed.</summary>
static partial class ReviewSummary
{
    /// <summary>Hashes of versions: they stand under provenance.</summary>
    [GeneratedRegex(@" \([0-9a-f]{12}\)")]
    private static partial Regex Hash();

    /// <summary>The versions that were live, without their hashes.</summary>
    static string Versions(string told, Language language)
    {
        var names = Hash().Replace(told, "");
        return language.Say(names, Since().Replace(names, m => $"depuis le {language.Date(DateOnly.ParseExact(m.Groups[1].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture))}").Replace("stopped", "arrêté", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"from (\d{4}-\d{2}-\d{2})")]
    private static partial Regex Since();

    public static Document Of(MonthlyReview review)
    {
        var (language, verdict, record) = (review.Options.Language, review.Verdict, review.Record);
        var name = review.Period.NameIn(language);
        var panel = review.Rows.TimeCount < review.Rows.Count ? language.Say($"; {language.Count(review.Rows.Count)} rows of a panel", $" ; {language.Count(review.Rows.Count)} lignes de panel") : "";
        return new(
            new Verdict(verdict.Severity, verdict.HeadlineIn(language), verdict.Reasons) { Detail = $"{review.LiveToDate.SentenceIn(language)} {review.Odds.Sentence(language)}" },
            new Facts(
            [
                new(language.Say("Model", "Modèle"), $"{record.Model}, version {Versions(record.Version, language)}"),
                new(language.Say("Live since", "En production depuis"), language.Date(record.GoLive)),
                new(language.Say("Sessions", "Séances"), language.Say($"{language.Count(review.Rows.TimeCount)} in {name}, {language.Count(record.Live.TimeCount)} live{panel}", $"{language.Count(review.Rows.TimeCount)} ({name}), {language.Count(record.Live.TimeCount)} en production{panel}")),
                new(language.Say("As of", "Arrêté au"), language.Date(record.Rows.LastDay)),
                new(language.Say("Data", "Données"), review.Provenance.DataHashes["raw"][..16]),
            ]));
    }
}
