using System.CommandLine;
using System.Text.Json.Nodes;
using ModelOpsLab.Data;
using ModelOpsLab.Live;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops monitor</c>: checks new rows of a model once, or watches them as they arrive.</summary>
static class MonitorCommand
{
    public static void Add(Action<Command, Work> add)
    {
        var model = new Argument<string>("MODEL") { Description = "A model of modelops.json." };
        var input = new Option<string>("--input") { Description = "Rows under the model's schema, as CSV or JSON lines; - reads standard input.", HelpName = "FILE", Required = true };
        var follow = new Option<bool>("--follow") { Description = "Watch: take row after row, judge alerts, go on as the file grows and rotates, until Ctrl-C. The next run goes on where this one stopped." };
        var replay = new Option<double?>("--replay")
        {
            Description = "Watch the file as if it arrived now, so many seconds of it in one; max does not wait. Nobody is told and no incident is opened, unless --tell.",
            HelpName = "SPEED",
            CustomParser = result => ReplayPace.ParseSpeed(result.Tokens[0].Value) ?? Inputs.Refuse<double?>(result, $"--replay '{result.Tokens[0].Value}' is no speed. Write a number such as 3600, or max."),
        };
        var from = Inputs.Date("--from", "Rows before only warm the features up. Default: the day the model went live.");
        var tell = new Option<bool>("--tell") { Description = "Deliver alerts of a replay, and let its pages open incidents." };
        var store = Inputs.FileOption("--store", "Where to keep what is measured: a file, or postgres://user@host/database. Default: the workspace's own; of a replay, one beside it.", "PLACE");
        var fresh = new Option<bool>("--fresh") { Description = "Begin a replay anew." };
        var port = new Option<int?>("--metrics-port") { Description = "Answer Prometheus at http://127.0.0.1:PORT/metrics.", HelpName = "PORT" };
        var metrics = Inputs.FileOption("--metrics-file", "Write metrics to a file, for a collector of text files.");
        var otlp = new Option<Uri?>("--otlp") { Description = "Send metrics by OpenTelemetry to this address.", HelpName = "URL" };
        var failOn = Inputs.FailOn();
        add(new("monitor", "Check new rows of a model once, or watch them as they arrive: data, inputs, predictions, performance on paper, alerts.") { model, input, follow, replay, from, tell, store, fresh, port, metrics, otlp, failOn }, async (parsed, session) =>
        {
            var workspace = session.OpenWorkspace();
            var (name, file) = (parsed.GetRequiredValue(model), parsed.GetRequiredValue(input));
            var (isReplay, limit) = (parsed.GetValue(replay) is not null, parsed.GetValue(failOn));
            if (!parsed.GetValue(follow) && !isReplay) return await OnceAsync(session, name, file, limit).ConfigureAwait(false);
            if (file != "-" && !parsed.GetValue(follow) && !File.Exists(file)) throw new FileNotFoundException($"There is no file '{file}'. The current folder is '{Environment.CurrentDirectory}': check the path.", file);
            var state = await LiveState.EnsureAsync(session, workspace, name).ConfigureAwait(false);
            var place = parsed.GetValue(store) ?? (isReplay ? Path.Combine(workspace.StateFolder, "replays", $"{name}.db") : workspace.HistoryFile);
            if (parsed.GetValue(fresh)) Forget(place, isReplay);
            using var stream = new MonitorStream(session, state, new(file)
            {
                Follow = parsed.GetValue(follow), Replay = parsed.GetValue(replay), From = parsed.GetValue(from), Place = place, Tells = !isReplay || parsed.GetValue(tell),
                Port = parsed.GetValue(port), TextFile = Inputs.Writable(parsed.GetValue(metrics)), Otlp = parsed.GetValue(otlp),
            });
            if (stream.MetricsAddress is { } address) session.Remark($"Metrics at {address}");
            using (var view = MonitorView.For(session, session.Interactive && !Console.IsOutputRedirected)) await stream.RunAsync(view, session.Cancel).ConfigureAwait(false);
            if (stream.Rows == 0 && stream.Faults > 0 && stream.Monitor.Rows == 0) throw new InvalidDataException($"{file}: not one row could be read, {Format.Count(stream.Faults)} faults. What they are is said above.");
            return Told(session, state, stream, place, limit);
        });
    }

    /// <summary>The checks of a file of rows as a whole.</summary>
    static async Task<int> OnceAsync(Session session, string name, string file, Severity? limit)
    {
        var workspace = session.OpenWorkspace();
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
        return Inputs.Judge(severity, limit);
    }

    static int Told(Session session, LiveState state, MonitorStream stream, string place, Severity? limit)
    {
        var fired = stream.Transitions.Where(t => t is { From: not AlertState.Firing, To: AlertState.Firing }).ToArray();
        var severity = stream.Transitions.Where(t => t.To == AlertState.Firing).Select(t => t.Severity).Concat(stream.Monitor.Standing.Where(s => s.To == AlertState.Firing).Select(s => s.Severity)).DefaultIfEmpty(Severity.Healthy).Max();
        session.Remark($"{Format.Count(stream.Rows)} rows, {Format.Count(stream.Faults)} faults, {Format.Count(fired.Length)} alerts fired, {Format.Count(stream.Monitor.Standing.Count(s => s.To == AlertState.Firing))} fire now.{string.Concat(stream.Incidents.Select(i => i.Id).Distinct().Select(id => $" Incident {id}."))} See: modelops alerts list --store {Safe.Text(place)}");
        if (stream.Retention is { Rows: > 0 }) session.Remark($"Let go by keep in modelops.json: {Format.Count(stream.Retention.Rows)} rows of series. In all: {DeclaredRetention.Text(stream.Gone)}.");
        if (stream.Retention.Held is { } held) session.Remark($"Rows that keep in modelops.json lets go stay: {Safe.Text(held)}.");
        session.Result(new
        {
            severity, model = state.Live.Definition.Name, version = state.Live.Version.Label, rows = stream.Rows, rowsInAll = stream.Monitor.Rows, scored = stream.Monitor.Scored, faults = stream.Faults,
            position = stream.Monitor.Position, transitions = stream.Transitions, standing = stream.Monitor.Standing, unmeasured = stream.Monitor.Unmeasured, incidents = stream.Incidents.Select(i => i.Id).Distinct(), channels = stream.Channels,
            letGo = new { rows = stream.Retention.Rows, stream.Retention.Held, inAll = DeclaredRetention.InAll(stream.Gone) },
        });
        return Inputs.Judge(severity, limit);
    }

    /// <summary>Removes the file of a replay; what was watched live is never removed.</summary>
    static void Forget(string place, bool isReplay)
    {
        if (!isReplay) throw new InvalidDataException("--fresh is for a replay: what was watched live is kept.");
        foreach (var file in new[] { place, place + "-journal" }) if (File.Exists(file)) File.Delete(file);
    }

    static void RequireWarmUp(string file, Frame rows, LiveModel live)
    {
        var prepared = live.Definition.Pipeline.Prepare(rows);
        if (prepared.Frame.Count > 0) return;
        var reach = live.Definition.Pipeline.Features.Max(feature => feature.Reach);
        throw new InvalidDataException($"{file}: none of its {Format.Count(rows.Count)} rows can be scored ({string.Join("; ", prepared.Dropped.Select(d => $"{Format.Count(d.Count)}: {d.Reason}"))}). The features of {live.Definition.Name} read {Format.Count(reach)} sessions before the first row they score: put those before it.");
    }
}
