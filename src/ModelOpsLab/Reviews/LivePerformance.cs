using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>All that a model earned since it went live, against its backtest.</summary>
public sealed class LivePerformance
{
    readonly TrackRecord _record;

    internal LivePerformance(TrackRecord record)
    {
        _record = record;
        Live = ReturnSeries.Of(record.Live, record.Calendar);
        Backtest = ReturnSeries.Of(record.Backtest, record.Calendar);
        Difference = SharpeDifference.Of(Live, Backtest);
    }

    /// <summary>Returns since the model went live.</summary>
    public ReturnSeries Live { get; }
    /// <summary>Returns of the out-of-sample backtest.</summary>
    public ReturnSeries Backtest { get; }
    /// <summary>Live Sharpe ratio less that of the backtest.</summary>
    public SharpeDifference Difference { get; }

    /// <summary>Compounded return since the model went live, as a fraction; NaN where it does not exist.</summary>
    public double ProfitAndLoss => Live.CannotCompound is null ? Live.Growth()[^1] : double.NaN;

    /// <summary>Good or bad, plainly.</summary>
    public string Sentence => SentenceIn(Language.English);

    /// <summary>Whether life can be told from the backtest yet.</summary>
    public string ToldApart => ToldApartIn(Language.English);

    /// <inheritdoc cref="Sentence"/>
    public string SentenceIn(Language language)
    {
        if (Live.CannotCompound is { } because) return language.Say($"No live profit or loss: {because}.", $"Pas de résultat en production : {because}.");
        var (since, size) = (language.Date(_record.GoLive), language.Percent(Math.Abs(ProfitAndLoss)));
        return language.Say(
            $"Since {since} the model has {(ProfitAndLoss < 0 ? "lost" : "gained")} {size} of capital after costs.",
            $"Depuis le {since}, le modèle a {(ProfitAndLoss < 0 ? "perdu" : "gagné")} {size} du capital après coûts.");
    }

    /// <inheritdoc cref="ToldApart"/>
    public string ToldApartIn(Language language)
    {
        if (!Difference.Difference.Exists) return language.Say($"Live cannot be compared with the backtest: {Difference.Difference.Because}.", $"La production ne peut être comparée au backtest : {Difference.Difference.Because}.");
        string live = language.Fixed(Difference.Live.Value, 2), backtest = language.Fixed(Difference.Backtest.Value, 2);
        var ratios = language.Say($"Live Sharpe ratio {live} against {backtest} in the backtest", $"Ratio de Sharpe {live} en production contre {backtest} en backtest");
        if (Difference.CanBeTold) return ratios + language.Say($": different at 95 % (p {language.Probability(Difference.PValue)}).", $" : écart significatif à 95 % (p {language.Probability(Difference.PValue)}).");
        var (needed, gap, error) = (Difference.SessionsNeeded, language.Fixed(Difference.Difference.Value, 2), language.Fixed(1.96 * Difference.StandardError, 2));
        return ratios + (needed.Exists
            ? language.Say($": cannot be told apart yet (difference {gap} ± {error}); a gap of this size would show after {language.Count((long)needed.Value)} more sessions.", $" : encore indiscernables (écart {gap} ± {error}) ; un écart de cette taille se verrait après {language.Count((long)needed.Value)} séances de plus.")
            : language.Say($": cannot be told apart yet (difference {gap} ± {error}); {needed.Because}.", $" : encore indiscernables (écart {gap} ± {error}) ; {needed.Because}."));
    }

    internal string PeriodSentence(MonthlyReview review)
    {
        var (language, name) = (review.Options.Language, review.Period.NameIn(review.Options.Language));
        var period = ReturnSeries.Of(review.Rows, _record.Calendar);
        if (period.CannotCompound is { } because) return language.Say($"No profit or loss in {name}: {because}.", $"Pas de résultat, {name} : {because}.");
        var value = period.Growth()[^1];
        var rank = review.Performance.Measurements.FirstOrDefault(m => m.Metric == "performance_rank" && m.Of == "loss");
        var size = language.Percent(Math.Abs(value), 2);
        var ranked = rank is null || value >= 0 ? "." : language.Say($", the {Ordinal((int)rank.Value)}largest loss among the windows of that length in the backtest.", $", la {((int)rank.Value == 1 ? "" : language.Count((int)rank.Value) + "e ")}plus grande perte parmi les fenêtres de cette longueur du backtest.");
        return language.Say($"{name}: {(value < 0 ? "loss" : "gain")} of {size} after costs", $"{Capital(name)} : {(value < 0 ? "perte" : "gain")} de {size} après coûts") + ranked
            + (review.Performance.Severity >= Severity.Warning ? $" {language.Say("Beyond its limits: ", "Au-delà de ses limites : ")}{string.Join("; ", review.Performance.Alerts.Where(a => a.Severity == review.Performance.Severity).Select(a => a.Threshold.Because).Distinct())}." : "");
    }

    static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    static string Ordinal(int n) => n == 1 ? "" : Format.Count(n) + ((n % 100 is 11 or 12 or 13 ? 0 : n % 10) switch { 1 => "st ", 2 => "nd ", 3 => "rd ", _ => "th " });
}
