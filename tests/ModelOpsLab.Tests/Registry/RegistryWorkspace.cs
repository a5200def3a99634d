using System.Text;
using ModelOpsLab.Lineage;
using ModelOpsLab.Models;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Registry;

/// <summary>A workspace of its own with one declared model, whose versions are made without training.</summary>
sealed class RegistryWorkspace : IDisposable
{
    public const string Model = "alpha";

    public RegistryWorkspace(string deployment = Declared, string beside = "")
    {
        File.WriteAllText(Path.Combine(Folder, Workspace.FileName), Declaration(deployment, beside));
        Registry = ModelRegistry.Open(Workspace.Open(Folder), Clock);
    }

    public const string Declared = """
        { "limits": { "instruments": ["SPX"], "venues": ["paper"], "maximumPosition": 1, "maximumOrder": 0.5, "maximumOrders": 10, "priceCollar": 0.02 }, "fallback": { "kind": "flat" }, "allowDirtyCode": true }
        """;

    public static string Declaration(string deployment, string beside = "") => $$"""
        { {{beside}} "models": { "alpha": { "title": "A model", "data": "a.csv", "schema": "a.json",
          "pipeline": { "close": "close", "target": "r", "features": [ { "name": "x", "kind": "return", "window": 1 } ] },
          "trainer": { "kind": "ridge" }, "trainUntil": "2018-12-31", "goLive": "2019-04-01", "deployment": {{deployment}} } } }
        """;

    public string Folder { get; } = Directory.CreateTempSubdirectory("modelops-registry-").FullName;
    public SteppingClock Clock { get; } = new();
    public ModelRegistry Registry { get; private set; }

    /// <summary>Registers a version that differs from others by its coefficient.</summary>
    public ModelVersion Version(double coefficient, Func<TrainingRecord, TrainingRecord>? change = null) =>
        Registry.Register(Model, Bytes(coefficient), ModelRegistry.OwnFormat, (change ?? (t => t))(Record(coefficient)), "anna", "a test");

    public static byte[] Bytes(double coefficient) => Encoding.UTF8.GetBytes(ModelJson.Write(new LinearModel(["x"], 0, [coefficient], [1])));

    public static TrainingRecord Record(double coefficient) => new()
    {
        Provenance = new Provenance { Rows = 3, Model = Model },
        Golden = new(["x"], [[1], [2]], [coefficient, 2 * coefficient]),
        Code = new(new('a', 40), new('b', 40), new('b', 40), Dirty: false),
    };

    public Deployment Promote(int version, Func<Promotion, Promotion>? change = null) => Registry.Promote((change ?? (p => p))(new(Model, version, "better in the test")), "anna");

    /// <summary>Closes the registry and opens it anew, as another process would.</summary>
    public void Reopen()
    {
        Registry.Dispose();
        Registry = ModelRegistry.Open(Workspace.Open(Folder), Clock);
    }

    public void Dispose()
    {
        Registry.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>A clock that goes a second on each time it is asked, or as it is told.</summary>
sealed class SteppingClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2020, 1, 2, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now += TimeSpan.FromSeconds(1);
}
