using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Registry;

public sealed class DsseEnvelopeTests : IDisposable
{
    // The test vector of the DSSE specification, protocol.md of secure-systems-lab/dsse v1: key, payload, type, encoding and signature
    const string PublishedX = "46950820868899156662930047687818585632848591499744589407958293238635476079160", PublishedY = "5640078356564379163099075877009565129882514886557779369047442380624545832820";
    const string Published = """{"payload":"aGVsbG8gd29ybGQ=","payloadType":"http://example.com/HelloWorld","signatures":[{"sig":"A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="}]}""";

    readonly string _folder = Directory.CreateTempSubdirectory("modelops-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static DsseEnvelope Parse(string json) => DsseEnvelope.Parse(Encoding.UTF8.GetBytes(json));

    static NoteVerifier PublishedKey()
    {
        static byte[] Coordinate(string digits) => BigInteger.Parse(digits, CultureInfo.InvariantCulture).ToByteArray(isUnsigned: true, isBigEndian: true);
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Coordinate(PublishedX), Y = [.. new byte[32 - Coordinate(PublishedY).Length], .. Coordinate(PublishedY)] } });
        return new("example.com/published", key.ExportSubjectPublicKeyInfo());
    }

    NoteSigner Key(string name = "example.com/anna") => NoteSigner.Create(Path.Combine(_folder, Guid.NewGuid().ToString("N")), name);

    [Fact]
    public void The_published_envelope_holds_and_its_encoding_is_the_published_one()
    {
        var envelope = Parse(Published);
        Assert.Equal("DSSEv1 29 http://example.com/HelloWorld 11 hello world", Encoding.UTF8.GetString(DsseEnvelope.Encoded(envelope.PayloadType, envelope.Payload.Span)));
        Assert.True(envelope.IsSignedBy(PublishedKey()));
        Assert.False(envelope.IsSignedBy(Key().Verifier));
    }

    [Theory]
    [InlineData("aGVsbG8gd29ybGQ=", "aGVsbG8gd29ybGU="), InlineData("HelloWorld", "HelloWorle"), InlineData("A3Jq", "A3Jr")]
    public void The_published_envelope_with_a_bit_changed_does_not_hold(string part, string instead) =>
        Assert.False(Parse(Published.Replace(part, instead, StringComparison.Ordinal)).IsSignedBy(PublishedKey()));

    [Fact]
    public void A_length_is_of_bytes_so_that_nothing_moves_between_type_and_payload()
    {
        Assert.Equal("DSSEv1 2 é 3 a b", Encoding.UTF8.GetString(DsseEnvelope.Encoded("é", "a b"u8)));
        Assert.NotEqual(DsseEnvelope.Encoded("a 1 b", "c"u8), DsseEnvelope.Encoded("a", "b 1 c"u8));
    }

    [Fact]
    public void Both_forms_of_a_signature_and_both_alphabets_of_base64_are_read()
    {
        var signer = Key();
        var der = DsseEnvelope.Sign("text/plain", "hello?>"u8.ToArray(), signer);
        Assert.True(Parse(Encoding.UTF8.GetString(der.ToJson())).IsSignedBy(signer.Verifier));
        Assert.Equal(der, DsseEnvelope.Parse(der.ToJson()));
        var payload = Convert.ToBase64String(der.Payload.Span).Replace('+', '-').Replace('/', '_').TrimEnd('=');
        var signature = Convert.ToBase64String(der.Signatures[0].Signature.Span).Replace('+', '-').Replace('/', '_').TrimEnd('=');
        var other = Parse($$"""{"payloadType":"text/plain","payload":"{{payload}}","more":[1],"signatures":[{"keyid":null,"sig":"{{signature}}"}]}""");
        Assert.True(other.IsSignedBy(signer.Verifier));
        Assert.True(Parse(Published).IsSignedBy(PublishedKey())); // of r and s
    }

    [Fact]
    public void A_key_id_decides_nothing()
    {
        var (anna, ben) = (Key(), Key("example.com/ben"));
        var signed = DsseEnvelope.Sign("text/plain", "x"u8.ToArray(), anna);
        var renamed = signed with { Signatures = [signed.Signatures[0] with { KeyId = DsseEnvelope.KeyIdOf(ben.Verifier) }] };
        Assert.True(renamed.IsSignedBy(anna.Verifier));
        Assert.False(renamed.IsSignedBy(ben.Verifier));
    }

    [Fact]
    public void Node_verifies_an_envelope_of_ours()
    {
        if (!LedgerProcess.Succeeds("node", "--version")) Assert.Skip("No node on PATH: install Node.js to check an envelope by another implementation.");
        var signer = Key();
        var envelope = Path.Combine(_folder, "envelope.json");
        File.WriteAllBytes(envelope, DsseEnvelope.Sign("application/vnd.in-toto+json", Encoding.UTF8.GetBytes("{\"é\":1}"), signer).ToJson());
        var key = signer.Verifier.ToString().Split('+', 3)[2];
        const string script = """
            const fs = require('fs'), crypto = require('crypto');
            const e = JSON.parse(fs.readFileSync(process.argv[1])), body = Buffer.from(e.payload, 'base64'), type = Buffer.from(e.payloadType);
            const signed = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${body.length} `), body]);
            const key = crypto.createPublicKey({ key: Buffer.from(process.argv[2], 'base64').subarray(1), format: 'der', type: 'spki' });
            const holds = bytes => crypto.verify('sha256', bytes, key, Buffer.from(e.signatures[0].sig, 'base64'));
            console.log(holds(signed), holds(Buffer.concat([signed, Buffer.from(' ')])));
            """;
        using var node = Process.Start(new ProcessStartInfo("node", ["-e", script, envelope, key]) { RedirectStandardOutput = true })!;
        Assert.Equal("true false", node.StandardOutput.ReadToEnd().Trim());
    }

    [Theory]
    [InlineData("[]"), InlineData("null"), InlineData("{}"), InlineData("no"), InlineData("")]
    [InlineData("""{"payload":"eA==","payloadType":"t","signatures":[]}""")]
    [InlineData("""{"payload":"eA==","payloadType":"t","signatures":[{}]}""")]
    [InlineData("""{"payload":"eA==","payloadType":"t","signatures":{"sig":"eA=="}}""")]
    [InlineData("""{"payload":"eA==","payloadType":"t","signatures":["eA=="]}""")]
    [InlineData("""{"payload":"e A==","payloadType":"t","signatures":[{"sig":"eA=="}]}""")]
    [InlineData("""{"payload":"%","payloadType":"t","signatures":[{"sig":"eA=="}]}""")]
    [InlineData("""{"payload":null,"payloadType":"t","signatures":[{"sig":"eA=="}]}""")]
    [InlineData("""{"payload":"eA==","payload":"eQ==","payloadType":"t","signatures":[{"sig":"eA=="}]}""")]
    [InlineData("""{"payload":"eA==","payloadType":7,"signatures":[{"sig":"eA=="}]}""")]
    public void What_is_no_envelope_is_refused(string json) => Assert.Throws<InvalidDataException>(() => Parse(json));

    [Fact]
    public void An_envelope_that_is_too_large_or_has_too_many_signatures_is_refused()
    {
        Assert.Contains("is not read", Assert.Throws<InvalidDataException>(() => DsseEnvelope.Parse(new byte[(1 << 20) + 1])).Message, StringComparison.Ordinal);
        var many = string.Join(',', Enumerable.Repeat("""{"sig":"eA=="}""", 65));
        Assert.Contains("1 to 64 signatures", Assert.Throws<InvalidDataException>(() => Parse($$"""{"payload":"eA==","payloadType":"t","signatures":[{{many}}]}""")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_single_bit_of_an_envelope_that_flips_is_found_or_changes_nothing_that_was_signed()
    {
        var signer = Key();
        var whole = DsseEnvelope.Sign("text/plain", "{\"a\":1}"u8.ToArray(), signer);
        var bytes = whole.ToJson();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            try
            {
                var read = DsseEnvelope.Parse(flipped);
                Assert.True(!read.IsSignedBy(signer.Verifier) || (read.PayloadType == whole.PayloadType && read.Payload.Span.SequenceEqual(whole.Payload.Span)), $"bit {bit}");
            }
            catch (InvalidDataException) { }
        }
    }
}
