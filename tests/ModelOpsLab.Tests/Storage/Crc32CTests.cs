using ModelOpsLab.Storage;

namespace ModelOpsLab.Tests.Storage;

public class Crc32CTests
{
    /// <summary>The vectors of RFC 3720, appendix B.4, and the check value of the CRC catalogue.</summary>
    [Fact]
    public void The_published_vectors_hold()
    {
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Of([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD794Eu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0x113FDB5Cu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))]));
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));
        Assert.Equal(0u, Crc32C.Of([]));
    }

    [Fact]
    public void Parts_give_the_checksum_of_the_whole()
    {
        byte[] bytes = [.. Enumerable.Range(0, 100).Select(i => (byte)(i * 37))];
        Assert.All(Enumerable.Range(0, 101), cut => Assert.Equal(Crc32C.Of(bytes), Crc32C.Of(bytes.AsSpan(cut), Crc32C.Of(bytes.AsSpan(0, cut)))));
    }
}
