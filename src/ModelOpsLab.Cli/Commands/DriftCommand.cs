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
        var failOn = Inputs.FailOn();
        add(new CommandWithExamples("drift", "Compare the inputs of two files, and check the rows of the second against the first.", Examples) { reference, current, schema, html, placebo, window, pastOnly, failOn }, async (parsed, session) =>
        {
            var (before, now, page) = (parsed.GetRequiredValue(reference), parsed.GetValue(current), Inputs.Writable(parsed.GetValue(html)));
            var replay = parsed.GetValue(placebo) ? new PlaceboOptions { Rows = parsed.GetValue(window), PastOnly = parsed.GetValue(pastOnly) } : null;
            if (now is null && replay is null) throw new InvalidDataException("drift needs REF and CUR; CUR may be left out only with --placebo.");
            if (replay is null && (parsed.GetValue(window) is not null || parsed.GetValue(pastOnly))) throw new InvalidDataException("--window and --past-only belong to --placebo. Add it, or leave them out.");
            var result = Inputs.IsProfile(before) || (now is not null && Inputs.IsProfile(now))
                ? Profiles(before, now, parsed.GetValue(schema), replay)
                : await RowsAsync(before, now, parsed.GetValue(schema), replay, page is not null, session).ConfigureAwait(false);
            if (page is not null) AtomicFile.Write(page, HtmlWriter.Page(new(result.Blocks), result.Title));
            session.Out.Write(session.Json ? ResultJson.Write(result.Json()) : string.Join("\n", result.Reports.Select(r => r.Report.ToString())));
            return Inputs.Judge(result.Reports.Max(r => r.Report.Severity), parsed.GetValue(failOn));
