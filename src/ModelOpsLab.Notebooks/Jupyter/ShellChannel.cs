using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>Requests that wait their turn: cells above all, and what is asked about code. They are answered one after the other on a thread of their own.</summary>
sealed class ShellChannel
{
    readonly RouterSocket _socket;
    readonly WireSession _session;
    readonly CellExecutor _executor;
    readonly CodeQuestions _questions;
    readonly Action _shutdown;
    readonly Action<string> _log;
    readonly BlockingCollection<(long Number, WireMessage Request)> _queue = [];
    long _received, _aborted;

    public ShellChannel(RouterSocket socket, WireSession session, CellExecutor executor, CodeQuestions questions, Action shutdown, Action<string> log)
    {
        (_socket, _session, _executor, _questions, _shutdown, _log) = (socket, session, executor, questions, shutdown, log);
        socket.Received = Receive;
    }

    /// <summary>Begins to answer.</summary>
    public void Start() => new Thread(Serve) { IsBackground = true, Name = "shell" }.Start();

    void Receive(IReadOnlyList<byte[]> parts)
    {
        if (_session.Read(parts, "shell") is not { } request) return;
        lock (_queue) _queue.Add((++_received, request));
    }

    void Serve()
    {
        foreach (var (number, request) in _queue.GetConsumingEnumerable())
        {
            _session.Status(request, "busy");
            try
            {
                Answer(number, request);
            }
            catch (InvalidDataException e)
            {
                Fail(request, "InvalidRequest", e.Message);
            }
#pragma warning disable CA1031 // Whatever goes wrong in one request must not end the kernel
            catch (Exception e)
            {
                Fail(request, e.GetType().FullName!, e.Message);
            }
#pragma warning restore CA1031
            _session.Status(request, "idle");
            if (request.Type == "shutdown_request") _shutdown();
        }
    }

    void Answer(long number, WireMessage request)
    {
        switch (request.Type)
        {
            case "execute_request" when number <= _aborted: Reply(new() { ["status"] = "aborted", ["execution_count"] = _executor.Count }); break;
            case "execute_request": _executor.Execute(request, AbortWhatWaits); break;
            case "kernel_info_request": Reply(KernelInfo.Answer()); break;
            case "complete_request": Reply(_questions.Complete(request)); break;
            case "inspect_request": Reply(_questions.Inspect(request)); break;
            case "is_complete_request": Reply(CodeQuestions.IsComplete(request)); break;
            case "history_request": Reply(new() { ["status"] = "ok", ["history"] = _executor.History.Answer(request) }); break;
            case "comm_info_request": Reply(new() { ["status"] = "ok", ["comms"] = new JsonObject() }); break;
            case "comm_open": _session.Publish("comm_close", request, new() { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() }); break;
            case "comm_msg" or "comm_close": break; // none is open
            case "shutdown_request": Reply(new() { ["status"] = "ok", ["restart"] = request.Flag("restart", false) }); break;
            default: _log($"a request on shell is not known: {ZmtpHandshake.Printable(request.Type)}"); break;
        }

        void Reply(JsonObject content) => _session.Reply(_socket, request, content);
    }

    /// <summary>Cells that were sent before a failure was known are not run after it.</summary>
    void AbortWhatWaits()
    {
        lock (_queue) _aborted = _received;
    }

    void Fail(WireMessage request, string name, string message)
    {
        _log($"{ZmtpHandshake.Printable(request.Type)} failed: {name}: {message}");
        if (!request.Type.EndsWith("_request", StringComparison.Ordinal)) return;
        var reply = WireSession.Error(CellOutput.Error(name, message, [message]));
        reply["status"] = "error";
        _session.Reply(_socket, request, reply);
    }
}
