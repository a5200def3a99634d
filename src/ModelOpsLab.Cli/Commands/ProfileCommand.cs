using System.CommandLine;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops profile</c>: what a file held, in a few KB that merge and compare instead of the rows.</summary>
static class ProfileCommand
{
    const string Examples = """
          modelops profile 2019.csv --schema s.json --by month --out reference.json
          modelops profile march.csv --schema s.json --reference reference.json --out march.json
          modelops profile --merge monday.json tuesday.json --out week.json
          modelops drift reference.json march.json
        """;

    public static void Add(Action<Command, Work> add)
    {
        var file = new Argument<string?>("FILE") { Description = "Rows as CSV, or a profile as JSON.", Arity = ArgumentArity.ZeroOrOne };
        var schema = new Option<string?>("--schema") { Description = "Columns, their roles and types; needed for CSV.", HelpName = "FILE.json" };
        var reference = new Option<string?>("--reference") { Description = "A profile in whose bins to count, so that the two can be compared or merged.", HelpName = "P.json" };
        var by = new Option<ProfilePeriod?>("--by")
        {
            Description = "One profile a month or day, to rank later periods among.",
            HelpName = "PERIOD",
            CustomParser = result => result.Tokens[0].Value switch
            {
                "month" => ProfilePeriod.Month,
                "day" => ProfilePeriod.Day,
                var other => Inputs.Refuse<ProfilePeriod?>(result, $"--by '{other}' is not a period. Write month or day."),
            },
        };
        var merge = new Option<string[]>("--merge") { Description = "Profiles to put together, with FILE where it is given.", HelpName = "A.json B.json ...", AllowMultipleArgumentsPerToken = true };
        var output = Inputs.FileOption("--out", "Write the profile to a file.", "P.json");
        var html = Inputs.FileOption("--html", "Also write it as a page.");
        add(new CommandWithExamples("profile", "Write what a file held into a small profile: counts, moments, quantiles, categories. Profiles merge, and 'modelops drift' compares them instead of rows.", Examples) { file, schema, reference, by, merge, output, html }, (parsed, session) =>
        {
            string[] others = parsed.GetValue(merge) ?? [];
            if (parsed.GetValue(file) is null && others.Length == 0) throw new InvalidDataException("profile needs FILE, rows as CSV or a profile as JSON, or --merge with profiles.");
            if (others.Append(parsed.GetValue(file)).OfType<string>().GroupBy(Path.GetFullPath).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new InvalidDataException($"{twice.First()} is to be merged twice, and its rows would count twice. Name it once.");
            if (parsed.GetValue(file) is { } known && Inputs.IsProfile(known) && parsed.GetValue(reference) is not null) throw new InvalidDataException($"{known} is a profile, counted in its bins already: --reference is for CSV. Profile the rows again, or leave it out.");
            var (target, page) = (Inputs.Writable(parsed.GetValue(output)), Inputs.Writable(parsed.GetValue(html)));
            var bins = parsed.GetValue(reference) is { } named ? ProfileHistory.Load(named).Whole() : null;
            List<FrameProfile> parts = [.. others.SelectMany(other => ProfileHistory.Load(RequireProfile(other)).Profiles)];
            if (parsed.GetValue(file) is { } path)
                parts.AddRange(Inputs.IsProfile(path) ? ProfileHistory.Load(path).Profiles : Profiles(path, parsed.GetValue(schema), parsed.GetValue(by), bins));
            var merged = others.Length > 0 && parsed.GetValue(by) is null;
            var history = new ProfileHistory { Profiles = merged ? [FrameProfile.Merge(parts)] : parts };
            if (parsed.GetValue(by) is { } period) history = history.By(period);
            if (target is not null) AtomicFile.Write(target, history.ToJson());
            if (page is not null) AtomicFile.Write(page, HtmlWriter.Page(history.ToDocument(), "Profile"));
            session.Out.Write(session.Json ? history.ToJson() : history.ToString());
            return Task.FromResult(ExitCode.Done);
        });
    }

    static IReadOnlyList<FrameProfile> Profiles(string path, string? schema, ProfilePeriod? by, FrameProfile? bins)
    {
        var frame = Frame.ReadCsv(path, Schema.Load(schema ?? throw new InvalidDataException($"{path} is read as CSV, and that needs --schema FILE.json: columns, their roles and types. See 'modelops profile --help'.")));
        var name = Path.GetFileNameWithoutExtension(path);
        return by is { } period ? ProfileHistory.Of(frame, period, bins, name).Profiles : [FrameProfile.Of(frame, bins, name)];
    }

    static string RequireProfile(string path) => Inputs.IsProfile(path) ? path
        : throw new InvalidDataException($"--merge '{path}' is not a profile, which is a .json file. Profile it first: modelops profile {path} --schema FILE.json --out P.json.");
}
