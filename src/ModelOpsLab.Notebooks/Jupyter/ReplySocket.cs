using System.Net;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>A REP that sends back what comes, envelope included: the heartbeat.</summary>
sealed class ReplySocket(EndPoint address, Action<string> log) : ZmtpSocket("REP", address, log)
{
    protected override void Receive(ZmtpConnection peer, List<byte[]> message)
    {
        if (!peer.Send(ZmtpFrame.Message(message))) Drop(peer, "a connection was dropped: it does not read its heartbeat");
    }
}
