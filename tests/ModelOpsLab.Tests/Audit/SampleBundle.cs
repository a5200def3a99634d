using System.Text;
using ModelOpsLab.Audit;
using ModelOpsLab.Registry;
using ModelOpsLab.Tests.Registry;

namespace ModelOpsLab.Tests.Audit;

/// <summary>A workspace with a short history of two models, and bundles of it; gone when the test is.</summary>
sealed class SampleBundle : IDisposable
{
    readonly string _path = Directory.CreateTempSubdirectory("modelops-test-").FullName;

    public SampleBundle(int events = 5)
    {
        Directory.CreateDirectory(_path);
        File.WriteAllText(Path.Combine(_path, "modelops.json"), """{ "models": {} }""");
        Grow(events);
    }

    public Workspace Workspace => Workspace.Open(_path);

    public string this[string file] => Path.Combine(_path, file);

    /// <summary>Promotions of two models in turn, each naming a blob; at fixed times.</summary>
    public void Grow(int events)
    {
        var clock = new SetClock(new(2020, 3, 2, 9, 0, 0, TimeSpan.Zero));
        using var ledger = SampleLedger.Open(Workspace.Ledger, clock);
        for (var i = 0; i < events; i++)
        {
            var (number, model) = (ledger.Size + 1, ledger.Size % 2 == 0 ? "momentum" : "carry");
            clock.Now = new DateTimeOffset(2020, 3, 2, 9, 0, 0, TimeSpan.Zero).AddDays(number);
            var blob = Workspace.Ledger.Blobs.Write(SampleLedger.Model(number));
            ledger.Append(new LedgerEntry("model.promoted", "risk-desk", Encoding.UTF8.GetBytes(FormattableString.Invariant($$"""{ "model": "{{model}}", "slot": "{{model}}", "version": {{number}}, "content": "blob:sha256:{{blob}}" }"""))));
        }
    }

    public string Write(BundleOptions? options = null, string name = "bundle.zip")
    {
        AuditBundle.Write(Workspace, this[name], (options ?? new()) with { Projections = [SampleLedger.Live] });
        return this[name];
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
