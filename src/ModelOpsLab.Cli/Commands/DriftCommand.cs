using System.CommandLine;
using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops drift</c>: has the distribution of the inputs changed from one file to another?</summary>
static class DriftCommand
{
    public static void Add(Action<Command, Work> add)
    {
        var reference = new Argument<string>("REF.csv") { Description = "Rows the model knows." };
        var current = new Argument<string>("CUR.csv") { Description = "Rows under review." };
        var schema = new Option<string>("--schema") { Description = "Columns, their roles and types.", HelpName = "FILE.json", Required = true };
        var html = Inputs.FileOption("--html", "Also write the report as a page.");
        var failOn = Inputs.FailOn();
        add(new("drift", "Compare the inputs of two files.") { reference, current, schema, html, failOn }, (parsed, session) =>
        {
            var columns = Schema.Load(parsed.GetRequiredValue(schema));
            if (columns.Features.Count == 0) throw new InvalidDataException($"{parsed.GetValue(schema)}: the schema names no feature, so there is no input to compare. Add \"features\": [\"x\"].");
            var (before, now) = (Rows(parsed.GetRequiredValue(reference), columns), Rows(parsed.GetRequiredValue(current), columns));
            var page = Inputs.Writable(parsed.GetValue(html));
            var report = new DriftDetector(before).MonitorInputDistributionDrift(now);
            if (page is not null) AtomicFile.Write(page, HtmlWriter.Page(report.ToDocument(), report.Title));
            if (session.Json) session.Out.Write(ReportJson.Write(report));
            else session.Out.Write(report.ToString());
            return Task.FromResult(Inputs.Judge(report.Severity, parsed.GetValue(failOn)));
        });
    }

    static Frame Rows(string file, Schema schema) => Frame.ReadCsv(file, schema) is { Count: >= 2 } frame
        ? frame
        : throw new InvalidDataException($"{file} has one row, and one row has no distribution. Give at least two, better a month.");
}
