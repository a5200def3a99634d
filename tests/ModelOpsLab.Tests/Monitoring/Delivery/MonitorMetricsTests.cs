using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using static ModelOpsLab.Tests.Monitoring.AlertLog;

namespace ModelOpsLab.Tests.Monitoring;

public sealed class MonitorMetricsTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("modelops-metrics-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    internal static MonitorFigures Figures => new()
    {
        Model = Model,
        Severity = Severity.Critical,
        Reading = new(Start.AddHours(-1), Start,
        [
            new("psi", 0.1) { Of = "momentum_5d", Count = 250 },
            new("psi", 1e-300) { Of = "a \"quoted\\name\"\nof two lines é", Count = 250 },
            new("sharpe_ratio", double.NegativeInfinity) { Count = 250 },
            Measurement.Missing("hit_rate", "no trade yet"),
            new("psi", 0.2) { Of = "momentum_5d", Count = 251 },
        ], []),
        Standing = [Firing("drawdown"), Firing("hit-rate", severity: Severity.Warning, muted: "market is closed"), Pending("psi") with { Of = "momentum_5d" }],
        Observations = 1_234_567,
        Channels = [new() { Channel = "pager", Kind = "webhook", To = "https://x", Delivered = 3, Waiting = 2, DeadLetters = 1, Failures = 4, FailingSince = Start }],
    };

    [Fact]
    public void Prometheus_text_names_every_figure_and_escapes_what_it_must() => Assert.Equal(
        """
        # HELP modelops_severity Worst severity of the model: 0 healthy, 1 unknown, 2 warning, 3 critical.
        # TYPE modelops_severity gauge
        modelops_severity{model="spx-momentum"} 3
        # HELP modelops_alerts Alerts of the model by state (pending, firing, muted) and severity.
        # TYPE modelops_alerts gauge
        modelops_alerts{model="spx-momentum",state="pending",severity="warning"} 0
        modelops_alerts{model="spx-momentum",state="pending",severity="critical"} 1
        modelops_alerts{model="spx-momentum",state="firing",severity="warning"} 0
        modelops_alerts{model="spx-momentum",state="firing",severity="critical"} 1
        modelops_alerts{model="spx-momentum",state="muted",severity="warning"} 1
        modelops_alerts{model="spx-momentum",state="muted",severity="critical"} 0
        # HELP modelops_alert 1 for each alert that is pending, firing or muted.
        # TYPE modelops_alert gauge
        modelops_alert{model="spx-momentum",rule="drawdown",state="firing",severity="critical"} 1
        modelops_alert{model="spx-momentum",rule="hit-rate",state="muted",severity="warning"} 1
        modelops_alert{model="spx-momentum",rule="psi",of="momentum_5d",state="pending",severity="critical"} 1
        # HELP modelops_measurement A measurement of the last reading, in its own unit; one that does not exist is left out.
        # TYPE modelops_measurement gauge
        modelops_measurement{model="spx-momentum",metric="psi",of="momentum_5d"} 0.2
        modelops_measurement{model="spx-momentum",metric="psi",of="a \"quoted\\name\"\nof two lines é"} 1E-300
        modelops_measurement{model="spx-momentum",metric="sharpe_ratio"} -Inf
        # HELP modelops_measurements_missing Measurements of the last reading that do not exist.
        # TYPE modelops_measurements_missing gauge
        modelops_measurements_missing{model="spx-momentum"} 1
        # HELP modelops_reading_time_seconds End of the last reading, in the time of the stream, in seconds since 1970.
        # TYPE modelops_reading_time_seconds gauge
        modelops_reading_time_seconds{model="spx-momentum"} 1582554600
        # HELP modelops_observations_total Observations since the start of the process.
        # TYPE modelops_observations_total counter
        modelops_observations_total{model="spx-momentum"} 1234567
        # HELP modelops_delivery_transitions_total Transitions of alerts that a channel delivered since the start of the process.
        # TYPE modelops_delivery_transitions_total counter
        modelops_delivery_transitions_total{model="spx-momentum",channel="pager"} 3
        # HELP modelops_delivery_failures_total Attempts of a channel that failed since the start of the process.
        # TYPE modelops_delivery_failures_total counter
        modelops_delivery_failures_total{model="spx-momentum",channel="pager"} 4
        # HELP modelops_delivery_waiting Transitions of alerts that wait for a channel.
        # TYPE modelops_delivery_waiting gauge
        modelops_delivery_waiting{model="spx-momentum",channel="pager"} 2
        # HELP modelops_delivery_dead_letters Transitions of alerts among the dead letters of a channel.
        # TYPE modelops_delivery_dead_letters gauge
        modelops_delivery_dead_letters{model="spx-momentum",channel="pager"} 1
        # HELP modelops_delivery_failing 1 while the last attempt of a channel failed, otherwise 0.
        # TYPE modelops_delivery_failing gauge
        modelops_delivery_failing{model="spx-momentum",channel="pager"} 1

        """, PrometheusText.Of([Figures]));

    [Fact]
    public void Promtool_finds_nothing_wrong_with_the_text()
    {
        if (!RealServer.Installed("promtool")) Assert.Skip("promtool is not installed (Debian: prometheus).");
        var file = Path.Combine(_folder, "modelops.prom");
        PrometheusText.Write(file, PrometheusText.Of([Figures, Figures with { Model = "dow30", Reading = null, Standing = [], Channels = [] }]));
        Assert.Equal((0, ""), RealServer.Run("sh", "-c", "promtool check metrics < \"$0\" 2>&1", file));
        Assert.Throws<ArgumentException>(() => PrometheusText.Write(Path.Combine(_folder, "modelops.txt"), ""));
    }

    [Fact]
    public void The_meter_tells_the_same_numbers_under_stable_names()
    {
        using var metrics = new MonitorMetrics();
        metrics.Show(Figures);
        List<string> seen = [];
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Meter.Name == MonitorMetrics.MeterName) l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            if (tags.ToArray().Contains(new("model", Model))) seen.Add($"{instrument.Name}{{{string.Join(',', tags.ToArray().Where(t => t.Value is not "").Select(t => $"{t.Key}={t.Value}"))}}} {value}");
        });
        listener.Start();
        listener.RecordObservableInstruments();
        var text = metrics.ToPrometheus().Split('\n').Where(l => l.Length > 0 && l[0] != '#').Count();
        Assert.Equal(text, seen.Count);
        Assert.Contains("modelops.severity{model=spx-momentum} 3", seen);
        Assert.Contains("modelops.measurement{model=spx-momentum,metric=psi,of=momentum_5d} 0.2", seen);
        Assert.Contains("modelops.observations{model=spx-momentum} 1234567", seen);
        Assert.Equal(["modelops.alert", "modelops.alerts", "modelops.delivery.dead.letters", "modelops.delivery.failing", "modelops.delivery.failures", "modelops.delivery.transitions",
            "modelops.delivery.waiting", "modelops.measurement", "modelops.measurements.missing", "modelops.observations", "modelops.reading.time", "modelops.severity"], seen.Select(s => s.Split('{')[0]).Distinct().Order());
    }

    [Fact]
    public async Task The_endpoint_answers_and_survives_clients_of_every_kind()
    {
        using var metrics = new MonitorMetrics();
        metrics.Show(Figures);
        using var endpoint = new PrometheusEndpoint(metrics.ToPrometheus, 0);
        Assert.Equal(IPAddress.Loopback, endpoint.Address.Address);
        var stop = TestContext.Current.CancellationToken;
        List<TcpClient> silent = [];
        for (var i = 0; i < 10; i++) // they say nothing, and are waited for
        {
            silent.Add(new());
            await silent[^1].ConnectAsync(endpoint.Address, stop);
        }
        using var http = new HttpClient { BaseAddress = new($"http://{endpoint.Address}") };
        using var answer = await http.GetAsync(new Uri("/metrics", UriKind.Relative), stop);
        Assert.Equal(MediaTypeHeaderValue.Parse(PrometheusText.MediaType), answer.Content.Headers.ContentType);
        Assert.Equal(metrics.ToPrometheus(), await answer.Content.ReadAsStringAsync(stop));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri("/", UriKind.Relative), stop)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.PostAsync(new Uri("/metrics", UriKind.Relative), null, stop)).StatusCode);
        foreach (var client in silent) client.Dispose();
        Assert.StartsWith("HTTP/1.1 400", await Say(endpoint, "\u0001\u0002 binary\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal("", await Say(endpoint, "GET /" + new string('x', 10_000)));
        Assert.StartsWith("HTTP/1.1 200", await Say(endpoint, "HEAD /metrics HTTP/1.0\r\n\r\n"), StringComparison.Ordinal);
        Assert.Contains("Choose another port", Assert.Throws<IOException>(() => new PrometheusEndpoint(metrics.ToPrometheus, endpoint.Address.Port)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_ends_quietly_under_clients_that_say_nothing()
    {
        for (var times = 0; times < 20; times++)
        {
            var endpoint = new PrometheusEndpoint(() => "", 0);
            var clients = Enumerable.Range(0, 40).Select(_ => new TcpClient()).ToArray();
            foreach (var client in clients) await client.ConnectAsync(endpoint.Address, TestContext.Current.CancellationToken);
            endpoint.Dispose(); // its listener is gone while the next client waits to be taken
            foreach (var client in clients) client.Dispose();
        }
    }

    static async Task<string> Say(PrometheusEndpoint endpoint, string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(endpoint.Address, TestContext.Current.CancellationToken);
        try
        {
            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            return ""; // it was cut off
        }
    }
}
