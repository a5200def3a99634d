using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops drift</c>: has the distribution of the inputs changed from one file, or one profile, to another, are the rows sound, and can the alarm be believed?</summary>
static class DriftCommand
{
    const string Examples = """
          modelops drift history.csv march.csv --schema s.json --html march.html
          modelops drift history.csv march.csv --schema s.json --placebo      how often the detector alarms on the past of history.csv
          modelops drift history.csv --schema s.json --placebo --window 21    the same for windows of 21 rows, without a period
          modelops drift history.json march.json                              profiles instead of rows: see 'modelops profile --help'
        """;

    public static void Add(Action<Command, Work> add)
    {
        var reference = new Argument<string>("REF") { Description = "Rows the model knows, as CSV; or a profile of them (.json), better one a month." };
        var current = new Argument<string?>("CUR") { Description = "Rows under review, as CSV, or their profile (.json). Left out only with --placebo.", Arity = ArgumentArity.ZeroOrOne };
        var schema = new Option<string?>("--schema") { Description = "Columns, their roles and types; needed for CSV.", HelpName = "FILE.json" };
        var html = Inputs.FileOption("--html", "Also write the report as a page, with pictures of each input.");
        var placebo = new Option<bool>("--placebo") { Description = "Also replay the detector over past windows of REF: false-alarm rate, shifts seen, and what simpler rules and 'always alarm' score." };
        var window = new Option<int?>("--window")
        {
            Description = "With --placebo: rows of a past window. Default: windows like CUR, or calendar months.",
            HelpName = "ROWS",
            CustomParser = result => int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows >= 2
                ? rows
                : Inputs.Refuse<int?>(result, $"--window '{result.Tokens[0].Value}' is not a number of rows. Write a whole number like 21."),
        };
        var pastOnly = new Option<bool>("--past-only") { Description = "With --placebo: judge each past window against what came before it only." };
        var match = new Option<ReferenceMatch>("--match")
        {
            Description = "Compare rows with reference rows of the same weekday, time (of day), month or volatility (third of its range) only.",
            HelpName = "CONTEXT",
            CustomParser = result => result.Tokens[0].Value switch
            {
                "weekday" => ReferenceMatch.Weekday,
                "time" => ReferenceMatch.TimeOfDay,
                "month" => ReferenceMatch.Month,
                "volatility" => ReferenceMatch.VolatilityTercile,
                var other => Inputs.Refuse<ReferenceMatch>(result, $"--match '{other}' is not a context. Write weekday, time, month or volatility."),
            },
        };
        var matchColumn = new Option<string?>("--match-column") { Description = "Column of the returns whose volatility --match volatility takes. Default: the schema's return column.", HelpName = "COLUMN" };
        var failOn = Inputs.FailOn();
        add(new CommandWithExamples("drift", "Compare the inputs of two files, and check the rows of the second against the first.", Examples) { reference, current, schema, html, match, matchColumn, placebo, window, pastOnly, failOn }, async (parsed, session) =>
        {
            var (before, now, page) = (parsed.GetRequiredValue(reference), parsed.GetValue(current), Inputs.Writable(parsed.GetValue(html)));
            var replay = parsed.GetValue(placebo) ? new PlaceboOptions { Rows = parsed.GetValue(window), PastOnly = parsed.GetValue(pastOnly) } : null;
            if (now is null && replay is null) throw new InvalidDataException("drift needs REF and CUR; CUR may be left out only with --placebo.");
            if (replay is null && (parsed.GetValue(window) is not null || parsed.GetValue(pastOnly))) throw new InvalidDataException("--window and --past-only belong to --placebo. Add it, or leave them out.");
            var options = new DriftOptions { Match = parsed.GetValue(match), MatchColumn = parsed.GetValue(matchColumn) };
            if (options.MatchColumn is not null && options.Match != ReferenceMatch.VolatilityTercile) throw new InvalidDataException("--match-column belongs to --match volatility. Add it, or leave the column out.");
            var result = Inputs.IsProfile(before) || (now is not null && Inputs.IsProfile(now))
                ? Profiles(before, now, parsed.GetValue(schema), replay, options)
                : await RowsAsync(before, now, parsed.GetValue(schema), replay, options, page is not null, session).ConfigureAwait(false);
            if (page is not null) AtomicFile.Write(page, HtmlWriter.Page(new(result.Blocks), result.Title));
            session.Out.Write(session.Json ? ResultJson.Write(result.Json()) : string.Join("\n", result.Reports.Select(r => r.Report.ToString())));
            return Inputs.Judge(result.Reports.Max(r => r.Report.Severity), parsed.GetValue(failOn));
        });
    }

