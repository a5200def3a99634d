using System.CommandLine;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops audit record</c>: records that people did what a procedure asks for, with the document that shows it.</summary>
static class AuditRecordCommand
{
    /// <summary>What can be recorded, and the kind of the event.</summary>
    static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["review"] = "review.held", ["validation"] = "validation.held", ["assessment"] = "assessment.held", ["notice"] = "notice.given", ["restore"] = "restore.tested",
    };

    public static Command Of(Action<Command, Work> handle)
    {
        var what = new Argument<string>("WHAT") { Description = $"What was done: {string.Join(", ", Kinds.Keys)}." };
        what.AcceptOnlyFromAmong([.. Kinds.Keys]);
        var model = new Option<string?>("--model") { Description = "The model it was done for; without it, for the whole workspace: assessment and restore only.", HelpName = "NAME" };
        var by = new Option<string>("--by") { Description = "Who did it.", Required = true, HelpName = "WHO" };
        var because = new Option<string>("--because") { Description = "What came of it, in a sentence.", Required = true, HelpName = "TEXT" };
        var version = new Option<int?>("--version") { Description = "The version that was judged: validation.", HelpName = "N" };
        var promotion = new Option<long?>("--promotion") { Description = "The event of the promotion that people were told of: notice.", HelpName = "EVENT" };
        var from = Inputs.Date("--from", "First day that it covers.");
        var to = Inputs.Date("--to", "Last day that it covers: the calendar counts it for the period of this day.");
        var page = Inputs.FileOption("--page", "The document that shows it; kept as a blob.");
        var record = new Command("record", "Record that people reviewed, validated, assessed, told, or tried to restore, for the calendar of an audit.") { what, model, by, because, version, promotion, from, to, page };
        handle(record, (parsed, session) =>
        {
            var kind = parsed.GetRequiredValue(what);
            return Task.FromResult(Record(session, kind, parsed.GetValue(model), parsed.GetRequiredValue(by), parsed.GetRequiredValue(because), parsed.GetValue(version), parsed.GetValue(promotion), parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(page)));
        });
        return record;
    }

    static int Record(Session session, string what, string? model, string by, string because, int? version, long? promotion, DateOnly? from, DateOnly? to, string? page)
    {
        var workspace = session.OpenRegistry();
        if (model is not null) _ = workspace.Model(model);
        else if (what is not ("assessment" or "restore")) throw new FormatException($"Which model? A {what} is of one: give --model NAME.");
        if (what == "validation" && version is null) throw new FormatException("Which version? A validation judges one: give --version N.");
        if (what == "notice" && promotion is null) throw new FormatException("Of which promotion? Give --promotion EVENT, as 'modelops audit model' lists it.");
        if (what == "review" && (from is null || to is null)) throw new FormatException("Which days? A review covers some: give --from DATE and --to DATE.");
        if (to < from) throw new FormatException($"--to {Format.Date(to.Value)} lies before --from {Format.Date(from.Value)}.");
        if (string.IsNullOrWhiteSpace(because)) throw new FormatException("What came of it? Give --because TEXT.");
        if (Safe.Text(because) != because) throw new FormatException($"'{Safe.Text(because)}' is too long, or has characters that control or reorder text. Give --because TEXT on one line, without.");
        using var registry = ModelRegistry.Open(workspace, session.Clock);
        if (version is { } number) _ = registry.Version(model!, number);
        if (promotion is { } sequence && registry.Ledger.Read(sequence, sequence).FirstOrDefault() is not { Kind: "model.promoted" }) throw new KeyNotFoundException(FormattableString.Invariant($"Event {sequence} is no promotion."));
        var content = page is null ? null : "blob:sha256:" + registry.Blobs.Write(Inputs.Document(page).ToArray());
        var written = registry.Ledger.Append(LedgerEntry.Of(Kinds[what], by, new { Model = model, Version = version, Promotion = promotion, From = from, To = to, Decision = because, Because = because, Page = content }))[0];
        session.Say($"Event {Format.Count(written.Sequence)}, {written.Kind} by {written.Actor}.");
        session.Result(new { sequence = written.Sequence, kind = written.Kind, by = written.Actor, recordedAt = written.RecordedAt });
        return ExitCode.Done;
    }
}
