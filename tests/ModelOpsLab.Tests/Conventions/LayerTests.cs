using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Conventions;

public class LayerTests
{
    /// <summary>Each folder and what it may use directly or through what it uses; folders of one level do not see each other. A folder's parts are one.</summary>
    static readonly string[][] Levels =
    [
        ["Lineage", "Statistics", "Storage"],
        ["Reporting"],
        ["Data"],
        ["Models", "Trading"],
        ["Monitoring", "Drift", "Retraining", "Registry"],
        ["Audit", "Reviews", "Live"],
    ];

    [Fact]
    public void Dependencies_point_one_way()
    {
        var wrong = NamespaceReferences.Of(typeof(Report).Assembly)
            .Where(r => Name(r.Key.From) != Name(r.Key.To) && (Level(r.Key.From) <= Level(r.Key.To) || !Allowed(r.Key.From, r.Key.To)))
            .Select(r => $"{r.Key.From} must not see {r.Key.To}: {r.Value}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_namespace_has_its_place_in_the_picture() =>
        Assert.DoesNotContain(typeof(Report).Assembly.GetExportedTypes().Select(t => t.Namespace!).Distinct(), n => Level(n) < 0);

    [Fact]
    public void The_reader_of_references_sees_a_method_body()
    {
        var references = NamespaceReferences.Of(typeof(Report).Assembly);
        Assert.Contains(("ModelOpsLab.Data", "ModelOpsLab.Reporting"), references.Keys);
        Assert.DoesNotContain(("ModelOpsLab.Statistics", "ModelOpsLab.Data"), references.Keys);
    }

    /// <summary>Reporting sees Lineage only, of the level below it.</summary>
    static bool Allowed(string from, string to) => Name(from) != "Reporting" || Name(to) == "Lineage";

    static int Level(string name) => Array.FindIndex(Levels, l => l.Contains(Name(name)));
    static string Name(string name) => name.Split('.')[1];
}
