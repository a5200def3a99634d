using System.Net;
using System.Net.Sockets;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>
/// A bound ZMTP socket: listens from the start, takes peers in only from <see cref="Start"/> on, so that a client that was waiting loses no request.
/// A peer that breaks the protocol is dropped with one line in the log; the others notice nothing.
/// </summary>
abstract class ZmtpSocket : IDisposable
{
    /// <summary>Peers of one socket at a time; a Jupyter client opens one.</summary>
    const int MaximumPeers = 64;

    readonly Socket _listener;
    readonly string _type;
    readonly Action<string> _log;
    readonly List<ZmtpConnection> _peers = [];
    int _named;

    protected ZmtpSocket(string type, EndPoint address, Action<string> log)
    {
        (_type, _log) = (type, log);
        _listener = new(address.AddressFamily, SocketType.Stream, address is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        try
        {
            if (OperatingSystem.IsWindows() && address is IPEndPoint) _listener.ExclusiveAddressUse = true;
            _listener.Bind(address);
            _listener.Listen(MaximumPeers);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }
        Address = _listener.LocalEndPoint!;
    }

    /// <summary>Where it listens.</summary>
    public EndPoint Address { get; }

    /// <summary>Takes peers in from now on; what handles their messages must be in place.</summary>
    public void Start() => new Thread(Accept, 256 << 10) { IsBackground = true, Name = $"{_type} listener" }.Start();

    /// <summary>A message came; called on the thread of that peer.</summary>
    protected abstract void Receive(ZmtpConnection peer, List<byte[]> message);

    /// <summary>The peers at this moment.</summary>
    protected ZmtpConnection[] Peers
    {
        get
        {
            lock (_peers) return [.. _peers];
        }
    }

    /// <summary>Waits until everything sent so far has left, or the time is over.</summary>
    public void Drain(TimeSpan patience)
    {
        foreach (var peer in Peers) peer.Drain(patience);
    }

    protected void Drop(ZmtpConnection peer, string why)
    {
        bool known;
        lock (_peers) known = _peers.Remove(peer);
        peer.Dispose();
        if (known) _log(why);
    }

    public void Dispose()
    {
        _listener.Dispose();
        if (Address is UnixDomainSocketEndPoint file) File.Delete(file.ToString());
        foreach (var peer in Peers) peer.Dispose();
    }

    void Accept()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = _listener.Accept();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                if (e is SocketException { SocketErrorCode: SocketError.TooManyOpenSockets or SocketError.ConnectionReset or SocketError.ConnectionAborted })
                {
                    Thread.Sleep(100);
                    continue;
                }
                return;
            }
            var peer = new ZmtpConnection(socket, _type);
            lock (_peers)
            {
                if (_peers.Count < MaximumPeers)
                {
                    _peers.Add(peer);
                    new Thread(() => Serve(peer), 512 << 10) { IsBackground = true, Name = $"{_type} reader" }.Start();
                    continue;
                }
            }
            peer.Dispose();
            _log($"a connection was refused: {MaximumPeers} are open");
        }
    }

    void Serve(ZmtpConnection peer)
    {
        try
        {
            Name(peer, peer.Open());
            var incoming = peer.Incoming;
            while (true) Receive(peer, peer.Receive(incoming));
        }
        catch (InvalidDataException e)
        {
            Drop(peer, $"a connection was dropped: {e.Message}");
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            lock (_peers) _peers.Remove(peer); // the peer is gone, as peers go
            peer.Dispose();
        }
#pragma warning disable CA1031 // What one peer sends must not end the kernel, whatever it is
        catch (Exception e)
        {
            Drop(peer, $"a connection was dropped: {e.GetType().Name}: {e.Message}");
        }
#pragma warning restore CA1031
    }

    /// <summary>A peer without a name gets one; of two with the same name the newest stays.</summary>
    void Name(ZmtpConnection peer, byte[] name)
    {
        ZmtpConnection? older;
        lock (_peers)
        {
            if (name.Length == 0) name = [0, .. BitConverter.GetBytes(++_named)];
            older = _peers.Find(other => other.Identity.AsSpan().SequenceEqual(name));
            if (older is not null) _peers.Remove(older);
            peer.Identity = name;
        }
        older?.Dispose();
    }
}
