using System.Globalization;
using System.Text.Json;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Registry;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>Whatever happens in between, each transition that somebody is to be told of is delivered or a dead letter, in order, and none is invented.</summary>
public sealed class DeliveryLawTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("modelops-law-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Nothing_is_lost_over_answers_stops_and_a_store_that_fail_at_random()
    {
        var restarts = 0;
        foreach (var seed in Enumerable.Range(1, Campaign.Size("DELIVERIES", 20, 60))) restarts += Run((ulong)seed);
        Campaign.Say($"deliveries with random faults: nothing lost, {restarts} restarts");
    }

    [Fact]
    public void A_process_that_is_killed_again_and_again_writes_each_line_once_and_tells_each_at_least_once()
    {
        var (kills, random) = (Campaign.Size("DELIVERY_KILLS", 4, 30), new DeterministicRandom(7));
        var count = 140 * kills; // seven a message
        using var server = new LittleServer();
        for (var i = 0; i < kills; i++)
        {
            using var process = DeliveryProcess.Start(_folder, server.Url, count);
            var until = server.Requests.Count + 1 + random.NextInt32(15);
            AlertLog.Eventually(() => server.Requests.Count >= until, () => $"{server.Requests.Count} messages");
            Assert.False(process.HasExited);
            process.Kill();
            process.WaitForExit();
        }
        using (var last = DeliveryProcess.Start(_folder, server.Url, count)) Assert.Equal(("started", "done"), (DeliveryProcess.Line(last), DeliveryProcess.Line(last)));
        Assert.Equal(Enumerable.Range(1, count).Select(i => (long)i), Directory.GetFiles(_folder, "alerts.jsonl*").SelectMany(File.ReadLines).Select(l => JsonSerializer.Deserialize<AlertTransition>(l, JsonFormat.Options)!.Number).Order());
        var told = server.Requests.SelectMany(r => Numbers(r.Body)).ToArray();
        Assert.Equal(Enumerable.Range(1, count).Select(i => (long)i), told.Distinct());
        Campaign.Say($"{kills} processes killed while they delivered: {count} lines, each once; {told.Length - count} of {count} told twice over the webhook");
    }

    int Run(ulong seed)
    {
        var random = new DeterministicRandom(seed);
        var gate = new Lock();
        double Chance() { lock (gate) return random.NextDouble(); }
        var folder = Directory.CreateDirectory(Path.Combine(_folder, seed.ToString(CultureInfo.InvariantCulture))).FullName;
        var log = new AlertLog();
        List<long> taken = [];
        using var server = new LittleServer();
        server.Say = request =>
        {
            var chance = Chance();
            if (chance < 0.05) return null; // it never answers, though it may have understood
            if (chance < 0.3) return new(503);
            if (chance < 0.4) return new(400);
            lock (taken) taken.AddRange(Numbers(request.Body));
            return new(chance < 0.45 ? 500 : 200); // it took it, and says that it did not
        };
        log.Trouble = () => { if (Chance() < 0.02) throw new IOException("the store is locked"); };
        DeliveryChannel[] channels =
        [
            new WebhookChannel { Name = "hook", Url = server.Url, Severities = [Severity.Critical], GroupWait = TimeSpan.FromMilliseconds(2), Timeout = TimeSpan.FromMilliseconds(40), FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(4), GiveUpAfter = TimeSpan.FromMilliseconds(60) },
            new JsonLinesChannel { Name = "lines", File = "a.jsonl", RotateAt = 20_000, GroupWait = TimeSpan.Zero },
        ];
        var restarts = 0;
        var delivery = Start();
        var standing = new Dictionary<string, AlertTransition>();
        for (var i = 0; i < 60; i++)
        {
            log.Add(Next(standing, Chance));
            delivery.Notify(log.All.Count);
            if (Chance() >= 0.06) continue;
            delivery.Dispose();
            delivery = Start();
            restarts++;
        }
        log.Trouble = () => { };
        AlertLog.Eventually(() => delivery.Flush(TimeSpan.FromSeconds(1)), () => string.Join('\n', delivery.States));
        delivery.Dispose();

        Assert.Equal(log.All.Select(t => t.Number), Directory.GetFiles(folder, "a.jsonl*").SelectMany(File.ReadLines).Select(l => JsonSerializer.Deserialize<AlertTransition>(l, JsonFormat.Options)!.Number).Order()); // exactly once
        var dead = AlertDelivery.DeadLetters("hook", folder).SelectMany(l => l.Transitions).Select(t => t.Number).ToArray();
        long[] all; lock (taken) all = [.. taken, .. dead];
        Assert.Equal(News(log.All), all.Distinct().Order());
        foreach (var numbers in new[] { dead.Distinct(), taken.Distinct() }) Assert.Equal(numbers.Order(), numbers); // what comes first is told first
        return restarts;

        AlertDelivery Start()
        {
            while (true)
                try
                {
                    return new(channels, log.Source, folder, TextWriter.Null);
                }
                catch (IOException)
                {
                    // the store was locked: the next start may have more luck
                }
        }
    }

    /// <summary>A legal next step of one of five alerts.</summary>
    static AlertTransition Next(Dictionary<string, AlertTransition> standing, Func<double> chance)
    {
        var rule = "r" + ((int)(chance() * 5)).ToString(CultureInfo.InvariantCulture);
        var severity = chance() < 0.5 ? Severity.Critical : Severity.Warning;
        var muted = chance() < 0.25 ? "market is closed" : null;
        var fires = standing.ContainsKey(rule);
        var next = !fires ? AlertLog.Firing(rule, severity: severity, muted: muted) : chance() < 0.5 ? AlertLog.Changed(rule, severity: severity, muted: muted) : AlertLog.Resolved(rule, severity: severity, muted: muted);
        if (next.To == AlertState.Firing) standing[rule] = next; else standing.Remove(rule);
        return next;
    }

    /// <summary>What a receiver of critical alerts is to be told, written down once more from the words of the documentation.</summary>
    static IEnumerable<long> News(IReadOnlyList<AlertTransition> transitions)
    {
        HashSet<string> told = [];
        foreach (var t in transitions)
        {
            if (t.To == AlertState.Resolved)
            {
                if (told.Remove(t.Rule)) yield return t.Number;
            }
            else if (t.Muted is null && (t.Severity == Severity.Critical || told.Contains(t.Rule)))
            {
                told.Add(t.Rule);
                yield return t.Number;
            }
        }
    }

    static IEnumerable<long> Numbers(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        return [.. json.RootElement.GetProperty("alerts").EnumerateArray().Select(a => long.Parse(a.GetProperty("annotations").GetProperty("transition").GetString()!, CultureInfo.InvariantCulture))];
    }
}
