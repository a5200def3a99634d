using System.Buffers.Binary;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>One frame of ZMTP 3: a flag byte, a length of one or eight bytes (big-endian), a body.</summary>
readonly record struct ZmtpFrame(byte Flags, byte[] Body)
{
    const byte MoreFlag = 1, LongFlag = 2, CommandFlag = 4;

    /// <summary>No frame and no message of a client is larger: source code and widget states are far below.</summary>
    public const int Limit = 64 << 20;

    const int Chunk = 1 << 20;

    public bool More => (Flags & MoreFlag) != 0;
    public bool IsCommand => (Flags & CommandFlag) != 0;

    /// <summary>The command's name and what follows it; an empty name where the frame is not shaped like a command.</summary>
    public (string Name, byte[] Data) Command => Body.Length > 0 && Body[0] < Body.Length
        ? (System.Text.Encoding.ASCII.GetString(Body, 1, Body[0]), Body[(1 + Body[0])..])
        : ("", []);

    /// <exception cref="InvalidDataException">The bytes are not a frame, or it is over the limit.</exception>
    public static ZmtpFrame Read(Stream stream)
    {
        Span<byte> head = stackalloc byte[9];
        stream.ReadExactly(head[..2]);
        var flags = head[0];
        if ((flags & ~(MoreFlag | LongFlag | CommandFlag)) != 0) throw new InvalidDataException($"a frame begins with the flags 0x{flags:x2}, which mean nothing");
        long length = head[1];
        if ((flags & LongFlag) != 0)
        {
            stream.ReadExactly(head[2..]);
            length = BinaryPrimitives.ReadInt64BigEndian(head[1..]);
        }
        if (length is < 0 or > Limit) throw new InvalidDataException($"a frame of {(ulong)length} bytes, and {Limit} are allowed");
        return new(flags, ReadBody(stream, (int)length));
    }

    /// <summary>Room is made as the bytes come, not as they are announced.</summary>
    static byte[] ReadBody(Stream stream, int length)
    {
        var body = new byte[Math.Min(length, Chunk)];
        stream.ReadExactly(body);
        while (body.Length < length)
        {
            var read = body.Length;
            Array.Resize(ref body, (int)Math.Min(length, 2L * read));
            stream.ReadExactly(body.AsSpan(read));
        }
        return body;
    }

    /// <summary>A message as bytes: its frames, each but the last marked as followed by more.</summary>
    public static byte[] Message(IReadOnlyList<byte[]> parts)
    {
        var bytes = new byte[parts.Sum(part => Size(part.Length))];
        var at = 0;
        for (var i = 0; i < parts.Count; i++) at += Write(bytes.AsSpan(at), i < parts.Count - 1 ? MoreFlag : (byte)0, parts[i]);
        return bytes;
    }

    /// <summary>A command as bytes.</summary>
    public static byte[] CommandBytes(string name, ReadOnlySpan<byte> data)
    {
        byte[] body = [(byte)name.Length, .. System.Text.Encoding.ASCII.GetBytes(name), .. data];
        var bytes = new byte[Size(body.Length)];
        Write(bytes, CommandFlag, body);
        return bytes;
    }

    static int Size(int body) => body + (body <= byte.MaxValue ? 2 : 9);

    static int Write(Span<byte> to, byte flags, ReadOnlySpan<byte> body)
    {
        var head = body.Length <= byte.MaxValue ? 2 : 9;
        to[0] = head == 2 ? flags : (byte)(flags | LongFlag);
        if (head == 2) to[1] = (byte)body.Length;
        else BinaryPrimitives.WriteInt64BigEndian(to[1..], body.Length);
        body.CopyTo(to[head..]);
        return head + body.Length;
    }
}
