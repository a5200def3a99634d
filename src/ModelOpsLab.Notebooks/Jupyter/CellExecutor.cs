using System.Globalization;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>Runs the cells a client sends, one at a time, and tells what comes of them.</summary>
sealed class CellExecutor(Lazy<CSharpKernel> kernel, WireSession session, RouterSocket shell)
{
    readonly Lock _lock = new();
    CancellationTokenSource? _stop;
    WireMessage? _running;

    /// <summary>The number of the last cell that counted.</summary>
    public int Count { get; private set; }

    /// <summary>What was run so far.</summary>
    public InputHistory History { get; } = new();

    /// <summary>The request that runs now, or null.</summary>
    public WireMessage? Running
    {
        get
        {
            lock (_lock) return _running;
        }
    }

    /// <summary>Stops the cell that runs, if one does.</summary>
    public void Interrupt()
    {
        lock (_lock) _stop?.Cancel();
    }

    /// <summary>Runs an <c>execute_request</c> and answers it; false where what waits behind it should not run.</summary>
    /// <param name="request">The request.</param>
    /// <param name="beforeFailure">Called where the cell failed, before anybody is told.</param>
    public void Execute(WireMessage request, Action beforeFailure)
    {
        var code = request.Text("code");
        var silent = request.Flag("silent", false);
        var counts = !silent && request.Flag("store_history", true);
        var number = Count + 1;
        if (counts) Count = number;
        if (!silent) session.Publish("execute_input", request, new() { ["code"] = code, ["execution_count"] = number });
        var result = "";
        var error = Run(request, code, number, output =>
        {
            if (output.Output.Kind == OutputKind.Result) result = output.Output.Text;
            if (!silent) session.Publish(request, output);
        });
        if (counts) History.Add(number, code, result);
        var expressions = request.Content["user_expressions"] as JsonObject ?? [];
        var answers = error is null ? new JsonObject(expressions.Select(asked => KeyValuePair.Create(asked.Key, (JsonNode?)Evaluate(request, asked.Value, number)))) : [];
        if (error is not null && request.Flag("stop_on_error", true)) beforeFailure();
        var reply = error is null ? new() { ["status"] = "ok" } : WireSession.Error(error);
        if (error is not null) reply["status"] = "error";
        reply["execution_count"] = number;
        reply["payload"] = new JsonArray();
        reply["user_expressions"] = answers;
        session.Reply(shell, request, reply);
    }

    /// <summary>Tells everybody that the process ends in the middle of a cell, as far as there is time.</summary>
    public void Report(string ending)
    {
        if (Running is not { } request) return;
        kernel.Value.Channel?.Flush();
        var error = CellOutput.Error("ProcessEnded", ending, [ending]);
        session.Publish("stream", request, new() { ["name"] = "stderr", ["text"] = ending + "\n" });
        session.Publish(request, new(error));
        var reply = WireSession.Error(error);
        (reply["status"], reply["execution_count"]) = ("error", Count);
        session.Reply(shell, request, reply);
        session.Status(request, "idle");
    }

    /// <summary>Runs code; its error is published like its other outputs, and returned.</summary>
    CellOutput? Run(WireMessage request, string code, int number, Action<KernelOutput> publish)
    {
        if (string.IsNullOrWhiteSpace(code)) return null;
        using var stop = new CancellationTokenSource();
        lock (_lock) (_stop, _running) = (stop, request);
        try
        {
            return kernel.Value.ExecuteAsync(code, number, publish, stop.Token).GetAwaiter().GetResult().Error;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            var message = string.Create(CultureInfo.InvariantCulture, $"cell {number} was interrupted. What earlier cells declared is still there.");
            var error = CellOutput.Error("Interrupted", message, [message]);
            publish(new(error));
            return error;
        }
        finally
        {
            lock (_lock) (_stop, _running) = (null, null);
        }
    }

    JsonObject Evaluate(WireMessage request, JsonNode? expression, int number)
    {
        var value = new MimeBundle();
        var code = expression is JsonValue text && text.TryGetValue(out string? asked) ? asked : throw new InvalidDataException("execute_request: user_expressions should be texts.");
        var error = Run(request, code, number, output =>
        {
            if (output.Output.Kind == OutputKind.Result) value = output.Output.Data;
        });
        var answer = error is null ? new() { ["data"] = WireSession.Data(value), ["metadata"] = new JsonObject() } : WireSession.Error(error);
        answer["status"] = error is null ? "ok" : "error";
        return answer;
    }
}
