using System.Security.Cryptography;
using System.Text;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>Signs messages with HMAC-SHA256, written in lower-case hexadecimal; with an empty key nothing is signed or checked.</summary>
sealed class MessageSigner(string key)
{
    readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    /// <summary>The signature of header, parent header, metadata and content.</summary>
    public byte[] Sign(params ReadOnlySpan<byte[]> parts)
    {
        if (_key.Length == 0) return [];
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var part in parts) hmac.AppendData(part);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hmac.GetHashAndReset()));
    }

    /// <summary>Whether the signature is right; takes as long for a wrong one as for the right one.</summary>
    public bool IsRight(byte[] signature, params ReadOnlySpan<byte[]> parts) => _key.Length == 0 || CryptographicOperations.FixedTimeEquals(Sign(parts), signature);
}
