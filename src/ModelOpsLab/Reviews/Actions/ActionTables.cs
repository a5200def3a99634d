using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>Actions as a page shows them: those that a review proposes, and what became of earlier ones.</summary>
public static class ActionTables
{
    /// <summary>What a review proposes, each with its evidence, owner, day and expected gain.</summary>
    /// <param name="actions">The actions, most urgent first.</param>
    /// <param name="language">Language of the page.</param>
    public static Document Proposed(IReadOnlyList<PlannedAction> actions, Language language) => actions.Count == 0
        ? new(new Paragraph(language.Say("Nothing is proposed: review again next month.", "Rien n’est proposé : nouvelle revue le mois prochain.")))
        : new(
            new Table([language.Say("action", "action"), language.Say("because", "parce que"), language.Say("owner", "responsable"), new(language.Say("due", "échéance"), Align.Right), language.Say("set in motion", "déclenchement"), language.Say("expected", "attendu"), language.Say("evidence", "preuve")],
                [.. actions.Select(a => (IReadOnlyList<Cell>)[What(a, language), a.Because, Who(a.Owner, language), language.Date(a.Due), Trigger(a, language), Expected(a, language), new TextCell(a.Rule, "#" + a.Evidence)])], Id: "actions"),
            new Note(language.Say(
                "Proposed by rule from the reports above; the committee decides. Due days count business days of the model's market from the last session reviewed. Expected: the value now and the level that the next review measures it against. An action of a kind that is open already is carried over, not proposed again.",
                "Proposé par règle à partir des rapports ci-dessus ; le comité décide. Les échéances comptent les jours ouvrés du marché du modèle depuis la dernière séance revue. Attendu : la valeur actuelle et le niveau auquel la prochaine revue la comparera. Une action du même type déjà ouverte est reportée, non reproposée.")));

    /// <summary>What became of actions of earlier reviews, and whether the gain came that was expected of each.</summary>
    /// <param name="actions">The actions, as they stood at the end of the period.</param>
    /// <param name="now">What this review measured.</param>
    /// <param name="asOf">The day at which lateness is judged: the last of the period.</param>
    /// <param name="language">Language of the page.</param>
    public static Document Earlier(IReadOnlyList<TrackedAction> actions, IReadOnlyList<ReviewFact> now, DateOnly asOf, Language language) => actions.Count == 0
        ? new(new Paragraph(language.Say("No earlier review proposed anything.", "Aucune revue antérieure n’a proposé d’action.")))
        : new(
            new Table([new(language.Say("proposed", "proposée"), Align.Right), language.Say("action", "action"), language.Say("owner", "responsable"), new(language.Say("due", "échéance"), Align.Right), language.Say("state", "état"), language.Say("expected", "attendu"), language.Say("did it come?", "obtenu ?")],
                [.. actions.Select(a => (IReadOnlyList<Cell>)[a.Action.Period, Name(a.Action, language), Who(a.Action.Owner, language), language.Date(a.Action.Due), State(a, asOf, language), Expected(a.Action, language), Came(a, now, language)])], Id: "earlier-actions"),
            new Note(language.Say(
                $"What became of the actions of earlier reviews, from the ledger as it stood at the end of {language.Date(asOf)}. Late: open after its day, or done after it. Whether the gain came is measured for what is done; a number may move for other reasons than the action.",
                $"Ce que sont devenues les actions des revues précédentes, d’après le registre dans son état à la fin du {language.Date(asOf)}. En retard : ouverte après son échéance, ou faite après. Le gain est mesuré pour ce qui est fait ; un chiffre peut bouger pour d’autres raisons que l’action.")));

    /// <summary>An action's state as one cell.</summary>
    static Cell State(TrackedAction action, DateOnly asOf, Language language) => action.State switch
    {
        ActionState.Done when action.IsLate(asOf) => new SeverityCell(Severity.Warning, language.Say("done, late", "faite, en retard")),
        ActionState.Done => new SeverityCell(Severity.Healthy, language.Say("done", "faite")),
        ActionState.Dropped => new SeverityCell(Severity.Unknown, language.Say("dropped", "abandonnée")),
        _ when action.IsLate(asOf) => new SeverityCell(Severity.Critical, language.Say("late", "en retard")),
        ActionState.Taken => language.Say("taken on", "prise en charge"),
        _ => language.Say("open", "ouverte"),
    };

