using System.CommandLine;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops review</c>: reviews of one model or all, of a month, several, any days or an incident, each as a page; with a front page where there are several.</summary>
static class ReviewCommand
{
    public static void Add(Action<Command, Work> add)
    {
        var model = new Argument<string?>("MODEL") { Description = "A model of modelops.json. Default: every one.", Arity = ArgumentArity.ZeroOrOne };
        var month = new Option<string?>("--month") { Description = "The month under review; with a colon the first and the last of several, each reviewed by itself.", HelpName = "YYYY-MM[:YYYY-MM]" };
        var from = Inputs.Date("--from", "First day under review, with --to.");
        var to = Inputs.Date("--to", "Last day under review, with --from.");
        var incident = new Option<string?>("--incident") { Description = "The days of an incident, from when it began until it was closed.", HelpName = "ID" };
        var language = new Option<string?>("--lang") { Description = "Language of the pages, en or fr. Default: en.", HelpName = "LANG" };
        var output = Inputs.FileOption("--out", "Folder of the pages. Default: reports.", "DIR");
        var locked = Inputs.Locked();
        var failOn = Inputs.FailOn();
        add(new("review", "Review a model's month: run the review notebook and write its page. Several models or months get a front page that ranks them.") { model, month, from, to, incident, language, output, locked, failOn }, (parsed, session) => RunAsync(
            session, parsed.GetValue(model), workspace => Periods(workspace, parsed.GetValue(month), parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(incident)),
            new(parsed.GetValue(output) ?? "reports", parsed.GetValue(locked), Language.Parse(parsed.GetValue(language) ?? "en")), parsed.GetValue(failOn)));
    }

    static async Task<int> RunAsync(Session session, string? model, Func<Workspace, Periods> asked, ReviewPages pages, Severity? failOn)
    {
        var workspace = session.OpenWorkspace();
        if (model is not null) workspace.Model(model); // an unknown name fails here, before anything is written
        var periods = asked(workspace);
        if ((model ?? periods.Model) is { } one && periods.Days is [var period])
        {
            if (await pages.WriteAsync(session, await LiveState.BeginAsync(session, workspace, one).ConfigureAwait(false), period).ConfigureAwait(false) is not { } page) return ExitCode.DoesNotHold;
            Say(session, page);
            session.Result(page.Result);
            return Inputs.Judge(page.Verdict.Severity, failOn);
        }
        List<ReviewPage> written = [];
        List<NotReviewed> left = [];
        foreach (var name in model is { } named ? [named] : workspace.Models)
        {
            var state = await LiveState.BeginAsync(session, workspace, name).ConfigureAwait(false);
            foreach (var days in periods.Days)
            {
                try
                {
                    if (await pages.WriteAsync(session, state, days).ConfigureAwait(false) is not { } page) return ExitCode.DoesNotHold;
                    written.Add(page);
                    session.Say($"{name}, {days.Name}: {page.Verdict.Text} [{page.Verdict.Severity.ToString().ToLowerInvariant()}]");
                }
                catch (InvalidDataException reason)
                {
                    left.Add(new(name, days, reason.Message));
                    session.Remark($"{name}, {days.Name}: not reviewed. {reason.Message}");
                }
            }
        }
        if (written.Count == 0) throw new InvalidDataException($"Nothing was reviewed: {string.Join(" ", left.Select(l => l.Because).Distinct())}");
        var ranking = new ReviewRanking([.. written.Select(w => w.Ranked)], left);
        var front = Inputs.Writable(Path.Combine(pages.Folder, $"{model ?? "models"}-{periods.Id}.html"))!;
        var title = pages.Language.Say($"Reviews, {periods.NameIn(pages.Language)}", $"Revues, {periods.NameIn(pages.Language)}");
        AtomicFile.Write(front, HtmlWriter.Page(new([new Heading(title, 1), .. ranking.In(pages.Language).Blocks]), title));
        session.Say(front);
        session.Result(new { severity = ranking.Severity, front, reviews = written.Select(w => w.Result), notReviewed = left.Select(l => new { l.Model, period = l.Period.Id, l.Because }) });
        return Inputs.Judge(ranking.Severity, failOn);
    }

    static void Say(Session session, ReviewPage page)
    {
        session.Say($"{page.Ranked.Model}, {page.Ranked.Period.Name}: {page.Verdict.Text} [{page.Verdict.Severity.ToString().ToLowerInvariant()}]");
        foreach (var reason in page.Verdict.Points) session.Say($"- {reason.Text}");
        session.Say(page.File);
    }

    static Periods Periods(Workspace workspace, string? month, DateOnly? from, DateOnly? to, string? incident) => (month, from, to, incident) switch
    {
        ({ } text, null, null, null) => new(ReviewPeriod.Months(text), null),
        (null, { } first, { } last, null) => new([ReviewPeriod.Between(first, last)], null),
        (null, null, null, { } id) => OfIncident(workspace, id),
        (null, null, null, null) => throw new FormatException("Which days? Give --month YYYY-MM, --from DATE --to DATE, or --incident ID."),
        (_, _, _, { }) => throw new FormatException("Give --incident alone: its days are those of the incident."),
        ({ }, _, _, _) => throw new FormatException("Give --month or --from and --to, not both."),
        _ => throw new FormatException("--from and --to go together: give both days."),
    };

    /// <summary>The days of an incident, and the model it is about.</summary>
    static Periods OfIncident(Workspace workspace, string id)
    {
        Live.Demonstration.Ensure(workspace);
        using var registry = ModelRegistry.OpenToRead(workspace) ?? throw new InvalidDataException($"There is no incident '{id}': the workspace has no ledger yet.");
        var incident = registry.Incidents.Incident(id);
        var last = incident.Closed?.At ?? registry.Ledger.Read().Max(e => e.EffectiveAt);
        var from = DateOnly.FromDateTime(incident.BeganAt.UtcDateTime);
        var to = DateOnly.FromDateTime(last.UtcDateTime);
        return new([ReviewPeriod.OfIncident(id, from, to < from ? from : to)], incident.Model ?? workspace.Models.FirstOrDefault(m => incident.Slot is { } slot && workspace.Model(m).Slots.Contains(slot)));
    }
}

/// <summary>The days that are asked for, and the model that they are about where the asker need not say.</summary>
sealed record Periods(IReadOnlyList<ReviewPeriod> Days, string? Model)
{
    /// <summary>For the name of a front page.</summary>
    public string Id => Days.Count == 1 ? Days[0].Id : $"{Days[0].Id}-{Days[^1].Id}";

    public string NameIn(Language language) => Days.Count == 1 ? Days[0].NameIn(language) : language.Say($"{Days[0].NameIn(language)} to {Days[^1].NameIn(language)}", $"de {Days[0].NameIn(language)} à {Days[^1].NameIn(language)}");
}
