using System.Diagnostics;
using System.Text;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Tests.Registry;

/// <summary>Each bit of the file is flipped: the audit finds it, or no row of any table has changed.</summary>
public sealed class LedgerBitFlipTests : IDisposable
{
    readonly string _path = Directory.CreateTempSubdirectory("modelops-test-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void In_a_ledger_of_twenty_events()
    {
        var bits = Made(20).Length * 8L;
        var count = Campaign.Size("FLIPS", desk: 150, ci: 1_500);
        var from = Campaign.Size("FLIPS_FROM", desk: -1, ci: -1); // every bit in turn from this one on: a campaign in parts
        Flip(from < 0 ? "20 events" : $"20 events, {bits} bits, from bit {from}",
            from < 0 ? Draw(count, bits) : Enumerable.Range(from, (int)Math.Clamp(bits - from, 0, count)).Select(b => (long)b));
    }

    [Fact]
    public void In_a_ledger_of_ten_thousand_events()
    {
        var count = Campaign.Size("FLIPS_10000", desk: 3, ci: 40);
        var from = Campaign.Size("FLIPS_10000_FROM", desk: 0, ci: 0); // a campaign in parts
        Flip($"10,000 events, from flip {from}", Draw(from + count, Made(10_000).Length * 8L).Skip(from));
    }

    byte[] Made(int events)
    {
        var folder = new LedgerFolder(_path);
        using (var ledger = SampleLedger.Open(folder, new SetClock(new(2020, 3, 16, 13, 30, 0, TimeSpan.Zero))))
            for (var done = 0; done < events; done += events / 4)
                ledger.Append([.. Enumerable.Range(done + 1, events / 4).Select(v => SampleLedger.Promotion(v, $"slot-{v % 7}"))]);
        return File.ReadAllBytes(folder.Database);
    }

    static long[] Draw(int count, long bits)
    {
        var random = new Random(20200316);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(bits))]; // all of them: a part that skips must skip drawn ones
    }

    void Flip(string what, IEnumerable<long> bits)
    {
        var folder = new LedgerFolder(_path);
        NoteVerifier[] keys = [NoteVerifier.Parse(File.ReadAllText(folder.PublicKey))];
        var good = Rows(folder.Database);
        Assert.NotEqual(Severity.Critical, LedgerAudit.Verify(folder.Database, [SampleLedger.Live], null, keys).Severity);
        var (tried, found, same) = (0, 0, 0);
        List<long> missed = [];
        foreach (var bit in bits)
        {
            tried++;
            FlipOne(folder.Database, bit);
            if (LedgerAudit.Verify(folder.Database, [SampleLedger.Live], null, keys).Severity == Severity.Critical) found++;
            else if (Rows(folder.Database) == good) same++;
            else missed.Add(bit);
            FlipOne(folder.Database, bit);
        }
        Campaign.Say($"bit flips, {what}: {tried} flips, {found} found, {same} without a logical change, {missed.Count} missed");
        Assert.Empty(missed);
    }

    static void FlipOne(string path, long bit)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = bit / 8;
        var old = (byte)file.ReadByte();
        file.Position = bit / 8;
        file.WriteByte((byte)(old ^ (1 << (int)(bit % 8))));
    }

    /// <summary>Every row of every table as text.</summary>
    static string Rows(string path)
    {
        using var file = SqliteFile.Open(path, Ledger.Schema, readOnly: true);
        var text = new StringBuilder();
        foreach (var table in new[] { "events", "nodes", "head", "checkpoints", "projections", "live_versions" })
            foreach (var row in LedgerProjection.Rows(file, table)) text.AppendLine(string.Join('|', row));
        return text.ToString();
    }
}
