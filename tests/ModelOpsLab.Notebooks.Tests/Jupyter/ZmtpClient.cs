using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ModelOpsLab.Notebooks.Tests.Jupyter;

/// <summary>The connecting side of ZMTP 3.0, written from RFC 23: every byte is put together here, nothing is shared with the kernel.</summary>
sealed class ZmtpClient : IDisposable
{
    readonly Socket _socket;
    readonly NetworkStream _stream;

    public ZmtpClient(int port)
    {
        _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 60_000 };
        _socket.Connect(IPAddress.Loopback, port);
        _stream = new(_socket, ownsSocket: true);
    }

    /// <summary>Connected, greeted and introduced.</summary>
    public static ZmtpClient Connect(int port, string type, string identity = "")
    {
        var client = new ZmtpClient(port);
        client.Write(Greeting());
        client.Greeted = client.Read(64);
        client.Introduction = client.ReadFrame();
        client.Write(Ready(type, identity));
        return client;
    }

    public static byte[] Greeting(byte major = 3, string mechanism = "NULL")
    {
        byte[] greeting = [0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, major, 0, .. Encoding.ASCII.GetBytes(mechanism.PadRight(20, '\0')), 0, .. new byte[31]];
        Assert.Equal(64, greeting.Length);
        return greeting;
    }

    public static byte[] Ready(string type, string identity = "")
    {
        byte[] body = [5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, (byte)type.Length, .. Encoding.ASCII.GetBytes(type), 8, .. "Identity"u8, 0, 0, 0, (byte)identity.Length, .. Encoding.ASCII.GetBytes(identity)];
        return [4, (byte)body.Length, .. body];
    }

    /// <summary>What the peer sent as its greeting and as its READY.</summary>
    public byte[] Greeted { get; private set; } = [];
    public (byte Flags, byte[] Body) Introduction { get; private set; }

    public void Write(params byte[] bytes) => _stream.Write(bytes);

    public void Send(params byte[][] parts)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            var more = (byte)(i < parts.Length - 1 ? 1 : 0);
            if (parts[i].Length < 256) Write([more, (byte)parts[i].Length]);
            else
            {
                var head = new byte[9];
                head[0] = (byte)(more | 2);
                BinaryPrimitives.WriteUInt64BigEndian(head.AsSpan(1), (ulong)parts[i].Length);
                Write(head);
            }
            Write(parts[i]);
        }
    }

    public List<byte[]> Receive()
    {
        List<byte[]> parts = [];
        while (true)
        {
            var (flags, body) = ReadFrame();
            parts.Add(body);
            if ((flags & 1) == 0) return parts;
        }
    }

    public (byte Flags, byte[] Body) ReadFrame()
    {
        var flags = Read(1)[0];
        var length = (flags & 2) == 0 ? Read(1)[0] : (int)BinaryPrimitives.ReadUInt64BigEndian(Read(8));
        return (flags, Read(length));
    }

    public byte[] Read(int count)
    {
        var bytes = new byte[count];
        _stream.ReadExactly(bytes);
        return bytes;
    }

    public bool DataWithin(int milliseconds) => _socket.Poll(milliseconds * 1000, SelectMode.SelectRead);

    /// <summary>Whether the other side ended the connection; reads on until it does.</summary>
    public bool IsDropped()
    {
        try
        {
            while (_stream.Read(new byte[65536]) > 0) { }
            return true;
        }
        catch (IOException e)
        {
            return e.InnerException is SocketException { SocketErrorCode: not SocketError.TimedOut };
        }
    }

    public void Dispose() => _stream.Dispose();
}
