using System.Text;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Tests.Storage;

public sealed class BlobStoreTests : IDisposable
{
    const string EmptyId = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    readonly string _folder = Directory.CreateTempSubdirectory("modelops-test-").FullName;
    BlobStore Store => new(Path.Combine(_folder, "state", "blobs"));
    string FileOf(string id) => Path.Combine(_folder, "state", "blobs", "sha256", id[..2], id[2..]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Bytes_come_back_by_the_hash_of_their_content()
    {
        var id = Store.Write("abc"u8);
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", id); // FIPS 180-4, appendix B.1
        Assert.Equal(EmptyId, Store.Write([]));
        Assert.Equal("abc", Encoding.ASCII.GetString(Store.Read(id)));
        Assert.Empty(Store.Read(EmptyId));
        Assert.Equal([id, EmptyId], Store.Ids);
        Assert.Equal([FileOf(id), FileOf(EmptyId)], Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_single_bit_that_flips_is_found_and_the_blob_is_named()
    {
        var bytes = Encoding.ASCII.GetBytes("a model of a hundred bytes or so: " + new string('w', 66));
        var id = Store.Write(bytes);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            File.WriteAllBytes(FileOf(id), flipped);
            Assert.StartsWith($"Blob {id} is damaged: the 100 bytes of {FileOf(id)} hash to ", Assert.Throws<InvalidDataException>(() => Store.Read(id)).Message, StringComparison.Ordinal);
        }
        Assert.Equal(id, Store.Write(bytes)); // writing the same bytes again repairs it
        Assert.Equal(bytes, Store.Read(id));
    }

    [Theory]
    [InlineData(""), InlineData("../../etc/passwd"), InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("../816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a\0")]
    public void What_is_no_id_never_becomes_a_path(string id)
    {
        Assert.Throws<ArgumentException>(() => Store.Read(id));
        Assert.Throws<ArgumentException>(() => Store.Contains(id));
    }

    [Fact]
    public void A_blob_that_is_not_there_and_a_file_left_by_a_crash_are_no_blobs()
    {
        var id = Store.Write("x"u8);
        File.WriteAllText(FileOf(id) + ".tmp", "half");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(FileOf(id))!, $".{id[2..]}.0.tmp"), "half");
        Assert.Equal([id], Store.Ids);
        Assert.Contains($"There is no blob {EmptyId}", Assert.Throws<FileNotFoundException>(() => Store.Read(EmptyId)).Message, StringComparison.Ordinal);
        Assert.Empty(new BlobStore(Path.Combine(_folder, "none")).Ids);
    }
}
