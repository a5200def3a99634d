using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Audit;

/// <summary>What was to be done again and again, against the calendar that the workspace declares.</summary>
static class ProcedureSection
{
    public const string Id = "procedures";

    public static AuditSection Of(AuditHistory history)
    {
        var rows = Procedures(history).Select(p => (p.Name, p.Definition, p.Kind, p.Member, Periods: p.Definition is { } definition && history.FirstLive is { } first ? ProcedurePeriod.Of(definition, first, history.AsOf, Done(history, p.Kind)) : [])).ToArray();
        return new(Id, "Procedures",
        [
            new Table(["procedure", "every", new("periods due", Align.Right), new("in time", Align.Right), new("late", Align.Right), new("missed", Align.Right), "last", "next due"], [.. rows.Select(r => (IReadOnlyList<Cell>)
            [
                r.Name, r.Definition is { } d ? Every(d) : "not declared", Count(r.Periods.Count(p => p.Done is not null || p.IsMissed(history.AsOf))), Count(r.Periods.Count(p => p is { Done: not null, IsLate: false })),
                Count(r.Periods.Count(p => p.IsLate)), Count(r.Periods.Count(p => p.IsMissed(history.AsOf))), Done(history, r.Kind) is [.., var last] ? Format.Date(last.Day()) : "never",
                r.Periods.FirstOrDefault(p => p.Done is null && !p.IsMissed(history.AsOf)) is { } next ? Format.Date(next.Due) : "",
            ])], history.FirstLive is null ? "The calendar begins when the model first goes live." : $"Periods are counted from {Format.Date(ProcedurePeriod.Begin(history.FirstLive.Value))[..7]}; the model first went live on {Format.Date(history.FirstLive.Value)}."),
            .. Calendar(history, rows[0].Definition, rows[0].Periods),
        ], [.. rows.Select(r => Finding(history, r.Name, r.Definition, r.Kind, r.Member, r.Periods))]);
    }

    /// <summary>What was done; a review that was signed was held.</summary>
    static IReadOnlyList<LedgerEvent> Done(AuditHistory history, string kind) => kind == AuditEvents.Reviewed ? history.Of(AuditEvents.Reviewed, AuditEvents.ReviewSigned) : history.Of(kind);

    static IEnumerable<(string Name, ProcedureDefinition? Definition, string Kind, string Member)> Procedures(AuditHistory history)
    {
        var calendar = history.Workspace.Procedures;
        yield return ("review", calendar.Review, AuditEvents.Reviewed, "review");
        yield return ("reproduction", calendar.Reproduction, AuditEvents.Reproduced, "reproduction");
        yield return ("drill of the stop", calendar.KillDrill, AuditEvents.Drilled, "killDrill");
        yield return ("training", calendar.Training, AuditEvents.Registered, "training");
        yield return ("validation", calendar.Validation, AuditEvents.Validated, "validation");
        yield return ("self-assessment", calendar.SelfAssessment, AuditEvents.Assessed, "selfAssessment");
    }

    static IEnumerable<Block> Calendar(AuditHistory history, ProcedureDefinition? review, IReadOnlyList<ProcedurePeriod> periods)
    {
        ProcedurePeriod[] judged = [.. periods.Where(p => p.Done is not null || p.IsMissed(history.AsOf))];
        if (review is not { EveryMonths: 1 } || judged.Length == 0) yield break;
        yield return new MonthHeatMap
        {
            Title = "Reviews: days to spare before the due day",
            Months = [.. judged.Select(p => new MonthValue(p.From.Year, p.From.Month, p.DaysToSpare(history.AsOf)))],
            Format = AxisFormat.Number,
            Caption = "By the month reviewed. Negative: held late, or missing to the day of this audit.",
        };
    }

    static AuditFinding Finding(AuditHistory history, string name, ProcedureDefinition? definition, string kind, string member, IReadOnlyList<ProcedurePeriod> periods)
    {
        if (definition is null) return new(name, AuditOutcome.NotMet, "No calendar is declared for it.", $"Declare {member} under procedures in modelops.json.", Id, []);
        if (history.FirstLive is null) return new(name, AuditOutcome.NotApplicable, "Nothing was ever live.", "", Id, []);
        var done = periods.Where(p => p.Done is not null).ToArray();
        ProcedurePeriod[] missed = [.. periods.Where(p => p.IsMissed(history.AsOf))], late = [.. periods.Where(p => p.IsLate)];
        long[] events = [.. done.Select(p => p.Done!.Sequence)];
        return missed.Length > 0 ? new(name, AuditOutcome.NotMet, $"Missed in {Format.Count(missed.Length)} of {Format.Count(done.Length + missed.Length)} periods, {Named(missed)}.", $"Do it now and record it, as {kind}.", Id, events)
            : late.Length > 0 ? new(name, AuditOutcome.NotMet, $"Late in {Format.Count(late.Length)} of {Format.Count(done.Length)} periods, {Named(late)}.", "Say in the next review why it was late, and what keeps it from being so again.", Id, [.. late.Select(p => p.Done!.Sequence)])
            : done.Length > 0 ? new(name, AuditOutcome.Met, $"In time in each of {Format.Count(done.Length)} period{(done.Length == 1 ? "" : "s")}.", "", Id, events)
            : new(name, AuditOutcome.NotApplicable, $"The first is due {(periods.Count > 0 ? $"on {Format.Date(periods[0].Due)}" : "later")}.", "", Id, []);
    }

    static string Named(IReadOnlyList<ProcedurePeriod> periods) => string.Join(", ", periods.Take(4).Select(p => Format.Date(p.From)[..7])) + (periods.Count > 4 ? " and later" : "");

    static string Every(ProcedureDefinition definition) => $"{(definition.EveryMonths == 1 ? "every month" : $"every {Format.Count(definition.EveryMonths)} months")}, within {Format.Count(definition.WithinDays)} days";

    static string Count(int count) => Format.Count(count);
}
