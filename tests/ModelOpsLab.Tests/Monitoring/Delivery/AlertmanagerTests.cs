using System.Globalization;
using System.Text.Json;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using static ModelOpsLab.Tests.Monitoring.AlertLog;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>Against Debian's Alertmanager with the sample configuration, its waits made short: what it says itself is the truth.</summary>
public sealed class AlertmanagerTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("modelops-alertmanager-").FullName;
    readonly AlertLog _log = new();
    readonly LittleServer _people = new();
    readonly int _port = RealServer.FreePort();
    readonly DateTime _now = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-5);
    RealServer? _alertmanager;
    int _starts;

    public void Dispose()
    {
        _alertmanager?.Dispose();
        _people.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    AlertmanagerChannel Channel => new()
    {
        Name = "am",
        Url = $"http://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}/",
        GroupWait = TimeSpan.Zero,
        FirstDelay = TimeSpan.FromMilliseconds(20),
        LongestDelay = TimeSpan.FromMilliseconds(200),
        ResendEvery = TimeSpan.FromMilliseconds(500),
    };

    RealServer Alertmanager()
    {
        if (!RealServer.Installed("prometheus-alertmanager")) Assert.Skip("prometheus-alertmanager is not installed (Debian: prometheus-alertmanager).");
        return _alertmanager = Start(_folder, _port, _people.Url, ++_starts);
    }

    internal static RealServer Start(string folder, int port, string people, int start = 1)
    {
        var at = Directory.CreateDirectory(Path.Combine(folder, $"alertmanager{start.ToString(CultureInfo.InvariantCulture)}")).FullName; // it remembers nothing of an earlier start
        var sample = File.ReadAllText(Repository.Path("data-samples", "monitoring", "alertmanager.yml"));
        File.WriteAllText(Path.Combine(at, "alertmanager.yml"), sample.Replace("http://localhost:8080", people, StringComparison.Ordinal).Replace("group_wait: 10s", "group_wait: 100ms", StringComparison.Ordinal).Replace("group_interval: 1m", "group_interval: 300ms", StringComparison.Ordinal));
        return new("prometheus-alertmanager", port, $"--config.file={at}/alertmanager.yml", $"--storage.path={at}", $"--web.listen-address=127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}", "--cluster.listen-address=");
    }

    AlertDelivery Deliver(params AlertTransition[] transitions)
    {
        var delivery = new AlertDelivery([Channel], _log.Source, _folder, TextWriter.Null);
        Tell(delivery, transitions);
        return delivery;
    }

    void Tell(AlertDelivery delivery, params AlertTransition[] transitions)
    {
        delivery.Notify(_log.Add(transitions));
        Assert.True(delivery.Flush(TimeSpan.FromSeconds(20)), $"{delivery.States[0]}");
    }

    static string Label(JsonElement alert, string name) => alert.GetProperty("labels").TryGetProperty(name, out var value) ? value.GetString()! : "";
    static string State(JsonElement alert) => alert.GetProperty("status").GetProperty("state").GetString()!;
    static string[] Alerts(RealServer server) => [.. server.Get("/api/v2/alerts").EnumerateArray().Select(a => $"{Label(a, "alertname")} {Label(a, "severity")} {State(a)}").Order(StringComparer.Ordinal)];
    static void Eventually(string[] expected, RealServer server) => AlertLog.Eventually(() => Alerts(server).SequenceEqual(expected), () => string.Join(", ", Alerts(server)));

    [Fact]
    public void It_receives_groups_and_resolves_our_alerts()
    {
        var server = Alertmanager();
        using var delivery = Deliver(Firing("drawdown", "book", at: _now), Firing("loss", at: _now), Firing("psi", severity: Severity.Warning, at: _now) with { Group = "" });
        Eventually(["drawdown critical active", "loss critical active", "psi warning active"], server);

        var alert = server.Get("/api/v2/alerts?filter=of%3Dbook")[0];
        var ours = Firing("drawdown", "book", at: _now);
        Assert.Equal(AlertLabels.Of(ours), alert.GetProperty("labels").Deserialize<SortedDictionary<string, string>>());
        Assert.Equal(AlertLabels.Fingerprint(AlertLabels.Of(ours)), alert.GetProperty("fingerprint").GetString());
        Assert.Equal("https://runbooks.invalid/drawdown", alert.GetProperty("annotations").GetProperty("runbook_url").GetString());
        Assert.Equal(_now, alert.GetProperty("startsAt").GetDateTime().ToUniversalTime(), TimeSpan.FromMilliseconds(1));

        var groups = server.Get("/api/v2/alerts/groups").EnumerateArray().Select(g => $"{g.GetProperty("receiver").GetProperty("name").GetString()} {Label(g, "group")}: {string.Join(',', g.GetProperty("alerts").EnumerateArray().Select(a => Label(a, "alertname")).Order(StringComparer.Ordinal))}");
        Assert.Equal(["pages risk: drawdown,loss", "tickets spx-momentum: psi"], groups.Order(StringComparer.Ordinal));
        AlertLog.Eventually(() => Messages("/pages").Any(m => m is ("firing", "drawdown,loss")) && Messages("/tickets").Any(m => m is ("firing", "psi")), Said);

        Tell(delivery, Resolved("drawdown", "book", since: _now), Resolved("loss", since: _now));
        Eventually(["psi warning active"], server);
        AlertLog.Eventually(() => Messages("/pages").Any(m => m is ("resolved", "drawdown,loss")), Said);
    }

    /// <summary>Status and alerts of the messages that people received.</summary>
    IEnumerable<(string Status, string Alerts)> Messages(string path) => _people.Requests.Where(r => r.Line.StartsWith($"POST {path} ", StringComparison.Ordinal)).Select(r =>
    {
        using var json = JsonDocument.Parse(r.Body);
        return (json.RootElement.GetProperty("status").GetString()!, string.Join(',', json.RootElement.GetProperty("alerts").EnumerateArray().Select(a => Label(a, "alertname")).Order(StringComparer.Ordinal)));
    });

    string Said() => string.Join('\n', _people.Requests.Select(r => r.Line + r.Text));

    [Fact]
    public void The_past_and_a_clock_that_is_ahead_fire_and_end_too()
    {
        var server = Alertmanager();
        var ahead = _now.AddDays(2);
        using var delivery = Deliver(Firing("past"), Firing("ahead", at: ahead)); // of February 2020, as a replay has it, and of the day after tomorrow
        Eventually(["ahead critical active", "past critical active"], server);
        Tell(delivery, Resolved("past"), Resolved("ahead", since: ahead));
        Eventually([], server);
    }

    [Fact]
    public void A_higher_severity_takes_the_place_of_the_lower()
    {
        var server = Alertmanager();
        using (Deliver(Firing("a", severity: Severity.Warning, at: _now))) Eventually(["a warning active"], server);
        using (Deliver(Changed("a", since: _now))) Eventually(["a critical active"], server);
    }

    [Fact]
    public void What_is_muted_is_silenced_there_with_the_reason_until_it_is_muted_no_more()
    {
        var server = Alertmanager();
        using (var delivery = Deliver(Firing("a", "x \"y\"", at: _now), Firing("b", muted: "alert 'feed' fires", at: _now)))
        {
            Eventually(["a critical active", "b critical suppressed"], server);
            Tell(delivery, Changed("a", "x \"y\"", muted: "known, until noon", since: _now));
            Eventually(["a critical suppressed", "b critical suppressed"], server);
            Thread.Sleep(1200); // prolonged twice
            Eventually(["a critical suppressed", "b critical suppressed"], server);
            Assert.Equal(["alert 'feed' fires", "known, until noon"], Silences(server, "active").Select(s => s.GetProperty("comment").GetString()).Order(StringComparer.Ordinal));
            Assert.DoesNotContain(_people.Requests, r => r.Text.Contains("\"alertname\":\"b\"", StringComparison.Ordinal));
        }
        using (var again = Deliver()) // after a restart it knows the silences that it made
        {
            Tell(again, Changed("a", "x \"y\"", since: _now), Resolved("b", muted: "alert 'feed' fires", since: _now));
            Eventually(["a critical active"], server);
            Assert.Empty(Silences(server, "active"));
            Assert.Equal(2, server.Get("/api/v2/silences").GetArrayLength());
        }
    }

    static IEnumerable<JsonElement> Silences(RealServer server, string state) => server.Get("/api/v2/silences").EnumerateArray().Where(s => State(s) == state);

    [Fact]
    public void An_Alertmanager_that_died_and_forgot_has_all_again_and_what_came_meanwhile()
    {
        var server = Alertmanager();
        using var delivery = Deliver(Firing("before", at: _now), Firing("mute", muted: "known", at: _now));
        Eventually(["before critical active", "mute critical suppressed"], server);
        server.Dispose();
        for (var i = 0; i < 100; i++) delivery.Notify(_log.Add(Firing($"r{i}", at: _now), Resolved($"r{i}", since: _now)));
        delivery.Notify(_log.Add(Firing("meanwhile", at: _now)));
        AlertLog.Eventually(() => delivery.States[0].FailingSince is not null, () => $"{delivery.States[0]}");
        Assert.Contains("Connection refused", delivery.States[0].LastError, StringComparison.Ordinal);
        server = Alertmanager();
        Eventually(["before critical active", "meanwhile critical active", "mute critical suppressed"], server);
        Assert.True(delivery.Flush(TimeSpan.FromSeconds(20)));
        Assert.Equal((203L, 0L, 0L), (delivery.States[0].Delivered, delivery.States[0].Waiting, delivery.States[0].DeadLetters));
    }

    [Fact]
    public void Alerts_of_a_process_that_died_end_by_themselves()
    {
        var server = Alertmanager();
        using (Deliver(Firing("a", at: _now)))
        {
            Thread.Sleep(2500); // longer than an alert lasts that is not told again
            Eventually(["a critical active"], server);
        }
        Eventually([], server);
    }

    [Fact]
    public void What_a_dead_Alertmanager_does_not_take_becomes_dead_letters_that_can_be_sent_again()
    {
        using (var delivery = new AlertDelivery([Channel with { GiveUpAfter = TimeSpan.FromMilliseconds(100) }], _log.Source, _folder, TextWriter.Null))
        {
            Tell(delivery, Firing("a", at: _now));
            Assert.Equal(1, delivery.States[0].DeadLetters);
        }
        var server = Alertmanager();
        Assert.Equal((1, 0), AlertDelivery.Resend(Channel with { ResendEvery = TimeSpan.FromMinutes(1) }, _folder, TextWriter.Null));
        Eventually(["a critical active"], server);
    }
}
