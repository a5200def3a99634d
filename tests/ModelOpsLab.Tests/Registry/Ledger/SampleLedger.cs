using System.Text;
using ModelOpsLab.Registry;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Tests.Registry;

/// <summary>A ledger to try things on: a slot whose live version is a state table, and events that name a blob each.</summary>
static class SampleLedger
{
    internal static readonly LedgerProjection Live = new("live_versions", 1, "CREATE TABLE live_versions (slot TEXT PRIMARY KEY, version INTEGER NOT NULL, seq INTEGER NOT NULL) STRICT", (one, file) =>
    {
        if (one.Kind == "model.promoted")
            file.Execute("INSERT INTO live_versions VALUES (?1, ?2, ?3) ON CONFLICT (slot) DO UPDATE SET version = excluded.version, seq = excluded.seq",
                one.Payload.GetProperty("slot").GetString(), one.Payload.GetProperty("version").GetInt64(), one.Sequence);
    });

    internal static LedgerEntry Promotion(long version, string slot = "champion", string? blob = null) => new("model.promoted", "risk-desk",
        Encoding.UTF8.GetBytes(FormattableString.Invariant($"{{ \"version\": {version}, \"slot\": \"{slot}\"{(blob is null ? "" : $", \"model\": \"blob:sha256:{blob}\"")} }}")));

    /// <summary>Appends the next promotions with a blob each, and says of each that it has returned.</summary>
    internal static void Grow(LedgerFolder folder, Ledger ledger, int events, Action<long>? acknowledged = null)
    {
        for (var i = 0; i < events; i++)
        {
            var version = ledger.Size + 1;
            var blob = folder.Blobs.Write(Model(version));
            var sequence = ledger.Append(Promotion(version, blob: blob))[0].Sequence;
            acknowledged?.Invoke(sequence);
        }
    }

    internal static byte[] Model(long version) => Encoding.ASCII.GetBytes(FormattableString.Invariant($"weights of version {version}"));

    internal static Ledger Open(LedgerFolder folder, TimeProvider? clock = null) => folder.Open("example.com/desk-7", [Live], clock);

}

/// <summary>A clock that is set by hand.</summary>
sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
