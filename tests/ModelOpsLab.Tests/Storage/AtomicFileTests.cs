using ModelOpsLab.Storage;

namespace ModelOpsLab.Tests.Storage;

public sealed class AtomicFileTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void Text_is_utf8_without_a_mark_and_folders_are_made()
    {
        var path = Path.Combine(_folder, "a", "b.txt");
        AtomicFile.Write(path, "é\n");
        Assert.Equal([0xC3, 0xA9, 0x0A], File.ReadAllBytes(path));
    }

    [Fact]
    public void An_old_file_is_replaced_and_nothing_is_left_beside_it()
    {
        var path = Path.Combine(_folder, "x");
        AtomicFile.Write(path, "a longer old text");
        AtomicFile.Write(path, "new");
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_failed_write_leaves_nothing_beside_the_place()
    {
        var path = Path.Combine(_folder, "taken");
        Directory.CreateDirectory(Path.Combine(path, "inside"));
        var refused = Assert.Throws<IOException>(() => AtomicFile.Write(path, "text"));
        Assert.StartsWith($"'{path}' cannot be written: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
        Assert.True(Directory.Exists(path));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
