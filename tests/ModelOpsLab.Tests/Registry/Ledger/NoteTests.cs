using System.Text;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Registry;

public sealed class NoteTests : IDisposable
{
    // Key and signature made by OpenSSL 3.0: openssl ecparam -name prime256v1 -genkey; openssl dgst -sha256 -sign k.pem text;
    // the id is the first four bytes of the SHA-256 of the DER public key, as C2SP signed-note says for type 2
    const string OpenSslKey = "example.com/desk-7+8caa971a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPUe3u7vVfflVNAT5Hxmt4qkqh0rW1jzyZ4TVmdhUqDqjUpk0tZn2M26HWXzLfmVxh/YmCIm/zXmh1ulmWeBjiA=";
    const string OpenSslNote = "example.com/desk-7\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n— example.com/desk-7 jKqXGjBFAiAID7bLdHoVcS62aUaQZxNAAfY1Yd01YCofVeB89TD5oAIhAJqIxNXhWMvCOye3LhWkrkPwVVaoIrApqbpw/8Vu94Ya\n";

    // The example of C2SP tlog-checkpoint, signed by an Ed25519 key that is not known here
    const string Published = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";

    readonly string _folder = Directory.CreateTempSubdirectory("modelops-test-").FullName;
    string KeyFile => Path.Combine(_folder, "ledger.key");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_checkpoint_signed_by_openssl_holds_and_with_another_size_does_not()
    {
        var key = NoteVerifier.Parse(OpenSslKey);
        Assert.Equal(OpenSslKey, key.ToString());
        var checkpoint = Checkpoint.Parse(OpenSslNote);
        Assert.Equal(("example.com/desk-7", 8), (checkpoint.Origin, checkpoint.Size));
        Assert.Equal("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328", Convert.ToHexStringLower(checkpoint.Root.Span));
        Assert.True(checkpoint.IsSignedBy(key));
        Assert.Throws<InvalidDataException>(() => Checkpoint.Parse(OpenSslNote.Replace("\n8\n", "\n9\n", StringComparison.Ordinal)).IsSignedBy(key));
    }

    [Fact]
    public void The_published_example_is_read_and_counts_for_nothing_without_its_key()
    {
        var checkpoint = Checkpoint.Parse(Published);
        Assert.Equal(("example.com/behind-the-sofa", 20852163), (checkpoint.Origin, checkpoint.Size));
        Assert.False(checkpoint.IsSignedBy(NoteVerifier.Parse(OpenSslKey)));
    }

    [Fact]
    public void A_second_signature_line_by_an_unknown_key_is_let_be()
    {
        var both = OpenSslNote + Published[Published.IndexOf('—', StringComparison.Ordinal)..];
        Assert.Equal(2, SignedNote.Parse(both).Signatures.Count);
        Assert.True(SignedNote.Parse(both).IsSignedBy(NoteVerifier.Parse(OpenSslKey)));
    }

    [Fact]
    public void Every_single_bit_of_a_signed_checkpoint_that_flips_is_found()
    {
        var key = NoteVerifier.Parse(OpenSslKey);
        var bytes = Encoding.UTF8.GetBytes(OpenSslNote);
        var unfound = 0;
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            try { if (Checkpoint.Parse(Encoding.UTF8.GetString(flipped)).IsSignedBy(key)) unfound++; }
            catch (InvalidDataException) { }
        }
        Assert.Equal(0, unfound);
    }

    [Theory]
    [InlineData("\n8\n", "\n08\n"), InlineData("\n8\n", "\n-8\n"), InlineData("\n8\n", "\n8\nmore\n"), InlineData("\n8\n", "\n8 \n"), InlineData("\n8\n", "\n9223372036854775808\n")]
    [InlineData("Qyg=\n\n", "Qyg=\n"), InlineData("Qyg=", "Qyh="), InlineData("— ", "- "), InlineData("— example.com/desk-7 ", "— example.com/desk 7 "), InlineData("\n8\n", "\n8\r\n"), InlineData("4Ya\n", "4Ya")]
    public void What_is_no_checkpoint_is_refused(string part, string instead) =>
        Assert.Throws<InvalidDataException>(() => Checkpoint.Parse(OpenSslNote.Replace(part, instead, StringComparison.Ordinal)));

    [Fact]
    public void A_key_signs_and_its_file_is_for_its_owner_only()
    {
        var made = NoteSigner.Create(KeyFile, "example.com/desk-7");
        var opened = NoteSigner.Open(KeyFile);
        Assert.Equal(made.Verifier.ToString(), opened.Verifier.ToString());
        Assert.True(Checkpoint.Sign(opened, 8, new byte[32]).IsSignedBy(NoteVerifier.Parse(made.Verifier.ToString())));
        Assert.Throws<IOException>(() => NoteSigner.Create(KeyFile, "example.com/desk-7"));
        Assert.Equal([KeyFile], Directory.GetFiles(_folder));
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Assert.Throws<InvalidDataException>(() => NoteSigner.Open(KeyFile)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_key_is_refused_and_its_text_is_not_repeated()
    {
        NoteSigner.Create(KeyFile, "example.com/desk-7");
        var text = File.ReadAllText(KeyFile);
        foreach (var wrong in new[] { "", "nothing", text[12..], text.Replace("desk-7+", "desk-7+0", StringComparison.Ordinal), text[..^30], text.Replace("+A", "+B", StringComparison.Ordinal) })
        {
            File.WriteAllText(KeyFile, wrong);
            var message = Assert.Throws<InvalidDataException>(() => NoteSigner.Open(KeyFile)).Message;
            Assert.DoesNotContain(text[40..60], message, StringComparison.Ordinal);
        }
        Assert.Throws<InvalidDataException>(() => NoteVerifier.Parse(OpenSslKey.Replace("8caa971a", "8caa971b", StringComparison.Ordinal)));
        Assert.Throws<InvalidDataException>(() => NoteSigner.Create(KeyFile + "2", "a name with spaces"));
    }
}
