using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>The reviews of several models or months as a front page: the model that needs people most stands first.</summary>
/// <remarks>Ranked by the last period of each: severity, then the weight of the decision (stop before roll back before retrain before reduce before keep), then the loss of the period, then the name.</remarks>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record ReviewRanking : IRenderable
{
    /// <summary>Ranks reviews.</summary>
    /// <param name="reviews">What was reviewed, in any order.</param>
    /// <param name="notReviewed">Models or months that could not be, each with the reason.</param>
    public ReviewRanking(IReadOnlyList<RankedReview> reviews, IReadOnlyList<NotReviewed> notReviewed)
    {
        Models =
        [
            .. reviews.GroupBy(r => r.Model, StringComparer.Ordinal).Select(g => g.OrderBy(r => r.Period.To).ThenBy(r => r.Period.From).ToArray())
                .OrderByDescending(m => m[^1].Verdict.Severity).ThenByDescending(m => Weight(m[^1].Verdict.Decision)).ThenBy(m => m[^1].ProfitAndLoss.Exists ? m[^1].ProfitAndLoss.Value : 0).ThenBy(m => m[0].Model, StringComparer.Ordinal),
        ];
        NotReviewed = notReviewed;
    }

    /// <summary>The reviews of each model by time, the model that needs people most first.</summary>
    public IReadOnlyList<IReadOnlyList<RankedReview>> Models { get; }
    /// <summary>What could not be reviewed.</summary>
    public IReadOnlyList<NotReviewed> NotReviewed { get; }

    /// <summary>The worst severity of the last reviews.</summary>
    public Severity Severity => Models.Select(m => m[^1].Verdict.Severity).DefaultIfEmpty(Severity.Unknown).Max();

    /// <summary>The front page.</summary>
    public Document In(Language language) => new(
    [
        new Verdict(Severity, Headline(language), [.. Models.Where(m => m[^1].Verdict.Severity >= Severity.Warning).Select(m => new Point($"{m[^1].Model}: {m[^1].Verdict.HeadlineIn(language)}", m[^1].Verdict.Severity))]),
        new Table(
            ["", language.Say("model", "modèle"), language.Say("period", "période"), language.Say("verdict", "verdict"), new(language.Say("profit and loss", "résultat"), Align.Right), new(language.Say("maximum drawdown", "repli maximal"), Align.Right), language.Say("first reason", "premier motif")],
            [.. Models.Select((m, rank) => Row(rank + 1, m[^1], language))], Id: "ranking"),
        .. Months(language),
        .. NotReviewed.Count == 0 ? Array.Empty<Block>() :
        [
            new Table([language.Say("not reviewed", "sans revue"), language.Say("period", "période"), language.Say("because", "motif")], [.. NotReviewed.Select(n => (IReadOnlyList<Cell>)[n.Model, n.Period.NameIn(language), n.Because])], Id: "not-reviewed"),
        ],
        new Note(language.Say(
            "Ranked by severity, then by the weight of the decision (stop, roll back, retrain, reduce, keep), then by the loss of the period. Profit and loss: compounded return after costs, as a fraction of capital.",
            "Classement par gravité, puis par poids de la décision (arrêter, revenir en arrière, réentraîner, réduire, conserver), puis par perte de la période. Résultat : rendement composé après coûts, en fraction du capital.")),
    ]);

    /// <inheritdoc/>
    public Document ToDocument() => In(Language.English);

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    string Headline(Language language)
    {
        int worst = Models.Count(m => m[^1].Verdict.Severity == Severity.Critical), all = Models.Count;
        return worst == 0
            ? language.Say($"{language.Count(all)} model{(all == 1 ? "" : "s")} reviewed, none critical", $"{language.Count(all)} modèle{(all == 1 ? "" : "s")} en revue, aucun critique")
            : language.Say($"{language.Count(worst)} of {language.Count(all)} model{(all == 1 ? "" : "s")} critical", $"{language.Count(worst)} modèle{(worst == 1 ? "" : "s")} sur {language.Count(all)} en état critique");
    }

    /// <summary>One row a model, one column a period, where there are several.</summary>
    IEnumerable<Block> Months(Language language)
    {
        ReviewPeriod[] periods = [.. Models.SelectMany(m => m).Select(r => r.Period).Distinct().OrderBy(p => p.To).ThenBy(p => p.From)];
        if (periods.Length < 2) yield break;
        foreach (var chunk in periods.Chunk(6))
            yield return new Table(
                [language.Say("model", "modèle"), .. chunk.Select(p => (TableColumn)p.NameIn(language))],
                [.. Models.Select(m => (IReadOnlyList<Cell>)[m[0].Model, .. chunk.Select(p => m.FirstOrDefault(r => r.Period == p) is { } review ? (Cell)new SeverityCell(review.Verdict.Severity, review.Verdict.HeadlineIn(language)) : "–")])]);
    }

    static IReadOnlyList<Cell> Row(int rank, RankedReview review, Language language) =>
    [
        language.Count(rank), new TextCell(review.Model, review.Page), review.Period.NameIn(language), new SeverityCell(review.Verdict.Severity, review.Verdict.HeadlineIn(language)),
        Text(review.ProfitAndLoss, language), Text(review.Drawdown, language), review.Verdict.Reasons is [var first, ..] ? first.Text : "",
    ];

    static string Text(Measurement measurement, Language language) => measurement.Exists ? language.Value(measurement.Value, measurement.Unit) : "–";

    static int Weight(Decision decision) => decision switch { Decision.Stop => 7, Decision.RollBack => 6, Decision.Retrain => 5, Decision.Reduce => 4, Decision.Undecided => 3, Decision.NotEnoughData => 2, Decision.Watch => 1, _ => 0 };
}

/// <summary>A review on a front page.</summary>
/// <param name="Model">The model.</param>
/// <param name="Period">The days reviewed.</param>
/// <param name="Verdict">What the review recommends.</param>
/// <param name="ProfitAndLoss">Of the period.</param>
/// <param name="Drawdown">The largest of the period.</param>
/// <param name="Page">File of its page, beside the front page.</param>
public sealed record RankedReview(string Model, ReviewPeriod Period, ReviewVerdict Verdict, Measurement ProfitAndLoss, Measurement Drawdown, string Page);

/// <summary>A model whose period could not be reviewed.</summary>
/// <param name="Model">The model.</param>
/// <param name="Period">The days.</param>
/// <param name="Because">Why not, and what to do.</param>
public sealed record NotReviewed(string Model, ReviewPeriod Period, string Because);
