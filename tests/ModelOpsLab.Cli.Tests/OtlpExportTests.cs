using System.Text;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Monitoring;

namespace ModelOpsLab.Cli.Tests;

public class OtlpExportTests
{
    static MonitorFigures Figures => new()
    {
        Model = "spx-momentum",
        Severity = Severity.Warning,
        Reading = new(new(2020, 2, 24), new(2020, 2, 25), [new("psi", 0.25) { Of = "momentum_5d", Count = 250 }], []),
        Observations = 42,
    };

    [Fact]
    public void A_collector_receives_every_instrument_with_its_labels()
    {
        using var collector = new LittleServer();
        using var metrics = new MonitorMetrics();
        metrics.Show(Figures);
        using (new OtlpExport(new(collector.Url), TimeSpan.FromHours(1))) { } // what is left is sent at the stop
        var request = Assert.Single(collector.Requests);
        Assert.Equal(("POST /v1/metrics HTTP/1.1", "application/x-protobuf"), (request.Line, request.Headers["Content-Type"]));

        // opentelemetry-proto, metrics.proto: request.resource_metrics = 1, .scope_metrics = 2, scope = 1 (name = 1), metrics = 2: name = 1, unit = 3, gauge = 5, sum = 7
        var scope = Fields(Fields(Fields(request.Body)[1][0])[2][0]);
        Assert.Equal("ModelOpsLab", Text(Fields(scope[1][0])[1][0]));
        var instruments = scope[2].Select(Fields).ToDictionary(m => Text(m[1][0]), m => (Sum: m.ContainsKey(7), Unit: m.TryGetValue(3, out var unit) ? Text(unit[0]) : "", Bytes: Encoding.Latin1.GetString([.. m.TryGetValue(7, out var sum) ? sum[0] : m[5][0]])));
        Assert.Equal(["modelops.alerts", "modelops.measurement", "modelops.measurements.missing", "modelops.observations", "modelops.reading.time", "modelops.severity"], instruments.Keys.Order(StringComparer.Ordinal));
        Assert.True(instruments["modelops.observations"].Sum);
        Assert.Equal((false, "s"), (instruments["modelops.reading.time"].Sum, instruments["modelops.reading.time"].Unit));
        Assert.All(instruments.Values, i => Assert.Contains("spx-momentum", i.Bytes, StringComparison.Ordinal));
        Assert.Contains(Encoding.Latin1.GetString(BitConverter.GetBytes(0.25)), instruments["modelops.measurement"].Bytes, StringComparison.Ordinal);
        Assert.Contains("momentum_5d", instruments["modelops.measurement"].Bytes, StringComparison.Ordinal);
        Assert.Contains("modelopslab", request.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_are_sent_again_and_again_and_a_collector_that_fails_harms_nobody()
    {
        using var collector = new LittleServer { Say = _ => new(500, "broken") };
        using var metrics = new MonitorMetrics();
        metrics.Show(Figures);
        using (var export = new OtlpExport(new(collector.Url + "/other/path"), TimeSpan.FromMilliseconds(20)))
        {
            for (var i = 0; i < 1000 && collector.Requests.Count < 3; i++) Thread.Sleep(20);
            Assert.Equal("/other/path", export.To.AbsolutePath);
        }
        Assert.True(collector.Requests.Count >= 3);
        Assert.All(collector.Requests, r => Assert.Equal("POST /other/path HTTP/1.1", r.Line));
    }

    [Theory]
    [InlineData("ftp://localhost")]
    [InlineData("http://anna:canary@localhost")]
    public void An_address_that_cannot_be_used_is_refused_and_not_quoted(string address) =>
        Assert.DoesNotContain("canary", Assert.Throws<ArgumentException>(() => new OtlpExport(new(address), TimeSpan.FromSeconds(1))).Message, StringComparison.Ordinal);

    static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>The fields of a protobuf message that have a length, by number.</summary>
    static Dictionary<int, List<byte[]>> Fields(byte[] message)
    {
        var fields = new Dictionary<int, List<byte[]>>();
        for (var i = 0; i < message.Length;)
        {
            var key = Number(message, ref i);
            if ((key & 7) == 0) Number(message, ref i);
            else if ((key & 7) is 1 or 5) i += (key & 7) == 1 ? 8 : 4;
            else
            {
                Assert.Equal(2UL, key & 7);
                var length = (int)Number(message, ref i);
                if (!fields.TryGetValue((int)(key >> 3), out var values)) fields[(int)(key >> 3)] = values = [];
                values.Add(message.AsSpan(i, length).ToArray());
                i += length;
            }
        }
        return fields;
    }

    static ulong Number(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            value |= (ulong)(message[at] & 127) << shift;
            if (message[at++] < 128) return value;
        }
    }
}