    static Cell Came(TrackedAction action, IReadOnlyList<ReviewFact> now, Language language)
    {
        var gain = GainFinding.Of(action, now);
        if (action.State == ActionState.Dropped) return language.Say($"not expected any more: {action.Steps[^1].Because}", $"n’est plus attendu : {action.Steps[^1].Because}");
        var value = gain.Now is { Exists: true } m ? language.Value(m.Value, m.Unit) : "";
        if (action.IsOpen) return value.Length > 0 ? language.Say($"not done; now {value}", $"pas faite ; actuellement {value}") : language.Say("not done", "pas faite");
        return gain.Came switch
        {
            true => new SeverityCell(Severity.Healthy, language.Say($"came: {value}", $"oui : {value}")),
            false => new SeverityCell(Severity.Warning, language.Say($"did not come: {value}", $"non : {value}")),
            null => language.Say($"not measurable: {gain.Because}", $"non mesurable : {gain.Because}"),
        };
    }

    static string Expected(PlannedAction action, Language language)
    {
        if (action.Gain is not { } gain) return language.Say("no number", "sans chiffre");
        var side = gain.Bad == Side.Above ? language.Say("at most", "au plus") : language.Say("at least", "au moins");
        return $"{gain.Metric}{(gain.Of.Length > 0 ? language.Say($" of {gain.Of}", $" de {gain.Of}") : "")} {language.Say($"from {language.Value(gain.Before, gain.Unit)} to {side} {language.Value(gain.Target, gain.Unit)}", $"de {language.Value(gain.Before, gain.Unit)} à {side} {language.Value(gain.Target, gain.Unit)}")}";
    }

    static string Who(string owner, Language language) => owner == ActionOwners.Nobody ? language.Say(owner, "personne de désigné") : owner;

    /// <summary>The same in a word or two, for those that a page has shown in full before.</summary>
    static string Name(PlannedAction action, Language language) => action.Name switch
    {
        "stop" => language.Say("stop", "arrêter"),
        "roll-back" => language.Say("roll back", "revenir en arrière"),
        "correct-data" => language.Say("correct the data", "corriger les données"),
        "halve-risk" => language.Say("halve the risk", "réduire le risque de moitié"),
        "retrain" => language.Say("retrain", "réentraîner"),
        "investigate-errors" => language.Say("investigate the errors", "examiner les erreurs"),
        "compare-baselines" => language.Say("compare with baselines", "comparer aux références"),
        "look-again" => language.Say("look again", "réexaminer"),
        _ => action.What,
    };

    /// <summary>What is to be done: of the kinds that reviews propose, in both languages.</summary>
    static string What(PlannedAction action, Language language) => language.Say(action.What, action.Name switch
    {
        "stop" => "Retirer le modèle du marché et servir son repli",
        "roll-back" => "Revenir à la version antérieure dont la supériorité est démontrée",
        "correct-data" => "Vérifier les données de la période auprès de leur source, les corriger et refaire la revue",
        "halve-risk" => "Réduire de moitié la limite de position jusqu’à ce que l’avantage soit démontré, ou qu’un modèle entraîné sur de telles entrées soit en production",
        "retrain" => "Réentraîner sur toutes les données disponibles et comparer au modèle en production aux mêmes dates avant toute promotion",
        "investigate-errors" => "Examiner les erreurs de la période par jour et par régime",
        "compare-baselines" => "Comparer aux références naïves (sans changement, moyenne croissante) sur la période de production",
        "look-again" => "Réexaminer ce qui sort de l’ordinaire avant la prochaine revue",
        _ => action.What,
    });

    static string Trigger(PlannedAction action, Language language) => language.Say(action.Trigger, action.Trigger switch
    {
        "when the page is signed" => "à la signature de la page",
        "at the next session" => "à la prochaine séance",
        "by the calendar" => "selon le calendrier",
        "before anything else is decided on these data" => "avant toute autre décision sur ces données",
        "when the sessions are there" => "quand les séances seront disponibles",
        "at once, when two people have approved" => "immédiatement, après deux approbations",
        "at once, and until a person arms the slot again" => "immédiatement, jusqu’à réarmement par une personne",
        _ => action.Trigger,
    });
}
