using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>The head of a review's page: the verdict in one line with its odds and reasons, and what was reviewed.</summary>
static class ReviewSummary
{
    /// <summary>The versions that were live, by number; their hashes stand under provenance.</summary>
    static string Versions(TrackRecord record, Language language) => record.Served.Count == 0 ? record.Version : string.Join(", ", record.Served.Select((s, i) =>
    {
        var what = s.Label?.Split(' ')[0] ?? language.Say("stopped", "arrêté");
        return i == 0 ? what : language.Say($"{what} from {language.Date(s.From)}", $"{what} depuis le {language.Date(s.From)}");
    }));

    public static Document Of(MonthlyReview review)
    {
        var (language, verdict, record) = (review.Options.Language, review.Verdict, review.Record);
        var name = review.Period.NameIn(language);
        var panel = review.Rows.TimeCount < review.Rows.Count ? language.Say($"; {language.Count(review.Rows.Count)} rows of a panel", $" ; {language.Count(review.Rows.Count)} lignes de panel") : "";
        return new(
            new Verdict(verdict.Severity, verdict.HeadlineIn(language), verdict.Reasons) { Detail = $"{review.LiveToDate.SentenceIn(language)} {review.Odds.Sentence(language)}" },
            new Facts(
            [
                new(language.Say("Model", "Modèle"), $"{record.Model}, version {Versions(record, language)}"),
                new(language.Say("Live since", "En production depuis"), language.Date(record.GoLive)),
                new(language.Say("Sessions", "Séances"), language.Say($"{language.Count(review.Rows.TimeCount)} in {name}, {language.Count(record.Live.TimeCount)} live{panel}", $"{language.Count(review.Rows.TimeCount)} ({name}), {language.Count(record.Live.TimeCount)} en production{panel}")),
            ]));
    }
}
