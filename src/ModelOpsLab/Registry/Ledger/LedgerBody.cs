using System.Globalization;
using System.Text;
using System.Text.Json;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Registry;

/// <summary>
/// The bytes of an event: canonical JSON that holds everything there is to know about it, its place and the hash of the
/// event before it included, so that nothing can change outside of what is hashed.
/// </summary>
static class LedgerBody
{
    /// <summary>What the first event names as the hash of the one before it.</summary>
    public static readonly string NoPrevious = new('0', 64);

    const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    /// <summary>An event from what is to be recorded.</summary>
    /// <exception cref="InvalidDataException">Names, sizes or JSON that are not recorded: see <see cref="LedgerEntry"/>.</exception>
    public static LedgerEvent Write(LedgerEntry entry, long sequence, string previous, DateTimeOffset recordedAt, DateTimeOffset clock)
    {
        entry.Validate();
        var payload = Payload(entry);
        var effectiveAt = (entry.EffectiveAt ?? recordedAt).ToUniversalTime();
        var head = new StringBuilder("{\"actor\":").Append(CanonicalJson.Quote(entry.Actor));
        if (clock != recordedAt) head.Append(CultureInfo.InvariantCulture, $",\"clock\":\"{Text(clock)}\"");
        head.Append(CultureInfo.InvariantCulture, $",\"effectiveAt\":\"{Text(effectiveAt)}\",\"kind\":\"{entry.Kind}\",\"payload\":");
        var tail = string.Create(CultureInfo.InvariantCulture, $",\"prev\":\"{previous}\",\"recordedAt\":\"{Text(recordedAt)}\",\"seq\":{sequence}}}");
        byte[] body = [.. Encoding.UTF8.GetBytes(head.ToString()), .. payload, .. Encoding.UTF8.GetBytes(tail)];
        return CanonicalForm.Holds(body)
            ? Read(body, MerkleTree.LeafHash(body))
            : throw new InvalidDataException($"The payload of '{entry.Kind}' is not recorded: it is nested too deep to be read again.");
    }

    /// <summary>An event from its bytes.</summary>
    /// <exception cref="InvalidDataException">They are not an event's.</exception>
    public static LedgerEvent Read(byte[] body, byte[] leaf)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new() { MaxDepth = 64 });
            Step(ref reader, JsonTokenType.StartObject);
            var actor = Member(ref reader, "actor"u8);
            Step(ref reader, JsonTokenType.PropertyName);
            DateTimeOffset? clock = null;
            if (reader.ValueTextEquals("clock"u8))
            {
                clock = Time(Value(ref reader));
                Step(ref reader, JsonTokenType.PropertyName);
            }
            var effectiveAt = Time(reader.ValueTextEquals("effectiveAt"u8) ? Value(ref reader) : throw NotAnEvent());
            var kind = Member(ref reader, "kind"u8);
            Name(ref reader, "payload"u8);
            Step(ref reader, JsonTokenType.StartObject);
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var payload = body.AsMemory(start, (int)reader.BytesConsumed - start);
            var previous = Member(ref reader, "prev"u8);
            var recordedAt = Time(Member(ref reader, "recordedAt"u8));
            Name(ref reader, "seq"u8);
            Step(ref reader, JsonTokenType.Number);
            var sequence = reader.GetInt64();
            Step(ref reader, JsonTokenType.EndObject);
            if (reader.Read()) throw NotAnEvent();
            return new(body, leaf, payload, previous) { Sequence = sequence, Kind = kind, Actor = actor, EffectiveAt = effectiveAt, RecordedAt = recordedAt, Clock = clock };
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"The bytes are not an event's: {error.Message}", error);
        }
    }

    static byte[] Payload(LedgerEntry entry)
    {
        byte[] payload;
        try
        {
            payload = CanonicalJson.Of(entry.Payload);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"The payload of '{entry.Kind}' is not recorded. {error.Message}", error);
        }
        if (payload[0] != '{') throw new InvalidDataException($"The payload of '{entry.Kind}' is no JSON object.");
        if (payload.Length > LedgerEntry.MaxPayloadBytes) throw new InvalidDataException($"The payload of '{entry.Kind}' has {payload.Length} bytes when written; at most {LedgerEntry.MaxPayloadBytes} are recorded.");
        return payload;
    }

    static string Text(DateTimeOffset time) => time.ToString(TimeFormat, CultureInfo.InvariantCulture);

    static DateTimeOffset Time(string text) => DateTimeOffset.ParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    static string Member(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        Name(ref reader, name);
        return Value(ref reader);
    }

    static void Name(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        Step(ref reader, JsonTokenType.PropertyName);
        if (!reader.ValueTextEquals(name)) throw NotAnEvent();
    }

    static string Value(ref Utf8JsonReader reader)
    {
        Step(ref reader, JsonTokenType.String);
        return reader.GetString()!;
    }

    static void Step(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type) throw NotAnEvent();
    }

    static FormatException NotAnEvent() => new("its members are not those of an event, in their order.");
}
