using System.Diagnostics;
using System.Globalization;
using System.Text;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Benchmarks;

/// <summary>How long one append takes, and how long it takes to check a ledger of many events.</summary>
static class LedgerSpeed
{
    const int Batch = 10_000, Singles = 500;

    public static void Print(TextWriter to, int events)
    {
        var folder = Directory.CreateTempSubdirectory("modelops-ledger-");
        try
        {
            var at = new LedgerFolder(folder.FullName);
            using (var ledger = at.Open("example.com/bench", [Live]))
            {
                var single = new double[Singles];
                for (var i = 0; i < Singles; i++)
                {
                    var since = Stopwatch.GetTimestamp();
                    ledger.Append(Entry(i + 1));
                    single[i] = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
                }
                Array.Sort(single);
                to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one append of {ledger.Read(1, 1).First().ToString().Length + Entry(1).Payload.Length} bytes and more: {single[Singles / 2]:F2} ms median, {single[Singles * 99 / 100]:F2} ms p99"));
                var start = Stopwatch.GetTimestamp();
                while (ledger.Size < events) ledger.Append([.. Enumerable.Range((int)ledger.Size + 1, (int)Math.Min(Batch, events - ledger.Size)).Select(n => Entry(n))]);
                to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"appends in batches of {Batch}: {(events - Singles) / Stopwatch.GetElapsedTime(start).TotalSeconds:F0} events a second; file {new FileInfo(at.Database).Length / 1e6:F0} MB"));
            }
            foreach (var (what, projections) in new (string, IReadOnlyList<LedgerProjection>)[] { ("without state tables", []), ("with one state table", [Live]) })
            {
                var (since, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
                var report = at.Verify(projections);
                to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"verify {report.Provenance.Rows} events, {what}: {Stopwatch.GetElapsedTime(since).TotalSeconds:F1} s, of them {(Environment.CpuUsage.TotalTime - processor).TotalSeconds:F1} s on a processor, {(report.Severity == Severity.Critical ? "does not hold" : "holds")}"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static readonly LedgerProjection Live = new("live_versions", 1, "CREATE TABLE live_versions (slot TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT", (one, file) =>
        file.Execute("INSERT INTO live_versions VALUES (?1, ?2) ON CONFLICT (slot) DO UPDATE SET version = excluded.version", one.Payload.GetProperty("slot").GetString(), one.Payload.GetProperty("version").GetInt64()));

    static LedgerEntry Entry(int version) => new("model.promoted", "risk-desk", Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"{{\"because\":\"{new string('x', 120)}\",\"commit\":\"{new string('a', 40)}\",\"parameters\":{{\"alpha\":0.1,\"lookback\":250}},\"slot\":\"slot-{version % 50}\",\"version\":{version}}}")));
}
