using System.Globalization;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>The events of a period as people read them.</summary>
static class PeriodEventsText
{
    const int MostRows = 40;

    public static Document Of(PeriodEvents events, Language language)
    {
        var rows = Rows(events, language).OrderBy(r => r.At).ThenBy(r => r.Place).ToArray();
        return new(
        [
            new Paragraph(Sentence(events, language)),
            .. rows.Length > 0 ? [Picture(events, language), Table(rows, language)] : (Block[])[],
            new Note(language.Say(
                $"Deployments, incidents and reviews from the ledger, by their number in it; alerts {(events.NoAlertsBecause is { } none ? $"unknown: {none}" : events.AlertsAreReplayed ? "as a monitor would have raised them on the same rows: none had run" : "as the monitor raised them")}. Nothing after {language.Date(events.Period.To)}. Times are UTC.",
                $"Déploiements, incidents et revues : registre, avec leur numéro ; alertes {(events.NoAlertsBecause is { } aucune ? $"inconnues ({aucune})" : events.AlertsAreReplayed ? "telles qu’un moniteur les aurait émises sur les mêmes lignes, aucun n’ayant tourné" : "telles que le moniteur les a émises")}. Rien après le {language.Date(events.Period.To)}. Heures UTC.")),
        ]);
    }

    /// <summary>The period in one sentence.</summary>
    static string Sentence(PeriodEvents events, Language language)
    {
        int fired = events.Alerts.Count, pages = events.Alerts.Count(a => a.Severity == Severity.Critical), changes = events.Deployments.Count(d => IsNew(events, d)), incidents = events.Incidents.Count, open = events.Incidents.Count(i => i.Closed is null);
        var before = events.Reviews is [.., var last]
            ? language.Say($" The review before covered {language.Date(last.From)} to {language.Date(last.To)}{(last.Decision.Length > 0 ? $" and decided: {last.Decision}" : "")}.", $" La revue précédente portait sur la période du {language.Date(last.From)} au {language.Date(last.To)}{(last.Decision.Length > 0 ? $" ; décision : {last.Decision}" : "")}.")
            : language.Say(" No review before is recorded.", " Aucune revue antérieure n’est enregistrée.");
        return language.Say(
            $"Since {language.Date(events.Since)}: {(events.NoAlertsBecause is null ? $"{Count(fired, "alert", "alerts")}, {Count(pages, "of them a page", "of them pages")}" : "alerts unknown")}; {Count(incidents, "incident", "incidents")}, {language.Count(open)} still open; {Count(changes, "change", "changes")} of what is live.",
            $"Depuis le {language.Date(events.Since)} : {(events.NoAlertsBecause is null ? $"{Count(fired, "alerte", "alertes")}, dont {Count(pages, "appel d’astreinte", "appels d’astreinte")}" : "alertes inconnues")} ; {Count(incidents, "incident", "incidents")}, dont {language.Count(open)} en cours ; {Count(changes, "changement", "changements")} de la version en production.") + before;

        string Count(int n, string one, string many) => $"{language.Count(n)} {(n == 1 || (n == 0 && language == Language.French) ? one : many)}";
    }

    static bool IsNew(PeriodEvents events, Deployment deployment) => DateOnly.FromDateTime(deployment.From.UtcDateTime) >= events.Since;

