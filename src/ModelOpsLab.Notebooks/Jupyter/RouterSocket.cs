using System.Net;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>A ROUTER: each message comes with its peer's identity as first part, and goes to the peer its first part names.</summary>
sealed class RouterSocket(EndPoint address, Action<string> log) : ZmtpSocket("ROUTER", address, log)
{
    /// <summary>Called with each message; must be set before <see cref="ZmtpSocket.Start"/>.</summary>
    public Action<IReadOnlyList<byte[]>>? Received { get; set; }

    /// <summary>Sends to the peer that the first part names; where it is gone, nothing happens.</summary>
    public void Send(IReadOnlyList<byte[]> message)
    {
        var peer = Array.Find(Peers, peer => peer.Identity.AsSpan().SequenceEqual(message[0]));
        if (peer is not null && !peer.Send(ZmtpFrame.Message([.. message.Skip(1)]))) Drop(peer, "a connection was dropped: it does not read its replies");
    }

    protected override void Receive(ZmtpConnection peer, List<byte[]> message) => Received?.Invoke([peer.Identity, .. message]);
}
