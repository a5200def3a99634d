using System.Buffers.Binary;
using System.Text;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>How a ZMTP connection begins (RFC 23 and 37): a greeting of 64 bytes each way, then one READY each way. The mechanism is NULL: messages are signed, not encrypted.</summary>
static class ZmtpHandshake
{
    const int GreetingLength = 64, MechanismAt = 12, MechanismLength = 20;

    /// <summary>Signature, version 3.1, mechanism NULL, not a server, filler.</summary>
    public static byte[] Greeting
    {
        get
        {
            var greeting = new byte[GreetingLength];
            (greeting[0], greeting[9], greeting[10], greeting[11]) = (0xFF, 0x7F, 3, 1);
            "NULL"u8.CopyTo(greeting.AsSpan(MechanismAt));
            return greeting;
        }
    }

    /// <summary>Which kinds of socket may talk to which.</summary>
    static string[] Partners(string socketType) => socketType switch
    {
        "ROUTER" => ["DEALER", "REQ", "ROUTER"],
        "PUB" => ["SUB", "XSUB"],
        _ => ["REQ", "DEALER"],
    };

    /// <summary>Greets the peer and answers its identity; empty where it has none.</summary>
    /// <exception cref="InvalidDataException">The peer does not speak ZMTP 3 with NULL, or is of a kind that does not fit.</exception>
    public static byte[] Perform(Stream stream, string socketType)
    {
        stream.Write(Greeting);
        var peer = new byte[GreetingLength];
        stream.ReadExactly(peer.AsSpan(0, 11));
        if (peer[0] != 0xFF || (peer[9] & 1) != 1) throw new InvalidDataException("it does not begin with a ZMTP greeting");
        if (peer[10] < 3) throw new InvalidDataException($"it speaks ZMTP {(peer[10] < 1 ? "1" : "2")}, and version 3 is needed");
        stream.ReadExactly(peer.AsSpan(11));
        var mechanism = Encoding.ASCII.GetString(peer, MechanismAt, MechanismLength).TrimEnd('\0');
        if (mechanism != "NULL") throw new InvalidDataException($"it asks for the security mechanism '{Printable(mechanism)}', and NULL is what there is");
        stream.Write(ZmtpFrame.CommandBytes("READY", [.. Property("Socket-Type", socketType), .. Property("Identity", "")]));
        var frame = ZmtpFrame.Read(stream);
        var (name, data) = frame.IsCommand ? frame.Command : default;
        if (name != "READY") throw new InvalidDataException($"READY was expected, and '{Printable(name ?? "a message")}' came");
        var properties = Properties(data);
        var type = Encoding.ASCII.GetString(properties.GetValueOrDefault("Socket-Type") ?? []);
        if (!Partners(socketType).Contains(type)) throw new InvalidDataException($"its socket type is '{Printable(type)}', and a {socketType} socket talks to {string.Join(" or ", Partners(socketType))}");
        var identity = properties.GetValueOrDefault("Identity") ?? [];
        return identity.Length <= byte.MaxValue ? identity : throw new InvalidDataException($"its identity has {identity.Length} bytes, and 255 are allowed");
    }

    static byte[] Property(string name, string value)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        return [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. length, .. Encoding.ASCII.GetBytes(value)];
    }

    static Dictionary<string, byte[]> Properties(ReadOnlySpan<byte> data)
    {
        var properties = new Dictionary<string, byte[]>(StringComparer.OrdinalIgnoreCase);
        while (data.Length > 0)
        {
            int name = data[0];
            if (data.Length < name + 5) throw new InvalidDataException("its READY is cut short");
            var value = BinaryPrimitives.ReadInt32BigEndian(data[(1 + name)..]);
            if (value < 0 || value > data.Length - name - 5) throw new InvalidDataException("its READY is cut short");
            properties[Encoding.ASCII.GetString(data.Slice(1, name))] = data.Slice(5 + name, value).ToArray();
            data = data[(5 + name + value)..];
        }
        return properties;
    }

    /// <summary>What a stranger sent, safe for a line of a log.</summary>
    public static string Printable(string text) => string.Concat(Lines.Shorten(text, 40).Select(c => c is >= ' ' and <= '~' ? c : '?'));
}
