using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>Questions of a cell to the user of the client that runs it.</summary>
sealed class StdinChannel
{
    readonly RouterSocket _socket;
    readonly WireSession _session;
    volatile TaskCompletionSource<string>? _answer;

    public StdinChannel(RouterSocket socket, WireSession session)
    {
        (_socket, _session) = (socket, session);
        socket.Received = Receive;
    }

    /// <summary>Asks and waits for the answer.</summary>
    /// <exception cref="InvalidOperationException">The client said it cannot be asked.</exception>
    /// <exception cref="OperationCanceledException">The cell was stopped meanwhile.</exception>
    public string Ask(WireMessage request, string prompt, bool password, CancellationToken cancel)
    {
        if (!request.Flag("allow_stdin", false))
            throw new InvalidOperationException("The program that runs this notebook cannot ask for input. Declare the value in the cell tagged 'parameters' and pass it as a parameter.");
        var answer = _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _session.Send(_socket, request, "input_request", new() { ["prompt"] = prompt, ["password"] = password });
        try
        {
            answer.Task.Wait(cancel);
            return answer.Task.Result;
        }
        finally
        {
            _answer = null;
        }
    }

    void Receive(IReadOnlyList<byte[]> parts)
    {
        if (_session.Read(parts, "stdin") is not { Type: "input_reply" } reply) return;
        _answer?.TrySetResult(reply.Content["value"] is JsonValue value && value.TryGetValue(out string? text) ? text : "");
    }
}
