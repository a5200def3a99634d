using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace ModelOpsLab.Registry;

/// <summary>The public half of a key that signs notes (C2SP signed-note): a name, ECDSA over P-256 and SHA-256, signature type 0x02.</summary>
public sealed class NoteVerifier
{
    internal const byte SignatureType = 2;

    readonly byte[] _publicKey;

    internal NoteVerifier(string name, byte[] publicKey)
    {
        if (!IsKeyName(name)) throw new InvalidDataException("A key's name has 1 to 128 characters and neither spaces, control characters nor '+'.");
        (Name, _publicKey) = (name, publicKey);
        using var key = Key();
        if (key.ExportParameters(false).Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value) throw new InvalidDataException($"The key {name} is not over the curve P-256.");
        Id = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(publicKey));
    }

    /// <summary>The key's name, as in <c>example.com/ledger</c>.</summary>
    public string Name { get; }
    /// <summary>The first four bytes of the SHA-256 of the public key (DER, SubjectPublicKeyInfo).</summary>
    public uint Id { get; }

    /// <summary>Reads <c>name+id+key</c>, one line as <see cref="ToString"/> writes it.</summary>
    /// <exception cref="InvalidDataException">It is not of that form, or of another signature type.</exception>
    public static NoteVerifier Parse(string text)
    {
        var (name, id, key) = Split(text);
        var verifier = new NoteVerifier(name, key);
        return verifier.Id == id ? verifier : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"The id {id:x8} is not that of the key {name}, which is {verifier.Id:x8}."));
    }

    /// <summary>The key in one line: <c>name+id+key</c>, with the id in hexadecimal digits and the type and key in Base64.</summary>
    public override string ToString() => Line(Name, Id, _publicKey);

    internal bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        using var key = Key();
        return key.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Whether a signature holds, in either form that tools write: DER, or r and s of 32 bytes each.</summary>
    internal bool VerifiesEitherForm(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        using var key = Key();
        return Verify(text, signature) || (signature.Length == 64 && key.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    internal static bool IsKeyName(string name) => name.Length is > 0 and <= 128 && !name.Any(c => c == '+' || char.IsWhiteSpace(c) || char.IsControl(c));

    internal static string Line(string name, uint id, byte[] key) => string.Create(CultureInfo.InvariantCulture, $"{name}+{id:x8}+{Convert.ToBase64String([SignatureType, .. key])}");

    internal static (string Name, uint Id, byte[] Key) Split(string text)
    {
        if (text.Trim().Split('+', 3) is [var name, var id, var key] && uint.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) && id.Length == 8)
        {
            var bytes = new byte[key.Length];
            if (Convert.TryFromBase64String(key, bytes, out var length) && length > 1)
                return bytes[0] == SignatureType ? (name, number, bytes[1..length]) : throw new InvalidDataException($"The key {name} signs by type {bytes[0]}; only type 2, ECDSA, is known.");
        }
        throw new InvalidDataException("A key is one line of three parts, name+id+key; this is not.");
    }

    ECDsa Key()
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(_publicKey, out _);
            return key;
        }
        catch (CryptographicException error)
        {
            key.Dispose();
            throw new InvalidDataException($"The bytes of the key {Name} are no public key.", error);
        }
    }
}