    /// <summary>Reports under their names in the JSON: the first is the object itself.</summary>
    sealed record Result(string Title, IReadOnlyList<(string Name, Report Report)> Reports, IReadOnlyList<Block> Blocks)
    {
        public JsonObject Json()
        {
            JsonObject[] parts = [.. Reports.Select(r => JsonNode.Parse(ReportJson.Write(r.Report))!.AsObject())];
            foreach (var (i, part) in parts.Index().Skip(1)) parts[0][Reports[i].Name] = part;
            parts[0]["severity"] = parts[Reports.Index().MaxBy(r => r.Item.Report.Severity).Index]["severity"]!.DeepClone();
            return parts[0];
        }
    }

    static async Task<Result> RowsAsync(string before, string? now, string? schema, PlaceboOptions? replay, DriftOptions options, bool pictures, Session session)
    {
        var columns = Load(schema, before);
        var second = Task.Run(() => now is null ? null : Rows(now, columns));
        var reference = Rows(before, columns);
        var current = await second.ConfigureAwait(false);
        var detector = new DriftDetector(reference) { Options = options };
        List<(string Name, Report Report)> reports = [];
        List<Block> blocks = [];
        if (current is not null)
        {
            var drift = detector.MonitorInputDistributionDrift(current);
            var quality = new RealTimeMonitor(reference).MonitorDataQuality(current);
            reports.AddRange([("", drift), ("dataQuality", quality)]);
            blocks.AddRange([.. drift.ToDocument().Blocks, .. pictures ? detector.PictureInputs(current, drift) : [], .. quality.ToDocument().Blocks]);
        }
        if (replay is not null)
        {
            var placebo = await Progress.During<PlaceboReport>(session, "Replaying past windows", steps => Task.Run(
                () => detector.RunPlacebo(current, replay, new Steps(steps), session.Cancel), session.Cancel)).ConfigureAwait(false);
            reports.Add(("placebo", placebo));
            blocks.AddRange(placebo.ToDocument().Blocks);
        }
        return new(current is null ? "Placebo test" : "Input distribution drift and data quality", reports, blocks);
    }

    static Result Profiles(string before, string? now, string? schema, PlaceboOptions? replay, DriftOptions options)
    {
        if (options.Match != ReferenceMatch.None) throw new InvalidDataException("--match needs rows: a profile does not know which row was of which weekday or hour. Give REF and CUR as CSV.");
        if (replay is not null) throw new InvalidDataException($"{(Inputs.IsProfile(before) ? before : now)} is a profile, and --placebo replays rows. Give REF and CUR as CSV.");
        if (!Inputs.IsProfile(before)) throw new InvalidDataException($"{now} is a profile and {before} is not. Profile it first: modelops profile {before} --schema FILE.json --by month --out REF.json.");
        var reference = ProfileHistory.Load(before);
        var current = Inputs.IsProfile(now!) ? ProfileHistory.Load(now!).Whole() : FrameProfile.Of(Rows(now!, schema is null ? reference.Profiles[0].Schema : Load(schema, now!)), reference.Whole(), Path.GetFileNameWithoutExtension(now!));
        var drift = DriftDetector.CompareProfiles(reference, current);
        return new(drift.Title, [("", drift)], drift.ToDocument().Blocks);
    }

    static Schema Load(string? path, string file)
    {
        var schema = Schema.Load(path ?? throw new InvalidDataException($"{file} is read as CSV, and that needs --schema FILE.json: columns, their roles and types. See 'modelops drift --help'."));
        return schema.Features.Count > 0 ? schema : throw new InvalidDataException($"{path}: the schema names no feature, so there is no input to compare. Add \"features\": [\"x\"].");
    }

    static Frame Rows(string file, Schema schema) => Frame.ReadCsv(file, schema) is { Count: >= 2 } frame
        ? frame
        : throw new InvalidDataException($"{file} has one row, and one row has no distribution. Give at least two, better a month.");

    sealed class Steps(IProgress<Step> steps) : IProgress<(int Done, int Of)>
    {
        public void Report((int Done, int Of) value) => steps.Report(new(value.Done, value.Of, "past windows"));
    }
}
