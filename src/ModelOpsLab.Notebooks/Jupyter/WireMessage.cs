using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>A message of a Jupyter client: who sent it, its header as it came, metadata and content.</summary>
sealed class WireMessage
{
    static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    WireMessage(byte[][] identities, byte[] header, string type, JsonObject metadata, JsonObject content) =>
        (Identities, Header, Type, Metadata, Content) = (identities, header, type, metadata, content);

    static ReadOnlySpan<byte> Delimiter => "<IDS|MSG>"u8;

    /// <summary>The way back.</summary>
    public byte[][] Identities { get; }
    /// <summary>The header, to be the parent of every answer.</summary>
    public byte[] Header { get; }
    /// <summary>Such as <c>execute_request</c>.</summary>
    public string Type { get; }
    public JsonObject Metadata { get; }
    public JsonObject Content { get; }

    /// <exception cref="InvalidDataException">It is not a signed message; the text says why.</exception>
    public static WireMessage Parse(IReadOnlyList<byte[]> parts, MessageSigner signer)
    {
        var at = 0;
        while (at < parts.Count && !parts[at].AsSpan().SequenceEqual(Delimiter)) at++;
        if (parts.Count < at + 6) throw new InvalidDataException("it is not a Jupyter message");
        var (signature, header, parent, metadata, content) = (parts[at + 1], parts[at + 2], parts[at + 3], parts[at + 4], parts[at + 5]);
        if (!signer.IsRight(signature, header, parent, metadata, content)) throw new InvalidDataException("its signature is wrong");
        return Read(header, "header")["msg_type"] is JsonValue value && value.TryGetValue(out string? type)
            ? new([.. parts.Take(at)], header, type, Read(metadata, "metadata"), Read(content, "content"))
            : throw new InvalidDataException("its header has no msg_type");
    }

    /// <summary>The parts of a message to send; the header of <paramref name="parent"/> goes along unchanged.</summary>
    public static List<byte[]> Compose(IEnumerable<byte[]> identities, MessageSigner signer, JsonObject header, WireMessage? parent, JsonObject content)
    {
        byte[][] body = [Bytes(header), parent?.Header ?? "{}"u8.ToArray(), "{}"u8.ToArray(), Bytes(content)];
        return [.. identities, Delimiter.ToArray(), signer.Sign(body), .. body];
    }

    /// <summary>A text of the content.</summary>
    /// <exception cref="InvalidDataException">It is not there, or not a text.</exception>
    public string Text(string field) => Content[field] is JsonValue value && value.TryGetValue(out string? text) ? text : throw Missing(field, "a text");

    /// <summary>A number of the content.</summary>
    /// <exception cref="InvalidDataException">It is not there, or not a whole number.</exception>
    public int Number(string field) => Content[field] is JsonValue value && value.TryGetValue(out int number) ? number : throw Missing(field, "a whole number");

    /// <summary>A yes or no of the content; where it is not there, the standard.</summary>
    public bool Flag(string field, bool standard) => Content[field] is JsonValue value && value.TryGetValue(out bool flag) ? flag : standard;

    InvalidDataException Missing(string field, string kind) => new($"{Type}: '{field}' should be {kind}.");

    static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json, Compact);

    static JsonObject Read(byte[] json, string part)
    {
        try
        {
            return JsonNode.Parse(json, null, new() { AllowDuplicateProperties = false }) as JsonObject ?? throw new InvalidDataException($"its {part} is not an object");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"its {part} is not JSON", e);
        }
    }
}
