using ModelOpsLab.Data;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Tests.Lineage;

public sealed class FileReadsTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelops-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    string Write(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }

    [Fact]
    public async Task Tables_and_settings_are_heard_with_the_bytes_that_were_read()
    {
        var (schema, table) = (Write("s.json", """{"timestamp": "day", "columns": {"day": {"type": "date", "nullable": false}}}"""), Write("t.csv", "day,x\n2020-01-01,1\n"));
        using var reads = FileReads.Listen();
        _ = Frame.ReadCsv(table, Schema.Load(schema));
        var hash = ContentId.OfFile(table);
        File.AppendAllText(table, "2020-01-02,2\n");
        await Task.Run(() => Frame.ReadCsv(table, Schema.Load(schema)), TestContext.Current.CancellationToken);
        Assert.Equal([new(schema, ContentId.OfFile(schema)), new(table, hash), new(table, ContentId.OfFile(table))], reads.Files);
    }

    [Fact]
    public void One_who_listened_before_hears_it_too_and_nobody_after_the_end()
    {
        var schema = Write("s.json", """{"timestamp": "day"}""");
        using var outer = FileReads.Listen();
        using (var inner = FileReads.Listen())
        {
            _ = Schema.Load(schema);
            Assert.Single(inner.Files);
        }
        Assert.Single(outer.Files);
        outer.Dispose();
        File.AppendAllText(schema, " ");
        _ = Schema.Load(schema);
        Assert.Single(outer.Files);
    }
}
