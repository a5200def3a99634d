using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using static ModelOpsLab.Tests.Monitoring.AlertLog;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>The samples for Prometheus, Alertmanager and Grafana, against Debian's programs.</summary>
public sealed partial class PrometheusTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("modelops-prometheus-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static string Sample(string file) => Repository.Path("data-samples", "monitoring", file);

    [Fact]
    public void Prometheus_scrapes_us_its_rule_fires_and_reaches_Alertmanager()
    {
        if (!RealServer.Installed("prometheus") || !RealServer.Installed("prometheus-alertmanager")) Assert.Skip("prometheus and prometheus-alertmanager are not both installed (Debian packages of these names).");
        using var people = new LittleServer();
        var (at, port) = (RealServer.FreePort(), RealServer.FreePort());
        using var alertmanager = AlertmanagerTests.Start(_folder, at, people.Url);
        using var metrics = new MonitorMetrics();
        metrics.Show(MonitorMetricsTests.Figures);
        using var endpoint = new PrometheusEndpoint(metrics.ToPrometheus, 0);
        File.WriteAllText(Path.Combine(_folder, "prometheus.yml"), File.ReadAllText(Sample("prometheus.yml")).Replace("localhost:9093", $"127.0.0.1:{at.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal)
            .Replace("localhost:9464", endpoint.Address.ToString(), StringComparison.Ordinal).Replace("15s", "200ms", StringComparison.Ordinal));
        File.Copy(Sample("modelopslab.rules.yml"), Path.Combine(_folder, "modelopslab.rules.yml"));
        using var prometheus = new RealServer("prometheus", port, $"--config.file={_folder}/prometheus.yml", $"--storage.tsdb.path={_folder}/data", $"--web.listen-address=127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");

        string Seen(string query) => string.Join('\n', prometheus.Get("/api/v1/query?query=" + Uri.EscapeDataString(query)).GetProperty("data").GetProperty("result").EnumerateArray()
            .Select(r => $"{string.Join(',', r.GetProperty("metric").EnumerateObject().Where(l => l.Name is not ("instance" or "job" or "__name__")).Select(l => $"{l.Name}={l.Value.GetString()}"))} {r.GetProperty("value")[1].GetString()}").Order(StringComparer.Ordinal));
        AlertLog.Eventually(() => Seen("modelops_severity") == "model=spx-momentum 3", () => prometheus.Get("/api/v1/targets").GetRawText());
        Assert.Equal("metric=psi,model=spx-momentum,of=a \"quoted\\name\"\nof two lines é 1e-300\nmetric=psi,model=spx-momentum,of=momentum_5d 0.2\nmetric=sharpe_ratio,model=spx-momentum -Inf", Seen("modelops_measurement"));
        Assert.Equal("channel=pager,model=spx-momentum 3", Seen("modelops_delivery_transitions_total"));
        var types = prometheus.Get("/api/v1/metadata").GetProperty("data").EnumerateObject().Where(m => m.Name.StartsWith("modelops_", StringComparison.Ordinal)).ToDictionary(m => m.Name, m => m.Value[0].GetProperty("type").GetString()!);
        Assert.Equal(MetricFamily.All.ToDictionary(f => f.PrometheusName, f => f.Grows ? "counter" : "gauge"), types);

        // The rule on dead letters has no wait: it fires, and Alertmanager sends it to people
        AlertLog.Eventually(() => alertmanager.Get("/api/v2/alerts?filter=alertname%3DModelAlertsDeadLetters").GetArrayLength() == 1, () => prometheus.Get("/api/v1/alerts").GetRawText());
        AlertLog.Eventually(() => people.Requests.Any(r => r.Line.StartsWith("POST /tickets", StringComparison.Ordinal) && r.Text.Contains("spx-momentum: channel pager gave up 1 transitions of alerts", StringComparison.Ordinal)), () => "nobody was told");
        AlertLog.Eventually(() => Seen("modelops:alerts_firing:sum") == "model=spx-momentum,severity=critical 1\nmodel=spx-momentum,severity=warning 0", () => Seen("modelops:alerts_firing:sum"));

        metrics.Show(MonitorMetricsTests.Figures with { Severity = Severity.Healthy, Channels = [] }); // the letters were sent again
        AlertLog.Eventually(() => Seen("modelops_severity") == "model=spx-momentum 0" && !prometheus.Get("/api/v1/alerts").GetRawText().Contains("\"firing\"", StringComparison.Ordinal), () => prometheus.Get("/api/v1/alerts").GetRawText());
        AlertLog.Eventually(() => alertmanager.Get("/api/v2/alerts").GetArrayLength() == 0, () => alertmanager.Get("/api/v2/alerts").GetRawText());
    }

    [Theory]
    [InlineData("promtool", "check", "rules", "modelopslab.rules.yml")]
    [InlineData("promtool", "check", "config", "prometheus.yml")]
    [InlineData("promtool", "test", "rules", "modelopslab.rules.test.yml")]
    [InlineData("amtool", "check-config", "alertmanager.yml")]
    public void The_samples_pass_the_checks_of_the_tools_that_read_them(string tool, params string[] arguments)
    {
        if (!RealServer.Installed(tool)) Assert.Skip($"{tool} is not installed (Debian: {(tool == "amtool" ? "prometheus-alertmanager" : "prometheus")}).");
        var (code, output) = RealServer.Run(tool, [.. arguments[..^1], Sample(arguments[^1])]);
        Assert.True(code == 0, output);
        Assert.Contains("SUCCESS", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("modelopslab.rules.yml")]
    [InlineData("grafana-dashboard.json")]
    public void The_samples_name_only_metrics_and_labels_that_there_are(string file)
    {
        var text = File.ReadAllText(Sample(file));
        var known = MetricFamily.All.Select(f => f.PrometheusName).ToHashSet();
        var named = Metric().Matches(text).Select(m => m.Value).Distinct().ToArray();
        Assert.True(named.Length > 4);
        Assert.All(named, n => Assert.Contains(n, known));
        if (file.EndsWith(".json", StringComparison.Ordinal))
        {
            using var json = JsonDocument.Parse(text);
            var panels = json.RootElement.GetProperty("panels").EnumerateArray().ToArray();
            Assert.Equal(panels.Length, panels.Select(p => p.GetProperty("id").GetInt32()).Distinct().Count());
            Assert.All(panels, p => Assert.NotEmpty(p.GetProperty("targets").EnumerateArray()));
        }
    }

    [Fact]
    public void Every_expression_of_the_dashboard_is_one_that_promtool_understands()
    {
        if (!RealServer.Installed("promtool")) Assert.Skip("promtool is not installed (Debian: prometheus).");
        using var json = JsonDocument.Parse(File.ReadAllText(Sample("grafana-dashboard.json")));
        var expressions = json.RootElement.GetProperty("panels").EnumerateArray().SelectMany(p => p.GetProperty("targets").EnumerateArray()).Concat(json.RootElement.GetProperty("annotations").GetProperty("list").EnumerateArray())
            .Select(t => t.GetProperty("expr").GetString()!).ToArray();
        var rules = Path.Combine(_folder, "dashboard.yml");
        File.WriteAllText(rules, JsonSerializer.Serialize(new { groups = new[] { new { name = "dashboard", rules = expressions.Select((e, i) => new { record = $"e{i.ToString(CultureInfo.InvariantCulture)}", expr = e }) } } }));
        var (code, output) = RealServer.Run("promtool", "check", "rules", rules);
        Assert.True(code == 0 && output.Contains($"{expressions.Length.ToString(CultureInfo.InvariantCulture)} rules found", StringComparison.Ordinal), output);
    }

    [GeneratedRegex("modelops_[a-z_]+")]
    private static partial Regex Metric();
}
