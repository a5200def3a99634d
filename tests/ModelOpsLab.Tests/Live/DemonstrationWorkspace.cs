using ModelOpsLab.Live;
using ModelOpsLab.Registry;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Live;

/// <summary>A copy of the sample workspace in a temporary folder, with its model trained: made once for all tests that read it.</summary>
public sealed class DemonstrationWorkspace : IDisposable
{
    public DemonstrationWorkspace()
    {
        Folder = Directory.CreateTempSubdirectory("modelops-demo-").FullName;
        Directory.CreateDirectory(Path.Combine(Folder, "spx"));
        foreach (var file in new[] { "modelops.json", "demonstration.json", Path.Combine("spx", "sp500.csv"), Path.Combine("spx", "sp500.schema.json") })
            File.Copy(Repository.Path("data-samples", file), Path.Combine(Folder, file));
        Workspace = Workspace.Open(Folder);
        Model = LiveModel.Load(Workspace, "spx-momentum", new FixedClock());
        Record = Model.TrackRecord();
    }

    public string Folder { get; }
    public Workspace Workspace { get; }
    public LiveModel Model { get; }
    public TrackRecord Record { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>A clock that stands still.</summary>
public sealed class FixedClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2019, 4, 1, 0, 0, 0, TimeSpan.Zero);
}
