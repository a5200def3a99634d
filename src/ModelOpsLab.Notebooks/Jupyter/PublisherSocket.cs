using System.Net;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>A PUB: each message goes to the peers that subscribed to the beginning of its first part. It never waits: a subscriber that does not keep up is dropped.</summary>
sealed class PublisherSocket(EndPoint address, Action<string> log) : ZmtpSocket("PUB", address, log)
{
    /// <summary>Sends to all who want it.</summary>
    public void Send(IReadOnlyList<byte[]> message)
    {
        var topic = Convert.ToHexString(message[0]);
        byte[]? bytes = null;
        foreach (var peer in Peers)
            if (peer.Wants(topic) && !peer.Send(bytes ??= ZmtpFrame.Message(message)))
                Drop(peer, "a subscriber was dropped: it does not read what the kernel publishes");
    }

    /// <summary>Subscriptions in the form of ZMTP 3.0, as messages; the form of 3.1 is a command.</summary>
    protected override void Receive(ZmtpConnection peer, List<byte[]> message)
    {
        switch (message[0])
        {
            case [1, .. var topic]: peer.Subscribe(topic); break;
            case [0, .. var topic]: peer.Unsubscribe(topic); break;
        }
    }
}
