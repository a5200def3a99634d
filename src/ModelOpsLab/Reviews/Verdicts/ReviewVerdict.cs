using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>A decision, the severity it is shown with, the reasons in the order they weighed, and every rule behind it.</summary>
public sealed record ReviewVerdict(Decision Decision, Severity Severity, IReadOnlyList<Point> Reasons)
{
    /// <summary>What each rule came to, in the order of the list.</summary>
    public IReadOnlyList<RuleFinding> Rules { get; init; } = [];
    /// <summary>The rules that fired, the one that decided first.</summary>
    public IEnumerable<RuleFinding> Fired => Rules.Where(r => r.Fires == true);
    /// <summary>The rule that decided; null where the verdict was not made by rules.</summary>
    public RuleFinding? Decided => Fired.FirstOrDefault();
    /// <summary>More sessions that are needed; null unless the decision is that there are not enough data, and where their number is not known.</summary>
    public int? SessionsNeeded { get; init; }

    /// <summary>The verdict that follows from facts: the first rule that fires decides.</summary>
    /// <exception cref="InvalidDataException">The list of rules is not sound, or asks for something of which nothing was measured: all that is wrong is named.</exception>
    public static ReviewVerdict Of(IReadOnlyList<ReviewRule> rules, ReviewFacts facts)
    {
        if (ReviewRules.Problems(rules).ToArray() is { Length: > 0 } problems) throw new InvalidDataException($"The rules of the review are not sound: {string.Join("; ", problems)}.");
        RuleFinding[] findings = [.. rules.Select(rule => RuleFinding.Of(rule, facts))];
        var decided = findings.First(f => f.Fires == true);
        var decision = decided.Rule.Decision;
        var least = decision switch { Decision.Stop or Decision.RollBack or Decision.Undecided => Severity.Critical, Decision.Retrain or Decision.Reduce or Decision.Watch => Severity.Warning, _ => Severity.Healthy };
        return new(decision, decision == Decision.NotEnoughData ? Severity.Unknown : (Severity)Math.Max((int)least, (int)facts.Worst), [])
        {
            Rules = findings, SessionsNeeded = decision == Decision.NotEnoughData ? Needed(decided, facts) : null,
        };
    }

    /// <summary>The decision in words, in English.</summary>
    public string Headline => HeadlineIn(Language.English);

    /// <summary>The decision in words.</summary>
    public string HeadlineIn(Language language) => Decision == Decision.NotEnoughData && SessionsNeeded is { } more
        ? $"{Words(Decision, language)}{language.Say(":", " :")} {language.Say($"{language.Count(more)} more {(more == 1 ? "session" : "sessions")}", $"encore {language.Count(more)} {(more == 1 ? "séance" : "séances")}")}"
        : Words(Decision, language);

    /// <summary>The decision that a headline words, in English or French; null where it words none.</summary>
    public static Decision? DecisionOf(string headline) => Enum.GetValues<Decision>().Where(d => new[] { Language.English, Language.French }
        .Any(l => headline == Words(d, l) || (d == Decision.NotEnoughData && headline.StartsWith(Words(d, l) + l.Say(":", " :"), StringComparison.Ordinal)))).Select(d => (Decision?)d).FirstOrDefault();

    /// <summary>The rules that fired, the one that decided first, each with the values that made it so and a link to where they are shown; those that could not be judged below.</summary>
    public Document RulesIn(Language language)
    {
        var unknown = Rules.Where(r => r.Fires is null).ToArray();
        return new(
        [
            new Table([language.Say("rule", "règle"), language.Say("leads to", "conduit à"), language.Say("because", "parce que"), language.Say("found", "constaté"), language.Say("evidence", "preuve"), ""],
                [.. Fired.Select((r, i) => (IReadOnlyList<Cell>)[r.Rule.Name, Words(r.Rule.Decision, language), Because(r.Rule, language), r.Conditions.Count == 0 ? language.Say("always", "toujours") : r.Because, Linked(r), i == 0 ? language.Say("decided", "a décidé") : ""])], Id: "rules"),
            new Note(language.Say($"Rules are asked in their order in modelops.json; the first that fires decides. {language.Count(Rules.Count(r => r.Fires == false))} of {language.Count(Rules.Count)} did not fire.",
                $"Les règles sont lues dans l’ordre de modelops.json ; la première qui s’applique décide. {language.Count(Rules.Count(r => r.Fires == false))} sur {language.Count(Rules.Count)} ne s’appliquent pas.")
                + (unknown.Length == 0 ? "" : language.Say(" Could not be judged: ", " N’ont pu être jugées : ") + string.Join("; ", unknown.Select(r => language.Say($"{r.Rule.Name} ({r.Because})", r.Rule.Name))) + ".")),
        ]);
    }

