using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Benchmarks;

/// <summary>What it costs to observe while alerts go to a webhook that never answers, an Alertmanager that is not there and a disk that is full; and what became of the alerts when all were back.</summary>
static class DeadChannelSpeed
{
    const int Observations = 2_000_000, AlertEvery = 5_000, Rounds = 5;

    public static void Print(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("modelops-dead-").FullName;
        var disk = Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName;
        var mounted = Run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk);
        if (!mounted) output.WriteLine("no full disk: a small tmpfs could not be mounted (it takes root)");
        try
        {
            var filler = Path.Combine(disk, "filler");
            if (mounted) Fill(filler);
            using var server = new StalledServer();
            var closed = server.ClosedPort;
            DeliveryChannel[] channels =
            [
                new WebhookChannel { Name = "stalled", Url = server.Url, GroupWait = TimeSpan.Zero, Timeout = TimeSpan.FromMinutes(10), FirstDelay = TimeSpan.FromMilliseconds(50), LongestDelay = TimeSpan.FromSeconds(1) },
                new AlertmanagerChannel { Name = "gone", Url = $"http://127.0.0.1:{closed.ToString(CultureInfo.InvariantCulture)}", GroupWait = TimeSpan.Zero, FirstDelay = TimeSpan.FromMilliseconds(50), LongestDelay = TimeSpan.FromMilliseconds(200), GiveUpAfter = TimeSpan.FromSeconds(2) },
                .. mounted ? [new JsonLinesChannel { Name = "full", File = Path.Combine(disk, "alerts.jsonl"), GroupWait = TimeSpan.Zero }] : (DeliveryChannel[])[],
            ];
            var (gate, alerts, places) = (new Lock(), new List<AlertTransition>(), new Dictionary<string, long>());
            var source = new DeliverySource(
                (after, most) => { lock (gate) return [.. alerts.Skip((int)after).Take(most)]; },
                channel => { lock (gate) return places.GetValueOrDefault(channel, 1); },
                (channel, next) => { lock (gate) places[channel] = next; });
            var monitor = new RealTimeMonitor(ObserveSpeed.Reference()) { Options = new() { Every = TimeSpan.FromMinutes(1) } };
            var features = ObserveSpeed.Made(ObserveSpeed.Inputs);
            var next = ObserveSpeed.Feed(monitor, features, 0, 3_000_000);
            using (var delivery = new AlertDelivery(channels, source, folder, TextWriter.Null))
            {
                for (var round = 1; round <= Rounds; round++)
                    foreach (var dead in new[] { false, true })
                    {
                        (next, var ticks) = ObserveSpeed.Times(monitor, features, next, Observations, number =>
                        {
                            if (number % AlertEvery != 0) return;
                            long latest;
                            lock (gate)
                            {
                                if (dead) alerts.Add(Alert(alerts.Count + 1));
                                latest = alerts.Count;
                            }
                            if (dead) delivery.Notify(latest);
                        });
                        output.WriteLine($"round {round}, {(dead ? $"an alert each {AlertEvery:N0} observations into dead channels" : "no alerts")}: {ObserveSpeed.Quantiles(ticks)}");
                    }
                foreach (var state in delivery.States) output.WriteLine($"{state.Channel}: {state.Delivered} delivered, {state.Waiting} waiting, {state.DeadLetters} dead letters, last error: {state.LastError}");
                server.Answers = true;
                if (mounted)
                {
                    File.Delete(filler);
                    Run("mount", "-o", "remount,size=64m", disk);
                }
            }
            using var again = new AlertDelivery(channels, source, folder, TextWriter.Null);
            again.Notify(alerts.Count);
            var clock = Stopwatch.StartNew();
            while (again.States.Any(s => s.Waiting > 0) && clock.Elapsed.TotalSeconds < 60) Thread.Sleep(50);
            foreach (var (channel, state) in channels.Zip(again.States))
            {
                var dead = AlertDelivery.DeadLetters(channel.Name, folder).SelectMany(l => l.Transitions).Select(t => t.Number).ToHashSet();
                HashSet<long> told = channel is WebhookChannel ? server.Numbers(alerts) : channel is JsonLinesChannel file ? [.. File.ReadLines(file.File).Select(l => JsonFormat.Read<AlertTransition>(l, "alert").Number)] : [];
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"after all were back, {channel.Name}: {told.Count:N0} of {alerts.Count:N0} told, {dead.Count:N0} dead letters, {alerts.Count(a => !told.Contains(a.Number) && !dead.Contains(a.Number)):N0} lost, {state.Waiting} waiting"));
            }
        }
        finally
        {
            if (mounted) Run("umount", disk);
            Directory.Delete(folder, recursive: true);
        }
    }

    static AlertTransition Alert(long number) => new()
    {
        Number = number, At = ObserveSpeed.Start.AddSeconds(number), Model = "m", Rule = "drawdown", Of = $"x{number.ToString(CultureInfo.InvariantCulture)}", From = AlertState.Pending, To = AlertState.Firing,
        Severity = Severity.Critical, Evidence = new("max_drawdown", -0.12) { Count = 250, Unit = "%" }, Because = "drawdown of 12 % is beyond the limit of 10 %", FiringSince = ObserveSpeed.Start, Group = "risk",
    };

    static void Fill(string path)
    {
        try { File.WriteAllBytes(path, new byte[1 << 20]); }
        catch (IOException) { /* full, as it is to be */ }
    }

    static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Takes connections and reads what comes; answers only when told to.</summary>
    sealed class StalledServer : IDisposable
    {
        readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        readonly StringBuilder _read = new();
        volatile bool _answers;

        public StalledServer()
        {
            _listener.Start();
            new Thread(Accept) { IsBackground = true }.Start();
        }

        public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}/";
        public bool Answers { set => _answers = value; }

        /// <summary>A port on which nobody listens.</summary>
        public int ClosedPort
        {
            get
            {
                using var socket = new TcpListener(IPAddress.Loopback, 0);
                socket.Start();
                return ((IPEndPoint)socket.LocalEndpoint).Port;
            }
        }

        /// <summary>Which of the alerts stand in what was read and answered.</summary>
        public HashSet<long> Numbers(IReadOnlyList<AlertTransition> alerts)
        {
            string text;
            lock (_read) text = _read.ToString();
            return [.. alerts.Where(a => text.Contains($"\"{a.Of}\"", StringComparison.Ordinal)).Select(a => a.Number)];
        }

        void Accept()
        {
            try
            {
                while (true)
                {
                    var client = _listener.AcceptTcpClient();
                    new Thread(() => Serve(client)) { IsBackground = true }.Start();
                }
            }
            catch (SocketException) { /* disposed */ }
        }

        void Serve(TcpClient client)
        {
            try
            {
                using (client)
                {
                    var stream = client.GetStream();
                    var (bytes, filled) = (new byte[1 << 20], 0);
                    while (stream.Read(bytes, filled, bytes.Length - filled) is var count and > 0)
                    {
                        filled += count;
                        var text = Encoding.UTF8.GetString(bytes, 0, filled);
                        var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                        if (head < 0) continue;
                        var length = int.Parse(text[..head].Split("\r\n").First(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))[15..], CultureInfo.InvariantCulture);
                        if (filled < head + 4 + length) continue;
                        if (!_answers) { Thread.Sleep(Timeout.Infinite); }
                        lock (_read) _read.Append(text);
                        stream.Write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8);
                        filled = 0;
                    }
                }
            }
            catch (IOException) { /* gone */ }
        }

        public void Dispose() => _listener.Stop();
    }
}
