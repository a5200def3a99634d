using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Registry;

/// <summary>A signature over an envelope's type and payload, and a hint at whose it is.</summary>
/// <param name="KeyId">Whose key, as in <c>example.com/anna+8caa971a</c>; empty where it is not said. A hint: nothing is decided by it.</param>
/// <param name="Signature">ECDSA over P-256 and SHA-256: DER, or r and s of 32 bytes each.</param>
public sealed record DsseSignature(string KeyId, ReadOnlyMemory<byte> Signature);

/// <summary>
/// Bytes with their type and who signed both (DSSE v1, Dead Simple Signing Envelope, secure-systems-lab, 2021): what in-toto
/// statements travel in. What is signed is the pre-authentication encoding, so that no payload is parsed before it is trusted.
/// </summary>
/// <param name="PayloadType">What the payload is, as in <c>application/vnd.in-toto+json</c>.</param>
/// <param name="Payload">The bytes, as they were signed.</param>
/// <param name="Signatures">At least one, at most 64; by keys known or not.</param>
public sealed record DsseEnvelope(string PayloadType, ReadOnlyMemory<byte> Payload, IReadOnlyList<DsseSignature> Signatures)
{
    const int MaxBytes = 1 << 20, MaxSignatures = 64;

    /// <summary>Signs bytes of a type.</summary>
    public static DsseEnvelope Sign(string payloadType, ReadOnlyMemory<byte> payload, NoteSigner signer) =>
        new(payloadType, payload, [new(KeyIdOf(signer.Verifier), signer.Sign(Encoded(payloadType, payload.Span)))]);

    /// <summary>Reads an envelope without judging its signatures. Members that DSSE does not know are passed over, as it asks; none of them is kept.</summary>
    /// <exception cref="InvalidDataException">It is no envelope: not JSON of its form, a key twice, no signature, or too large.</exception>
    public static DsseEnvelope Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaxBytes) throw new InvalidDataException($"An envelope of {json.Length} bytes is not read; at most {MaxBytes}.");
        try
        {
            CanonicalJson.Of(json); // refuses a key that stands twice, and text that two readers could take differently
            using var document = JsonDocument.Parse(json);
            var signatures = document.RootElement.GetProperty("signatures");
            if (signatures.GetArrayLength() is 0 or > MaxSignatures) throw new InvalidDataException($"An envelope has 1 to {MaxSignatures} signatures; this one has {signatures.GetArrayLength()}.");
            return new(Text(document.RootElement, "payloadType"), Bytes(document.RootElement, "payload"), [.. signatures.EnumerateArray().Select(s =>
                new DsseSignature(s.TryGetProperty("keyid", out var id) && id.ValueKind != JsonValueKind.Null ? Text(s, "keyid") : "", Bytes(s, "sig")))]);
        }
        catch (Exception wrong) when (wrong is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"This is no signed envelope (DSSE): a JSON object with payloadType, payload and signatures, each with sig. {wrong.Message}", wrong);
        }
    }

    /// <summary>The envelope as canonical JSON in UTF-8, which <see cref="Parse"/> reads.</summary>
    public byte[] ToJson() => CanonicalJson.Of(JsonSerializer.SerializeToElement(new Form(Convert.ToBase64String(Payload.Span), PayloadType,
        [.. Signatures.Select(s => new FormSignature(s.KeyId, Convert.ToBase64String(s.Signature.Span)))])));

    /// <summary>Whether a key signed this payload under this type. Every signature is tried, whatever its key id says.</summary>
    public bool IsSignedBy(NoteVerifier key)
    {
        var signed = Encoded(PayloadType, Payload.Span);
        return Signatures.Any(s => key.VerifiesEitherForm(signed, s.Signature.Span));
    }

    /// <summary>Envelopes are equal when their bytes are.</summary>
    public bool Equals(DsseEnvelope? other) => other is not null && PayloadType == other.PayloadType && Payload.Span.SequenceEqual(other.Payload.Span)
        && Signatures.Count == other.Signatures.Count && Signatures.Zip(other.Signatures).All(p => p.First.KeyId == p.Second.KeyId && p.First.Signature.Span.SequenceEqual(p.Second.Signature.Span));

    /// <inheritdoc/>
    public override int GetHashCode() => ContentId.Of(Payload.Span).GetHashCode(StringComparison.Ordinal);

    /// <summary>The pre-authentication encoding: <c>DSSEv1</c>, then each of type and payload after its length in bytes, one space between.</summary>
    internal static byte[] Encoded(string payloadType, ReadOnlySpan<byte> payload)
    {
        var type = Encoding.UTF8.GetBytes(payloadType);
        return [.. "DSSEv1 "u8, .. Length(type), .. " "u8, .. type, .. " "u8, .. Length(payload), .. " "u8, .. payload];
    }

    internal static string KeyIdOf(NoteVerifier key) => string.Create(CultureInfo.InvariantCulture, $"{key.Name}+{key.Id:x8}");

    static byte[] Length(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetBytes(bytes.Length.ToString(CultureInfo.InvariantCulture));

    static string Text(JsonElement of, string name) => of.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");

    /// <summary>Base64 in either alphabet, with or without its padding.</summary>
    static byte[] Bytes(JsonElement of, string name)
    {
        var text = Text(of, name).TrimEnd('=').Replace('-', '+').Replace('_', '/');
        return text.Any(char.IsWhiteSpace) ? throw new FormatException($"'{name}' has white space.") : Convert.FromBase64String(text + new string('=', (4 - text.Length % 4) % 4));
    }

    sealed record Form([property: JsonPropertyName("payload")] string Payload, [property: JsonPropertyName("payloadType")] string PayloadType, [property: JsonPropertyName("signatures")] IReadOnlyList<FormSignature> Signatures);

    sealed record FormSignature([property: JsonPropertyName("keyid")] string KeyId, [property: JsonPropertyName("sig")] string Sig);
}
