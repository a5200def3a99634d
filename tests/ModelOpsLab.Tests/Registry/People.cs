using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Registry;

/// <summary>People with a key each, in a folder of their own.</summary>
sealed class People : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("modelops-people-").FullName;
    readonly Dictionary<string, NoteSigner> _keys = [];

    public People(params string[] names)
    {
        foreach (var name in names) _keys[name] = NoteSigner.Create(Path.Combine(_folder, name), $"example.com/{name}");
    }

    /// <summary>As <c>modelops.json</c> declares them, with a comma behind.</summary>
    public string Declared => $$"""
        "people": { {{string.Join(", ", _keys.Select(k => $"\"{k.Key}\": {{ \"key\": \"{k.Value.Verifier}\" }}"))}} },
        """;

    public DsseEnvelope Sign(string by, ApprovalRequest request, DateTimeOffset at) =>
        new Approval { Request = request, By = by, At = at, Until = at.AddDays(1), Because = "looked at it" }.Sign(_keys[by]);

    public DsseEnvelope Sign(string by, ManualOrder order) => order.Sign(_keys[by]);

    public ApprovalPolicy Policy => new(_keys.ToDictionary(k => k.Key, k => new Person { Key = k.Value.Verifier.ToString() }), new Dictionary<string, ApprovalRule>());

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
