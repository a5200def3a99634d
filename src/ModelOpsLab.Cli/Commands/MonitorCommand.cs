using System.CommandLine;
using System.Text.Json.Nodes;
using ModelOpsLab.Data;
using ModelOpsLab.Live;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops monitor</c>: scores a file of new rows and checks data, inputs, predictions, what they would have earned, and the machine.</summary>
static class MonitorCommand
{
    public static void Add(Action<Command, Work> add)
    {
        var model = new Argument<string>("MODEL") { Description = "A model of modelops.json." };
        var input = new Option<string>("--input") { Description = "New rows as CSV under the model's schema, with enough rows before those of interest to warm the features up; - reads standard input.", HelpName = "FILE", Required = true };
        var failOn = Inputs.FailOn();
        add(new("monitor", "Score new rows and check data, inputs, predictions, performance on paper, and the machine.") { model, input, failOn }, async (parsed, session) =>
        {
            var workspace = session.OpenWorkspace();
            var (name, file) = (parsed.GetRequiredValue(model), parsed.GetRequiredValue(input));
            var schema = workspace.SchemaOf(workspace.Model(name));
            var rows = file == "-" ? Frame.ParseCsv(await Console.In.ReadToEndAsync(session.Cancel).ConfigureAwait(false), schema, "standard input") : Frame.ReadCsv(file, schema);
            var state = await LiveState.EnsureAsync(session, workspace, name).ConfigureAwait(false);
            RequireWarmUp(file, rows, state.Live);
            var scored = state.Live.LoadModelAndPredict(rows);
            var monitor = new RealTimeMonitor(state.Record.Backtest) { Options = state.Options.Monitoring };
            var resources = new SystemResources { Hosts = [.. workspace.Resources.Hosts.Select(host => new NetworkHost(host.Host, host.Port))], Disk = workspace.Folder };
            Report[] reports = [.. scored.Checks, monitor.MonitorPredictionConsistency(scored.Rows), monitor.MonitorTradingPerformance(scored.Rows), RealTimeMonitor.MonitorSystemResources(resources)];
            var severity = reports.Max(report => report.Severity);
            if (!session.Json) session.Out.Write(string.Join("\n", reports.Select(report => report.ToString())));
            session.Result(new { severity, model = name, version = state.Live.Version.Label, rows = rows.Count, scored = scored.Rows.Count, reports = reports.Select(report => JsonNode.Parse(ReportJson.Write(report))) });
            return Inputs.Judge(severity, parsed.GetValue(failOn));
        });
    }

    static void RequireWarmUp(string file, Frame rows, LiveModel live)
    {
        var prepared = live.Definition.Pipeline.Prepare(rows);
        if (prepared.Frame.Count > 0) return;
        var reach = live.Definition.Pipeline.Features.Max(feature => feature.Reach);
        throw new InvalidDataException($"{file}: none of its {Format.Count(rows.Count)} rows can be scored ({string.Join("; ", prepared.Dropped.Select(d => $"{Format.Count(d.Count)}: {d.Reason}"))}). The features of {live.Definition.Name} read {Format.Count(reach)} sessions before the first row they score: put those before it.");
    }
}
