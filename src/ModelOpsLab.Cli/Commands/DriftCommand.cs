using System.CommandLine;
using System.Text.Json.Nodes;
using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops drift</c>: has the distribution of the inputs changed from one file to another, and are the rows sound?</summary>
static class DriftCommand
{
    public static void Add(Action<Command, Work> add)
    {
        var reference = new Argument<string>("REF.csv") { Description = "Rows the model knows." };
        var current = new Argument<string>("CUR.csv") { Description = "Rows under review." };
        var schema = new Option<string>("--schema") { Description = "Columns, their roles and types.", HelpName = "FILE.json", Required = true };
        var html = Inputs.FileOption("--html", "Also write the report as a page.");
        var failOn = Inputs.FailOn();
        add(new("drift", "Compare the inputs of two files, and check the rows of the second against the first.") { reference, current, schema, html, failOn }, (parsed, session) =>
        {
            var columns = Schema.Load(parsed.GetRequiredValue(schema));
            if (columns.Features.Count == 0) throw new InvalidDataException($"{parsed.GetValue(schema)}: the schema names no feature, so there is no input to compare. Add \"features\": [\"x\"].");
            var second = Task.Run(() => Rows(parsed.GetRequiredValue(current), columns));
            var before = Rows(parsed.GetRequiredValue(reference), columns);
            var now = second.GetAwaiter().GetResult();
            var page = Inputs.Writable(parsed.GetValue(html));
            var drift = new DriftDetector(before).MonitorInputDistributionDrift(now);
            var quality = new RealTimeMonitor(before).MonitorDataQuality(now);
            var severity = (Severity)Math.Max((int)drift.Severity, (int)quality.Severity);
            if (page is not null) AtomicFile.Write(page, HtmlWriter.Page(new([.. drift.ToDocument().Blocks, .. quality.ToDocument().Blocks]), $"{drift.Title} and {quality.Title.ToLowerInvariant()}"));
            session.Out.Write(session.Json ? Json(drift, quality) : $"{drift}\n{quality}");
            return Task.FromResult(Inputs.Judge(severity, parsed.GetValue(failOn)));
        });
    }

    /// <summary>The drift report, with that on the data beside its parts and the worse of the two severities at the top.</summary>
    static string Json(Report drift, Report quality)
    {
        var json = JsonNode.Parse(ReportJson.Write(drift))!.AsObject();
        var data = JsonNode.Parse(ReportJson.Write(quality))!.AsObject();
        if (quality.Severity > drift.Severity) json["severity"] = data["severity"]!.DeepClone();
        json["dataQuality"] = data;
        return ResultJson.Write(json);
    }

    static Frame Rows(string file, Schema schema) => Frame.ReadCsv(file, schema) is { Count: >= 2 } frame
        ? frame
        : throw new InvalidDataException($"{file} has one row, and one row has no distribution. Give at least two, better a month.");
}
