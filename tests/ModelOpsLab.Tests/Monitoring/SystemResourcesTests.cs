using System.Net;
using System.Net.Sockets;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Monitoring;

public class SystemResourcesTests
{
    static readonly SystemResources Quick = new() { Sample = TimeSpan.FromMilliseconds(20), ConnectTimeout = TimeSpan.FromSeconds(5) };

    [Fact]
    public void Shares_are_shares_and_sizes_are_sizes()
    {
        var report = RealTimeMonitor.MonitorSystemResources(Quick);
        Assert.InRange(report.Measured("cpu_share", "process").Value, 0, 1);
        Assert.InRange(report.Measured("memory_share", "machine").Value, 1e-6, 1);
        Assert.InRange(report.Measured("disk_free", "disk").Value, 0, 1);
        Assert.InRange(report.Measured("memory_process", "process").Value, 1, 1e6);
    }

    [Fact]
    public void A_port_that_listens_has_a_latency()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var host = new NetworkHost("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
        var report = RealTimeMonitor.MonitorSystemResources(Quick with { Hosts = [host] });
        var latency = report.Measured("connect_latency", host.ToString());
        Assert.Equal(0, report.Measured("host_unreachable", host.ToString()).Value);
        Assert.DoesNotContain(report.Alerts, a => a.Evidence.Metric == "host_unreachable");
        Assert.InRange(latency.Value, 0, 5000);
        Assert.Equal("ms", latency.Unit);
    }

    [Fact]
    public void A_host_that_does_not_answer_is_critical_and_its_latency_has_the_reason()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var host = new NetworkHost("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
        listener.Stop();
        listener.Dispose();
        Assert.All(new[] { host, new("127.0.0.1", 70_000), new("", 80) }, h =>
        {
            var report = RealTimeMonitor.MonitorSystemResources(Quick with { Hosts = [h] });
            var latency = report.Measured("connect_latency", h.ToString());
            Assert.False(latency.Exists);
            Assert.NotEmpty(latency.Because!);
            Assert.Equal(1, report.Measured("host_unreachable", h.ToString()).Value);
            Assert.Equal(Severity.Critical, report.Severity);
            Assert.Contains("orders cannot reach it", report.Alerts.Single(a => a.Evidence.Metric == "host_unreachable").Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_owners_limit_takes_the_place_of_the_default()
    {
        var report = RealTimeMonitor.MonitorSystemResources(Quick with { Options = new() { Thresholds = [Threshold.Above("memory_process", 0.001, null, "for the test")] } });
        Assert.Contains(report.Alerts, a => a is { Severity: Severity.Warning, Evidence.Metric: "memory_process" });
    }

    [Fact]
    public void Times_that_are_not_positive_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Quick with { Sample = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => Quick with { ConnectTimeout = TimeSpan.Zero });
    }
}
