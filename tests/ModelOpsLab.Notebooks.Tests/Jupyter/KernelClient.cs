using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ModelOpsLab.Notebooks.Jupyter;

namespace ModelOpsLab.Notebooks.Tests.Jupyter;

/// <summary>A message as it came: its type, its parent's id, its content.</summary>
sealed record Message(string Type, string Parent, JsonObject Content, JsonObject Header);

/// <summary>What came of one request: the reply, and what was published for it, from busy to idle.</summary>
sealed record Answer(JsonObject Reply, IReadOnlyList<Message> Published)
{
    /// <summary>The published messages as short lines.</summary>
    public string[] Lines => [.. Published.Select(message => message.Type switch
    {
        "status" => (string)message.Content["execution_state"]!,
        "stream" => $"{message.Content["name"]}: {message.Content["text"]}",
        "error" => $"error {message.Content["ename"]}",
        "execute_result" => $"result: {message.Content["data"]!["text/plain"]}",
        "display_data" or "update_display_data" => $"{(message.Type[0] == 'u' ? "update" : "display")}: {message.Content["data"]!["text/plain"]}",
        var other => other,
    })];
}

/// <summary>A Jupyter client over <see cref="ZmtpClient"/>; signs and checks with its own lines.</summary>
sealed class KernelClient : IDisposable
{
    static int _count;

    readonly byte[] _key;
    readonly string _session = $"client-{Interlocked.Increment(ref _count)}";
    int _requests;

    public KernelClient(ConnectionFile connection)
    {
        _key = Encoding.UTF8.GetBytes(connection.Key);
        Iopub = ZmtpClient.Connect(connection.IopubPort, "SUB");
        Iopub.Send([1]);
        Shell = ZmtpClient.Connect(connection.ShellPort, "DEALER", _session);
        Control = ZmtpClient.Connect(connection.ControlPort, "DEALER", _session);
        Stdin = ZmtpClient.Connect(connection.StdinPort, "DEALER", _session);
        // A subscription has no answer: ask until something is published, as clients do
        var info = Request(Control, "kernel_info_request", []);
        while (!_published.Any(message => message.Parent == info))
        {
            if (Iopub.DataWithin(200)) ReadPublished();
            else info = Request(Control, "kernel_info_request", []);
        }
    }

    readonly List<Message> _published = [];

    public ZmtpClient Shell { get; }
    public ZmtpClient Control { get; }
    public ZmtpClient Stdin { get; }
    public ZmtpClient Iopub { get; }

    public Answer Execute(string code, JsonObject? more = null) => Finish(Begin(code, more));

    /// <summary>Sends a cell and does not wait; answers the request's id.</summary>
    public string Begin(string code, JsonObject? more = null)
    {
        var content = new JsonObject { ["code"] = code, ["silent"] = false, ["store_history"] = true, ["user_expressions"] = new JsonObject(), ["allow_stdin"] = false, ["stop_on_error"] = true };
        foreach (var (name, value) in more ?? []) content[name] = value?.DeepClone();
        return Request(Shell, "execute_request", content);
    }

    /// <summary>Sends a request on shell and waits for its end.</summary>
    public Answer Ask(string type, JsonObject content) => Finish(Request(Shell, type, content));

    public Answer Finish(string id)
    {
        return new(ReplyTo(Shell, id), Published(id));
    }

    /// <summary>What was published for a request, up to idle.</summary>
    public IReadOnlyList<Message> Published(string id)
    {
        while (!_published.Any(message => message.Parent == id && message.Type == "status" && (string)message.Content["execution_state"]! == "idle")) ReadPublished();
        return [.. _published.Where(message => message.Parent == id)];
    }

    /// <summary>Waits for one message of a request.</summary>
    public Message WaitFor(string id, Func<Message, bool> which)
    {
        while (true)
        {
            if (_published.Find(message => message.Parent == id && which(message)) is { } found) return found;
            ReadPublished();
        }
    }

    public string Request(ZmtpClient channel, string type, JsonObject content)
    {
        var id = $"{_session}-{++_requests}";
        Send(channel, id, type, content, "{}", null);
        return id;
    }

    public void Send(ZmtpClient channel, string id, string type, JsonObject content, string parent, string? signature)
    {
        var header = new JsonObject { ["msg_id"] = id, ["session"] = _session, ["username"] = "test", ["date"] = "2020-03-31T00:00:00Z", ["msg_type"] = type, ["version"] = "5.3" };
        string[] parts = [header.ToJsonString(), parent, "{}", content.ToJsonString()];
        channel.Send(["<IDS|MSG>"u8.ToArray(), Encoding.ASCII.GetBytes(signature ?? Sign(parts)), .. parts.Select(Encoding.UTF8.GetBytes)]);
    }

    /// <summary>The reply to a request; those to other requests of the channel are passed over.</summary>
    public JsonObject ReplyTo(ZmtpClient channel, string id)
    {
        while (true)
            if (Next(channel) is var reply && reply.Parent == id) return reply.Content;
    }

    public Message Next(ZmtpClient channel) => Parse(channel.Receive());

    void ReadPublished() => _published.Add(Parse(Iopub.Receive()));

    Message Parse(List<byte[]> parts)
    {
        var at = parts.FindIndex(part => Encoding.ASCII.GetString(part) == "<IDS|MSG>");
        string[] body = [.. parts.Skip(at + 2).Select(Encoding.UTF8.GetString)];
        Assert.Equal(Sign(body), Encoding.ASCII.GetString(parts[at + 1]));
        var header = JsonNode.Parse(body[0])!.AsObject();
        Assert.Equal("{}", body[2]);
        return new((string)header["msg_type"]!, (string?)JsonNode.Parse(body[1])!["msg_id"] ?? "", JsonNode.Parse(body[3])!.AsObject(), header);
    }

    string Sign(string[] parts) => _key.Length == 0 ? "" : Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(string.Concat(parts)))).ToLowerInvariant();

    public void Dispose()
    {
        foreach (var channel in (ZmtpClient[])[Shell, Control, Stdin, Iopub]) channel.Dispose();
    }
}
