using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops sign</c>: signs the page of a review with what was decided, and checks that signed pages are what was signed.</summary>
static partial class SignCommand
{
    public static Command Of(Action<Command, Work> handle)
    {
        var page = new Argument<string>("PAGE") { Description = "The page that 'modelops review' wrote; with --check a page or a folder of pages." };
        var decision = Of("--decision", "What was decided. Default: what the page proposes.");
        var proposed = Of("--proposed", "What the page proposes, where its verdict is worded in another way.");
        var because = Inputs.FileOption("--because", "Why; needed where the decision is not the proposed one.", "TEXT");
        var by = Inputs.FileOption("--by", "Who signs. Default: the name you are logged in with.", "NAME");
        var role = Inputs.FileOption("--as", "The line of the sign-off block, as in risk.", "ROLE");
        var model = Inputs.FileOption("--model", "The model. Default: the name of the page says it.", "NAME");
        var month = new Option<string?>("--month") { Description = "The month under review. Default: the name of the page says it.", HelpName = "YYYY-MM" };
        var check = new Option<bool>("--check") { Description = "Sign nothing: compare the pages with what was signed; ends with 1 where one was changed." };
        var sign = new Command("sign", "Sign a review's page: its hash, the decision and your name go into the ledger.") { page, decision, because, role, by, proposed, model, month, check };
        handle(sign, (parsed, session) => Task.FromResult(parsed.GetValue(check)
            ? Check(session, parsed.GetRequiredValue(page))
            : Sign(session, parsed.GetRequiredValue(page), parsed.GetValue(decision), parsed.GetValue(proposed), parsed.GetValue(because) ?? "",
                parsed.GetValue(by) ?? (session.Variable("USER") ?? session.Variable("USERNAME")) switch { { Length: > 0 } name => name, _ => Environment.UserName }, parsed.GetValue(role), parsed.GetValue(model), parsed.GetValue(month))));
        return sign;
    }

    static int Sign(Session session, string page, Decision? decision, Decision? proposed, string because, string by, string? role, string? model, string? month)
    {
        var bytes = Inputs.Document(page);
        var workspace = session.OpenRegistry();
        var name = Path.GetFileNameWithoutExtension(page);
        var named = model ?? workspace.Models.Where(m => name.StartsWith(m + "-", StringComparison.Ordinal)).MaxBy(m => m.Length)
            ?? throw new FormatException($"'{Safe.Text(Path.GetFileName(page))}' names no model of the workspace: give --model NAME and --month YYYY-MM.");
        var period = month is not null ? ReviewPeriod.Month(month) : Period(name, named);
        var proposal = proposed ?? Proposed(Encoding.UTF8.GetString(bytes.Span)) ?? throw new InvalidDataException($"'{Safe.Text(Path.GetFileName(page))}' shows no verdict that is known: say what it proposes with --proposed DECISION.");
        using var registry = ModelRegistry.Open(workspace, session.Clock);
        var signed = registry.Signed.Sign(bytes.Span, new() { Model = named, From = period.From, To = period.To, File = Path.GetFileName(page), Page = "", Proposed = proposal, Decision = decision ?? proposal, Because = because, Role = role }, by);
        session.Say($"{Safe.Text(signed.File)}: {ReviewVerdict.Words(signed.Decision, Language.English)}, signed by {Safe.Text(signed.By)}. Event {Format.Count(signed.Sequence)}, SHA-256 {signed.Sha256}.");
        session.Result(Json(signed));
        return ExitCode.Done;
    }

    static int Check(Session session, string path)
    {
        var workspace = session.OpenRegistry();
        using var registry = ModelRegistry.OpenToRead(workspace) ?? throw new FileNotFoundException($"There is no ledger {workspace.Ledger.Database}: nothing was signed in this workspace yet.", workspace.Ledger.Database);
        var signed = registry.Signed.All();
        IReadOnlyList<SignedPage> pages = Directory.Exists(path) ? SignedPages.Check(signed, path)
            : !File.Exists(path) ? throw new FileNotFoundException($"There is no page or folder '{path}'.", path)
            : signed.LastOrDefault(s => s.File == Path.GetFileName(path)) is { } review ? [SignedPages.Check(review, path)] : throw new KeyNotFoundException($"Nobody signed a page called '{Safe.Text(Path.GetFileName(path))}'.");
        foreach (var page in pages) session.Say(Safe.Text(page.Message));
        if (pages.Count == 0) session.Say("No page was signed yet.");
        var holds = pages.All(p => p.State != SignedPageState.Changed);
        session.Result(new { severity = holds ? Severity.Healthy : Severity.Critical, holds, pages = pages.Select(p => new { p.State, p.Message, signed = Json(p.Review) }) });
        return holds ? ExitCode.Done : ExitCode.DoesNotHold;
    }

    static object Json(SignedReview s) => new { s.Model, s.From, s.To, s.File, sha256 = s.Sha256, s.Proposed, s.Decision, s.Because, s.Role, s.By, s.At, s.Sequence };

    /// <summary>The decision that the first verdict of a page words.</summary>
    static Decision? Proposed(string html) => Headline().Match(html) is { Success: true } found ? ReviewVerdict.DecisionOf(WebUtility.HtmlDecode(found.Groups["text"].Value)) : null;

    static ReviewPeriod Period(string name, string model)
    {
        var rest = name.StartsWith(model + "-", StringComparison.Ordinal) ? name[(model.Length + 1)..] : name;
        if (Days().Match(rest) is { Success: true } days) return ReviewPeriod.Between(Day(days.Groups["from"].Value), Day(days.Groups["to"].Value));
        return Months().Match(rest) is { Success: true } only ? ReviewPeriod.Month(only.Groups["month"].Value) : throw new FormatException($"'{Safe.Text(name)}' names no period: give --month YYYY-MM.");
    }

    static DateOnly Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw new FormatException($"'{text}' is no day.");

    static Option<Decision?> Of(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DECISION",
        CustomParser = result => Enum.GetValues<Decision>().Where(d => Word(d) == result.Tokens[0].Value).Select(d => (Decision?)d).FirstOrDefault()
            ?? Inputs.Refuse<Decision?>(result, $"{name} '{Safe.Text(result.Tokens[0].Value)}' is no decision.{Data.Spelling.Suggest(result.Tokens[0].Value, Enum.GetValues<Decision>().Select(Word))} Decisions are: {string.Join(", ", Enum.GetValues<Decision>().Select(Word))}."),
    };

    static string Word(Decision decision) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(decision.ToString());

    [GeneratedRegex("<section class=\"mol-verdict[^>]*>.*?<p class=\"mol-line1\">(?<text>[^<]*)</p>", RegexOptions.Singleline)]
    private static partial Regex Headline();

    [GeneratedRegex(@"^(?<from>\d{4}-\d{2}-\d{2})-(?<to>\d{4}-\d{2}-\d{2})")]
    private static partial Regex Days();

    [GeneratedRegex(@"^(?<month>\d{4}-\d{2})(?!-?\d)")]
    private static partial Regex Months();
}
