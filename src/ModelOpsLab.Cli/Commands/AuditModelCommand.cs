using System.CommandLine;
using ModelOpsLab.Audit;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops audit model</c>: a model against its calendar and the articles of a regime, gaps first.</summary>
static class AuditModelCommand
{
    public static Command Of(Action<Command, Work> handle)
    {
        var name = new Argument<string>("MODEL") { Description = "A model of modelops.json." };
        var asOf = Inputs.Date("--as-of", "Only what was recorded up to the end of this day is known. Default: today.");
        var regime = new Option<string>("--regime") { Description = $"The rules it is held against: {string.Join(", ", AuditRegime.All.Select(r => r.Name))}.", HelpName = "NAME", DefaultValueFactory = _ => "rts6" };
        var html = Inputs.FileOption("--html", "Also write the whole audit as one page.");
        var failOn = Inputs.FailOn();
        var model = new Command("model", "Hold a model against its calendar and the articles of a regime: what is missing, what to do, and the events that show it.") { name, asOf, regime, html, failOn };
        handle(model, (parsed, session) => Task.FromResult(Run(session, parsed.GetRequiredValue(name), parsed.GetValue(asOf), parsed.GetValue(regime)!, Inputs.Writable(parsed.GetValue(html)), parsed.GetValue(failOn))));
        return model;
    }

    static int Run(Session session, string model, DateOnly? asOf, string regime, string? html, Severity? failOn)
    {
        var audit = ModelAudit.Of(session.OpenRegistry(), model, asOf ?? DateOnly.FromDateTime(session.Clock.GetUtcNow().UtcDateTime), regime);
        if (html is not null) AtomicFile.Write(html, HtmlWriter.Page(audit.ToDocument(), $"{model}, audit"));
        if (!session.Json) session.Out.Write(Safe.Print(new([.. audit.Summary.ToDocument().Blocks, .. audit.GapList.ToDocument().Blocks, .. audit.Articles.ToDocument().Blocks])));
        session.Result(new
        {
            severity = audit.Severity, model, asOf = audit.AsOf, regime, html, findings = audit.Findings,
            articles = audit.Regime.Articles.Select(a => new { a.Name, a.Asks, a.Binding, a.Source, a.Findings, outcome = audit.OutcomeOf(a) }),
        });
        return Inputs.Judge(audit.Severity, failOn);
    }
}
