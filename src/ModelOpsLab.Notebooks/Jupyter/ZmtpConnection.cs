using System.Net.Sockets;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>One peer of a bound socket. Reading and writing have threads of their own, so that cells that use up the thread pool stop neither.</summary>
sealed class ZmtpConnection(Socket socket, string socketType) : IDisposable
{
    /// <summary>Bytes that may wait for a peer that does not read; then it is dropped.</summary>
    const long QueueLimit = 64 << 20;

    const int MaximumParts = 1024;

    /// <summary>How long a peer may take to introduce itself.</summary>
    static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(30);

    readonly NetworkStream _stream = new(socket, ownsSocket: true);
    readonly Queue<byte[]> _queue = new();
    readonly HashSet<string> _topics = new(StringComparer.Ordinal);
    long _waiting;
    bool _closed;

    /// <summary>By which the peer is known; empty until it is.</summary>
    public byte[] Identity { get; set; } = [];

    /// <summary>Greets the peer and answers the name it gives itself; empty where it gives none.</summary>
    /// <exception cref="InvalidDataException">The peer is not one to talk to.</exception>
    public byte[] Open()
    {
        if (socket.ProtocolType == ProtocolType.Tcp) socket.NoDelay = true;
        socket.ReceiveTimeout = socket.SendTimeout = (int)HandshakeTime.TotalMilliseconds;
        var name = ZmtpHandshake.Perform(_stream, socketType);
        socket.ReceiveTimeout = socket.SendTimeout = 0;
        new Thread(Write, 256 << 10) { IsBackground = true, Name = $"{socketType} writer" }.Start();
        return name;
    }

    /// <summary>The next message; subscriptions and pings in between are dealt with.</summary>
    /// <exception cref="InvalidDataException">The peer broke the protocol.</exception>
    /// <exception cref="IOException">The peer is gone.</exception>
    public List<byte[]> Receive(Stream buffered)
    {
        var (parts, size) = (new List<byte[]>(), 0L);
        while (true)
        {
            var frame = ZmtpFrame.Read(buffered);
            if (frame.IsCommand)
            {
                Obey(frame);
                continue;
            }
            parts.Add(frame.Body);
            if ((size += frame.Body.Length) > ZmtpFrame.Limit || parts.Count > MaximumParts) throw new InvalidDataException($"a message of more than {ZmtpFrame.Limit} bytes or {MaximumParts} frames");
            if (!frame.More) return parts;
        }
    }

    /// <summary>Where messages are read from.</summary>
    public Stream Incoming => new BufferedStream(_stream, 16 << 10);

    /// <summary>Queues a message; false where the peer reads too slowly and has to be dropped, or is gone. Never waits.</summary>
    public bool Send(byte[] message)
    {
        lock (_queue)
        {
            if (_closed) return false;
            if (_waiting > 0 && _waiting + message.Length > QueueLimit)
            {
                _closed = true;
                _queue.Clear();
            }
            else
            {
                _queue.Enqueue(message);
                _waiting += message.Length;
            }
            Monitor.PulseAll(_queue);
            return !_closed;
        }
    }

    /// <summary>Waits until everything queued has left, or the time is over.</summary>
    public void Drain(TimeSpan patience)
    {
        var end = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        lock (_queue)
            while (_waiting > 0 && !_closed && end - Environment.TickCount64 is > 0 and var left) Monitor.Wait(_queue, (int)left);
    }

    public void Subscribe(ReadOnlySpan<byte> topic)
    {
        lock (_topics) _topics.Add(Convert.ToHexString(topic));
    }

    public void Unsubscribe(ReadOnlySpan<byte> topic)
    {
        lock (_topics) _topics.Remove(Convert.ToHexString(topic));
    }

    /// <summary>Whether the peer asked for messages with this topic.</summary>
    public bool Wants(string hexTopic)
    {
        lock (_topics) return _topics.Any(topic => hexTopic.StartsWith(topic, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        lock (_queue)
        {
            _closed = true;
            Monitor.PulseAll(_queue);
        }
        _stream.Dispose();
    }

    void Obey(ZmtpFrame frame)
    {
        var (name, data) = frame.Command;
        switch (name)
        {
            case "SUBSCRIBE": Subscribe(data); break;
            case "CANCEL": Unsubscribe(data); break;
            case "PING" when data.Length >= 2 && !Send(ZmtpFrame.CommandBytes("PONG", data.AsSpan(2))): throw new InvalidDataException("it does not read the answers to its pings");
            case "ERROR": throw new InvalidDataException("it reports an error of its own");
            case "": throw new InvalidDataException("a command without a name");
        }
    }

    void Write()
    {
        try
        {
            while (true)
            {
                byte[] next;
                lock (_queue)
                {
                    while (_queue.Count == 0)
                    {
                        if (_closed) return;
                        Monitor.Wait(_queue);
                    }
                    next = _queue.Dequeue();
                }
                _stream.Write(next);
                lock (_queue)
                {
                    _waiting -= next.Length;
                    Monitor.PulseAll(_queue);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Dispose(); // the reader of this connection notices
        }
    }
}
