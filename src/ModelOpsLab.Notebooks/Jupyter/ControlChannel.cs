namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>Requests that never wait behind a cell: interrupt and shutdown. They are answered on the thread that reads them.</summary>
sealed class ControlChannel
{
    readonly RouterSocket _socket;
    readonly WireSession _session;
    readonly Action _interrupt, _shutdown;
    readonly Action<string> _log;
    readonly Lock _lock = new();

    public ControlChannel(RouterSocket socket, WireSession session, Action interrupt, Action shutdown, Action<string> log)
    {
        (_socket, _session, _interrupt, _shutdown, _log) = (socket, session, interrupt, shutdown, log);
        socket.Received = Receive;
    }

    void Receive(IReadOnlyList<byte[]> parts)
    {
        if (_session.Read(parts, "control") is not { } request) return;
        lock (_lock)
        {
            _session.Status(request, "busy");
            switch (request.Type)
            {
                case "kernel_info_request":
                    _session.Reply(_socket, request, KernelInfo.Answer());
                    break;
                case "interrupt_request":
                    _interrupt();
                    _session.Reply(_socket, request, new() { ["status"] = "ok" });
                    break;
                case "shutdown_request":
                    _session.Reply(_socket, request, new() { ["status"] = "ok", ["restart"] = request.Flag("restart", false) });
                    break;
                default:
                    _log($"a request on control is not known: {ZmtpHandshake.Printable(request.Type)}");
                    break;
            }
            _session.Status(request, "idle");
            if (request.Type == "shutdown_request") _shutdown();
        }
    }
}
