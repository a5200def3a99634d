using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>The kernel's side of the conversation: stamps, signs and sends replies to the one who asked, and everything that is for all on iopub.</summary>
sealed class WireSession(MessageSigner signer, PublisherSocket iopub, Action<string> log)
{
    public const string ProtocolVersion = "5.3";

    readonly string _session = Guid.NewGuid().ToString();

    /// <summary>Names displays so that no other kernel's are meant.</summary>
    public string DisplayId(string id) => $"{_session}-{id}";

    /// <summary>What a client sent, or null where it is not a message for this kernel; then the log says why.</summary>
    public WireMessage? Read(IReadOnlyList<byte[]> parts, string channel)
    {
        try
        {
            return WireMessage.Parse(parts, signer);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException) // the latter: text that is half a character
        {
            log($"a message on {channel} was dropped: {e.Message}");
            return null;
        }
    }

    /// <summary>Answers a request, as its type asks: <c>execute_request</c> with <c>execute_reply</c>.</summary>
    public void Reply(RouterSocket socket, WireMessage request, JsonObject content) =>
        Send(socket, request, request.Type.Replace("_request", "_reply", StringComparison.Ordinal), content);

    /// <summary>Sends to the one who sent <paramref name="parent"/>.</summary>
    public void Send(RouterSocket socket, WireMessage parent, string type, JsonObject content) =>
        socket.Send(WireMessage.Compose(parent.Identities, signer, Header(type), parent, content));

    /// <summary>Tells all clients.</summary>
    public void Publish(string type, WireMessage? parent, JsonObject content) =>
        iopub.Send(WireMessage.Compose([Encoding.ASCII.GetBytes($"kernel.{_session}.{type}")], signer, Header(type), parent, content));

    /// <summary><c>busy</c>, <c>idle</c> or <c>starting</c>.</summary>
    public void Status(WireMessage? parent, string state) => Publish("status", parent, new() { ["execution_state"] = state });

    /// <summary>What a cell shows.</summary>
    public void Publish(WireMessage parent, KernelOutput shown)
    {
        var output = shown.Output;
        switch (output.Kind)
        {
            case OutputKind.Stream:
                Publish("stream", parent, new() { ["name"] = output.Name, ["text"] = output.Text });
                break;
            case OutputKind.Display:
                Publish(shown.IsUpdate ? "update_display_data" : "display_data", parent,
                    new() { ["data"] = Data(output.Data), ["metadata"] = new JsonObject(), ["transient"] = new JsonObject { ["display_id"] = DisplayId(shown.DisplayId) } });
                break;
            case OutputKind.Result:
                Publish("execute_result", parent, new() { ["execution_count"] = output.ExecutionCount, ["data"] = Data(output.Data), ["metadata"] = new JsonObject() });
                break;
            default:
                Publish("error", parent, Error(output));
                break;
        }
    }

    /// <summary>An error as its output and its reply carry it.</summary>
    public static JsonObject Error(CellOutput error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Text,
        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]),
    };

    /// <summary>The forms of a value: text as one string, JSON as itself.</summary>
    public static JsonObject Data(MimeBundle bundle)
    {
        var data = new JsonObject();
        foreach (var mimeType in bundle.MimeTypes) data[mimeType] = bundle[mimeType]?.DeepClone();
        return data;
    }

    JsonObject Header(string type) => new()
    {
        ["msg_id"] = Guid.NewGuid().ToString(),
        ["session"] = _session,
        ["username"] = "kernel",
        ["date"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        ["msg_type"] = type,
        ["version"] = ProtocolVersion,
    };
}