    /// <summary>Which version was live, when alerts fired, and the incidents, on one axis.</summary>
    static SpanChart Picture(PeriodEvents events, Language language)
    {
        double from = Day(events.Since.ToDateTime(default)), to = Day(events.Period.To.AddDays(1).ToDateTime(default));
        var versions = events.Deployments.Select(d => d.Version).Distinct().Order().ToArray();
        string[] rows =
        [
            .. versions.Select(v => string.Create(CultureInfo.InvariantCulture, $"version {v}")),
            .. events.Alerts.Select(a => NameOf(a.Key)).Distinct(StringComparer.Ordinal),
            .. events.Incidents.Select(i => i.Id),
        ];
        return new()
        {
            Title = language.Say("What was live, what fired, and the incidents", "Version en production, alertes et incidents"),
            Rows = rows,
            Kinds =
            [
                new(language.Say("live", "en production"), SeriesRole.Secondary), new(language.Say("halted or reduce only", "arrêté ou en réduction seule"), SeriesRole.Reference),
                new(language.Say("ticket", "ticket"), SeriesRole.Limit), new(language.Say("page or incident", "astreinte ou incident"), SeriesRole.Live),
            ],
            Spans =
            [
                .. events.Deployments.Select(d => Cut(Array.IndexOf(versions, d.Version), d.From.UtcDateTime, d.Until?.UtcDateTime, d.State == SlotState.Active ? 0 : 1)),
                .. events.Alerts.Select(a => Cut(Array.IndexOf(rows, NameOf(a.Key)), a.From, a.To, a.Severity == Severity.Critical ? 3 : 2)),
                .. events.Incidents.Select(i => Cut(Array.IndexOf(rows, i.Id), i.OpenedAt.UtcDateTime, i.Closed?.At.UtcDateTime, 3)),
            ],
            From = from, To = to, Id = "events",
        };

        Span Cut(int row, DateTime begin, DateTime? end, int kind)
        {
            var start = Math.Clamp(Day(begin), from, to);
            return new(row, start, Math.Max(start, Math.Clamp(end is { } e ? Day(e) : to, from, to)), kind);
        }
    }

    static Table Table(Row[] rows, Language language) => new(
        [language.Say("when", "quand"), language.Say("what", "quoi"), language.Say("by", "par"), language.Say("why", "motif"), new(language.Say("ledger", "registre"), Align.Right)],
        [.. rows.TakeLast(MostRows).Select(r => (IReadOnlyList<Cell>)[When(r.At, language), r.What, r.By, r.Because, r.Place > 0 ? language.Count(r.Place) : "–"])],
        rows.Length > MostRows ? language.Say($"The last {language.Count(MostRows)} of {language.Count(rows.Length)}.", $"Les {language.Count(MostRows)} derniers sur {language.Count(rows.Length)}.") : "", "period-events");

    static IEnumerable<Row> Rows(PeriodEvents events, Language language)
    {
        foreach (var d in events.Deployments.Where(d => IsNew(events, d)))
            yield return new(d.From.UtcDateTime, StateOf(d, language), d.By, d.Because, d.Sequence);
        foreach (var a in events.Alerts)
        {
            var value = language.Value(a.Evidence.Value, a.Evidence.Unit);
            var until = a.To is { } end ? language.Say($"until {When(end, language)}", $"jusqu’au {When(end, language)}") : language.Say("still firing", "toujours active");
            yield return new(a.From, (a.Severity == Severity.Critical ? language.Say("page", "astreinte") : language.Say("ticket", "ticket")) + $" {NameOf(a.Key)}", "modelops",
                a.Evidence.Exists ? language.Say($"{a.Evidence.Metric} at {value}; {until}", $"{a.Evidence.Metric} à {value} ; {until}") : a.Evidence.Because ?? "", 0);
        }
        foreach (var i in events.Incidents)
        {
            yield return new(i.OpenedAt.UtcDateTime, language.Say($"{i.Id} opened", $"{i.Id} ouvert"), i.OpenedBy, i.Title, i.Sequence);
            if (i.Closed is { } closed) yield return new(closed.At.UtcDateTime, language.Say($"{i.Id} closed", $"{i.Id} clos"), closed.By, closed.Because, closed.Sequence);
        }
    }

    static string StateOf(Deployment d, Language language) => d.State switch
    {
        SlotState.Active => language.Say($"version {Number(d)} live", $"version {Number(d)} en production"),
        SlotState.ReduceOnly => language.Say($"version {Number(d)}: positions may only shrink", $"version {Number(d)} : positions en réduction seule"),
        _ => language.Say($"version {Number(d)} stopped, fallback served", $"version {Number(d)} arrêtée, repli servi"),
    };

    static string Number(Deployment d) => d.Version.ToString(CultureInfo.InvariantCulture);

    /// <summary>The rule and what it is about, without the model's name.</summary>
    static string NameOf(string key) => key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..].TrimEnd('/');

    static string When(DateTime time, Language language) => language.Date(DateOnly.FromDateTime(time)) + (time.TimeOfDay == TimeSpan.Zero ? "" : time.ToString(" HH:mm", CultureInfo.InvariantCulture));
    static double Day(DateTime time) => (time - DateTime.UnixEpoch).TotalDays;

    readonly record struct Row(DateTime At, string What, string By, string Because, long Place);
}
