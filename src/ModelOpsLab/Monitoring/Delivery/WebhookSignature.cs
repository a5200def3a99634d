using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ModelOpsLab.Monitoring;

/// <summary>Signs messages as the specification Standard Webhooks (2023) says: HMAC-SHA256 of id, time in seconds and body, joined by dots.</summary>
sealed class WebhookSignature
{
    const string Prefix = "whsec_";
    readonly byte[] _key;

    /// <summary>A secret in base64 after <c>whsec_</c>, or any other text, whose UTF-8 bytes are the key.</summary>
    /// <exception cref="InvalidDataException">What follows <c>whsec_</c> is not base64.</exception>
    public WebhookSignature(string secret)
    {
        try
        {
            _key = secret.StartsWith(Prefix, StringComparison.Ordinal) ? Convert.FromBase64String(secret[Prefix.Length..]) : Encoding.UTF8.GetBytes(secret);
        }
        catch (FormatException)
        {
            throw new InvalidDataException("The secret that signs webhooks begins with 'whsec_', but what follows is not base64.");
        }
    }

    /// <summary>The three headers of a signed message.</summary>
    public IEnumerable<(string Name, string Value)> Headers(string id, long seconds, ReadOnlySpan<byte> body)
    {
        var at = seconds.ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{at}."), .. body];
        return [("webhook-id", id), ("webhook-timestamp", at), ("webhook-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(_key, signed)))];
    }
}
