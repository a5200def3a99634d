using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Registry;

/// <summary>A ledger of its own with an incident log, and a clock that is set by hand.</summary>
sealed class IncidentWorkspace : IDisposable
{
    public const string Slot = "spx";

    public IncidentWorkspace()
    {
        Files = new(Folder);
        Ledger = Open();
        Log = new(Ledger, Files.Blobs);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("modelops-incidents-").FullName;
    public LedgerFolder Files { get; }
    public SetClock Clock { get; } = new(new(2020, 3, 16, 9, 0, 0, TimeSpan.Zero)); // a Monday
    public Ledger Ledger { get; private set; }
    public IncidentLog Log { get; private set; }

    public static Alert Alert(double value = -0.2, string metric = "max_drawdown", Severity severity = Severity.Critical, string of = "") =>
        new(severity, new Measurement(metric, value) { Count = 10, Of = of }, Threshold.Below(metric, -0.05, -0.15, "the mandate"));

    public Incident Open(string title = "Losses beyond the mandate") => Log.Open(title, Severity.Critical, "anna", Slot, "spx-momentum");

    /// <summary>Appends an event as another part of the library would.</summary>
    public LedgerEvent Append(string kind, object payload, string actor = "anna", DateTimeOffset? at = null) => Ledger.Append(LedgerEntry.Of(kind, actor, payload) with { EffectiveAt = at })[^1];

    public void Wait(TimeSpan time) => Clock.Now += time;

    public void Reopen()
    {
        Ledger.Dispose();
        Ledger = Open();
        Log = new(Ledger, Files.Blobs);
    }

    /// <summary>The state table is what the events come to, and nothing else is wrong.</summary>
    public void AssertHolds()
    {
        var report = Files.Verify([IncidentLog.Projection]);
        Assert.True(report.Severity != Severity.Critical, report.ToString());
    }

    public void Dispose()
    {
        Ledger.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    Ledger Open() => Files.Open("example.com/desk-7", [IncidentLog.Projection], Clock);
}
