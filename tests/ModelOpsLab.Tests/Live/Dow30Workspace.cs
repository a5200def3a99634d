using System.Text.Json.Nodes;
using ModelOpsLab.Live;
using ModelOpsLab.Registry;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Live;

/// <summary>A copy of the sample workspace without its invented past, and the two models on the panel, trained and with their records: made once for all tests that read it.</summary>
public sealed class Dow30Workspace : IDisposable
{
    public const string Reversal = "dow30-reversal", Momentum = "dow30-momentum";

    public Dow30Workspace()
    {
        Folder = Directory.CreateTempSubdirectory("modelops-dow30-").FullName;
        Directory.CreateDirectory(Path.Combine(Folder, "dow30"));
        foreach (var file in new[] { "closes.csv", "closes.schema.json" }) File.Copy(Repository.Path("data-samples", "dow30", file), Path.Combine(Folder, "dow30", file));
        var declared = JsonNode.Parse(File.ReadAllText(Repository.Path("data-samples", Workspace.FileName)))!.AsObject();
        declared.Remove("demonstration");
        File.WriteAllText(Path.Combine(Folder, Workspace.FileName), declared.ToJsonString());
        Workspace = Workspace.Open(Folder);
        Models = new[] { Reversal, Momentum }.ToDictionary(name => name, name => LiveModel.Load(Workspace, name, new FixedClock()));
        Records = Models.ToDictionary(m => m.Key, m => m.Value.TrackRecord());
    }

    public string Folder { get; }
    public Workspace Workspace { get; }
    public IReadOnlyDictionary<string, LiveModel> Models { get; }
    public IReadOnlyDictionary<string, TrackRecord> Records { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
