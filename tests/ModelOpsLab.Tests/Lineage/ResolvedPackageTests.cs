using ModelOpsLab.Lineage;

namespace ModelOpsLab.Tests.Lineage;

public sealed class ResolvedPackageTests
{
    [Fact]
    public void The_packages_of_this_program_are_those_of_its_dependency_file()
    {
        var packages = ResolvedPackage.OfThisProgram();
        var sqlite = Assert.Single(packages, p => p.Name == "Microsoft.Data.Sqlite.Core");
        Assert.StartsWith(sqlite.Version, System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(Microsoft.Data.Sqlite.SqliteConnection).Assembly.Location).ProductVersion, StringComparison.Ordinal);
        Assert.StartsWith("sha512-", sqlite.Hash, StringComparison.Ordinal);
        Assert.DoesNotContain(packages, p => p.Name == "ModelOpsLab");
    }

    [Fact]
    public void Packages_are_read_by_name_each_once_and_projects_are_none()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """{ "libraries": { "B/2.0": { "type": "package", "sha512": "sha512-x" }, "A/1.0": { "type": "package", "sha512": "" }, "P/1.0": { "type": "project" } } }""");
            Assert.Equal([new ResolvedPackage("A", "1.0", null), new ResolvedPackage("B", "2.0", "sha512-x")], ResolvedPackage.Of([file, file]));
            File.WriteAllText(file, "{}");
            Assert.Contains("is no dependency file", Assert.Throws<InvalidDataException>(() => ResolvedPackage.Of([file])).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