    /// <summary>The rule that decided as the first reason of the page.</summary>
    internal Point? DecidingReason(Language language) => Decided is not { } decided || decided.Conditions.Count == 0 ? null
        : new($"{Capital(Because(decided.Rule, language))}{language.Say(": ", " : ")}{decided.Because} ({language.Say("rule", "règle")} {decided.Rule.Name}).", Severity, decided.Held.Select(c => c.Evidence).FirstOrDefault(e => e.Length > 0) ?? "rules");

    /// <summary>A decision in words.</summary>
    public static string Words(Decision decision, Language language) => decision switch
    {
        Decision.Keep => language.Say("Keep", "Conserver"),
        Decision.Watch => language.Say("Keep, and watch", "Conserver sous surveillance"),
        Decision.Retrain => language.Say("Retrain", "Réentraîner"),
        Decision.Stop => language.Say("Stop", "Arrêter"),
        Decision.Reduce => language.Say("Reduce", "Réduire"),
        Decision.RollBack => language.Say("Roll back", "Revenir à la version antérieure"),
        Decision.NotEnoughData => language.Say("Not enough data", "Données insuffisantes"),
        _ => language.Say("Not decided: correct the data first", "Pas de décision : corriger d’abord les données"),
    };

    /// <summary>Why a rule says what it says; those of the defaults are known in both languages.</summary>
    internal static string Because(ReviewRule rule, Language language) => language.Say(rule.Because, ReviewRules.Default.Contains(rule) ? DefaultInFrench(rule.Name) : rule.Because);

    static string DefaultInFrench(string rule) => rule switch
    {
        "short-period" => "moins de dix séances ne disent rien d’une stratégie quotidienne",
        "unsound-data" => "rien de ce qui est mesuré sur des données défectueuses n’est fiable : les corriger, puis refaire la revue",
        "earlier-version-better" => "la version en production cause une perte, et une version antérieure est meilleure aux mêmes dates",
        "loss-limit" => "la perte dépasse le mandat, ou toute perte du backtest",
        "edge-gone" => "backtest et production réunis montrent un avantage sous son plancher",
        "unknown-world" => "le modèle reçoit des entrées hors de son apprentissage, ou se trompe comme jamais",
        "challenger-leads" => "un challenger a franchi la porte de promotion",
        "risk-without-edge" => "une limite de risque est franchie sans que l’avantage soit démontré : moitié du risque d’ici là",
        "out-of-the-ordinary" => "quelque chose sort de l’ordinaire, sans rien exiger de plus",
        _ => "rien ne ressort",
    };

    /// <summary>A link to what shows the first condition that held.</summary>
    static Cell Linked(RuleFinding finding) => finding.Held.Select(c => c.Evidence).FirstOrDefault(e => e.Length > 0) is { } id ? new TextCell(id, "#" + id) : "";

    static int? Needed(RuleFinding decided, ReviewFacts facts) =>
        decided.Held.Where(c => c.Condition is { Metric: "sessions" or "live_sessions", Below: not null } && c.Measurement is { Exists: true }).Select(c => (int?)Math.Ceiling(c.Condition.Below!.Value - c.Measurement!.Value)).Max()
        ?? (facts.Odds is { SessionsNeeded.Exists: true } odds ? (int)odds.SessionsNeeded.Value : null);

    static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
