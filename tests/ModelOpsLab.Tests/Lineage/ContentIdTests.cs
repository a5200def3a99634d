using System.Text.Json;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Tests.Lineage;

public class ContentIdTests
{
    // FIPS 180-2, appendix B.1
    const string OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void Bytes_streams_and_files_have_the_standards_hash()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "abc");
            Assert.Equal(OfAbc, ContentId.Of("abc"u8));
            Assert.Equal(OfAbc, ContentId.Of(new MemoryStream([.. "abc"u8])));
            Assert.Equal(OfAbc, ContentId.OfFile(path));
        }
        finally { File.Delete(path); }
    }

    [Fact]
    public void Json_that_means_the_same_has_one_id()
    {
        using var spaced = JsonDocument.Parse("""{ "b": 2.0, "a": 1e0 }""");
        Assert.Equal(ContentId.Of("{\"a\":1,\"b\":2}"u8), ContentId.Of(spaced.RootElement));
    }

    [Theory]
    [InlineData(OfAbc, true)]
    [InlineData("../../etc/passwd", false)]
    [InlineData("BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_sixty_four_lower_case_hexadecimal_digits_are_an_id(string? id, bool wellFormed) => Assert.Equal(wellFormed, ContentId.IsWellFormed(id));
}
