using ModelOpsLab.Monitoring;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace ModelOpsLab.Cli;

/// <summary>
/// Sends the meter of the monitors to a collector again and again, over OTLP (protobuf over HTTP), on a thread of its own. A collector that does not answer costs the figures
/// of that moment and nothing else. Headers, such as a token, come from <c>OTEL_EXPORTER_OTLP_HEADERS</c> and are never shown.
/// </summary>
sealed class OtlpExport : IDisposable
{
    const int Patience = 5_000;
    readonly MeterProvider _provider;

    /// <summary>Begins to send.</summary>
    /// <param name="collector">Base address of the collector, such as <c>http://localhost:4318</c>; <c>/v1/metrics</c> is added where it has no path.</param>
    /// <param name="every">Time between two sendings.</param>
    /// <exception cref="ArgumentException">The address is not http or https, or holds a user name or password; it is not quoted.</exception>
    public OtlpExport(Uri collector, TimeSpan every)
    {
        if (!collector.IsAbsoluteUri || collector.Scheme is not ("http" or "https")) throw new ArgumentException("The address of the OTLP collector must begin with http:// or https://.", nameof(collector));
        if (collector.UserInfo.Length > 0) throw new ArgumentException("The address of the OTLP collector holds a user name or password. Give a header in OTEL_EXPORTER_OTLP_HEADERS instead.", nameof(collector));
        To = collector.AbsolutePath == "/" ? new(collector, "v1/metrics") : collector;
        _provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.Clear().AddService("modelopslab", autoGenerateServiceInstanceId: false).AddTelemetrySdk().AddEnvironmentVariableDetector())
            .AddMeter(MonitorMetrics.MeterName)
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                exporter.Endpoint = To;
                exporter.TimeoutMilliseconds = Patience;
                exporter.HttpClientFactory = () => new(new SocketsHttpHandler { UseProxy = !To.IsLoopback, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMilliseconds(Patience) };
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)Math.Clamp(every.TotalMilliseconds, 10, int.MaxValue);
                reader.PeriodicExportingMetricReaderOptions.ExportTimeoutMilliseconds = Patience;
            })
            .Build();
    }

    /// <summary>Where the figures go.</summary>
    public Uri To { get; }

    /// <summary>Sends once more, and stops; waits five seconds at most.</summary>
    public void Dispose()
    {
        _provider.Shutdown(Patience);
        _provider.Dispose();
    }
}
