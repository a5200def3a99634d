using ModelOpsLab.Lineage;

namespace ModelOpsLab.Tests.Lineage;

public class SampleDataTests
{
    [Fact]
    public void Every_sample_file_has_the_bytes_that_its_list_of_hashes_says()
    {
        var samples = Path.Combine(Repository(), "data-samples");
        var listed = File.ReadAllLines(Path.Combine(samples, "SHA256SUMS")).Select(line => line.Split("  ")).ToDictionary(l => l[1], l => l[0]);
        var actual = new[] { "spx", "dow30", "edge-cases" }.SelectMany(f => Directory.EnumerateFiles(Path.Combine(samples, f)))
            .ToDictionary(f => Path.GetRelativePath(samples, f).Replace('\\', '/'), ContentId.OfFile);
        Assert.NotEmpty(listed);
        Assert.All(listed, l => Assert.Equal(l.Value, actual.GetValueOrDefault(l.Key)));
    }

    static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ModelOpsLab.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"No ModelOpsLab.sln above {AppContext.BaseDirectory}.");
    }
}
