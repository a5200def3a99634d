using System.CommandLine;
using System.Globalization;
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
        var input = Inputs.NotEmpty(new Option<string?>("--input") { Description = "Rows under the model's schema, as CSV or JSON lines; - reads standard input.", HelpName = "FILE", Required = true });
        var follow = new Option<bool>("--follow") { Description = "Watch: take row after row, judge alerts, go on as the file grows and rotates, until Ctrl-C. The next run goes on where this one stopped." };
        var replay = new Option<double?>("--replay")
        {
            Description = "Watch the file as if it arrived now, so many seconds of it in one; max does not wait. Nobody is told and no incident is opened, unless --tell.",
            HelpName = "SPEED",
            CustomParser = result => ReplayPace.ParseSpeed(result.Tokens[0].Value) ?? Inputs.Refuse<double?>(result, $"--replay '{result.Tokens[0].Value}' is no speed. Write a number such as 3600, or max."),
        };
        var from = Inputs.Date("--from", "Rows before only warm the features up. Default: the day the model went live.");
        var tell = new Option<bool>("--tell") { Description = "Deliver alerts of a replay, and let its pages open incidents." };
        var store = Inputs.NotEmpty(Inputs.FileOption("--store", "Where to keep what is measured: a file, or postgres://user@host/database. Default: the workspace's own; of a replay, one beside it.", "PLACE"));
        var fresh = new Option<bool>("--fresh") { Description = "Begin a replay anew." };
        var port = new Option<int?>("--metrics-port")
        {
            Description = "Answer Prometheus at http://127.0.0.1:PORT/metrics; 0 for any port that is free.",
            HelpName = "PORT",
            CustomParser = result => ushort.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                : Inputs.Refuse<int?>(result, $"--metrics-port '{result.Tokens[0].Value}' is no port. Write a whole number from 0 to 65535."),
        };
        var metrics = Inputs.FileOption("--metrics-file", "Write metrics to a file, for a collector of text files.");
        var otlp = new Option<Uri?>("--otlp")
        {
            Description = "Send metrics by OpenTelemetry to this address.",
            HelpName = "URL",
            CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var to) && to.Scheme is "http" or "https" ? to
                : Inputs.Refuse<Uri?>(result, "--otlp is no address that begins with http:// or https://."),
        };
        var failOn = Inputs.FailOn();
        add(new("monitor", "Check new rows of a model once, or watch them as they arrive: data, inputs, predictions, performance on paper, alerts.") { model, input, follow, replay, from, tell, store, fresh, port, metrics, otlp, failOn }, async (parsed, session) =>
        {
            var workspace = session.OpenWorkspace();
            var (name, file) = (parsed.GetRequiredValue(model), parsed.GetRequiredValue(input)!);
            var (isReplay, limit) = (parsed.GetValue(replay) is not null, parsed.GetValue(failOn));
            if (!parsed.GetValue(follow) && !isReplay)
            {
                Option[] others = [tell, fresh, from, store, port, metrics, otlp];
                if (others.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } idle)
                    throw new InvalidDataException($"{idle.Name} is for {(idle == tell || idle == fresh ? "--replay" : "--follow and --replay")}: rows that are checked once are told to nobody and kept nowhere.");
                return await OnceAsync(session, name, file, limit).ConfigureAwait(false);
            }
            if (file != "-" && !File.Exists(file) && !Directory.Exists(file))
            {
                if (!parsed.GetValue(follow)) throw new FileNotFoundException($"There is no file '{file}'. The current folder is '{Environment.CurrentDirectory}': check the path.", file);
                session.Remark($"There is no file '{Safe.Text(file)}' yet: it is waited for. The current folder is '{Environment.CurrentDirectory}'.");
            }
            var state = await LiveState.EnsureAsync(session, workspace, name).ConfigureAwait(false);
            var place = parsed.GetValue(store) ?? (isReplay ? Path.Combine(workspace.StateFolder, "replays", $"{name}.db") : workspace.HistoryFile);
            if (isReplay && Inputs.IsFile(place) && Path.GetFullPath(place) == Path.GetFullPath(workspace.HistoryFile)) throw new InvalidDataException($"{place} is what was watched live: a replay is kept in a store of its own. Name another with --store, or leave it out.");
            if (parsed.GetValue(fresh)) Forget(place, isReplay, parsed.GetValue(store) is null);
            using var stream = new MonitorStream(session, state, new(file)
            {
                Follow = parsed.GetValue(follow), Replay = parsed.GetValue(replay), From = parsed.GetValue(from), Place = place, Tells = !isReplay || parsed.GetValue(tell),
                Port = parsed.GetValue(port), TextFile = Inputs.Writable(parsed.GetValue(metrics)), Otlp = parsed.GetValue(otlp),
            });
            if (stream.MetricsAddress is { } address) session.Remark($"Metrics at {address}");
            using (var view = MonitorView.For(session, session.Interactive && !Console.IsOutputRedirected)) await stream.RunAsync(view, session.Cancel).ConfigureAwait(false);
            if (stream.Rows == 0 && stream.Faults > 0 && stream.Monitor.Rows == 0) throw new InvalidDataException($"{file}: not one row could be read, {Faults(stream.Faults)}. What they are is said above.");
            var code = Told(session, state, stream, place, limit);
            if (stream.Unkept is { } why) throw new IOException($"{why} What came after {(stream.KeptTo is { } time ? Format.Time(time) : "the start")} was not kept: free the store, and run the command again over the same rows. It goes on from there.");
            if (!isReplay || !session.Cancel.IsCancellationRequested) return code;
            session.Remark("The replay was stopped before its end: the next run goes on there.");
            return ExitCode.Interrupted;
        });
    }

    /// <summary>The checks of a file of rows as a whole.</summary>
    static async Task<int> OnceAsync(Session session, string name, string file, Severity? limit)
    {
        var workspace = session.OpenWorkspace();
        var schema = workspace.SchemaOf(workspace.Model(name));
        var rows = await Task.Run(() => file == "-" ? Frame.ParseCsv(Text(session.Input()), schema, "standard input") : Frame.ReadCsv(file, schema)).WaitAsync(session.Cancel).ConfigureAwait(false); // a pipe may say nothing for ever
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

    static string Text(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    static int Told(Session session, LiveState state, MonitorStream stream, string place, Severity? limit)
    {
        var (monitor, position) = (stream.Monitor, stream.Monitor.Position);
        var fired = stream.Transitions.Where(t => t is { From: not AlertState.Firing, To: AlertState.Firing }).ToArray();
        var unjudged = stream.Faults - (position?.Faults.Values.Sum() ?? 0);
        var severity = stream.Transitions.Where(t => t.To == AlertState.Firing).Select(t => t.Severity).Concat(monitor.Standing.Where(s => s.To == AlertState.Firing).Select(s => s.Severity))
            .Append(unjudged > 0 ? Severity.Warning : monitor.Rows == 0 ? Severity.Unknown : Severity.Healthy).Max();
        if (monitor.Rows == 0) session.Remark($"No row was judged: {(position is { Rows: > 0 } read ? $"the {Format.Count(read.Rows)} that were read lie before {Format.Time(monitor.From)} and only warm the features up. --from judges from another day" : "none has come")}.");
        if (unjudged > 0) session.Remark($"After the last row {Faults(unjudged)} came. No alert has judged that: it waits for the next row.");
        foreach (var rule in state.Live.Workspace.AlertsOf(state.Live.Definition).Rules.Where(r => monitor.Last is not null && monitor.Unmeasured.Contains(r.Name)))
            session.Remark($"Rule '{rule.Name}' was never judged: '{Safe.Text(rule.Metric)}' was not measured.{Spelling.Suggest(rule.Metric, monitor.Last!.Measurements.Select(m => m.Metric).Distinct())}");
        session.Remark($"{Format.Count(stream.Rows)} rows, {Format.Count(stream.Scored)} of them scored, {Faults(stream.Faults)}, {Format.Count(fired.Length)} alerts fired, {Format.Count(monitor.Standing.Count(s => s.To == AlertState.Firing))} fire now.{string.Concat(stream.Incidents.Select(i => i.Id).Distinct().Select(id => $" Incident {id}."))} See: modelops alerts list --store {Safe.Text(place)}");
        if (stream.Retention is { Rows: > 0 }) session.Remark($"Let go by keep in modelops.json: {Format.Count(stream.Retention.Rows)} rows of series. In all: {DeclaredRetention.Text(stream.Gone)}.");
        if (stream.Retention.Held is { } held) session.Remark($"Rows that keep in modelops.json lets go stay: {Safe.Text(held)}.");
        session.Result(new
        {
            severity, model = state.Live.Definition.Name, version = stream.Version, rows = stream.Rows, rowsInAll = monitor.Rows, scored = monitor.Scored, faults = stream.Faults,
            position, transitions = stream.Transitions, standing = monitor.Standing, unmeasured = monitor.Unmeasured, incidents = stream.Incidents.Select(i => i.Id).Distinct(), channels = stream.Channels,
            letGo = new { rows = stream.Retention.Rows, stream.Retention.Held, inAll = DeclaredRetention.InAll(stream.Gone) },
        });
        return Inputs.Judge(severity, limit);
    }

    static string Faults(long count) => count == 1 ? "1 fault" : $"{Format.Count(count)} faults";

    /// <summary>Removes the file of a replay; what was watched live, or is anything else, is never removed.</summary>
    static void Forget(string place, bool isReplay, bool isOurs)
    {
        if (!isReplay) throw new InvalidDataException("--fresh is for a replay: what was watched live is kept.");
        if (!Inputs.IsFile(place)) throw new InvalidDataException("--fresh removes the file of a replay, and --store is a database: name a schema of its own, as in ?Search Path=replay2, or leave --fresh out.");
        if (!isOurs && File.Exists(place) && new FileInfo(place).Length > 0) MeasurementHistory.Open(place).Dispose(); // anything but a history is refused
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
