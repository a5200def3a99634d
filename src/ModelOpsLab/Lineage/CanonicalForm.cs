using System.Text.Json;

namespace ModelOpsLab.Lineage;

/// <summary>Whether bytes already are canonical JSON (RFC 8785); for plain text without writing it again.</summary>
static class CanonicalForm
{
    const int MaxDepth = 64, SafeDigits = 15;

    /// <summary>Whether <see cref="CanonicalJson"/> would write exactly these bytes. Never throws.</summary>
    public static bool Holds(byte[] json)
    {
        try
        {
            return IsPlain(json) ?? CanonicalJson.Of(json).AsSpan().SequenceEqual(json);
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>True or false where that is plain to see; null where it takes writing the value again.</summary>
    static bool? IsPlain(byte[] json)
    {
        if (HasSpace(json)) return false;
        if (!System.Text.Ascii.IsValid(json)) return null;
        Span<Range> lastKeys = stackalloc Range[MaxDepth + 1];
        var reader = new Utf8JsonReader(json, new() { MaxDepth = MaxDepth });
        while (reader.Read())
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject: lastKeys[reader.CurrentDepth + 1] = default; break;
                case JsonTokenType.String when reader.ValueIsEscaped: return null;
                case JsonTokenType.Number when !IsSmallInteger(reader.ValueSpan) && !IsCanonical(reader.ValueSpan, reader.GetDouble()): return false;
                case JsonTokenType.PropertyName:
                    if (reader.ValueIsEscaped) return null;
                    ref var last = ref lastKeys[reader.CurrentDepth];
                    if (!last.Equals(default) && json.AsSpan(last).SequenceCompareTo(reader.ValueSpan) >= 0) return false;
                    var start = (int)reader.TokenStartIndex + 1;
                    last = start..(start + reader.ValueSpan.Length);
                    break;
            }
        return true;
    }

    static bool IsSmallInteger(ReadOnlySpan<byte> number)
    {
        var digits = number[0] == '-' ? number[1..] : number;
        return digits.Length <= SafeDigits && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') && (digits.Length == number.Length || digits[0] != '0');
    }

    static bool IsCanonical(ReadOnlySpan<byte> text, double value) => double.IsFinite(value) && System.Text.Ascii.Equals(text, CanonicalJson.Number(value));

    static bool HasSpace(ReadOnlySpan<byte> json)
    {
        var quoted = false;
        for (var i = 0; i < json.Length; i++)
            switch (json[i])
            {
                case (byte)'"': quoted = !quoted; break;
                case (byte)'\\': i++; break;
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' when !quoted: return true;
            }
        return false;
    }
}
